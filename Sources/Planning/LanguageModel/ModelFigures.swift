import Episodes
import Foundation
import LanguageModels

/// How a language model answered in episodes: from their exchanges and counts of decisions.
public struct ModelFigures: Sendable, Hashable {
    /// Questions that got an answer or failed; those that the end of an episode cut off are left out.
    public private(set) var questions = 0
    /// Answers by how they were read: word by word or by number, as the nearest skill, and after a repeat.
    public private(set) var exact = 0
    public private(set) var nearest = 0
    public private(set) var repeated = 0
    /// Answers that took the first skill on offer, as who always answers 1 does.
    public private(set) var firsts = 0
    /// Seconds from question to answer, of every exchange that was taken, ascending.
    public private(set) var seconds: [Double] = []
    /// Tokens of all exchanges, as the endpoint counts them; those of the cache where it says so.
    public private(set) var promptTokens = 0
    public private(set) var replyTokens = 0
    public private(set) var cachedTokens: Int?
    /// Who made the decisions.
    public private(set) var choices = Choices()

    public init() {}

    /// Questions that got no usable answer.
    public var failed: Int { questions - exact - nearest - repeated }

    /// Adds what a seat asked in an episode.
    public mutating func add(_ episode: Episode, seat: Int) {
        let notes = episode.notes.filter { $0.seat == seat }
        if let choices = notes.lazy.compactMap({ Choices($0) }).first { self.choices += choices }
        let exchanges = notes.filter { $0.kind == .exchange }.compactMap {
            try? JSONDecoder().decode(ChatExchange.self, from: Data(($0.data ?? "").utf8))
        }
        for (_, tries) in Dictionary(grouping: exchanges, by: \.asked).sorted(by: { $0.key < $1.key }) { add(tries) }
        seconds.sort()
    }

    /// Adds the tries of one question.
    private mutating func add(_ tries: [ChatExchange]) {
        guard let last = tries.last, last.answered != nil else { return }
        questions += 1
        for exchange in tries {
            promptTokens += exchange.promptTokens
            replyTokens += exchange.replyTokens
            if let cached = exchange.cachedTokens { cachedTokens = (cachedTokens ?? 0) + cached }
        }
        guard let reading = last.reading else { return }
        seconds.append(last.milliseconds / 1000)
        if last.choice == 1 { firsts += 1 }
        // A reply that was asked for again, not a request that was sent again.
        if tries.dropLast().contains(where: { $0.reply != nil }) {
            repeated += 1
        } else if reading == .exact {
            exact += 1
        } else {
            nearest += 1
        }
    }
}
