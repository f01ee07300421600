import Basics
import Kitchen

/// Damages good inputs: bytes changed, removed, inserted or repeated, inputs crossed, numbers and words made extreme.
struct Mutator {
    private var random: RandomStream

    /// What the input of that number is made with.
    init(seed: UInt64, number: UInt64) { random = RandomStream(seed, number, 0xF022) }

    /// One of `seeds`, damaged in one to six places.
    mutating func input(of seeds: [[UInt8]]) -> [UInt8] {
        guard !seeds.isEmpty else { return [] }
        var bytes = pick(seeds)
        for _ in 0..<Int.random(in: 1...6, using: &random) { damage(&bytes, seeds) }
        return bytes
    }

    private mutating func damage(_ bytes: inout [UInt8], _ seeds: [[UInt8]]) {
        guard !bytes.isEmpty else { return }
        let place = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<10, using: &random) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes[place] ^= 1 << UInt8.random(in: 0...7, using: &random)
        case 2: bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 1...16, using: &random)))
        case 3: bytes.insert(pick(Array("[]{}'\"#:,-|\\\n\t 0X1&*!%~<>".utf8)), at: place)
        case 4: repeatStretch(at: place, &bytes)
        case 5: bytes.removeLast(bytes.count - place)
        case 6: cross(with: pick(seeds), at: place, &bytes)
        case 7: replaceNumber(from: place, &bytes)
        default: bytes.insert(contentsOf: Array(pick(Mutator.words).utf8), at: place)
        }
    }

    /// A stretch again, now and then very often.
    private mutating func repeatStretch(at place: Int, _ bytes: inout [UInt8]) {
        let stretch = bytes[place..<min(bytes.count, place + Int.random(in: 1...40, using: &random))]
        let times = Int.random(in: 0..<50, using: &random) == 0 ? 2_000 : 1
        bytes.insert(contentsOf: repeatElement(stretch, count: times).joined(), at: place)
    }

    private mutating func cross(with other: [UInt8], at place: Int, _ bytes: inout [UInt8]) {
        guard !other.isEmpty else { return }
        bytes.replaceSubrange(place..., with: other[min(place, other.count - 1)...])
    }

    /// The first number at or after `place` becomes an extreme one.
    private mutating func replaceNumber(from place: Int, _ bytes: inout [UInt8]) {
        func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
        guard let first = bytes[place...].firstIndex(where: isDigit) else { return }
        let end = bytes[first...].firstIndex { !isDigit($0) } ?? bytes.count
        bytes.replaceSubrange(first..<end, with: Array(pick(Mutator.numbers).utf8))
    }

    private mutating func pick<Element>(_ all: [Element]) -> Element { all[Int.random(in: 0..<all.count, using: &random)] }

    private static let numbers = [
        "-1", "0", "255", "65536", "2147483648", "4294967296", "9223372036854775807", "-9223372036854775808",
        "18446744073709551616", "1e308", "1e999", "-0.0", "nan", "inf", "0x7fffffffffffffff", "00000000001", "1_000",
    ]

    private static let words = [
        "\0", "\u{1B}[31m", "\u{202E}", "\u{FEFF}", "é", "👩‍🍳", "&a [*a, *a]", "<<: *a", "!!binary ", "null", "true", "'''", "\"\"\"",
        "---\n",
        "{}", "[[[[[[[[", "\r\n", "\r", ": ", "None", "float('inf')",
    ]
}
