import Agents
import HumanTrials
import Kitchen

/// What people saw and did in recorded trials, as a learner reads it: one row a player and tick.
public struct HumanSamples: Sendable {
    /// Numbers of one observation.
    public let observationSize: Int
    /// `[count, observationSize]`.
    public private(set) var observations: [Float] = []
    /// `[count]`: raw values of `Action`.
    public private(set) var actions: [UInt8] = []
    /// `[count]`: which pair of people a row is of, as a place in `pairs`.
    public private(set) var pair: [Int32] = []
    /// Names of the pairs: the trials' ids without the kitchen.
    public private(set) var pairs: [String] = []

    /// Rows.
    public var count: Int { actions.count }

    /// The rows of all trials that were played in a kitchen of `layout`'s grid, wherever the players began.
    /// - Parameter input: what the network is to be shown.
    /// - Throws: `RecordError` for a file that cannot be read, `LearningError` when no trial fits.
    public init(file: String, layout: Layout, input: InputEncoding, maps: HumanTrial.MapLookup) throws {
        observationSize = input.shape(layout).reduce(1, *)
        var buffer = [Float](repeating: 0, count: 2 * observationSize)
        try HumanTrial.forEach(in: file, maps: maps) { trial in
            guard trial.kitchen.layout.terrain == layout.terrain, trial.kitchen.layout.width == layout.width else { return }
            let number = self.number(HumanSamples.pairName(trial.id))
            let view = try GameView(input, kitchen: trial.kitchen, horizon: max(trial.actions.count, 1))
            var game = try KitchenGame(trial.kitchen, from: trial.start, horizon: max(trial.actions.count, 1))
            var memory = TickMemory()
            for joint in trial.actions {
                try buffer.withUnsafeMutableBufferPointer { try view.write(game, memory: memory, into: $0) }
                // What a program did in a trial with a person is no sample of people.
                for (player, action) in joint.enumerated() where trial.seats[player] == .person {
                    observations += buffer[(player * observationSize)..<((player + 1) * observationSize)]
                    actions.append(action.rawValue)
                    pair.append(Int32(number))
                }
                try game.advance(joint)
                memory.remember((joint[0], joint[1]))
            }
        }
        guard count > 0 else { throw LearningError("\(file): no trial was played in the kitchen '\(layout.name)'") }
    }

    /// The two people of a trial: one pair plays several kitchens.
    static func pairName(_ id: String) -> String { id.split(separator: "/").dropLast().joined(separator: "/") }

    private mutating func number(_ name: String) -> Int {
        if let known = pairs.firstIndex(of: name) { return known }
        pairs.append(name)
        return pairs.count - 1
    }
}
