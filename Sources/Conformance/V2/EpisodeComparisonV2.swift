import Episodes
import Kitchen
import SourceFiles

/// Plays one recorded episode of OvercookedV2 and compares every state, reward and observation.
struct EpisodeComparisonV2 {
    private(set) var report = ReplayReport()
    private let episode: RecordedEpisodeV2
    private let kitchen: Kitchen
    /// What was recorded of every cell so far.
    private var cells: [Cell: RecordedCellV2] = [:]
    private var encodings: EncodingComparisonV2

    init(_ episode: RecordedEpisodeV2, kitchen: Kitchen, encoded: [EncodedStateV2]) throws {
        self.episode = episode
        self.kitchen = kitchen
        encodings = try EncodingComparisonV2(encoded, of: episode, in: kitchen)
        do {
            try play()
        } catch {
            throw RecordError(file: episode.file, line: episode.number, message: "\(error)")
        }
    }

    private mutating func play() throws {
        // The transition itself ignores the horizon (OvercookedV2 §5.7), so that episodes are recorded beyond it.
        var game = try KitchenGame(kitchen, from: episode.start.state(in: kitchen.layout), horizon: max(1, episode.actions.count))
        report.episodes = 1
        take(episode.start.cells)
        try encodings.compare(game, step: 0, in: &report)
        for (number, (step, actions)) in zip(episode.steps, episode.actions).enumerated() {
            let before = game.state
            let transition = try game.step(actions)
            report.steps += 1
            take(step.cells)
            let after = game.state
            func compare<T: Equatable>(_ what: String, _ recorded: T, _ ours: T) {
                guard recorded != ours else { return }
                report.differ(
                    "episode \(episode.id), step \(number), actions \(actions.map { "\($0)" }.joined(separator: " ")): \(what) differ\n"
                        + "  before:   \(StateNotation.text(before))\n  recorded: \(recorded)\n  here:     \(ours)")
            }
            compare("agents", step.agents, after.players.map(RecordedAgentV2.init))
            compare("cells", cells, EpisodeComparisonV2.cells(of: after, in: kitchen.layout))
            compare("deliveries", step.hasDelivered, after.recipe?.hasJustDelivered ?? false)
            compare("rewards", step.rewards, Array(repeating: transition.reward, count: kitchen.players))
            compare("shaped rewards", step.shaped, transition.shaped)
            if step.hasDelivered && episode.settings.redraws {
                // What was drawn is not ours to find; it is what the next steps are judged by.
                game.want(try ItemCodeV2.recipe(step.recipe))
            } else {
                compare("recipes", step.recipe, after.recipe.map { ItemCodeV2.code($0.recipe) } ?? 0)
            }
            try encodings.compare(game, step: number + 1, in: &report)
        }
        let end = Dictionary(episode.end.map { ($0.cell, $0) }) { $1 }
        if end != cells { report.differ("episode \(episode.id): the changes of cells do not lead to its end") }
    }

    private mutating func take(_ changed: [RecordedCellV2]) {
        for cell in changed { cells[cell.cell] = cell.item == 0 && cell.extra == 0 ? nil : cell }
    }

    /// What is in and on the cells of a state, as the reference has it.
    private static func cells(of state: KitchenState, in layout: Layout) -> [Cell: RecordedCellV2] {
        var cells: [Cell: RecordedCellV2] = [:]
        for object in state.objects {
            let isPot = layout[object.cell] == .pot
            let (code, extra) = isPot ? ItemCodeV2.pot(object.item) : (ItemCodeV2.dish(object.item), 0)
            cells[object.cell] = RecordedCellV2(cell: object.cell, item: code, extra: extra)
        }
        for (cell, ticks) in state.recipe?.buttons ?? [:] { cells[cell] = RecordedCellV2(cell: cell, item: 0, extra: ticks) }
        return cells
    }
}
