import Basics
import Foundation

/// A simulated speaker of colours, for when there is no corpus of people: names of hues with borders of its own, and words that
/// compare. What it says is made up by a rule; what is measured with it says nothing about people.
public struct ColourPersona: Speaker, Hashable {
    /// The number that decides, with a seed, everything about it.
    public let number: Int
    /// Degrees by which its borders between hues are moved.
    let shift: Double
    /// Probability to compare where the bare name would not do.
    let care: Double
    /// Which of two words it uses for each idea.
    let words: [Int]

    private static let hues: [(until: Double, names: [String])] = [
        (15, ["red", "red"]), (45, ["orange", "orange"]), (70, ["yellow", "yellow"]), (160, ["green", "green"]),
        (195, ["teal", "turquoise"]), (255, ["blue", "blue"]), (290, ["purple", "violet"]), (345, ["pink", "magenta"]),
        (360, ["red", "red"]),
    ]
    private static let comparing: [[String]] = [["brighter", "more vivid"], ["duller", "greyer"]]

    public init(_ number: Int, seed: UInt64) {
        var random = RandomStream(seed, UInt64(number), StreamKey.colourPersona)
        self.number = number
        shift = Double(random.below(21)) - 10
        care = 0.5 + Double(random.below(50)) / 100
        words = (0..<11).map { _ in random.below(2) }
    }

    private func name(_ colour: HSLColour) -> String {
        if colour.saturation < 15 { return words[9] == 0 ? "gray" : "grey" }
        let hue = (colour.hue + shift + 360).truncatingRemainder(dividingBy: 360)
        let index = ColourPersona.hues.firstIndex { hue < $0.until } ?? 0
        return ColourPersona.hues[index].names[words[index]]
    }

    public func speak(_ round: Round, random: inout RandomStream) throws -> String {
        let target = round.target
        let colours = try round.candidates.map { candidate in
            guard case .colour(let colour) = candidate else { throw ReferentialError("colour personas describe colours only") }
            return colour
        }
        let name = name(colours[target])
        let rivals = colours.indices.filter { $0 != target && self.name(colours[$0]) == name }.map { colours[$0].saturation }
        guard !rivals.isEmpty, random.chance(care) else { return name }
        let own = colours[target].saturation
        if rivals.allSatisfy({ $0 < own }) { return ColourPersona.comparing[0][words[10]] + " " + name }
        if rivals.allSatisfy({ $0 > own }) { return ColourPersona.comparing[1][words[10]] + " " + name }
        return name
    }
}
