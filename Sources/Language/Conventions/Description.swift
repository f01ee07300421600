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
        let stems = Description.words(text).map(Description.stem)
        var found: Set<Feature> = []
        for stem in stems {
            found.insert(Feature(hash: Description.hash(1, stem.utf8), kind: .word))
            let letters = ["^"] + Array(stem) + ["$"]
            guard letters.count > 5 else { continue }
            for start in 0...(letters.count - 4) {
                found.insert(Feature(hash: Description.hash(3, String(letters[start..<start + 4]).utf8), kind: .letters))
            }
        }
        for (first, second) in zip(stems, stems.dropFirst()) {
            found.insert(Feature(hash: Description.hash(2, (first + " " + second).utf8), kind: .neighbours))
        }
        features = found.sorted { $0.hash < $1.hash }
        length = stems.count
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
    static func stem(_ word: String) -> String {
        var stem = word
        if let ending = ["ing", "ed", "es", "s", "y", "er"].first(where: { word.hasSuffix($0) && word.count >= $0.count + 3 }) {
            stem.removeLast(ending.count)
        }
        if stem.count > 3, stem.last == stem.dropLast().last { stem.removeLast() }
        if stem.count > 3, stem.last == "e" { stem.removeLast() }
        return stem
    }

    /// FNV-1a over the bytes, from a start that keeps kinds apart.
    static func hash(_ kind: UInt64, _ bytes: some Sequence<UInt8>) -> UInt64 {
        bytes.reduce(0xCBF2_9CE4_8422_2325 &+ kind) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
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
