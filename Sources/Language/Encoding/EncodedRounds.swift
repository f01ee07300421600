import Referential

/// Rounds as networks read them.
public struct EncodedRounds: Sendable {
    /// Rounds.
    public let count: Int
    /// Candidates of every round.
    public let candidates: Int
    /// Elements of a candidate's encoding.
    public let width: Int
    /// `[count, candidates, width]`.
    public let features: [Float]
    /// Empty where nobody knows what is meant, as when a listener alone is asked.
    public let targets: [Int32]
    /// What was said, without end symbols; empty where nothing was.
    public let messages: [[Int32]]
    /// What speakers read that see nothing; nil where they see the target.
    private let sources: (width: Int, numbers: [Float])?

    /// - Parameter source: how what speakers read is encoded, for those that see nothing.
    /// - Throws: `ReferentialError` for rounds of different numbers of candidates, and for things that the encoding does not know.
    public init(
        _ rounds: [Round], encoding: CandidateEncoding, vocabulary: Vocabulary, rules: MessageRules, source: SourceEncoding? = nil
    ) throws {
        count = rounds.count
        candidates = rounds.first?.candidates.count ?? 0
        width = encoding.width
        if let odd = rounds.first(where: { $0.candidates.count != rounds[0].candidates.count }) {
            throw ReferentialError("rounds of \(candidates) and of \(odd.candidates.count) candidates cannot be mixed")
        }
        var features: [Float] = []
        features.reserveCapacity(count * candidates * width)
        for round in rounds { try encoding.append(round.candidates, to: &features) }
        self.features = features
        targets = rounds.map { Int32($0.target) }
        messages = rounds.map { round in round.utterance.map { rules.message(vocabulary.symbols($0)) } ?? [] }
        sources = source.map { source in (source.rules.maxLength, rounds.flatMap { source.numbers($0.source ?? "") }) }
    }

    /// One round in which `utterance` was said of `candidates`, of which nobody knows which is meant.
    /// - Throws: `ReferentialError` for things that the encoding does not know.
    init(_ utterance: String, _ candidates: [Candidate], encoding: CandidateEncoding, vocabulary: Vocabulary, rules: MessageRules) throws {
        var features: [Float] = []
        try encoding.append(candidates, to: &features)
        self.init(
            count: 1, candidates: candidates.count, width: encoding.width, features: features, targets: [],
            messages: [rules.message(vocabulary.symbols(utterance))])
    }

    init(count: Int, candidates: Int, width: Int, features: [Float], targets: [Int32], messages: [[Int32]]) {
        self.count = count
        self.candidates = candidates
        self.width = width
        self.features = features
        self.targets = targets
        self.messages = messages
        sources = nil
    }

    /// Some of the rounds, gathered.
    public struct Batch: Sendable {
        /// `[count, candidates, width]`.
        public let features: [Float]
        /// What speakers are shown; empty where nobody knows the targets. The targets' encodings alone, `[count, width]`, or what is to be read, `[count, source's width]`.
        public let targetFeatures: [Float]
        /// Index of the target of each round.
        public let targets: [Int32]
        /// What was said in each round.
        public let messages: MessageBatch
    }

    /// The rounds of some indices, in their order.
    public func batch(_ indices: some Collection<Int>) -> Batch {
        let size = candidates * width
        var (all, meant): ([Float], [Float]) = ([], [])
        all.reserveCapacity(indices.count * size)
        meant.reserveCapacity(indices.count * width)
        for index in indices {
            all += features[(index * size)..<((index + 1) * size)]
            if let sources {
                meant += sources.numbers[(index * sources.width)..<((index + 1) * sources.width)]
            } else if !targets.isEmpty {
                let start = index * size + Int(targets[index]) * width
                meant += features[start..<(start + width)]
            }
        }
        return Batch(
            features: all, targetFeatures: meant, targets: targets.isEmpty ? [] : indices.map { targets[$0] },
            messages: MessageBatch(indices.map { messages[$0] }))
    }
}
