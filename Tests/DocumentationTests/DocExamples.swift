import Agents
import Basics
import EpisodeStore
import Episodes
import Kitchen
import Oracle
import Planning

/// The examples of doc comments, line for line, so that they compile; `DocumentationTests` compares them with the comments.
/// Nothing of it is run.
enum DocExamples {
    static func inputFile() throws {
        let text = try InputFile.text("Maps/cramped_room.yaml", .map)
        _ = text
    }

    static func randomStream(seed: UInt64, round: Int) {
        var random = RandomStream(seed, UInt64(round), StreamKey.speech)
        let pick = random.below(3)
        _ = pick
    }

    static func kitchenBatch(_ kitchen: Kitchen) throws {
        var batch = try KitchenBatch(kitchen, games: 1024, seed: 7)
        for _ in 0..<400 { batch.stepRandomly() }
        print(batch.checksum)
    }

    static func gridEncoding(_ kitchen: Kitchen, _ game: KitchenGame) throws {
        let encoding = try GridEncoding(kitchen)
        var views = [UInt8](repeating: 0, count: encoding.size)
        try views.withUnsafeMutableBufferPointer { try encoding.write(game, into: $0) }
    }

    static func gridObserver(_ batch: borrowing KitchenBatch) throws {
        var observer = try GridObserver(batch)
        var views = [UInt8](repeating: 0, count: observer.size(games: batch.games))
        try views.withUnsafeMutableBufferPointer { try observer.observe(batch, into: $0) }
    }

    static func kitchenGame(_ kitchen: Kitchen) throws {
        var game = try KitchenGame(kitchen, horizon: 400)
        let transition = try game.step([.north, .interact])
        _ = transition
    }

    static func episodeStatistics(_ store: EpisodeStore) throws {
        var statistics = EpisodeStatistics()
        try store.forEachEpisode { statistics.add($0.episode, map: $0.map, players: $0.players) }
    }

    static func episodeRecorder(_ kitchen: Kitchen, jointAction: (KitchenGame) -> [Action]) throws {
        var recorder = try EpisodeRecorder(kitchen, horizon: 400, seed: 1)
        while !recorder.game.isOver { try recorder.step(jointAction(recorder.game)) }
        let episode = recorder.episode()
        _ = episode
    }

    static func match(_ kitchen: Kitchen, _ team: [any Agent]) throws {
        var agents = team
        var match = try Match(kitchen, horizon: 400, seed: 1)
        let episode = try match.play(&agents)
        _ = episode
    }

    static func agentTrial(_ kitchen: Kitchen, _ agents: [any Agent]) throws {
        var trial = AgentTrial(kitchen, agents, horizon: 400, stopsAtFault: false)
        try trial.play(seed: 1)
        print(trial.seats[0].faults)
    }

    static func replay(_ episode: Episode) throws {
        let replay = try Replay(episode)
        print(replay.states[10], replay.score(at: 10))
    }

    static func gameStory(_ episode: Episode) throws {
        let story = try GameStory(episode)
        print(story.cooks[0].figures.deliveries)
    }

    static func stationWords(_ layout: Layout) {
        let words = StationWords(layout)
        _ =
            words[Cell(2, 0)]
    }

    static func stateFacts(_ kitchen: Kitchen, _ game: KitchenGame) throws -> Bool {
        let facts = StateFacts(game.state, horizon: 400)
        let text = facts.text(kitchen)
        return
            try StateFacts(text) == facts
    }

    static func episodeStore(_ kitchen: Kitchen, _ episode: Episode) throws {
        let store = try EpisodeStore(creating: "runs/episodes.sqlite")
        let map = try store.register(kitchen.layout)
        let run = try store.run(kind: "play", settings: "{}", planned: 0).id
        _ =
            try store.write([NewEpisode(run: run, map: map, occupants: [.person("human"), .person("human")], episode: episode)])
    }

    static func seatFaults(_ store: EpisodeStore, _ filter: EpisodeFilter) throws {
        for seat in try store.seatFaults(filter) {
            print("\(seat.key.player): \(seat.faultyTicks) of \(seat.ticks) ticks, first \(seat.firstReason)")
        }
    }

    static func kitchenValues(_ kitchen: Kitchen, _ game: KitchenGame) throws {
        let solver = try OptimumSolver(kitchen, options: SolveOptions())
        guard let values = try OracleCache(folder: "runs/oracle").solve(solver).values else { return }
        let best = values.jointActions(in: game).first?.actions
        let value = values.value(of: game)
        _ = (best, value)
    }

    static func recipeSolver(_ kitchen: Kitchen) throws {
        let floor = try RecipeSolver(kitchen, knowledge: .hidden, seat: 1).solve()
        let ceiling = try RecipeSolver(kitchen, knowledge: .known).solve()
        _ = (floor, ceiling)
    }

    static func greedyGoalModel(_ kitchen: Kitchen, _ game: KitchenGame) {
        let model = GreedyGoalModel(GreedyGoalModel.Tables(kitchen), seat: 1)
        let station = game.withState { model.goal($0)?.station }
        _ = station
    }

    static func stateView(_ game: KitchenGame) {
        let held = game.withState { state in state.held(by: 0) }
        _ = held
    }

    static func agentLibrary(_ catalogue: AgentCatalogue) throws {
        let library = AgentLibrary(folder: "Agents", catalogue: catalogue)
        let players = try library.agents(["greedy", "mine/bold.yaml", "folder/of/agents"])
        _ = players
    }
}
