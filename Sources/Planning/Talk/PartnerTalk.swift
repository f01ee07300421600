import Episodes
import Kitchen

/// What a planning cook has said and heard in an episode: what the others were told, how far each is believed, and what to say next.
struct PartnerTalk: Sendable {
    private let kitchen: Kitchen
    private let channel: TalkChannel
    private let grammar: KitchenGrammar
    /// By seat, how many of its words about recipes proved true, and how many not, with what is assumed of somebody unknown.
    private var record: [Int: (kept: Double, broken: Double)] = [:]
    /// What each said of the recipe that is not proved yet, and whose words are new: the same said again proves nothing more.
    private var claims: [Int: Recipe] = [:]
    private var isNews: Set<Int> = []
    /// The recipe that the others were told, and when.
    private var told: (recipe: Recipe, tick: Int)?
    /// What the others were told of this cook's hands and of each pot.
    private var toldHands: Item?
    private var toldPots: [Cell: Item] = [:]
    /// When this cook asked for the recipe, and whether somebody asked it.
    private var asked: Int?
    private var isAsked = false
    /// What is to be said of words that were not understood.
    private var reply: String?
    private var replies = 0

    /// Words of somebody unknown about the recipe are taken to be true nine times in ten.
    private static let assumed = (kept: 9.0, broken: 1.0)
    /// Ticks between two questions, and after which the recipe is said again where that costs nothing.
    private static let pause = 10
    private static let answer = 4
    /// How often it says that it did not understand.
    private static let maxReplies = 5
    /// Points that it is worth to others to know where a cook is, or what is in a pot.
    private static let glimpse = 0.25

    /// - Returns: nil where nobody can talk, or only with symbols that mean nothing yet.
    init?(_ kitchen: Kitchen, _ channel: TalkChannel?) {
        guard let channel, channel.form == .text || channel.form == .signals else { return nil }
        self.kitchen = kitchen
        self.channel = channel
        grammar = KitchenGrammar(kitchen)
    }

    // MARK: Hearing

    /// What the others said, in the order in which it was said.
    mutating func understand(_ messages: [HeardMessage]) -> [(seat: Int, meaning: Meaning)] {
        isNews = []
        return messages.flatMap { message in
            let meanings = grammar.meanings(message.text)
            if meanings.isEmpty, !message.text.hasPrefix(PartnerTalk.puzzlement) {
                reply = "\(PartnerTalk.puzzlement): \(message.text)"
            }
            for meaning in meanings {
                switch meaning {
                case .wanted(let recipe):
                    if claims[message.seat] != recipe { isNews.insert(message.seat) }
                    claims[message.seat] = recipe
                case .asksRecipe: isAsked = true
                default: break
                }
            }
            return meanings.map { (message.seat, $0) }
        }
    }

    /// Whether what a seat just said of the recipe is not what it said before.
    func isNew(from seat: Int) -> Bool { isNews.contains(seat) }

    private static let puzzlement = "I do not understand"

    /// How likely what a seat says of the recipe is true.
    func credibility(of seat: Int) -> Double {
        let record = record[seat] ?? PartnerTalk.assumed
        return record.kept / (record.kept + record.broken)
    }

    /// Takes in which recipe is wanted, and whose words were true.
    mutating func learn(_ wanted: Recipe) {
        for (seat, claim) in claims { judge(seat, isTrue: claim == wanted) }
        claims = [:]
    }

    /// Takes in whether a dish was right, which proves or refutes what was said of it.
    mutating func learn(_ dish: Recipe, wasRight: Bool) {
        guard !wasRight else { return learn(dish) }
        for (seat, claim) in claims where claim == dish {
            judge(seat, isTrue: false)
            claims[seat] = nil
        }
    }

    /// A lie weighs more than a truth: whoever lies once is soon not believed.
    private mutating func judge(_ seat: Int, isTrue: Bool) {
        var record = record[seat] ?? PartnerTalk.assumed
        if isTrue { record.kept += 1 } else { record.broken += 4 }
        self.record[seat] = record
    }

    /// Takes in that a right dish left, after which another recipe may be wanted.
    mutating func noteDelivery() {
        told = nil
        asked = nil
        claims = [:]
    }

    /// Whether it can say which recipe is wanted for less than a button costs.
    var canTell: Bool { channel.cost < RecipeRules.buttonCost }

    /// Whether it has asked and may still be answered: the answer to what is heard in the next tick is heard in the one after.
    func awaitsAnswer(_ now: Int) -> Bool { asked.map { now - $0 < PartnerTalk.answer } ?? false }

    // MARK: Speaking

    /// What this cook could tell in a tick.
    struct News {
        let now: Int
        let own: PlayerState
        /// The recipe that it knows to be wanted; nil where it does not.
        let recipe: Recipe?
        /// Whether others may not know it, and whether it would be worth knowing to this cook.
        let othersMayNotKnow: Bool
        let wantsToKnow: Bool
        /// Points that are lost where somebody cooks by a guess.
        let stake: Double
        /// Whether somebody else is out of sight, and so perhaps does not see this cook.
        let isApart: Bool
        /// What is in the pots in view.
        let pots: [(cell: Cell, item: Item)]

        /// Where everybody sees everything.
        static func nothing(_ game: KitchenGame, _ seat: Int) -> News {
            News(
                now: game.timestep, own: game.state.players[seat], recipe: nil, othersMayNotKnow: false, wantsToKnow: false, stake: 0,
                isApart: false, pots: [])
        }
    }

    /// What to say, where it is worth its price.
    mutating func say(_ news: News) -> String? {
        let meanings = due(news)
        if channel.form == .signals {
            let kitchen = kitchen
            return meanings.lazy.compactMap { $0.signal(in: kitchen) }.first?.text
        }
        var text = ""
        if let reply, replies < PartnerTalk.maxReplies {
            text = String(reply.prefix(channel.limit))
            replies += 1
        }
        reply = nil
        for meaning in meanings where text.count + meaning.sentence.count + 2 <= channel.limit {
            text += (text.isEmpty ? "" : "; ") + meaning.sentence
        }
        return text.isEmpty ? nil : text
    }

    /// What is worth its price, the most important first. What it returns counts as said.
    private mutating func due(_ news: News) -> [Meaning] {
        var meanings: [Meaning] = []
        if let recipe = news.recipe, news.othersMayNotKnow, isDue(recipe, news) {
            meanings.append(.wanted(recipe))
            told = (recipe, news.now)
        } else if news.recipe == nil, news.wantsToKnow, channel.form == .text, channel.cost < news.stake / 2,
            news.now - (asked ?? -PartnerTalk.pause) >= PartnerTalk.pause
        {
            meanings.append(.asksRecipe)
            asked = news.now
        }
        isAsked = false
        guard news.isApart, channel.form == .text, channel.cost <= PartnerTalk.glimpse else { return meanings }
        if toldHands != news.own.held {
            toldHands = news.own.held
            meanings.append(.stands(news.own.cell, holding: news.own.held))
        }
        for pot in news.pots where hasChanged(pot.item, since: toldPots[pot.cell] ?? .none) {
            toldPots[pot.cell] = pot.item
            meanings.append(.pot(pot.cell, pot.item))
        }
        return meanings
    }

    private func isDue(_ recipe: Recipe, _ news: News) -> Bool {
        guard channel.cost < news.stake / 2 else { return false }
        guard let told else { return true }
        if told.recipe != recipe { return true }
        let rests = news.now - told.tick >= PartnerTalk.pause
        return isAsked ? news.now > told.tick : rests && channel.form == .signals && channel.cost == 0
    }

    /// Whether a pot is not as others would expect it from what they were told: what cooks becomes ready by itself.
    private func hasChanged(_ now: Item, since told: Item) -> Bool {
        now.recipe != told.recipe || now.isStarted != told.isStarted
    }
}
