import Agents
import Basics
import Kitchen
import Neural

/// States of episodes that the policies of several runs played with each other and with themselves, in which the episodes of a stage of
/// state augmentation begin, each equally likely (OvercookedV2's experiments; docs/learning.md).
struct AugmentedStarts: Sendable {
    /// Episodes of an ordered pair of runs.
    static let episodes = 10
    /// Ticks from one kept state of an episode to the next.
    static let interval = 10

    /// Of the stage's games.
    let seed: UInt64
    let states: [KitchenState]
    /// Their packed form with the stamps of slots, `[states, words + stamps]`, for checkpoints.
    let packed: Tensor

    /// Lets every ordered pair of policies play.
    init(of models: [PolicyModel], _ kitchen: Kitchen, _ settings: RecurrentSettings, stage: Int, workers: Workers) throws {
        seed = AugmentedStarts.seed(settings, stage)
        let play = try NetworkCrossPlay(
            kitchen, models: models.map { .policy($0) }, episodes: AugmentedStarts.episodes, horizon: settings.horizon,
            starts: settings.starts, seed: seed)
        states = try play.states(every: AugmentedStarts.interval, workers: workers)
        let rows = try states.map { try kitchen.row(of: $0) }
        packed = Tensor(
            shape: [rows.count, AugmentedStarts.size(kitchen)],
            numbers: rows.flatMap { $0.words.map(Float.init) + $0.stamps.map(Float.init) })
    }

    /// Numbers of a packed state.
    private static func size(_ kitchen: Kitchen) -> Int { kitchen.rowWords + kitchen.slotCells.count }

    private static func seed(_ settings: RecurrentSettings, _ stage: Int) -> UInt64 {
        RandomStream(settings.seed, StreamKey.augmentation, UInt64(stage)).key
    }

    /// The states of a checkpoint.
    /// - Parameter packed: as `packed` gave it.
    /// - Throws: `LearningError` for what is none of this kitchen's.
    init(_ packed: Tensor, _ kitchen: Kitchen, _ settings: RecurrentSettings, stage: Int) throws {
        seed = AugmentedStarts.seed(settings, stage)
        self.packed = packed
        let (words, size) = (kitchen.rowWords, AugmentedStarts.size(kitchen))
        guard packed.shape.count == 2, packed.shape[0] > 0, packed.shape[1] == size, packed.numbers.allSatisfy({ abs($0) < 1e9 }) else {
            throw LearningError("the checkpoint's states to begin in are not of this kitchen")
        }
        states = try stride(from: 0, to: packed.numbers.count, by: size).map { first in
            let row = packed.numbers[first..<(first + words)].map { UInt16(clamping: Int($0)) }
            try row.withUnsafeBufferPointer { row in
                guard let problem = kitchen.problem(inRow: row.baseAddress.unsafelyUnwrapped) else { return }
                throw LearningError("a state to begin in of the checkpoint is none: \(problem)")
            }
            return kitchen.state(ofRow: row, stamps: packed.numbers[(first + words)..<(first + size)].map { Int32($0) })
        }
    }
}
