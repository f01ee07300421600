import Adapting
import Agents
import ArgumentParser
import Basics
import Foundation
import Kitchen
import KitchenMaps
import Tournaments

/// `brigade responses`: what is known of how well one can play beside each partner.
struct ResponsesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "responses", abstract: "Find, list and use the best-known response to every partner.",
        discussion: """
            Examples:
              brigade responses list cramped_room
              brigade responses measure cramped_room --episodes 8
              brigade responses evaluate cramped_room --agents planner greedy adaptive
            """,
        subcommands: [
            ResponsesMeasureCommand.self, ResponsesListCommand.self, ResponsesEvaluateCommand.self, ResponsesCalibrationCommand.self,
        ])
}

/// The file of best-known responses, and the kitchens that are meant.
struct KnownResponseOptions: ParsableArguments {
    @OptionGroup var agents: AgentOptions
    @OptionGroup var mapOptions: MapOptions
    @Option(help: ArgumentHelp("The file of best-known responses.", discussion: "Default: best-responses.jsonl in the folder of agents."))
    var responses: String?
    @Option(help: "Dynamics: old or new. Default: what the map asks for, else old where its orders allow it.")
    var dynamics: Dynamics?
    @Option(.horizon, help: "Ticks of an episode.")
    var horizon = 400

    var path: String { responses ?? agents.library.folder + "/best-responses.jsonl" }

    /// The file; an empty one where there is none.
    func table() throws -> ResponseTable {
        try FileManager.default.fileExists(atPath: path) ? ResponseTable(reading: path) : ResponseTable()
    }

    /// The kitchens of these maps, each for two.
    func kitchens(_ maps: [String]) throws -> [Kitchen] {
        try maps.map { map in
            let kitchen = try PaceOptions.standardKitchen(mapOptions.library.layout(map), dynamics: dynamics)
            guard kitchen.players == 2, kitchen.layout.family == .overcooked else {
                throw ValidationError("\(map): responses are measured in kitchens of overcooked_ai's rules for two; leave it out")
            }
            return kitchen
        }
    }

    /// The agents that `words` mean in a kitchen, whose name stands where they say {kitchen}.
    func named(_ words: [String], in kitchen: Kitchen) throws -> [AgentFile] {
        try agents.library.agents(words.map { $0.replacing("{kitchen}", with: kitchen.layout.name) })
    }

    /// The agent whose library is meant.
    func adaptive(_ name: String) throws -> AdaptiveKind {
        let file = try agents.library.agent(name)
        guard let kind = file.kind as? AdaptiveKind else {
            throw ValidationError("\(name) is of kind \(file.kindName); name an agent of kind \(AdaptiveKind.name), which has a library")
        }
        return kind
    }

    /// The best that is known beside a partner for the player of `seat`; nil where nothing was measured.
    func best(_ table: ResponseTable, _ kitchen: Kitchen, beside partner: AgentFile, seat: Int) -> MeasuredPair? {
        table.best(
            layout: kitchen.layout.contentHash, dynamics: kitchen.dynamics.rawValue, horizon: horizon, partner: partner.contentHash,
            seat: seat)
    }

    /// What is known of a pair's scores.
    /// - Throws: `ValidationError` where a score is infinite, as in maps with such a bonus.
    func pair(
        _ kitchen: Kitchen, partner: AgentFile, agent: AgentFile, seat: Int, scores: [Double], how: String
    ) throws -> MeasuredPair {
        guard scores.allSatisfy(\.isFinite) else {
            throw ValidationError(
                "no share can be told of an infinite score, which a bonus of .inf in \(kitchen.layout.name) makes; choose another kitchen")
        }
        let estimate = Statistics.meanOfMeans([scores], Statistics.Bootstrap(), key: UInt64(seat))
        return MeasuredPair(
            map: kitchen.layout.name, layout: kitchen.layout.contentHash, dynamics: kitchen.dynamics.rawValue, horizon: horizon,
            partner: (partner.name, partner.contentHash), agent: (agent.name, agent.contentHash), seat: seat, episodes: scores.count,
            score: (estimate.value, estimate.low, estimate.high), how: how)
    }
}
