import EpisodeStore
import Foundation

/// How a speaker and a listener did in sessions of repeated reference, repetition by repetition.
public struct RepetitionLine: Sendable {
    /// A repetition of a phase, both from zero.
    public struct Point: Sendable {
        public let phase: Int
        public let repetition: Int
        /// Share of rounds that were correct, with an interval over sessions.
        public let accuracy: Statistics.Estimate
        /// Words of a description.
        public let words: Double
    }

    /// The game's name.
    public let game: String
    public let speaker: String
    public let listener: String
    /// In the order in which they were played.
    public let points: [Point]
    /// Share of all rounds that were correct, with an interval over sessions.
    public let all: Statistics.Estimate
    /// Sessions and their rounds.
    public let sessions: Int
    public let rounds: Int

    public init(_ curve: SessionCurve, _ bootstrap: Statistics.Bootstrap) {
        (game, speaker, listener) = (curve.game, curve.speaker, curve.listener)
        let parts = curve.parts
        func accuracy(_ parts: [SessionCurve.Part]) -> Statistics.Estimate {
            let bySession = Dictionary(grouping: parts, by: \.session).sorted { $0.key < $1.key }.map { _, own in
                (successes: own.reduce(0) { $0 + $1.correct }, trials: own.reduce(0) { $0 + $1.rounds })
            }
            return Statistics.crossed([bySession], bootstrap, key: 0)
        }
        let places = Dictionary(grouping: parts) { [$0.phase, $0.repetition] }
        points = places.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { place, own in
            let (words, rounds) = own.reduce((0, 0)) { ($0.0 + $1.words, $0.1 + $1.rounds) }
            return Point(
                phase: place[0], repetition: place[1], accuracy: accuracy(own), words: Double(words) / Double(max(rounds, 1)))
        }
        all = accuracy(parts)
        sessions = Set(parts.map(\.session)).count
        rounds = parts.reduce(0) { $0 + $1.rounds }
    }

    /// Who spoke to whom.
    public var title: String { "\(speaker) to \(listener)" }
}

private typealias Point = RepetitionLine.Point

/// Curves of sessions as parts of a page: drawings without scripts, and their numbers.
enum RepetitionPage {
    /// Curves of a game that are drawn, at most; their numbers are all there.
    private static let maxDrawn = 9
    /// Okabe and Ito's colours that show on light and dark.
    private static let colours = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#7a5c3e", "#8a94a5", "#b39b00"]
    private static let (width, height, left, bottom) = (520.0, 260.0, 46.0, 34.0)

    /// A section for each game; empty where there are no sessions.
    static func html(_ lines: [RepetitionLine], escaped: (String) -> String) -> String {
        lines.map(\.game).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }.map { game in
            let own = lines.filter { $0.game == game }
            let drawn = Array(own.prefix(maxDrawn))
            let legend = zip(drawn, colours).map { line, colour in
                "<li><span style=\"color:\(colour)\">&#9632;</span> \(escaped(line.title))</li>"
            }.joined()
            let accuracy = picture(drawn, "percent correct", limit: 100) { 100 * $0.accuracy.value }
            let longest = drawn.flatMap(\.points).map(\.words).max() ?? 1
            let words = picture(drawn, "words of a description", limit: max(1, longest.rounded(.up))) { $0.words }
            return """
                <section><h2>Sessions of \(escaped(game)), by repetition</h2><ul class="legend">\(legend)</ul>
                \(accuracy)\(words)<div class="scroll">\(table(own, escaped: escaped))</div></section>
                """
        }.joined(separator: "\n")
    }

    private static func hasPhases(_ lines: [RepetitionLine]) -> Bool { lines.contains { $0.points.contains { $0.phase > 0 } } }

    private static func places(_ lines: [RepetitionLine]) -> [[Int]] {
        Set(lines.flatMap(\.points).map { [$0.phase, $0.repetition] }).sorted { $0.lexicographicallyPrecedes($1) }
    }

    private static func picture(_ lines: [RepetitionLine], _ name: String, limit: Double, _ value: (Point) -> Double) -> String {
        let places = places(lines)
        let step = (width - left - 16) / Double(max(places.count - 1, 1))
        func x(_ place: Int) -> String { String(format: "%.1f", left + step * Double(place)) }
        func y(_ value: Double) -> String { String(format: "%.1f", 12 + (height - bottom - 12) * (1 - value / limit)) }
        var parts: [String] = []
        for quarter in 0...4 {
            let tick = limit * Double(quarter) / 4
            parts.append("<line x1=\"\(left)\" x2=\"\(width - 8)\" y1=\"\(y(tick))\" y2=\"\(y(tick))\" stroke=\"#8886\"/>")
            parts.append("<text x=\"\(left - 6)\" y=\"\(y(tick))\" dy=\"4\" text-anchor=\"end\">\(String(format: "%g", tick))</text>")
        }
        for (index, place) in places.enumerated() {
            let label = hasPhases(lines) ? "\(place[0] + 1).\(place[1] + 1)" : "\(place[1] + 1)"
            parts.append("<text x=\"\(x(index))\" y=\"\(height - 12)\" text-anchor=\"middle\">\(label)</text>")
        }
        for (line, colour) in zip(lines, colours) {
            let points = line.points.compactMap { point in
                places.firstIndex(of: [point.phase, point.repetition]).map { "\(x($0)),\(y(value(point)))" }
            }
            let dash = line.speaker == SessionCurve.people && line.listener == SessionCurve.people ? " stroke-dasharray=\"7 4\"" : ""
            parts.append(
                "<polyline fill=\"none\" stroke=\"\(colour)\" stroke-width=\"2.5\"\(dash) points=\"\(points.joined(separator: " "))\"/>")
        }
        return """
            <figure><figcaption>\(name)</figcaption><svg viewBox="0 0 \(width) \(height)" width="\(width)" role="img" \
            aria-label="\(name) by repetition" font-size="12" fill="currentColor">\(parts.joined())</svg></figure>
            """
    }

    private static func table(_ lines: [RepetitionLine], escaped: (String) -> String) -> String {
        let (places, phases) = (places(lines), hasPhases(lines))
        let heads = places.map { "<th>\(phases ? "\($0[0] + 1).\($0[1] + 1)" : "\($0[1] + 1)")</th>" }.joined()
        let rows = lines.map { line -> String in
            let cells = places.map { place -> String in
                guard let point = line.points.first(where: { [$0.phase, $0.repetition] == place }) else { return "<td>–</td>" }
                let interval = String(format: "%.1f – %.1f", 100 * point.accuracy.low, 100 * point.accuracy.high)
                return String(
                    format: "<td title=\"%@\">%.1f<br><small>%.1f words</small></td>", interval, 100 * point.accuracy.value, point.words)
            }
            let all = String(format: "%.1f [%.1f, %.1f]", 100 * line.all.value, 100 * line.all.low, 100 * line.all.high)
            return "<tr><td class=\"text\">\(escaped(line.title))</td>\(cells.joined())<td>\(all)</td><td>\(line.sessions)</td></tr>"
        }
        return
            "<table class=\"sortable\"><thead><tr><th>who speaks to whom</th>\(heads)<th>all, 95 % over sessions</th><th>sessions</th></tr></thead>"
            + "<tbody>\(rows.joined())</tbody></table>"
    }
}
