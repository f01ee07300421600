import Foundation

/// Reads which option a reply chooses, in whatever form it was given: a JSON object, a number, or words.
struct MenuReader {
    let options: [String]
    /// Further keys of an object.
    var further: [String] = []

    /// Numbers whose probabilities are smaller in all say nothing.
    private static let minMass = 0.02
    /// Where so much of the probability is that of options' numbers, or one of them is the most probable token of all, the
    /// position is the answer.
    private static let enoughMass = 0.5

    /// - Throws: `ReplyError` where the reply means none of the options, or more than one.
    func choice(_ reply: ChatReply, _ form: AnswerForm) throws(ReplyError) -> MenuChoice {
        guard form == .number else { return try choice(reply.text) }
        if let found = mostProbable(reply.positions), found.isAnswer { return found.choice }
        do {
            return try choice(reply.text)
        } catch {
            guard var found = mostProbable(reply.positions), found.mass >= Self.minMass else { throw error }
            found.choice.reading = .nearest
            return found.choice
        }
    }

    /// Whether what has come of a reply is a whole choice, so that nothing has to follow: an object with its last brace, or in
    /// the short forms a line that has ended.
    func isWhole(_ reply: String, _ form: AnswerForm) -> Bool {
        let isShort = form == .number || form == .text
        let (answer, isThinking) = ReplyReader.withoutThoughts(reply)
        guard !isThinking, isShort ? answer.drop(while: \.isWhitespace).contains(where: \.isNewline) : answer.contains("}") else {
            return false
        }
        return (try? choice(reply)) != nil
    }

    // MARK: Probabilities

    /// The most probable number of an option, at the position where numbers have the most of it, and how much that is.
    private func mostProbable(_ positions: [[TokenProbability]]) -> (choice: MenuChoice, mass: Double, isAnswer: Bool)? {
        let found = positions.compactMap { alternatives -> (choice: MenuChoice, mass: Double, isAnswer: Bool)? in
            var masses = [Double](repeating: 0, count: options.count)
            for token in alternatives {
                guard let number = Self.whole(token.token), options.indices.contains(number - 1) else { continue }
                masses[number - 1] += exp(min(0, token.logprob))
            }
            let mass = masses.reduce(0, +)
            guard mass > 0, let best = masses.indices.max(by: { masses[$0] < masses[$1] }) else { return nil }
            var choice = MenuChoice(index: best)
            choice.certainty = masses[best] / mass
            let first = alternatives.max { $0.logprob < $1.logprob }.flatMap { Self.whole($0.token) }
            return (choice, mass, mass >= Self.enoughMass || first == best + 1)
        }
        return found.first(where: \.isAnswer) ?? found.max { $0.mass < $1.mass }
    }

    // MARK: Texts

    private func choice(_ reply: String) throws(ReplyError) -> MenuChoice {
        if let object = try object(reply) { return try choice(object) }
        let (answer, isThinking) = ReplyReader.withoutThoughts(reply)
        if isThinking { throw ReplyError("the reply ends within its thoughts, before it chooses") }
        guard answer.utf8.count <= ReplyReader.longest else {
            throw ReplyError("the reply is longer than \(ReplyReader.longest) bytes")
        }
        return try option(answer, named: "the reply")
    }

    /// The JSON object in a reply; nil where it has none.
    private func object(_ reply: String) throws(ReplyError) -> ReplyObject? {
        guard reply.contains("{") else { return nil }
        do {
            return try ReplyReader.object(reply)
        } catch {
            if error.hasNoObject { return nil }
            throw error
        }
    }

    private func choice(_ object: ReplyObject) throws(ReplyError) -> MenuChoice {
        let keys = ["skill", "choice", "number", "answer"]
        guard let named = keys.lazy.compactMap({ object[$0] }).first else { throw ReplyError("the object has no text \"skill\"") }
        var choice = try option(named, named: "'\(named.prefix(80))'")
        choice.analysis = String((object["analysis"] ?? "").replacing("\0", with: "").prefix(500))
        for key in further { choice.further[key] = object[key].map { String($0.replacing("\0", with: "").prefix(200)) } }
        choice.intention = String((object["intention"] ?? "").replacing("\0", with: "").prefix(200))
        return choice
    }

    /// The option that a text names.
    private func option(_ text: String, named name: String) throws(ReplyError) -> MenuChoice {
        let words = Self.plain(text)
        if let index = options.firstIndex(where: { Self.plain($0) == words }) { return MenuChoice(index: index) }
        let meant = mentioned(words) ?? WordMatch(options).only(text)
        // "a soup of 3 onions" has a number that is none of an option.
        let own = meant.map { Self.numbers(options[$0]) } ?? []
        let numbers = Self.numbers(words).filter { !own.contains($0) }
        if let number = numbers.first {
            if let listed = listed(words) { return MenuChoice(index: listed, reading: .nearest) }
            guard numbers.count == 1 else { throw ReplyError("\(name) has \(numbers.count) numbers; give the number of one skill") }
            guard options.indices.contains(number - 1) else {
                throw ReplyError("there is no skill \(number); the skills have the numbers 1 to \(options.count)")
            }
            if let meant, meant != number - 1 {
                throw ReplyError("\(name) has the number of one skill and the words of another")
            }
            return MenuChoice(index: number - 1)
        }
        guard let meant else { throw ReplyError("\(name) is none of the skills that were listed; take one of them word by word") }
        return MenuChoice(index: meant, reading: .nearest)
    }

    /// The option with which a text begins, number and words, where it goes on with the list of options.
    private func listed(_ words: String) -> Int? {
        let lines = words.split(separator: "\n", maxSplits: 1)
        guard lines.count == 2, let match = lines[0].wholeMatch(of: /\s*(\d+)[.):]\s*(.+)/), let number = Self.whole(String(match.1)),
            options.indices.contains(number - 1), Self.plain(options[number - 1]) == Self.plain(String(match.2)),
            lines[1].wholeMatch(of: /\s*\(?(\d+)(\D.*)?/.dotMatchesNewlines()).flatMap({ Self.whole(String($0.1)) }) == number + 1
        else { return nil }
        return number - 1
    }

    /// The only option whose words a text has, in their order; nil also where it may mean the opposite.
    private func mentioned(_ words: String) -> Int? {
        let found = options.indices.filter { words.contains(Self.plain(options[$0])) }
        guard found.count == 1 else { return nil }
        return WordMatch([options[found[0]]]).only(words) == nil ? nil : found[0]
    }

    private static func plain(_ text: String) -> String {
        text.lowercased().trimmingCharacters(in: CharacterSet(charactersIn: " .-*\n\t\"'`"))
    }

    /// The different whole numbers in a text, but for those of places such as `(0, 1)`.
    private static func numbers(_ text: String) -> [Int] {
        // The last place of a reply may be cut off.
        let rest = text.replacing(/\(\s*\d+\s*,\s*\d+\s*\)|\(\s*\d*\s*,?\s*\d*$/, with: " ")
        var numbers: [Int] = []
        for part in rest.split(whereSeparator: { !$0.isWholeNumber }) {
            guard let number = whole(String(part)), !numbers.contains(number) else { continue }
            numbers.append(number)
        }
        return numbers
    }

    /// The number that a text is, in digits of any script; nil where it is something else.
    private static func whole(_ text: String) -> Int? {
        let digits = text.trimmingCharacters(in: .whitespacesAndNewlines).map(\.wholeNumberValue)
        guard (1...4).contains(digits.count) else { return nil }
        return digits.reduce(0) { sum, digit in sum.flatMap { sum in digit.map { sum * 10 + $0 } } }
    }
}
