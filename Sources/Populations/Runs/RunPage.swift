import Foundation

/// A run as one HTML page without any other file: curves, lineage, the best member's schedule.
public struct RunPage: Sendable {
    private let story: RunStory

    public init(_ story: RunStory) { self.story = story }

    private static let (width, height, margin) = (860.0, 300.0, 46.0)
    /// Colours that do not depend on colour vision (Okabe and Ito).
    private static let colours = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#999999"]

    public var html: String {
        let title = RunPage.escaped("\(story.method) on \(story.map)")
        return """
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><title>\(title)</title>
            <style>
            :root { color-scheme: light dark }
            body { font: 15px/1.5 system-ui, sans-serif; max-width: 900px; margin: 2em auto; padding: 0 1em }
            svg { width: 100%; height: auto } svg text { font-size: 12px; fill: currentColor }
            table { border-collapse: collapse } td, th { padding: .15em .7em; text-align: right } th:first-child, td:first-child { text-align: left }
            </style></head><body>
            <h1>\(title)</h1>
            <h2>Scores</h2>
            \(curves)
            \(members)
            \(lineage)
            \(schedule)
            </body></html>

            """
    }

    private static func escaped(_ text: String) -> String {
        text.replacingOccurrences(of: "&", with: "&amp;").replacingOccurrences(of: "<", with: "&lt;")
    }

    private static func colour(_ index: Int) -> String { colours[index % colours.count] }

    private static func number(_ value: Double) -> String { String(format: "%.1f", value) }

    // MARK: Parts

    private var curves: String {
        let top = max(story.curves.flatMap(\.scores).max() ?? 0, 1)
        let longest = max(story.curves.map(\.scores.count).max() ?? 0, 2)
        func x(_ index: Int) -> Double { RunPage.margin + Double(index) / Double(longest - 1) * (RunPage.width - RunPage.margin - 10) }
        func y(_ score: Double) -> Double { RunPage.height - 24 - max(score, 0) / top * (RunPage.height - 40) }
        var parts = ["<svg viewBox=\"0 0 \(Int(RunPage.width)) \(Int(RunPage.height))\" role=\"img\" aria-label=\"score by iteration\">"]
        for share in [0.0, 0.5, 1.0] {
            let height = RunPage.number(y(top * share))
            parts.append("<text x=\"2\" y=\"\(height)\">\(Int(top * share))</text>")
            parts.append(
                "<line x1=\"\(RunPage.margin)\" x2=\"\(RunPage.width)\" y1=\"\(height)\" y2=\"\(height)\" stroke=\"currentColor\" opacity=\".2\"/>"
            )
        }
        for (index, curve) in story.curves.enumerated() {
            let points = curve.scores.enumerated().map { "\(RunPage.number(x($0))),\(RunPage.number(y($1)))" }.joined(separator: " ")
            parts.append(
                "<polyline points=\"\(points)\" fill=\"none\" stroke=\"\(RunPage.colour(index))\" stroke-width=\"1.5\">"
                    + "<title>\(RunPage.escaped(curve.member))</title></polyline>")
        }
        return (parts + ["<text x=\"\(RunPage.margin)\" y=\"\(RunPage.height - 6)\">iterations, 1 to \(longest)</text></svg>"])
            .joined(separator: "\n")
    }

    private var members: String {
        let rows = story.curves.enumerated().map { index, curve in
            "<tr><td><span style=\"color:\(RunPage.colour(index))\">&#9632;</span> \(RunPage.escaped(curve.member))</td>"
                + "<td>\(curve.scores.count)</td><td>\(curve.scores.last.map(RunPage.number) ?? "")</td>"
                + "<td>\(curve.scores.max().map(RunPage.number) ?? "")</td></tr>"
        }
        return "<table><tr><th>member</th><th>iterations</th><th>last score</th><th>best</th></tr>\n"
            + rows.joined(separator: "\n") + "\n</table>"
    }

    /// A row a member, a column a segment; lines from parents to children.
    private var lineage: String {
        let descents = story.descents
        guard !descents.isEmpty else { return "" }
        let places = Dictionary(uniqueKeysWithValues: story.curves.enumerated().map { ($1.member, $0) })
        let columns = max(story.curves.map(\.notes.count).max() ?? 0, 2)
        func x(_ segment: Int) -> Double { 90 + Double(segment) / Double(columns - 1) * (RunPage.width - 100) }
        func y(_ member: String) -> Double { 20 + 26 * Double(places[member] ?? 0) }
        var parts = [
            "<h2>Lineage</h2><svg viewBox=\"0 0 \(Int(RunPage.width)) \(26 * story.curves.count + 20)\" role=\"img\" aria-label=\"lineage\">"
        ]
        for (index, curve) in story.curves.enumerated() {
            let height = RunPage.number(y(curve.member))
            parts.append("<text x=\"2\" y=\"\(height)\">\(RunPage.escaped(curve.member))</text>")
            parts.append(
                "<line x1=\"\(x(0))\" x2=\"\(RunPage.number(x(max(curve.notes.count - 1, 0))))\" y1=\"\(height)\" y2=\"\(height)\" "
                    + "stroke=\"\(RunPage.colour(index))\" stroke-width=\"2\"/>")
        }
        for descent in descents {
            parts.append(
                "<line x1=\"\(RunPage.number(x(descent.parent.segment)))\" y1=\"\(RunPage.number(y(descent.parent.member)))\" "
                    + "x2=\"\(RunPage.number(x(descent.child.segment)))\" y2=\"\(RunPage.number(y(descent.child.member)))\" "
                    + "stroke=\"\(RunPage.colour(places[descent.parent.member] ?? 0))\"><title>\(descent.child) from \(descent.parent)</title></line>"
            )
        }
        return (parts + ["</svg>"]).joined(separator: "\n")
    }

    private var schedule: String {
        let steps = story.schedule
        guard let names = steps.first?.values.keys.sorted() else { return "" }
        let rows = steps.map { step in
            "<tr><td>\(step.key)</td>" + names.map { "<td>\(String(format: "%.4g", step.values[$0] ?? 0))</td>" }.joined() + "</tr>"
        }
        return "<h2>The schedule of the best member's weights</h2>\n<table><tr><th>segment</th>"
            + names.map { "<th>\($0)</th>" }.joined() + "</tr>\n" + rows.joined(separator: "\n") + "\n</table>"
    }
}
