import Episodes
import Foundation
import Kitchen

/// Explanations as people say them: places by where they are ("the upper pot") instead of by coordinates.
struct PlainWords {
    /// What a cook shows of its explanation.
    struct Remark: Hashable, Sendable {
        /// What the bubble over it says; nil where there is nothing to say in plain words.
        var bubble: String?
        /// The station that it means.
        var station: Cell?
    }

    private let layout: Layout
    private let names: StationWords

    init(_ layout: Layout) {
        self.layout = layout
        names = StationWords(layout)
    }

    /// What a person calls a station, e.g. "the upper pot", "the onions".
    func name(_ station: Cell) -> String { names[station] }

    // MARK: Sentences

    /// A cell in an agent's words, with what the agent calls it.
    private static var cellPattern: Regex<(Substring, Substring?, Substring, Substring)> { /(?:(at) )?\((\d+), (\d+)\)/ }

    /// The station that a sentence means: the first whose coordinates it has.
    func station(in text: String) -> Cell? {
        text.matches(of: Self.cellPattern).lazy.compactMap { match in cell(match.2, match.3) }.first
    }

    private func cell(_ x: Substring, _ y: Substring) -> Cell? {
        guard let x = Int(x), let y = Int(y), x < layout.width, y < layout.height else { return nil }
        return Cell(x, y)
    }

    /// A sentence without coordinates.
    func sentence(_ text: String) -> String {
        var text = text
        while let match = text.firstMatch(of: Self.cellPattern) {
            guard let cell = cell(match.2, match.3) else {
                text.removeSubrange(match.range)
                continue
            }
            let name = name(cell)
            let called = "the \(layout[cell].name) \(match.1.map { "\($0) " } ?? "")"
            let before = text[..<match.range.lowerBound]
            if before.hasSuffix(called.replacing("at ", with: "")) {
                let start = text.index(match.range.lowerBound, offsetBy: -called.replacing("at ", with: "").count)
                text.replaceSubrange(start..<match.range.upperBound, with: name)
            } else {
                text.replaceSubrange(match.range, with: match.1 == nil ? name : "at \(name)")
            }
        }
        return text
    }

    /// What a cook with this explanation shows.
    func remark(_ explanation: Explanation) -> Remark {
        let intention = explanation.intention
        let isBlocked = intention.hasPrefix("steps aside") || explanation.reason?.hasPrefix("somebody was in the way") == true
        if isBlocked { return Remark(bubble: "after you?", station: nil) }
        let station = station(in: intention)
        guard let station else {
            // Nothing to do where it is.
            let idle = ["waits", "stands by", "stays"].contains { intention.hasPrefix($0) }
            return Remark(bubble: idle ? "what can I do?" : nil, station: nil)
        }
        let name = name(station)
        let beginnings: [(String, String)] = [
            ("waits", "waiting for \(name)"), ("hands something over", "for you, on \(name)"), ("lays", "down on \(name)"),
            ("puts something aside", "down on \(name)"), ("starts", "to start \(name)"),
        ]
        let words = beginnings.first { intention.hasPrefix($0.0) }?.1 ?? "to \(name)"
        return Remark(bubble: words, station: station)
    }
}
