/// What somebody said about a shape, as features that can be compared: stems of words, pairs of neighbours, and pieces of four letters.
///
/// Features are hashes, so that words of any script and words that nobody said before are features as all others.
struct Description: Sendable, Hashable {
    /// A piece of a description.
    struct Feature: Sendable, Hashable {
        let hash: UInt64
        let kind: Kind
    }

    enum Kind: UInt8, Sendable, Hashable, CaseIterable {
        case word, neighbours, letters

        /// How much a feature of the kind says, next to a word.
        var weight: Float {
            switch self {
            case .word: 1
            case .neighbours: 0.7
            case .letters: 0.35
            }
        }
    }

    /// Every feature once, by hash.
    let features: [Feature]
    /// Words said, repetitions included.
    let length: Int

    init(_ text: String) {
        // Where each letter is a byte, bytes do as well and are much faster.
        if text.utf8.allSatisfy({ $0 < 0x80 }) {
            self.init(Description.asciiWords(text), Description.asciiEndings, edges: (UInt8(ascii: "^"), UInt8(ascii: "$"))) { $0 }
        } else {
            self.init(Description.words(text).map(Array.init), Description.endings, edges: ("^", "$")) { String($0).utf8 }
        }
    }

    /// - Parameters:
    ///   - words: in lower case.
    ///   - edges: what is put before and after a word.
    ///   - bytes: of some letters.
    private init<Letter: Equatable & Sendable, Bytes: Sequence<UInt8>>(
        _ words: [[Letter]], _ endings: Endings<Letter>, edges: (Letter, Letter), bytes: (ArraySlice<Letter>) -> Bytes
    ) {
        let stems = words.map(endings.stem)
        var found: [Feature] = []
        found.reserveCapacity(stems.reduce(0) { $0 + $1.count + 2 })
        for (place, stem) in stems.enumerated() {
            found.append(Feature(hash: Description.hash(1, bytes(stem[...])), kind: .word))
            if place > 0 {
                let first = Description.hash(2, bytes(stems[place - 1][...]))
                let pair = Description.extended(Description.extended(first, CollectionOfOne(UInt8(ascii: " "))), bytes(stem[...]))
                found.append(Feature(hash: pair, kind: .neighbours))
            }
            let letters = [edges.0] + stem + [edges.1]
            guard letters.count > 5 else { continue }
            for start in 0...(letters.count - 4) {
                found.append(Feature(hash: Description.hash(3, bytes(letters[start..<start + 4])), kind: .letters))
            }
        }
        found.sort { ($0.hash, $0.kind.rawValue) < ($1.hash, $1.kind.rawValue) }
        features = found.indices.filter { $0 == 0 || found[$0] != found[$0 - 1] }.map { found[$0] }
        length = stems.count
    }

    /// The endings that a stem loses.
    private static let endings = Endings<Character>(endings: ["ing", "ed", "es", "s", "y", "er"].map(Array.init), e: "e")
    private static let asciiEndings = Endings<UInt8>(
        endings: endings.endings.map { $0.compactMap(\.asciiValue) }, e: UInt8(ascii: "e"))

    /// Runs of letters and digits of a text of ASCII, in lower case, without apostrophes.
    private static func asciiWords(_ text: String) -> [[UInt8]] {
        var words: [[UInt8]] = []
        var word: [UInt8] = []
        for byte in text.utf8 where byte != UInt8(ascii: "'") {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): word.append(byte)
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): word.append(byte + 32)
            default:
                if !word.isEmpty { words.append(word) }
                word.removeAll()
            }
        }
        return word.isEmpty ? words : words + [word]
    }

    /// Runs of letters and digits of any script, in lower case, without apostrophes.
    static func words(_ text: String) -> [String] {
        var words: [String] = []
        var word = ""
        for letter in text.lowercased() where letter != "'" && letter != "’" {
            if letter.isLetter || letter.isNumber {
                word.append(letter)
            } else if !word.isEmpty {
                words.append(word)
                word = ""
            }
        }
        return word.isEmpty ? words : words + [word]
    }

    /// A word without its common endings.
    static func stem(_ word: String) -> String { String(endings.stem(Array(word))) }

    /// FNV-1a over the bytes, from a start that keeps kinds apart.
    static func hash(_ kind: UInt64, _ bytes: some Sequence<UInt8>) -> UInt64 { extended(0xCBF2_9CE4_8422_2325 &+ kind, bytes) }

    /// FNV-1a over further bytes.
    private static func extended(_ hash: UInt64, _ bytes: some Sequence<UInt8>) -> UInt64 {
        bytes.reduce(hash) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }
}

/// Endings that stems lose, in letters of some kind.
private struct Endings<Letter: Equatable & Sendable>: Sendable {
    /// The first that a word ends in, if three letters are left.
    let endings: [[Letter]]
    /// A last letter that goes, too.
    let e: Letter

    /// A word without its ending.
    func stem(_ word: [Letter]) -> [Letter] {
        var stem = word
        if let ending = endings.first(where: { word.count >= $0.count + 3 && word.suffix($0.count) == $0[...] }) {
            stem.removeLast(ending.count)
        }
        if stem.count > 3, stem.last == stem.dropLast().last { stem.removeLast() }
        if stem.count > 3, stem.last == e { stem.removeLast() }
        return stem
    }
}

/// A description with the weight of each feature: how telling it is among all that people say.
struct WeightedDescription: Sendable, Hashable {
    let features: [Description.Feature]
    /// One a feature.
    let weights: [Float]
    /// Length of the vector of weights, and the sum of those of words.
    let norm: Float
    let words: Float
    let length: Int
    /// Length of the vector of weights of each kind of features.
    let norms: [Float]

    init(_ description: Description, weight: (Description.Feature) -> Float) {
        features = description.features
        length = description.length
        weights = features.map(weight)
        norm = weights.reduce(0) { $0 + $1 * $1 }.squareRoot() + 1e-6
        var squares = Description.Kind.allCases.map { _ in Float(1e-6) }
        for (feature, weight) in zip(features, weights) { squares[Int(feature.kind.rawValue)] += weight * weight }
        norms = squares.map { $0.squareRoot() }
        words = zip(features, weights).reduce(0) { $0 + ($1.0.kind == .word ? $1.1 : 0) } + 1e-6
    }

    /// Places of the features that `other` has, too, in both.
    func common(_ other: WeightedDescription, _ body: (Int, Int) -> Void) {
        var (own, their) = (0, 0)
        while own < features.count && their < other.features.count {
            let (a, b) = (features[own].hash, other.features[their].hash)
            if a == b {
                body(own, their)
                own += 1
                their += 1
            } else if a < b {
                own += 1
            } else {
                their += 1
            }
        }
    }
}
