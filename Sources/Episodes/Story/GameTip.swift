import Kitchen

/// One thing that would have made a game better, with its reason and where it can be seen.
public struct GameTip: Sendable, Hashable {
    /// What it is about.
    public enum Subject: Sendable, Hashable {
        case nothingDelivered, readyPot, unstartedPot, idlePot, unorderedSoup, leftSoup, collisions, idleCook
    }

    public let subject: Subject
    /// What happened, e.g. `The left pot stood ready for 61 ticks.`
    public let reason: String
    /// What to do, e.g. `Take a dish while a soup cooks.`
    public let advice: String
    /// The tick from which it can be seen.
    public let tick: Int
    /// About how many ticks it cost.
    public let cost: Double

    /// Reason and advice.
    public var text: String { reason + " " + advice }
}

extension GameStory {
    /// What cost most, by an estimate of ticks; nil where nothing did that is worth a word.
    /// - Parameters:
    ///   - names: what each seat is called, e.g. "You" or an agent's name.
    ///   - reader: the seat of the one who reads it; its own idleness comes before a partner's.
    public func tip(names: [String], reader: Int?) -> GameTip? {
        // The first of equals, so that the same game has the same tip.
        tips(names: names, reader: reader).reduce(nil as GameTip?) { best, tip in
            tip.cost > max(best?.cost ?? 0, GameStory.minCost) ? tip : best
        }
    }

    /// What costs less is not worth a word.
    private static let minCost = 8.0
    /// Ticks that a pot stands ready, unstarted or without a full soup in games of people who waste none.
    private static let allowances: [PotStretch.Condition: Int] = [.ready: 3, .unstarted: 2, .waiting: 20]

    private func tips(names: [String], reader: Int?) -> [GameTip] {
        func name(_ seat: Int) -> String { names.indices.contains(seat) ? names[seat] : "Cook \(seat + 1)" }
        guard ticks > 0 else { return [] }
        return nothingDelivered + pots.compactMap(tip) + unordered(name) + left(name) + collisions(name) + idle(name, reader)
    }

    private var nothingDelivered: [GameTip] {
        guard deliveries.isEmpty, end == horizon else { return [] }
        let start = kitchen.dynamics == .new ? "touch the full pot with empty hands, " : ""
        return [
            GameTip(
                subject: .nothingDelivered, reason: "No soup was delivered.",
                advice: "Fill a pot with what the orders show, \(start)take a dish to it when it is ready, and bring the soup to the bell.",
                tick: first, cost: Double(ticks))
        ]
    }

    private func tip(_ stretch: PotStretch) -> GameTip? {
        guard let allowance = GameStory.allowances[stretch.condition] else { return nil }
        let count = stretch.ticks.count
        // What is begun at the very end cannot be finished.
        let room = stretch.condition == .waiting && stretch.ticks.upperBound == end ? shortestSoup : 0
        let cost = Double(count - allowance - room) / Double(max(1, kitchen.layout.cells(of: .pot).count))
        let pot = PotNames(kitchen).capitalised(stretch.cell)
        switch stretch.condition {
        case .cooking: return nil
        case .ready:
            return GameTip(
                subject: .readyPot, reason: "\(pot) stood ready for \(count) ticks.",
                advice: "Take a dish while a soup cooks, and be there when it is done.", tick: stretch.ticks.lowerBound, cost: cost)
        case .unstarted:
            return GameTip(
                subject: .unstartedPot, reason: "\(pot) was full for \(count) ticks before anybody started it.",
                advice: "Touch a full pot with empty hands.", tick: stretch.ticks.lowerBound, cost: cost)
        case .waiting:
            return GameTip(
                subject: .idlePot, reason: "Nothing cooked in \(PotNames(kitchen).name(stretch.cell)) for \(count) ticks.",
                advice: "Fetch the next ingredients while something else cooks or is carried.", tick: stretch.ticks.lowerBound, cost: cost)
        }
    }

    /// Ticks in which a soup can just be cooked and brought.
    private var shortestSoup: Int { (kitchen.book.orders.map(kitchen.book.cookTime).min() ?? 20) + 10 }

    private func unordered(_ name: (Int) -> String) -> [GameTip] {
        deliveries.filter { $0.points <= 0 }.map { delivery in
            GameTip(
                subject: .unorderedSoup,
                reason: "The soup that \(name(delivery.seat).lowercasedYou) delivered in tick \(delivery.tick) brought nothing.",
                advice: "Nobody had ordered it: the panel shows the orders.", tick: max(first, delivery.tick - 5),
                cost: Double(kitchen.book.cookTime(delivery.recipe) + 20))
        }
    }

    /// A soup that was done and not brought.
    private func left(_ name: (Int) -> String) -> [GameTip] {
        guard end == horizon, let seat = last.players.firstIndex(where: { $0.held.isSoup }) else { return [] }
        let who = name(seat)
        return [
            GameTip(
                subject: .leftSoup, reason: "At the end \(who.lowercasedYou) still held a soup.",
                advice: "A soup counts only once it is delivered: in the last seconds deliver before anything else.",
                tick: max(first, end - 20), cost: 15)
        ]
    }

    /// Where cooks stood in each other's way, in the worst stretch.
    private func collisions(_ name: (Int) -> String) -> [GameTip] {
        let all = cooks.flatMap(\.collisions).sorted()
        guard let densest = all.max(by: { near($0, all) < near($1, all) }) else { return [] }
        let place = min(densest, max(first, end - 1))
        return [
            GameTip(
                subject: .collisions,
                reason:
                    "The cooks stood in each other's way \(all.count) time\(all.count == 1 ? "" : "s"), most of all from tick \(place).",
                advice: "Keep to one side each, or wait a step for the other to pass.", tick: place, cost: Double(all.count) * 0.5)
        ]
    }

    /// How many of `all` come within 20 ticks of `tick`.
    private func near(_ tick: Int, _ all: [Int]) -> Int { all.count { (tick..<tick + 20).contains($0) } }

    private func idle(_ name: (Int) -> String, _ reader: Int?) -> [GameTip] {
        cooks.enumerated().compactMap { seat, cook in
            guard seat == reader || reader == nil else { return nil }
            let count = cook.longestIdle.count
            return GameTip(
                subject: .idleCook, reason: "\(name(seat)) did nothing for \(count) ticks from tick \(cook.longestIdle.lowerBound).",
                advice: "There is always something to bring: the next ingredient, or a dish.", tick: cook.longestIdle.lowerBound,
                cost: Double(count - 5) * 0.5)
        }
    }
}

/// What the pots of a kitchen are called: by their place where there are several.
public struct PotNames: Sendable {
    private let cells: [Cell]

    public init(_ kitchen: Kitchen) { cells = kitchen.layout.cells(of: .pot) }

    /// E.g. `the pot`, `the left pot`, `the 2nd pot from the left`.
    public func name(_ cell: Cell) -> String {
        guard cells.count > 1 else { return "the pot" }
        let isWide = Set(cells.map(\.x)).count > 1
        let order = cells.sorted { isWide ? ($0.x, $0.y) < ($1.x, $1.y) : ($0.y, $0.x) < ($1.y, $1.x) }
        let place = order.firstIndex(of: cell) ?? 0
        if cells.count == 2 {
            let (a, b) = (order[0], order[1])
            let isLevel = abs(a.x - b.x) >= abs(a.y - b.y)
            let isFirst = isLevel ? place == 0 : cell.y == min(a.y, b.y)
            return "the \(isLevel ? isFirst ? "left" : "right" : isFirst ? "upper" : "lower") pot"
        }
        let endings = [1: "st", 2: "nd", 3: "rd"]
        return "the \(place + 1)\(endings[place + 1] ?? "th") pot from \(isWide ? "the left" : "the top")"
    }

    /// The name at the beginning of a sentence.
    public func capitalised(_ cell: Cell) -> String {
        let name = name(cell)
        return name.prefix(1).uppercased() + name.dropFirst()
    }
}

extension String {
    /// A seat's name in the middle of a sentence.
    fileprivate var lowercasedYou: String { self == "You" ? "you" : self }
}
