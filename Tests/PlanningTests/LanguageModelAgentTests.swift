import Agents
import Episodes
import Foundation
import Kitchen
import KitchenMaps
import LanguageModels
import SourceFiles
import TestSupport
import Testing

@testable import Planning

/// A cook whose skills are chosen at a real endpoint that answers well and badly.
@Suite final class LanguageModelAgentTests {
    private let folder = NSTemporaryDirectory() + "brigade-model-\(UUID().uuidString)"
    private let server = Process()
    private let input = Pipe()
    private let port: String

    init() throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let output = Pipe()
        server.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        server.arguments = ["python3", Checkout.path("Tests/LanguageModelsTests/chat_server.py")]
        server.standardInput = input
        server.standardOutput = output
        try server.run()
        port = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    deinit {
        try? input.fileHandleForWriting.close()
        try? FileManager.default.removeItem(atPath: folder)
    }

    private func agent(_ model: String, _ parameters: String = "") throws -> AgentFile {
        let text = """
            kind: language-model
            parameters:
              base_url: http://127.0.0.1:\(port)/v1
              model: \(model)
              tick_ms: 5000
            \(parameters)
            """
        let path = "\(folder)/\(model)\(parameters.isEmpty ? "" : "-changed").yaml"
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        return try AgentFile.read(path, catalogue: AgentCatalogue([LanguageModelKind.self]))
    }

    /// An episode of `ticks` on cramped_room beside a cook who never moves.
    /// - Parameter watch: is shown every tick's explanation.
    private func play(
        _ file: AgentFile, ticks: Int = 120, seed: UInt64 = 3, watch: (Explanation?) -> Void = { _ in }
    ) throws -> (episode: Episode, last: Explanation?) {
        let kitchen = try Kitchens.make("cramped_room")
        var agent = try file.makeAgent()
        defer { agent.close() }
        try agent.begin(EpisodeContext(kitchen: kitchen, seat: 0, seed: seed, horizon: ticks))
        var recorder = try EpisodeRecorder(kitchen, horizon: ticks, seed: seed)
        while !recorder.game.isOver {
            let decision = agent.act(recorder.game)
            recorder.note(decision, explanation: nil, seat: 0)
            watch(agent.explain())
            try recorder.step([decision.action, .stay])
        }
        recorder.note(agent.finish(), seat: 0)
        return (recorder.episode(), agent.explain())
    }

    private func exchanges(_ episode: Episode) throws -> [ChatExchange] {
        try episode.notes.filter { $0.kind == .exchange }.map {
            try JSONDecoder().decode(ChatExchange.self, from: Data(($0.data ?? "").utf8))
        }
    }

    /// Exchanges without the one that the end of the episode may cut off.
    private func answered(_ episode: Episode) throws -> [ChatExchange] { try exchanges(episode).filter { $0.answered != nil } }

    @Test func whatTheModelChoosesIsDone() throws {
        let (episode, _) = try play(agent("good"))
        let exchanges = try answered(episode)
        #expect(exchanges.count >= 10 && exchanges.allSatisfy { $0.problem == nil && $0.answered ?? -1 >= $0.asked })
        #expect(exchanges[0].messages[1].content.hasPrefix("Tick 0:\nYou hold nothing at (1, 2).\nPlayer 2 holds nothing at (3, 1).\n"))
        #expect(episode.score >= 20, "it chooses the first skill, which the planner thinks best")
    }

    @Test func aModelThatRamblesIsAskedAgain() throws {
        let problems = try exchanges(play(agent("malformed"), ticks: 40).episode).map(\.problem)
        #expect(problems.count >= 4 && problems.prefix(4).map { $0?.contains("none of the skills") } == [true, nil, true, nil])
    }

    /// However the skill is written, if it can be no other.
    @Test(arguments: ["upper", "dot", "number", "think", "twice", "events"])
    func aSkillIsUnderstood(model: String) throws {
        let (episode, _) = try play(agent(model), ticks: 40)
        #expect(try answered(episode).allSatisfy { $0.problem == nil })
        #expect(choices(episode)?.own ?? 0 > 20)
    }

    /// Who made the decisions of the only agent in an episode.
    private func choices(_ episode: Episode) -> Choices? { episode.notes.lazy.compactMap(Choices.init).first }

    @Test func everyDecisionIsCountedByWhoMadeIt() throws {
        let good = try #require(choices(play(agent("good"), ticks: 60).episode))
        // A tick in which an answer comes in time is the model's, also the first.
        #expect(good.decisions == 60 && good.by == ["model": 60])
        let dead = try play(agent("refusing"), ticks: 60).episode
        #expect(choices(dead)?.by == ["planner": 60])
        let faults = dead.notes.compactMap(\.fault)
        #expect(dead.seats[0].faults > 40 && faults.allSatisfy { $0.kind == "unanswered" })
        #expect(faults.allSatisfy { $0.detail?.hasPrefix("the endpoint answered with status 401") == true })
    }

    @Test func withoutAnAnswerItCanStay() throws {
        let (dead, last) = try play(agent("refusing", "  without_answer: stay"), ticks: 30)
        #expect(choices(dead)?.by == ["stay": 30] && dead.score == 0 && dead.actions.allSatisfy { $0 == .stay })
        #expect(last?.intention == "stays" && last?.reason?.contains("status 401") == true)
        let good = try play(agent("good", "  without_answer: stay")).episode
        #expect(choices(good)?.by["planner"] == nil && choices(good)?.own == 120 && good.score >= 20)
    }

    /// The model is asked while a skill is under way, about how it will be after it; without that the cook waits for each answer.
    @Test func theNextChoiceIsAskedForAhead() throws {
        let ahead = try play(agent("good"), ticks: 60).episode
        let questions = try exchanges(ahead).map(\.messages[1].content)
        #expect(questions[1].hasPrefix("You chose: takes an onion from (0, 1).\nThen, at tick "))
        #expect(questions[1].contains("You hold an onion at (1, 1)."))
        #expect(questions[1].contains("The pot is empty.\n") && questions[1].contains("1. puts an onion into the pot\n"))
        let late = try play(agent("good", "  ask_ahead: false"), ticks: 60).episode
        #expect(try !exchanges(late).contains { $0.messages[1].content.contains("Then, at tick") })
        let waits = ahead.notes.filter { $0.kind == .remark }.map(\.text)
        let count = try answered(ahead).count
        #expect(waits.count == 1 && waits[0].hasPrefix("stood still for want of \(count) answers: half of the times up to 0 ticks"))
        #expect(try answered(ahead).allSatisfy { $0.waitedTicks != nil && $0.waitedMilliseconds != nil })
    }

    /// ProAgent's ways, each by a parameter: what the model expected and said comes back to it.
    @Test func whatTheModelSaidComesBack() throws {
        let parameters = "  belief: predicted\n  memory: analyses\n  answer: schema"
        let exchanges = try answered(play(agent("predicts", parameters), ticks: 40).episode)
        let questions = exchanges.map(\.messages[1].content)
        #expect(questions[0].contains("Others: nobody else took or put away anything.") && !questions[0].contains("You chose"))
        #expect(questions[1].hasPrefix("You chose: takes an onion from (0, 1) because \"All is well.\".\n"))
        #expect(questions[1].contains("Others: you expected: to wait. Since then nobody else took or put away anything."))
        let silent = try answered(play(agent("good", "  belief: none\n  memory: none"), ticks: 40).episode).map(\.messages[1].content)
        #expect(silent.count >= 3 && silent.allSatisfy { !$0.contains("Others") && !$0.contains("You chose") })
    }

    @Test func workOfOthersIsSeen() {
        func players(_ mine: Item, _ other: Item) -> [PlayerState] {
            [mine, other].map { PlayerState(cell: Cell(1, 1), orientation: .north, held: $0) }
        }
        var seen = SeenWork(seat: 0)
        for (mine, other) in [(Item.none, Item.none), (.onion, .none), (.onion, .onion), (.none, .onion), (.none, .none), (.none, .dish)] {
            seen.see(players(mine, other))
        }
        #expect(seen.take() == "player 2 took an onion, then put an onion away, then took a dish.")
        #expect(seen.take() == "nobody else took or put away anything.")
    }

    /// Choices by words that are close to a skill's, and those after a repeat, are counted apart.
    @Test(arguments: [("ignores-words", "nearest"), ("malformed", "repeat")])
    func choicesAreCountedByHowTheyWereMade(model: String, source: String) throws {
        let counted = try #require(choices(play(agent(model), ticks: 60).episode))
        #expect(counted.by[source] ?? 0 >= 30 && counted.by[source] == counted.own)
    }

    @Test func withoutAnAnswerItCanGoOnWithTheLastChoice() throws {
        // The server fails after two answers.
        let episode = try play(agent("dies-later", "  without_answer: last"), ticks: 60).episode
        let by = try #require(choices(episode)?.by)
        #expect(by["model"] ?? 0 > 0 && by["last"] ?? 0 > 0 && by["planner"] == nil, "\(by)")
    }

    /// The menu without any model: no endpoint, no exchanges, the same episode for the same seed.
    @Test(arguments: ["random", "first"]) func theMenuPlaysWithoutAModel(choice: String) throws {
        let file = try AgentFile.read(
            Checkout.path + "/Agents/language-models/menu-\(choice).yaml", catalogue: AgentCatalogue([LanguageModelKind.self]))
        var reasons: [String] = []
        let episode = try play(file) { reasons.append($0?.reason ?? "") }.episode
        let by = try #require(choices(episode)?.by)
        #expect(try exchanges(episode).isEmpty && by["menu"] ?? 0 >= 100)
        #expect(reasons.count { $0.contains("the skills on offer") } >= 50)
        #expect(try play(file).episode.actions == episode.actions)
        if choice == "random" { #expect(try play(file, seed: 4).episode.actions != episode.actions) }
    }

    @Test func choiceByThePlannerIsThePlanner() throws {
        let path = folder + "/planner.yaml"
        try Data("kind: language-model\nparameters:\n  choice: planner\n".utf8).write(to: URL(fileURLWithPath: path))
        let episode = try play(AgentFile.read(path, catalogue: AgentCatalogue([LanguageModelKind.self]))).episode
        try Data("kind: planner\n".utf8).write(to: URL(fileURLWithPath: path))
        let planner = try play(AgentFile.read(path, catalogue: AgentCatalogue([PlannerKind.self]))).episode
        #expect(episode.actions == planner.actions && choices(episode) == nil)
    }

    /// What never changes comes first, the same for both seats, so that an endpoint's cache of beginnings is of use.
    @Test(arguments: ["cramped_room", "coordination_ring"]) func questionsBeginAlike(map: String) throws {
        let kitchen = try Kitchens.make(map)
        let file = try agent("good")
        var team: [any Agent] = [try file.makeAgent(), try file.makeAgent()]
        var recorder = try EpisodeRecorder(kitchen, horizon: 100, seed: 3)
        for seat in team.indices { try team[seat].begin(EpisodeContext(kitchen: kitchen, seat: seat, seed: 3, horizon: 100)) }
        while !recorder.game.isOver {
            let decisions = team.indices.map { team[$0].act(recorder.game) }
            for (seat, decision) in decisions.enumerated() { recorder.note(decision, explanation: nil, seat: seat) }
            try recorder.step(decisions.map(\.action))
        }
        for seat in team.indices { team[seat].close() }
        let episode = recorder.episode()
        let texts = try exchanges(episode).sorted { $0.asked < $1.asked }.map { $0.messages.map(\.content).joined(separator: "\n") }
        #expect(texts.count >= 20)
        for (one, other) in zip(texts, texts.dropFirst()) {
            let common = one.commonPrefix(with: other).count
            #expect(Double(common) >= 0.7 * Double(other.count), "\(common) of \(other.count)")
        }
    }

    @Test func theShippedPromptsAreThoseInTheFolder() throws {
        let folder = Checkout.path + "/Agents/language-models/prompts"
        #expect(try String(contentsOfFile: folder + "/system.txt", encoding: .utf8) == ShippedPrompts.system)
        #expect(try String(contentsOfFile: folder + "/choose.txt", encoding: .utf8) == ShippedPrompts.choose)
    }

    /// A question that the end of an episode cuts off is logged, and played again as what it was: without an answer.
    @Test func openTriesAreLogged() throws {
        let file = try agent("silent", "  timeout: 20")
        let text = try String(contentsOfFile: file.path, encoding: .utf8).replacing("tick_ms: 5000", with: "tick_ms: 20")
        try Data(text.utf8).write(to: URL(fileURLWithPath: file.path))
        let patient = try AgentFile.read(file.path, catalogue: AgentCatalogue([LanguageModelKind.self]))
        let live = try play(patient, ticks: 30).episode
        let exchanges = try exchanges(live)
        #expect(exchanges.map(\.problem) == ["cancelled"] && exchanges[0].answered == nil)
        #expect(!live.notes.contains { $0.kind == .fault })
        let log = folder + "/open.jsonl"
        try Data((live.notes.first { $0.kind == .exchange }?.data ?? "").utf8).write(to: URL(fileURLWithPath: log))
        let replayed = try play(agent("silent", "  recorded: \(log)"), ticks: 30).episode
        #expect(replayed.actions == live.actions && !replayed.notes.contains { $0.kind == .fault })
    }

    @Test(arguments: [
        ("  base_url: http://me:sesame@h/v1", "base_url has a user or password in it"), ("  proxy: http://me:sesame@h", "proxy has a user"),
        ("  body: {stream: true}", "'stream' is filled in by the agent itself"), ("  body: {a: .nan}", "'a' in body has a number"),
        ("  key_as: 'a b'", "key_as must be bearer"), ("  without_answer: sit", "without_answer cannot be 'sit'"),
    ])
    func mistakesInTheFileAreTold(line: String, problem: String) throws {
        let path = folder + "/wrong.yaml"
        let base = line.contains("base_url") ? "" : "  base_url: http://h/v1\n"
        try Data("kind: language-model\nparameters:\n  model: x\n\(base)\(line)\n".utf8).write(to: URL(fileURLWithPath: path))
        let thrown = #expect(throws: SourceDiagnostics.self) {
            try AgentFile.read(path, catalogue: AgentCatalogue([LanguageModelKind.self]))
        }
        #expect(thrown?.description.contains(problem) == true && thrown?.description.contains("sesame") == false)
    }

    @Test func withoutAnAnswerThePlannerGoesOnAndSaysSo() throws {
        let (episode, last) = try play(agent("refusing", "  give_up: 2"))
        #expect(try exchanges(episode).count == 2)
        #expect(episode.score >= 40)
        #expect(last?.reason?.contains("status 401") == true && last?.reason?.contains("is not asked any more") == true)
    }

    @Test(arguments: ["good", "malformed", "flaky", "no-formats", "number-likeliest"])
    func aLogPlaysTheSameEpisode(model: String) throws {
        let live = try play(agent(model), ticks: 60).episode
        let lines = live.notes.filter { $0.kind == .exchange }.compactMap(\.data)
        let log = folder + "/\(model).jsonl"
        try Data(lines.joined(separator: "\n").utf8).write(to: URL(fileURLWithPath: log))
        let replayed = try play(agent(model, "  recorded: \(log)"), ticks: 60).episode
        #expect(!lines.isEmpty && replayed.actions == live.actions)
    }

    @Test func whatIsMissingIsTold() throws {
        let key = #expect(throws: SourceDiagnostics.self) { try self.agent("good", "  key_variable: BRIGADE_NO_SUCH_KEY").makeAgent() }
        #expect(key?.description.contains("BRIGADE_NO_SUCH_KEY, which should hold the key, is not set") == true)
        let log = #expect(throws: SourceDiagnostics.self) { try self.agent("good", "  recorded: nowhere.jsonl").makeAgent() }
        #expect(log?.description.contains("nowhere.jsonl: there is no such file of exchanges") == true)
    }
}

/// What is left out of prompts.
@Suite struct BriefWordsTests {
    @Test func onlyPlacesThatGoWithoutSayingAreLeftOut() throws {
        let brief = BriefWords(try Kitchens.make("cramped_room"))
        #expect(brief.skill("puts an onion into the pot at (2, 0)") == "puts an onion into the pot")
        #expect(brief.skill("takes a dish from (1, 3)") == "takes a dish")
        #expect(brief.skill("lays a dish on the counter at (0, 2)") == "lays a dish on counter (0, 2)")
        for kept in ["takes an onion from (0, 1)", "takes an onion from (4, 1)", "stands by"] {
            #expect(brief.skill(kept) == kept)
        }
    }

    /// A state in few words says who is where, and what is held, cooks and lies about.
    @Test func statesAreTold() throws {
        let kitchen = try Kitchens.make("cramped_room")
        let players = [Item.dish, .none].map { PlayerState(cell: Cell(1, 2), orientation: .north, held: $0) }
        func text(_ ingredients: [Ingredient], _ tick: Int) throws -> String {
            let soup = try #require(Item(soup: ingredients, tick: tick))
            let objects = [PlacedItem(cell: Cell(2, 0), item: soup), PlacedItem(cell: Cell(1, 0), item: .onion)]
            let facts = StateFacts(KitchenState(timestep: 5, players: players, objects: objects), horizon: 60)
            return BriefWords(kitchen).state(facts, of: kitchen, seat: 1)
        }
        let cooks = "Player 1 holds a dish at (1, 2).\nYou hold nothing at (1, 2).\n"
        let lying = "\nOn counter (1, 0) is an onion.\n"
        #expect(try text([.onion, .onion], -1) == cooks + "The pot has 2 onions." + lying)
        #expect(try text([.onion, .onion, .onion], 5) == cooks + "The pot has 3 onions, done in 15 ticks." + lying)
        #expect(try text([.onion, .onion, .onion], 20) == cooks + "The pot has 3 onions, done." + lying)
    }

    /// Skills that differ are told differently, in every kitchen: none loses what tells it apart.
    @Test func skillsStayApart() throws {
        for kitchen in try Kitchens.all() {
            let layout = kitchen.layout
            let brief = BriefWords(kitchen)
            let cells = { (terrain: Terrain) in layout.cells(of: terrain) }
            var skills: [Skill] = [.standBy] + cells(.onionDispenser).map { .take(.onion, from: $0) }
            skills += cells(.tomatoDispenser).map { .take(.tomato, from: $0) } + cells(.dishDispenser).map { .take(.dish, from: $0) }
            for pot in cells(.pot) {
                skills += [.pot(.onion, into: pot), .pot(.tomato, into: pot), .startCooking(pot), .fillDish(from: pot)]
            }
            for counter in cells(.counter) {
                skills += [.take(.onion, from: counter), .take(.dish, from: counter), .place(.onion, on: counter), .receive(at: counter)]
            }
            skills += cells(.serving).map { .deliver(to: $0) }
            #expect(Set(skills.map { brief.skill($0.words) }).count == skills.count, "\(layout.name)")
        }
    }
}
