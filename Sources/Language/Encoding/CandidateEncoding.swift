import Foundation
import Referential

/// How candidates become numbers. Each is described by what it is and by how it differs from the others of its round, so that one
/// vector serves a speaker (the target's) and a listener (everyone's).
public enum CandidateEncoding: Sendable, Hashable {
    /// Colours: 54 Fourier features of hue, saturation and value (Monroe et al. 2016); CIELAB and saturation with hue's
    /// direction; the same less mean, largest and smallest of the others; the differences from the nearest and the farthest.
    case colours
    /// One-hot attributes of so many values each, and the same less the others' mean.
    case attributes([Int])

    /// How things of a game are encoded.
    public init(_ things: Things) {
        switch things {
        case .colours: self = .colours
        case .attributes(let space): self = .attributes(space.sizes)
        }
    }

    /// Elements of a candidate's encoding.
    public var width: Int {
        switch self {
        case .colours: 54 + 4 * 6 + 2
        case .attributes(let sizes): 2 * sizes.reduce(0, +)
        }
    }

    /// Whether a listener that reconstructs things of so many values can be given ours; one that picks always can.
    func yields(_ reconstructed: [Int]?) -> Bool {
        guard let reconstructed else { return true }
        if case .attributes(let sizes) = self { return sizes == reconstructed }
        return false
    }

    /// Adds the encodings of a round's candidates, `[candidates, width]`, to `numbers`.
    /// - Throws: `ReferentialError` for candidates of another kind.
    public func append(_ candidates: [Candidate], to numbers: inout [Float]) throws {
        switch self {
        case .colours:
            let colours = try candidates.map { candidate in
                guard case .colour(let colour) = candidate else { throw ReferentialError("these agents know colours only") }
                return colour
            }
            let plain = colours.map(CandidateEncoding.plain)
            let labs = plain.map { ($0[0], $0[1], $0[2]) }
            for (index, colour) in colours.enumerated() {
                numbers += CandidateEncoding.fourier(colour)
                numbers += plain[index].map { Float($0) }
                numbers += CandidateEncoding.contrast(plain, index).map { Float(3 * $0) }
                let distances = labs.indices.filter { $0 != index }.map { other -> Double in
                    let (x, y, z) = (labs[index].0 - labs[other].0, labs[index].1 - labs[other].1, labs[index].2 - labs[other].2)
                    return (x * x + y * y + z * z).squareRoot()
                }
                numbers += [Float(2 * (distances.min() ?? 0)), Float(2 * (distances.max() ?? 0))]
            }
        case .attributes(let sizes):
            let width = sizes.reduce(0, +)
            let hot = try candidates.map { candidate in
                guard case .attributes(let values) = candidate, values.count == sizes.count,
                    zip(values, sizes).allSatisfy({ Int($0) < $1 })
                else { throw ReferentialError("these agents know things of \(sizes.count) attributes only") }
                return CandidateEncoding.oneHot(values, sizes)
            }
            let sum = (0..<width).map { column in hot.reduce(0) { $0 + $1[column] } }
            let others = Float(max(candidates.count - 1, 1))
            for thing in hot {
                numbers += thing
                numbers += zip(thing, sum).map { own, all in own - (all - own) / others }
            }
        }
    }

    private static func oneHot(_ values: [UInt8], _ sizes: [Int]) -> [Float] {
        zip(values, sizes).flatMap { value, size in (0..<size).map { $0 == Int(value) ? Float(1) : 0 } }
    }

    /// Cosines and sines of all sums of up to two turns of hue, saturation and value.
    private static func fourier(_ colour: HSLColour) -> [Float] {
        let (hue, saturation, value) = colour.hsv
        var numbers: [Float] = []
        numbers.reserveCapacity(54)
        for j in 0..<3 {
            for k in 0..<3 {
                for l in 0..<3 {
                    let angle = -2 * Double.pi * (Double(j) * hue + Double(k) * saturation + Double(l) * value)
                    numbers += [Float(cos(angle)), Float(sin(angle))]
                }
            }
        }
        return numbers
    }

    /// CIELAB in hundreds, saturation, and the hue's direction as long as the saturation.
    private static func plain(_ colour: HSLColour) -> [Double] {
        let (lab, angle, saturation) = (colour.lab, colour.hue * .pi / 180, colour.saturation / 100)
        return [lab.lightness / 100, lab.a / 100, lab.b / 100, saturation, saturation * cos(angle), saturation * sin(angle)]
    }

    /// A candidate's numbers less the others' mean, largest and smallest.
    private static func contrast(_ numbers: [[Double]], _ index: Int) -> [Double] {
        let others = numbers.indices.filter { $0 != index }.map { numbers[$0] }
        let columns = numbers[index].indices
        return columns.map { column in numbers[index][column] - others.reduce(0) { $0 + $1[column] } / Double(others.count) }
            + columns.map { column in numbers[index][column] - (others.map { $0[column] }.max() ?? 0) }
            + columns.map { column in numbers[index][column] - (others.map { $0[column] }.min() ?? 0) }
    }
}

extension CandidateEncoding: Codable {
    private enum Keys: CodingKey { case kind, sizes }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Keys.self)
        self =
            try values.decode(String.self, forKey: .kind) == "colours" ? .colours : .attributes(values.decode([Int].self, forKey: .sizes))
    }

    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Keys.self)
        switch self {
        case .colours: try values.encode("colours", forKey: .kind)
        case .attributes(let sizes):
            try values.encode("attributes", forKey: .kind)
            try values.encode(sizes, forKey: .sizes)
        }
    }
}
