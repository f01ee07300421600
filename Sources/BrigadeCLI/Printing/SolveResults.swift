import Foundation
import Oracle

/// Prints what `brigade solve` finds, result by result; JSON is printed by the command, all at once.
final class SolveResults {
    enum Form { case text, markdown, json }

    private let form: Form
    private var hasHeading = false

    init(form: Form) { self.form = form }

    func show(_ optimum: Optimum) {
        switch form {
        case .json: break
        case .text: print(Self.text(optimum))
        case .markdown:
            head(["map", "optimum", "upper bound by", "abstraction", "states", "processor", "memory"])
            let score = optimum.isExact ? optimum.lowerBound.plain : "\(optimum.lowerBound.plain) to \(optimum.upperBound.plain)"
            let cost = Self.cost(optimum.processorSeconds, optimum.peakBytes)
            row([optimum.map, score, optimum.upperBoundBy, optimum.abstraction, "\(optimum.states)", cost.time, cost.memory])
        }
    }

    func show(_ response: ResponseOptimum) {
        switch form {
        case .json: break
        case .text: print(Self.text(response))
        case .markdown:
            head(["map", "partner", "responds as", "best response", "abstraction", "states", "processor", "memory"])
            let cost = Self.cost(response.processorSeconds, response.peakBytes)
            row([
                response.map, Self.partner(response), "player \(response.seat)", Self.score(response), response.abstraction,
                "\(response.states)", cost.time, cost.memory,
            ])
        }
    }

    func show(_ range: RecipeRange) {
        switch form {
        case .json: break
        case .text: print(Self.text(range))
        case .markdown:
            head([
                "map", "cooks", "recipe", "expected score", "at most", "from random places", "abstraction", "states", "processor",
                "memory",
            ])
            for optimum in range.optima {
                let cost = Self.cost(optimum.processorSeconds, optimum.peakBytes)
                let bound = optimum.isExact ? RecipeOptimumWords.exact : "\(Self.two(optimum.upperBound)) (\(optimum.upperBoundBy))"
                row([
                    optimum.map, RecipeOptimumWords.cooks(optimum), optimum.knowledge.rawValue, Self.two(optimum.score), bound,
                    Self.two(optimum.scoreFromRandomPlaces), optimum.abstraction, "\(optimum.states)", cost.time, cost.memory,
                ])
            }
        }
    }

    private static func two(_ number: Double) -> String { String(format: "%.2f", number) }

    private static func text(_ range: RecipeRange) -> String {
        let floor = range.floor
        let lines = range.optima.map { optimum in
            let bound =
                optimum.isExact ? RecipeOptimumWords.exact : "at least, of at most \(two(optimum.upperBound)) (\(optimum.upperBoundBy))"
            let cost = cost(optimum.seconds, optimum.peakBytes)
            return """
                \(RecipeOptimumWords.name(optimum.knowledge)): \(two(optimum.score)), \(bound); from random places \
                \(two(optimum.scoreFromRandomPlaces))
                  (\(optimum.abstraction); \(optimum.states) states, \(cost.time), \(cost.memory))
                """
        }
        return """
            \(floor.map), \(floor.horizon) ticks, \(RecipeOptimumWords.cooks(floor)); \
            \(floor.redraws ? "another recipe after a right dish" : "one recipe an episode"); \
            a wrong dish costs \(floor.punishes ? "20" : "nothing")
            \(lines.joined(separator: "\n"))
            """
    }

    private func head(_ columns: [String]) {
        guard !hasHeading else { return }
        hasHeading = true
        row(columns)
        row(columns.map { _ in "---" })
    }

    private func row(_ cells: [String]) { print("| " + cells.joined(separator: " | ") + " |") }

    private static func cost(_ seconds: Double, _ bytes: Int) -> (time: String, memory: String) {
        (String(format: "%.1f s", seconds), String(format: "%.2f GiB", Double(bytes) / 1_073_741_824))
    }

    private static func score(_ response: ResponseOptimum) -> String {
        (response.isExact ? "" : "at least ") + String(format: "%.2f", response.score)
    }

    private static func partner(_ response: ResponseOptimum) -> String {
        switch response.minProbability {
        case 0: response.partner
        case 1: "\(response.partner), always doing what is most likely"
        default: "\(response.partner) without what it does with a probability below \(response.minProbability)"
        }
    }

    private static func text(_ response: ResponseOptimum) -> String {
        let cost = cost(response.seconds, response.peakBytes)
        return """
            \(response.map), \(response.dynamics) dynamics, \(response.horizon) ticks: the best response to \
            \(partner(response)) as player \(response.seat) scores \(score(response))
            (\(response.abstraction); \(response.states) states, \(cost.time), \(cost.memory))
            """
    }

    private static func text(_ optimum: Optimum) -> String {
        let score =
            optimum.isExact
            ? "\(optimum.lowerBound.plain), exactly"
            : "at least \(optimum.lowerBound.plain), at most \(optimum.upperBound.plain) (\(optimum.upperBoundBy))"
        let rates = String(format: "%.4f to %.4f", optimum.lowerRate, optimum.upperRate)
        let cost = cost(optimum.seconds, optimum.peakBytes)
        return """
            \(optimum.map), \(optimum.dynamics) dynamics, \(optimum.horizon) ticks
            optimum: \(score)
            long-run reward per tick under the abstraction: \(rates)
            abstraction: \(optimum.abstraction); \(optimum.states) states, \(cost.time), \(cost.memory)
            """
    }
}

/// A best response as JSON: with today's key next to the one of before, for one release.
struct PrintedResponse: Encodable {
    let response: ResponseOptimum

    private enum Added: String, CodingKey { case minProbability }

    func encode(to encoder: any Encoder) throws {
        try response.encode(to: encoder)
        var container = encoder.container(keyedBy: Added.self)
        try container.encode(response.minProbability, forKey: .minProbability)
    }
}

/// Words for what `RecipeOptimum` says.
private enum RecipeOptimumWords {
    static let exact = "exactly"

    static func cooks(_ optimum: RecipeOptimum) -> String { optimum.seat.map { "player \($0) alone" } ?? "all" }

    static func name(_ knowledge: RecipeKnowledge) -> String {
        switch knowledge {
        case .known: "ceiling, the recipe is known"
        case .hidden: "floor, the recipe is hidden"
        case .button: "with a button to press"
        }
    }
}
