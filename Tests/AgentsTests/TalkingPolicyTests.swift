import Basics
import Episodes
import Foundation
import Kitchen
import Neural
import SourceFiles
import TestSupport
import Testing

@testable import Agents

/// Policies that talk: what they are shown, what they say, and which files are refused.
@Suite struct TalkingPolicyTests {
    /// Weights of a network that always does and says the same, whatever it sees; with `hears`, it says the symbol after the one that it
    /// heard in the tick before, with `remembers`, after the one that it heard last.
    private func model(_ kitchen: Kitchen, symbols: Int = 3, says: Int, hears: Bool = false, remembers: Bool = false) throws -> TalkingModel
    {
        let view = try GridEncoding(kitchen).viewElements
        let network = try TalkingNetwork(TalkingNetwork.Sizes(view: view, symbols: symbols, units: symbols, hidden: symbols, head: 0))
        var tensors = network.table.tensors(Array(repeating: 0, count: network.table.count))
        func set(_ name: String, _ change: (inout [Float]) -> Void) {
            guard let tensor = tensors[name] else { return }
            var numbers = tensor.numbers
            change(&numbers)
            tensors[name] = Tensor(shape: tensor.shape, numbers: numbers)
        }
        set("policy/bias") { $0[Int(Action.stay.rawValue)] = 50 }
        set("voice/bias") { $0[says] = 50 }
        set("norm/scale") { for unit in 0..<symbols { $0[unit] = 1 } }
        if hears || remembers {
            // The gates of a GRU: reset, update, new. Nothing is kept of the tick before; what is new is what is heard.
            set("memory/bias") { for unit in 0..<symbols { $0[symbols + unit] = -50 } }
            let first = view + (remembers ? symbols : 0)
            for symbol in 0..<symbols {
                set("trunk/kernel") { $0[(first + symbol) * symbols + symbol] = 100 }
                set("memory/kernel") { $0[symbol * 3 * symbols + 2 * symbols + symbol] = 50 }
                set("voice/kernel") { $0[symbol * (symbols + 1) + (symbol + 1) % symbols] = 100 }
            }
        }
        return try TalkingModel(tensors)
    }

    private func play(_ models: [TalkingModel], _ channel: TalkChannel?, _ kitchen: Kitchen, ticks: Int = 4) throws -> Episode {
        var agents: [any Agent] = models.map { TalkingPolicyAgent($0, isGreedy: true) }
        var match = try Match(kitchen, horizon: ticks, seed: 1, channel: channel)
        return try match.play(&agents)
    }

    /// What a cook sees is encoded out of its observation as the learner's batches encode it out of the state.
    @Test func theViewOfAnObservationIsThatOfTheState() throws {
        for kitchen in [try SightTests.hidden(), try SightTests.hidden(viewSize: nil), try SightTests.hidden(viewSize: 1)] {
            let encoding = try GridEncoding(kitchen)
            let own = try ObservationEncoding(kitchen)
            var random = RandomStream(7)
            var game = try KitchenGame(
                kitchen, from: kitchen.start(.randomReset, seed: 3), horizon: 300)
            while !game.isOver {
                var views = [Float](repeating: 0, count: encoding.size)
                try views.withUnsafeMutableBufferPointer { try encoding.write(game, into: $0) }
                for seat in 0..<2 {
                    let buffer = FloatBuffer(encoding.viewElements)
                    try own.write(game.observation(of: seat), into: buffer.all)
                    let first = seat * encoding.viewElements
                    try #require(
                        buffer.array == Array(views[first..<(first + encoding.viewElements)]), "tick \(game.timestep), seat \(seat)")
                }
                try game.advance((0..<2).map { _ in Action.allCases[random.below(6)] })
            }
        }
    }

    @Test func symbolsAreSaidAndHeard() throws {
        let kitchen = try SightTests.hidden()
        let speaker = try model(kitchen, says: 0)
        let episode = try play([speaker, try model(kitchen, says: 3, hears: true)], TalkChannel(.symbols(3)), kitchen)
        let said = episode.notes.filter { $0.kind == .message }
        #expect(said.filter { $0.seat == 0 }.map(\.text) == ["0", "0", "0", "0"])
        // It hears 0 from the second tick on; 3 is silence.
        #expect(said.filter { $0.seat == 1 }.map(\.tick) == [1, 2, 3] && said.filter { $0.seat == 1 }.allSatisfy { $0.text == "1" })
        #expect(episode.actions.allSatisfy { $0 == .stay } && episode.seats.allSatisfy { $0.faults == 0 })
    }

    /// What was heard last is there until something else is heard, and is forgotten in the next episode.
    @Test func theLastSymbolStays() throws {
        var heard = HeardSymbols()
        #expect(heard.now == nil && heard.last == nil)
        heard.hear(2)
        heard.hear(nil)
        #expect(heard.now == nil && heard.last == 2)
        let kitchen = try SightTests.hidden()
        var agent: any Agent = TalkingPolicyAgent(try model(kitchen, says: 3, remembers: true), isGreedy: true)
        func begin() throws {
            try agent.begin(
                EpisodeContext(kitchen: kitchen, seat: 0, seed: 1, horizon: 10, channel: TalkChannel(.symbols(3))))
        }
        let game = try KitchenGame(kitchen, horizon: 10)
        func message(_ text: String? = nil) -> String? {
            agent.hear(text.map { [HeardMessage(seat: 1, text: $0)] } ?? [])
            return agent.act(game).message
        }
        try begin()
        #expect([message(), message("0"), message(), message("1"), message()] == [nil, "1", "1", "2", "2"])
        try begin()
        #expect(message() == nil)
    }

    @Test func withoutSymbolsItIsSilent() throws {
        let kitchen = try SightTests.hidden()
        let speaker = try model(kitchen, says: 0)
        for channel in [nil, TalkChannel(.text), TalkChannel(.signals)] {
            #expect(try play([speaker, speaker], channel, kitchen).notes.allSatisfy { $0.kind != .message })
        }
        let refused = try play([speaker, speaker], TalkChannel(.symbols(2)), kitchen)
        #expect(refused.status == .refused)
        #expect(refused.notes.contains { $0.text.contains("it talks with 3 symbols, and the channel has 2; take symbols:3") })
        let other = try play([speaker, speaker], nil, SightTests.hidden(viewSize: 1))
        #expect(other.notes.contains { $0.text.contains("this network is for views of") })
    }

    @Test func filesThatHoldNoTalkingPolicyAreRefused() throws {
        let kitchen = try SightTests.hidden()
        let good = try model(kitchen, says: 1)
        try inScratchFolder { folder in
            try TalkingFiles(name: "it", model: good, description: "d", provenance: "p", kitchen: "hidden").write(into: folder)
            let file = try AgentFile.read(folder + "/it.yaml", catalogue: AgentCatalogue([TalkingPolicyKind.self]))
            #expect(file.kitchens == ["hidden"] && file.needs == .view)
            #expect(try file.makeAgent() is TalkingPolicyAgent)
            var tensors = good.tensors
            func problem(_ name: String, _ tensor: Tensor?) throws -> String {
                tensors[name] = tensor
                defer { tensors = good.tensors }
                try Safetensors(tensors).write(to: folder + "/it.safetensors")
                let error = #expect(throws: SourceDiagnostics.self) { _ = try file.makeAgent() }
                return error?.description ?? ""
            }
            #expect(try problem("voice/kernel", nil).contains("a talking policy needs a matrix 'voice/kernel'"))
            #expect(try problem("policy/bias", Tensor(shape: [2], numbers: [0, 0])).contains("'policy/bias' is 2; 6 is needed"))
            #expect(try problem("policy/bias", Tensor(shape: [6], numbers: [0, 0, .nan, 0, 0, 0])).contains("what is no number"))
        }
    }
}
