import Basics
import Foundation
import Kitchen
import KitchenMaps
import Neural
import SourceFiles
import TestSupport
import Testing

@testable import Agents

/// Policies of weights: files, import, and what they do.
@Suite struct PolicyTests {
    static let catalogue = AgentCatalogue([PolicyKind.self])
    static let tiny = Bundle.module.bundlePath + "/Fixtures/TinyForced"
    /// Agents trained by others, which stand beside a developer's checkout.
    static let trained = CheckoutFolder.path("Maps") + "/../../shared/agents"

    static func kitchen(_ name: String) throws -> Kitchen {
        try Kitchen(MapLibrary.standard.layout(name), dynamics: .old)
    }

    /// An agent with `parameters` as further lines of its file.
    static func agent(_ imported: PolicyImport, _ parameters: [String]) throws -> any Agent {
        try inScratchFolder { folder in
            try PolicyFiles(name: "it", model: imported.model, description: "", provenance: "", parameters: parameters)
                .write(into: folder)
            return try AgentFile.read(folder + "/it.yaml", catalogue: catalogue).makeAgent()
        }
    }

    /// The team's score of one episode.
    static func score(_ kitchen: Kitchen, _ players: [any Agent], seed: UInt64) throws -> Double {
        var players = players
        var match = try Match(kitchen, horizon: 400, seed: seed)
        return try match.playWithoutRefusal(&players).score
    }

    /// Whatever an agent is called and says of itself, its file reads back equal.
    @Test(arguments: ["16", "true", "x:", "it's", "a #b", "null", "- a", "\u{1B}[31m", "größe"])
    func anyAgentFileReadsBack(name: String) throws {
        let words = "two\nlines: \"quoted\" \\ # and \u{7} \u{2028}more"
        let model = try PolicyImport.read(Self.tiny)[0].model
        try inScratchFolder { folder in
            try PolicyFiles(name: name, model: model, description: words, provenance: "'", kitchens: ["16", "a, b"]).write(into: folder)
            let file = try AgentFile.read("\(folder)/\(name).yaml", catalogue: Self.catalogue)
            #expect(file.name == name && file.description == words && file.provenance == "'" && file.kitchens == ["16", "a, b"])
            #expect(throws: Never.self) { _ = try file.makeAgent() }
        }
    }

    @Test func importedNetworksAnswerAsRecorded() throws {
        let agents = try PolicyImport.read(Self.tiny)
        #expect(agents.map(\.name) == ["TinyForced", "TinyForced-human"])
        let off = try #require(try agents[0].differences(in: Self.kitchen("forced_coordination")))
        #expect(off.probabilities < 1e-5 && off.value < 1e-5)
        #expect(try agents[1].differences(in: Self.kitchen("cramped_room")) == nil)
        let message = "'TinyForced' does not fit 'cramped_room': 'dense/kernel' is 36 x 5; 24 x 5 is needed"
        #expect(throws: AgentError(message)) { _ = try agents[0].differences(in: Self.kitchen("cramped_room")) }
        #expect(throws: AgentError.self) { _ = try PolicyImport.read(Self.tiny + "/nowhere") }
    }

    @Test func filesWrittenAreReadAgain() throws {
        try inScratchFolder { folder in
            for agent in try PolicyImport.read(Self.tiny) {
                try agent.write(into: folder)
                let read = try PolicyModel.read(
                    weights: "\(folder)/\(agent.name).safetensors", network: "\(folder)/\(agent.name).json")
                #expect(read.plan == agent.model.plan && read.tensors == agent.model.tensors)
                let file = try AgentFile.read("\(folder)/\(agent.name).yaml", catalogue: Self.catalogue)
                #expect(file.kindName == "policy" && file.name == agent.name)
                _ = try file.makeAgent()
            }
        }
    }

    @Test(arguments: [
        ("\"lossless\"", "\"losless\"", "it.json:3:25: error: encoding cannot be 'losless'; did you mean 'lossless'?"),
        ("\"same\"", "\"sane\"", "error: padding cannot be 'sane'; did you mean 'same'?"),
        ("\"conv_1\"", "\"conv_l\"", "error: the weights have no 'conv_l/kernel'; did you mean 'conv_0/kernel'?"),
        ("\"slope\": 0.3", "\"slope\": 3", "error: leaky_relu needs a slope from 0 to below 1"),
        ("brigade policy 1", "brigade policy 9", "it.json:2:13: error: the format must be \"brigade policy 1\""),
        (
            "\"dense_1\", \"kind\": \"dense\"", "\"conv_1\", \"kind\": \"dense\"",
            "error: 'conv_1' is dense, but its kernel is 3 x 3 x 3 x 4"
        ),
        ("\"policy\"", "\"polcy\"", "error: unknown key 'polcy' in a policy's sidecar; did you mean 'policy'?"),
    ])
    func wrongSidecarsAreExplained(old: String, new: String, message: String) throws {
        let problem = try Self.problem(of: PolicyImport.read(Self.tiny)[0].model, replacing: old, with: new)
        #expect(problem.contains(message), "\(problem)")
    }

    /// What is said of an agent whose sidecar has `new` in place of `old`.
    static func problem(of model: PolicyModel, replacing old: String, with new: String) throws -> String {
        try inScratchFolder { folder in
            try PolicyFiles(name: "it", model: model, description: "", provenance: "").write(into: folder)
            let sidecar = folder + "/it.json"
            let text = try String(contentsOfFile: sidecar, encoding: .utf8)
            let wrong = text.replacingOccurrences(of: old, with: new)
            #expect(wrong != text)
            try wrong.write(toFile: sidecar, atomically: true, encoding: .utf8)
            let error = #expect(throws: SourceDiagnostics.self) {
                _ = try AgentFile.read(folder + "/it.yaml", catalogue: catalogue).makeAgent()
            }
            return error?.description ?? ""
        }
    }

    @Test func weightsThatAreNoNumbersAreRefused() throws {
        let model = try PolicyImport.read(Self.tiny)[1].model
        var tensors = model.tensors
        tensors["logits/bias"] = Tensor(shape: [6], numbers: [0, 0, .nan, 0, 0, 0])
        try inScratchFolder { folder in
            try PolicyFiles(name: "it", model: PolicyModel(plan: model.plan, tensors: tensors), description: "", provenance: "")
                .write(into: folder)
            let error = #expect(throws: SourceDiagnostics.self) {
                _ = try AgentFile.read(folder + "/it.yaml", catalogue: Self.catalogue).makeAgent()
            }
            #expect(error?.description.contains("it.safetensors: 'logits/bias' holds what is no finite number") == true)
        }
    }

    @Test func sameSeedSameEpisodeAndOptionsMatter() throws {
        let imported = try PolicyImport.read(Self.tiny)[0]
        let kitchen = try Self.kitchen("forced_coordination")
        func actions(_ parameters: [String], seed: UInt64) throws -> [Action] {
            var agent = try Self.agent(imported, parameters)
            try agent.begin(EpisodeContext(kitchen: kitchen, seat: 1, seed: seed, horizon: 60))
            var game = try KitchenGame(kitchen, horizon: 60)
            return try (0..<60).map { _ in
                let action = agent.act(game).action
                try game.step([.stay, action])
                return action
            }
        }
        #expect(try actions([], seed: 1) == actions([], seed: 1))
        #expect(try actions([], seed: 1) != actions([], seed: 2))
        #expect(try actions(["choice: greedy"], seed: 1) == actions(["choice: greedy"], seed: 2))
        // Cold enough, drawing is taking the likeliest.
        #expect(try actions(["temperature: 0.001"], seed: 1) == actions(["choice: greedy"], seed: 1))
        // A greedy agent that runs into a wall gets away only when it notices.
        #expect(try Set(actions(["choice: greedy", "unstick: true"], seed: 1)).count > 1)
    }

    /// What `act` does is drawn from what `distribution` says, with the memory that `memory(after:)` keeps.
    @Test func aStationaryPolicyTellsWhatItWillDo() throws {
        let kitchen = try Self.kitchen("forced_coordination")
        for imported in try PolicyImport.read(Self.tiny) {
            let made = try Self.agent(imported, ["choice: greedy", "unstick: true"])
            var agent = try #require(made as? any StationaryPolicy)
            try agent.begin(EpisodeContext(kitchen: kitchen, seat: 0, seed: 3, horizon: 100))
            #expect(agent.memories == 259)
            #expect(agent.changes == (imported.isClone ? [] : [61]))
            var game = try KitchenGame(kitchen, horizon: 100)
            var memory = 0
            while !game.isOver {
                let told = agent.distribution(in: game, memory: memory)
                let action = agent.act(game).action
                #expect(told[action] == 1)
                let before = game
                try game.step([action, .stay])
                memory = agent.memory(after: memory, from: before, doing: action, to: game)
                #expect((0..<agent.memories).contains(memory))
            }
        }
    }

    @Test func gettingUnstuck() {
        var memory = 0
        for action in [Action.north, .north] { memory = StuckDetector.memory(after: memory, doing: action, hasMoved: false) }
        #expect(!StuckDetector.isStuck(memory))
        for action in [Action.east, .stay, .east] { memory = StuckDetector.memory(after: memory, doing: action, hasMoved: false) }
        #expect(StuckDetector.isStuck(memory))
        var probabilities: [Float] = [0.1, 0, 0.5, 0.1, 0.2, 0.1]
        StuckDetector.recover(&probabilities, memory)
        let third: Float = 1 / 3
        let expected: [Float] = [third, 0, 0, third, 0, third]
        for index in 0..<6 { #expect(abs(probabilities[index] - expected[index]) < 1e-6) }
        probabilities = [0, 0, 1, 0, 0, 0]
        StuckDetector.recover(&probabilities, memory)
        #expect(probabilities == [0.25, 0.25, 0, 0.25, 0, 0.25])
        #expect(StuckDetector.memory(after: memory, doing: .north, hasMoved: true) == 0)
        for memory in 0..<StuckDetector.values {
            #expect(StuckDetector.memory(after: memory, doing: .interact, hasMoved: false) < StuckDetector.values)
        }
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: trained), "the agents trained by others are not here (../shared/agents)"))
    func agentsTrainedByOthersPlayAsRecorded() throws {
        let kitchen = try Self.kitchen("cramped_room")
        let imported = try ["SP", "BC"].flatMap { try PolicyImport.read(Self.trained + "/RllibCrampedRoom" + $0) }
        for agent in imported where !agent.isClone {
            let off = try #require(try agent.differences(in: kitchen))
            #expect(off.probabilities < 1e-4 && off.value < 1e-4)
        }
        func mean(_ index: Int) throws -> Double {
            let parameters = imported[index].isClone ? ["unstick: true"] : []
            let players = try [Self.agent(imported[index], parameters), Self.agent(imported[index], parameters)]
            return try (0..<20).map { try Self.score(kitchen, players, seed: $0) }.reduce(0, +) / 20
        }
        #expect((220...240).contains(try mean(0)))
        #expect((120...200).contains(try mean(1)))
        // Two clones of the trials' humans deliver something.
        #expect((40...160).contains(try mean(2)))
    }

    // MARK: Checkpoints and weights of others

    /// Runs a script with Python and returns its exit code and what it says.
    private static func python(_ arguments: [String]) throws -> (status: Int32, talk: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3"] + arguments
        let pipe = Pipe()
        process.standardError = pipe
        try process.run()
        let talk = String(decoding: try pipe.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        process.waitUntilExit()
        return (process.terminationStatus, talk)
    }

    /// RLlib's checkpoint of a network, as a worker's state, as a policy's state and without names, gives the network back.
    @Test(arguments: ["old", "new", "eager"])
    func checkpointsOfRLlibAreConvertedAndImported(form: String) throws {
        try inScratchFolder { folder in
            let maker = Bundle.module.bundlePath + "/Fixtures/make_rllib_checkpoint.py"
            let script = CheckoutFolder.path("Maps") + "/../Tools/convert_rllib_checkpoint.py"
            try #require(try Self.python([maker, Self.tiny + "/ppo.safetensors", folder + "/PPO_tiny", form]).status == 0)
            let (status, talk) = try Self.python([script, folder + "/PPO_tiny", "--into", folder + "/out"])
            try #require(status == 0, "\(talk)")
            let imported = try #require(try PolicyImport.read(folder + "/out/PPO_tiny").first)
            let original = try #require(try PolicyImport.read(Self.tiny).first)
            #expect(imported.name == "PPO_tiny" && imported.layout == "forced_coordination")
            #expect(imported.model.tensors == original.model.tensors)
            #expect(imported.model.plan == original.model.plan)
            try imported.write(into: folder + "/Agents")
            var agent = try AgentFile.read(folder + "/Agents/PPO_tiny.yaml", catalogue: Self.catalogue).makeAgent()
            try agent.begin(EpisodeContext(kitchen: Self.kitchen("forced_coordination"), seat: 0, seed: 1, horizon: 10))
        }
    }

    @Test func recurrentCheckpointsAreRefused() throws {
        try inScratchFolder { folder in
            let maker = Bundle.module.bundlePath + "/Fixtures/make_rllib_checkpoint.py"
            let script = CheckoutFolder.path("Maps") + "/../Tools/convert_rllib_checkpoint.py"
            _ = try Self.python([maker, Self.tiny + "/ppo.safetensors", folder + "/PPO_tiny", "lstm"])
            let (status, talk) = try Self.python([script, folder + "/PPO_tiny", "--into", folder + "/out"])
            #expect(status == 1 && talk.contains("the network has an LSTM") && !talk.contains("Traceback"))
        }
    }

    /// Weights whose sums no `Float` holds are refused when they are read; those that learning made cost their tick.
    @Test(arguments: [Float(3e38), 1e35, -1e36])
    func hugeWeightsAreRefused(weight: Float) throws {
        let model = try #require(try PolicyImport.read(Self.tiny).first).model
        var tensors = model.tensors
        let kernel = try #require(tensors["dense/kernel"])
        tensors["dense/kernel"] = Tensor(shape: kernel.shape, numbers: kernel.numbers.map { _ in weight })
        let huge = PolicyModel(plan: model.plan, tensors: tensors)
        let problem = #expect(throws: AgentError.self) { try huge.checkNumbers(file: "w") }
        #expect(problem?.description.contains("w: the weights of 'dense' are so large") == true)
        try model.checkNumbers(file: "w")
    }

    @Test func aNetworkWithoutNumbersIsAFault() throws {
        let model = try #require(try PolicyImport.read(Self.tiny).first).model
        var tensors = model.tensors
        let bias = try #require(tensors["dense_2/bias"])
        tensors["dense_2/bias"] = Tensor(shape: bias.shape, numbers: bias.numbers.map { _ in .nan })
        var agent = PolicyModel(plan: model.plan, tensors: tensors).agent(.init())
        let kitchen = try Self.kitchen("forced_coordination")
        try agent.begin(EpisodeContext(kitchen: kitchen, seat: 0, seed: 1, horizon: 10))
        let decision = agent.act(try KitchenGame(kitchen, horizon: 10))
        #expect(decision.action == .stay && decision.fault == .nonsense)
        #expect(decision.faultDetail?.contains("outputs are no numbers") == true)
        #expect(agent.explain() == nil)
    }
}
