import Agents
import Basics
import Foundation
import Kitchen
import KitchenMaps
import Oracle
import Testing

@Suite struct BestResponseTests {
    private static let catalogue = AgentCatalogue([
        StayKind.self, RandomKind.self, GreedyKind.self, PolicyKind.self, OptimalKind.self, BestResponseKind.self,
    ])
    private static let agents = AgentLibrary(catalogue: catalogue)

    private static func options(_ horizon: Int) -> SolveOptions {
        var options = SolveOptions()
        options.horizon = horizon
        options.counters = .all
        return options
    }

    /// Plays an episode of two agents and returns its score.
    private static func play(_ kitchen: Kitchen, _ names: [String], horizon: Int, seed: UInt64 = 1) throws -> Double {
        var players = try names.map { try agents.agent($0).makeAgent() }
        var match = try Match(kitchen, horizon: horizon, seed: seed)
        return try match.playWithoutRefusal(&players).score
    }

    /// The best response's score by brute force: every state, every action, the mean over the partner's distribution.
    private static func bruteForce(_ kitchen: Kitchen, _ partner: any StationaryPolicy, seat: Int, horizon: Int) throws -> Double {
        struct Situation: Hashable {
            let state: KitchenState
            let memory: Int
        }
        var known: [Int: [Situation: Double]] = [:]
        func value(_ game: KitchenGame, _ memory: Int, _ left: Int) throws -> Double {
            if left == 0 { return 0 }
            var state = game.state
            state.timestep = 0
            state.objects.sort { ($0.cell.y, $0.cell.x) < ($1.cell.y, $1.cell.x) }
            if let value = known[left]?[Situation(state: state, memory: memory)] { return value }
            let chances = partner.distribution(in: game, memory: memory)
            let best =
                try Action.allCases.map { own in
                    try Action.allCases.filter { chances[$0] > 0 }.reduce(0.0) { sum, theirs in
                        var next = game
                        let reward = try next.step(seat == 0 ? [own, theirs] : [theirs, own]).reward
                        let after = partner.memory(after: memory, from: game, doing: theirs, to: next)
                        return try sum + Double(chances[theirs]) * (reward + value(next, after, left - 1))
                    }
                }.max() ?? 0
            known[left, default: [:]][Situation(state: state, memory: memory)] = best
            return best
        }
        return try value(KitchenGame(kitchen, horizon: horizon), 0, horizon)
    }

    @Test(arguments: ["stay", "random", "greedy-plain"], [0, 1])
    func scoresAreThoseOfBruteForce(name: String, seat: Int) throws {
        let kitchen = try TinyKitchens.make(TinyKitchens.corridor, .old)
        let file = try Self.agents.agent(name)
        let horizon = 24
        var agent = try file.makeAgent()
        try agent.begin(EpisodeContext(kitchen: kitchen, seat: 1 - seat, seed: 0, horizon: horizon))
        let partner = try #require(agent as? any StationaryPolicy)
        let brute = try Self.bruteForce(kitchen, partner, seat: seat, horizon: horizon)
        let response = try BestResponseSolver(kitchen, options: Self.options(horizon)).solve(file.kind, named: name, seat: seat)
        #expect(abs(response.score - brute) < 1e-6 && response.isExact)
        if name == "random" { #expect(brute > 0) }
    }

    @Test func memoryIsPartOfTheState() throws {
        let kitchen = try TinyKitchens.make(TinyKitchens.divided, .old)
        let text = "name: patient\nkind: greedy\nparameters:\n  unblock: false\n  around: false\n"
        let path = NSTemporaryDirectory() + "patient-\(UUID().uuidString).yaml"
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: path) }
        let file = try AgentFile.read(path, catalogue: Self.catalogue)
        var agent = try file.makeAgent()
        try agent.begin(EpisodeContext(kitchen: kitchen, seat: 1, seed: 0, horizon: 30))
        let partner = try #require(agent as? any StationaryPolicy)
        #expect(partner.memories > 1)
        let brute = try Self.bruteForce(kitchen, partner, seat: 0, horizon: 30)
        let response = try BestResponseSolver(kitchen, options: Self.options(30)).solve(file.kind, named: "patient", seat: 0)
        #expect(abs(response.score - brute) < 1e-6)
    }

    @Test(arguments: [0, 1])
    func playedResponsesScoreWhatWasPromisedAndNobodyMore(seat: Int) throws {
        let kitchen = try Kitchen(MapLibrary.standard.layout("cramped_room"), dynamics: .old)
        let horizon = 120
        var options = Self.options(horizon)
        options.counters = .cells([])
        let file = try Self.agents.agent("greedy-plain")
        let response = try BestResponseSolver(kitchen, options: options).solve(file.kind, named: file.name, seat: seat)
        var partner = try file.makeAgent()
        try partner.begin(EpisodeContext(kitchen: kitchen, seat: 1 - seat, seed: 3, horizon: horizon))
        var game = try KitchenGame(kitchen, horizon: horizon)
        var score = 0.0
        while !game.isOver {
            let theirs = partner.act(game).action
            let own = response.action(in: game)
            score += try game.step(seat == 0 ? [own, theirs] : [theirs, own]).reward
        }
        #expect(score == response.score)
        let optimum = try OptimumSolver(kitchen, options: options).solve().value
        #expect(response.score <= optimum)
        for other in ["stay", "greedy-plain", "greedy", "random"] {
            let names = seat == 0 ? [other, "greedy-plain"] : ["greedy-plain", other]
            #expect(try Self.play(kitchen, names, horizon: horizon) <= response.score)
        }
    }

    /// A trained network that sees the counters, and always takes the likeliest action.
    @Test func policiesThatSeeCountersAreRespondedTo() throws {
        let kitchen = try Kitchen(MapLibrary.standard.layout("cramped_room"), dynamics: .old)
        let horizon = 120
        var options = Self.options(horizon)
        options.counters = .cells([])
        let shipped = try Self.agents.agent("pbt-cramped_room")
        let stem = URL(fileURLWithPath: shipped.path).deletingPathExtension().path
        let path = NSTemporaryDirectory() + "sure-\(UUID().uuidString).yaml"
        try """
        name: sure
        kind: policy
        parameters:
          weights: \(stem).safetensors
          network: \(stem).json
          choice: greedy
        """.write(toFile: path, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: path) }
        let file = try AgentFile.read(path, catalogue: Self.catalogue)
        let response = try BestResponseSolver(kitchen, options: options).solve(file.kind, named: file.name, seat: 0)
        var partner = try file.makeAgent()
        try partner.begin(EpisodeContext(kitchen: kitchen, seat: 1, seed: 3, horizon: horizon))
        var game = try KitchenGame(kitchen, horizon: horizon)
        var score = 0.0
        while !game.isOver {
            score += try game.step([response.action(in: game), partner.act(game).action]).reward
        }
        #expect(score == response.score && score > 0)
    }

    /// The 96 features of games that look the same in the order's numbers are the same; two orders are told apart.
    @Test func orderOfCountersIsAllThatFeaturesSee() throws {
        let kitchen = try Kitchen(MapLibrary.standard.layout("counter_circuit_o_1order"), dynamics: .old)
        let stepper = try KitchenStepper(kitchen)
        let order = CounterOrder(stepper)
        let encoding = try FeatureEncoding(kitchen, counterGoals: .all)
        func features(_ game: KitchenGame) throws -> [Int16] {
            var features = [Int16](repeating: 0, count: FeatureEncoding.size)
            try features.withUnsafeMutableBufferPointer { try encoding.write(game, into: $0) }
            return features
        }
        var random = RandomStream(5)
        var told = 0
        for _ in 0..<20 {
            var game = try KitchenGame(kitchen, horizon: 400)
            while !game.isOver {
                try game.step((0..<2).map { _ in Action.allCases[Int(random.next() % 7) % 6] })
                var numbers = [UInt16](repeating: 0, count: order.count)
                order.write(game.row, stamps: game.stamps, into: &numbers)
                var same = game
                order.stamp(numbers, into: &same.stamps)
                let seen = try features(game)
                #expect(try features(same) == seen)
                var reversed = game
                reversed.stamps = game.stamps.map { -$0 }
                if try features(reversed) != seen { told += 1 }
            }
        }
        #expect(told > 100)
    }

    @Test func agentsPlayTheirPlans() throws {
        let kitchen = try TinyKitchens.make(TinyKitchens.divided, .old)
        let folder = NSTemporaryDirectory() + "oracle-agents-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try "kind: optimal\nparameters:\n  cache: \(folder)\n".write(
            toFile: folder + "/best.yaml", atomically: true, encoding: .utf8)
        let optimum = try OptimumSolver(kitchen, options: Self.options(60)).solve().value
        #expect(optimum > 0)
        #expect(try Self.play(kitchen, [folder + "/best.yaml", folder + "/best.yaml"], horizon: 60) == optimum)
        #expect(try Self.play(kitchen, ["best-response:greedy-plain", "greedy-plain"], horizon: 60) > 0)
    }

    @Test func partnersThatAreNotStationaryAreRefused() throws {
        let kitchen = try TinyKitchens.make(TinyKitchens.corridor, .old)
        let file = try Self.agents.agent("greedy")
        do {
            _ = try BestResponseSolver(kitchen, options: Self.options(20)).solve(file.kind, named: file.name, seat: 0)
            Issue.record("greedy has a long memory")
        } catch let problem as OracleError {
            #expect(problem.description.contains("'greedy' does not play by a stationary policy"))
        }
    }
}
