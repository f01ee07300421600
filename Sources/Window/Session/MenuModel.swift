import Agents
import Kitchen

/// Every choice that the menu offers, and what is chosen. What a person has not chosen follows the kitchen.
package struct MenuModel {
    package enum Field: Hashable, Sendable {
        case kitchen
        /// Who takes a seat, counted from zero.
        case seat(Int)
        case speed, dynamics, length
        /// Whether what is for experiments is offered, too.
        case more
    }

    /// What a command line asks for; it goes before what was chosen the last time.
    package struct Start: Sendable {
        package var kitchen: String?
        /// Names of the agents for the seats that people leave, in order; the last one takes the rest.
        package var partners: [String] = []
        /// The person's seat, counted from zero.
        package var seat: Int?
        package var isForTwo = false
        /// Whether agents that need the whole state are given it in kitchens that hide some of it.
        package var isOmniscient = false

        package init(
            kitchen: String? = nil, partners: [String] = [], seat: Int? = nil, isForTwo: Bool = false, isOmniscient: Bool = false
        ) {
            self.isOmniscient = isOmniscient
            self.kitchen = kitchen
            self.partners = partners
            self.seat = seat
            self.isForTwo = isForTwo
        }

        fileprivate var names: [String?]? {
            guard !partners.isEmpty || seat != nil || isForTwo else { return nil }
            let people: Set<Int> = isForTwo ? [0, 1] : [seat ?? 0]
            var agents = partners.isEmpty ? [MenuModel.standardPartner] : partners
            return (0..<MenuModel.maxSeats).map { seat in
                if people.contains(seat) { return nil }
                return agents.count > 1 ? agents.removeFirst() : agents[0]
            }
        }
    }

    static let standardPartner = "greedy"
    private static let maxSeats = 16
    /// People that have keys of their own.
    private static let maxPeople = 2

    private let layouts: [Layout]
    private let agents: [AgentFile]
    package private(set) var kitchenIndex = 0
    /// Who is wanted on each seat, also where this kitchen has no such seat or the agent is for another one.
    private var wanted: [String?]
    /// Who takes each seat; nil is a person.
    package private(set) var players: [AgentFile?] = []
    private var speedIndex = 3
    private var chosenDynamics: Dynamics?
    private var lengthIndex = 2
    package private(set) var showsMore = false
    private let isOmniscient: Bool

    private static let speeds = [500, 300, 200, 150, 100, 75, 50]
    private static let lengths = [100, 200, 400, 600, 800]

    /// - Parameter choices: of the last time.
    package init(layouts: [Layout], agents: [AgentFile], start: Start = Start(), choices: MenuChoices = MenuChoices()) {
        self.layouts = layouts
        self.agents = agents
        isOmniscient = start.isOmniscient
        let kitchen = start.kitchen ?? choices.kitchen ?? "cramped_room"
        kitchenIndex = layouts.firstIndex { $0.name == kitchen } ?? 0
        wanted = start.names ?? (choices.seats.isEmpty ? [nil, Self.standardPartner] : choices.seats)
        speedIndex = choices.tickMilliseconds.flatMap(Self.speeds.firstIndex) ?? speedIndex
        lengthIndex = choices.horizon.flatMap(Self.lengths.firstIndex) ?? lengthIndex
        chosenDynamics = choices.dynamics
        showsMore = choices.showsMore
        settle()
    }

    /// What is to be remembered.
    package var choices: MenuChoices {
        var choices = MenuChoices()
        choices.kitchen = layout.name
        choices.seats = wanted
        choices.tickMilliseconds = tickMilliseconds
        choices.dynamics = chosenDynamics
        choices.horizon = horizon
        choices.showsMore = showsMore
        return choices
    }

    package var layout: Layout { layouts[kitchenIndex] }
    package var tickMilliseconds: Int { Self.speeds[speedIndex] }
    package var horizon: Int { Self.lengths[lengthIndex] }

    /// The kitchens that are offered.
    var offeredLayouts: [Layout] { layouts.filter { showsMore || !KitchenNames.isForExperiments($0.name) || $0.name == layout.name } }

    /// The agents that are offered for this kitchen, the weakest first; all where it is for none.
    package var partners: [AgentFile] {
        let fitting = agents.filter(fits)
        let offered = fitting.filter { showsMore || !AgentNames.isForExperiments($0) }
        let all = offered.isEmpty ? (fitting.isEmpty ? agents : fitting) : offered
        func order(_ agent: AgentFile) -> (Int, String) { (AgentNames.name(agent).skill?.rawValue ?? 9, AgentNames.title(agent)) }
        return all.sorted { order($0) < order($1) }
    }

    /// Whether an agent was made for this kitchen and sees there what it needs.
    private func fits(_ agent: AgentFile) -> Bool {
        guard agent.isMade(for: layout.name) else { return false }
        return isOmniscient || agent.needs == .view || layout.parameters.recipes == nil || kitchen?.isPartiallyObserved != true
    }

    // MARK: Dynamics

    /// Dynamics under which the layout makes a kitchen.
    private var possibleDynamics: [Dynamics] { Dynamics.allCases.filter { (try? Kitchen(layout, dynamics: $0)) != nil } }

    /// The person's dynamics where the kitchen can have them, else the kitchen's own, else the first possible.
    package var dynamics: Dynamics {
        let possible = possibleDynamics
        return [chosenDynamics, layout.parameters.dynamics].compactMap(\.self).first(where: possible.contains) ?? possible.first ?? .old
    }

    /// The kitchen as chosen; nil where the layout makes none under either dynamics.
    package var kitchen: Kitchen? { try? Kitchen(layout, dynamics: dynamics) }

    // MARK: Choosing

    /// The fields that there is a choice in.
    package var fields: [Field] {
        [.kitchen] + players.indices.map(Field.seat) + [.speed, .dynamics, .length, .more]
    }

    /// Goes `by` choices on, around the end.
    package mutating func change(_ field: Field, _ by: Int) {
        func turned<T>(_ index: Int?, _ all: [T]) -> T? {
            guard !all.isEmpty else { return nil }
            return all[(((index ?? 0) + by) % all.count + all.count) % all.count]
        }
        switch field {
        case .kitchen:
            let offered = offeredLayouts
            if let next = turned(offered.firstIndex { $0.name == layout.name }, offered) { choose(kitchen: next.name) }
        case .seat(let seat):
            let options = options(seat: seat)
            let now = options.firstIndex { $0?.path == players[seat]?.path }
            if let next = turned(now, options) { choose(seat: seat, next) }
        case .speed: speedIndex = max(0, min(Self.speeds.count - 1, speedIndex + by))
        case .dynamics:
            let options = [nil] + possibleDynamics.map(Optional.some)
            if let next = turned(options.firstIndex(of: chosenDynamics), options) { chosenDynamics = next }
        case .length: lengthIndex = max(0, min(Self.lengths.count - 1, lengthIndex + by))
        case .more: showsMore.toggle()
        }
        settle()
    }

    package mutating func choose(kitchen: String) {
        kitchenIndex = layouts.firstIndex { $0.name == kitchen } ?? kitchenIndex
        settle()
    }

    /// - Parameter player: an agent, or nil for a person.
    package mutating func choose(seat: Int, _ player: AgentFile?) {
        while wanted.count <= seat { wanted.append(self.wanted.last.flatMap { $0 } ?? Self.standardPartner) }
        wanted[seat] = player?.name
        settle()
    }

    /// Who may take a seat: a person, unless two others are people already, or an agent.
    package func options(seat: Int) -> [AgentFile?] {
        let others = players.indices.count { $0 != seat && players[$0] == nil }
        return (others < Self.maxPeople ? [nil] : []) + partners.map(Optional.some)
    }

    /// Brings the seats in line with the kitchen.
    private mutating func settle() {
        let partners = partners
        var people = 0
        players = layout.starts.indices.map { seat in
            let name = seat < wanted.count ? wanted[seat] : wanted.last.flatMap { $0 } ?? Self.standardPartner
            guard let name else {
                people += 1
                return people <= Self.maxPeople ? nil : partner(Self.standardPartner, partners)
            }
            // Where there is one seat only, it is the person's who wanted to play elsewhere.
            if layout.starts.count == 1, wanted.contains(where: { $0 == nil }) { return nil }
            return partner(name, partners)
        }
    }

    /// The agent of this name; where it is for another kitchen, the one that learned this kitchen in the same way.
    private func partner(_ name: String, _ partners: [AgentFile]) -> AgentFile? {
        if let exact = agents.first(where: { $0.name == name && fits($0) }) { return exact }
        let former = agents.first { $0.name == name }
        let family = former?.kitchens.first.map { name.replacing("-" + $0, with: "-" + layout.name) }
        return partners.first { $0.name == family } ?? partners.first { $0.kindName == former?.kindName && $0.name == family }
            ?? partners.first { $0.name == Self.standardPartner } ?? partners.first { $0.name != "stay" } ?? partners.first
    }

    // MARK: Words

    package func label(_ field: Field) -> String {
        switch field {
        case .kitchen: "Kitchen"
        case .seat(let seat): "Cook \(seat + 1)"
        case .speed: "Speed"
        case .dynamics: "Cooking"
        case .length: "Length"
        case .more: "Shown"
        }
    }

    package func value(_ field: Field) -> String {
        switch field {
        case .kitchen: return KitchenNames.title(layout.name)
        case .seat(let seat): return playerName(seat)
        case .speed: return "\(tickMilliseconds) ms a tick" + (tickMilliseconds == 150 ? ", as in studies" : "")
        case .dynamics:
            let words = dynamics == .old ? "a full pot cooks" : "you start the pot"
            return chosenDynamics == dynamics ? words : "\(words) (this kitchen)"
        case .length:
            return "\(horizon) ticks, \(KitchenScene.clock(horizon * tickMilliseconds / 1000))"
        case .more: return showsMore ? "more: experiments, figures" : "what is for playing"
        }
    }

    /// "You", "Person 2", or the agent's name.
    private func playerName(_ seat: Int) -> String {
        if let agent = players[seat] { return AgentNames.title(agent) }
        let people = players.indices.filter { players[$0] == nil }
        return people.count == 1 ? "You" : "Person \((people.firstIndex(of: seat) ?? 0) + 1)"
    }

    /// The mark of what a field has chosen, where it has one.
    package func mark(_ field: Field) -> String? {
        switch field {
        case .kitchen: KitchenNames.name(layout.name)?.skill?.kitchenWord
        case .seat(let seat): players[seat].flatMap { AgentNames.name($0).skill?.agentWord }
        default: nil
        }
    }

    /// The game that is chosen.
    package func plan(seed: UInt64) -> GamePlan? {
        kitchen.map { kitchen in
            let seesAll = isOmniscient && kitchen.isPartiallyObserved
            let players = seesAll ? players.map { $0?.seeingAll } : players
            return GamePlan(kitchen: kitchen, players: players, horizon: horizon, tickMilliseconds: tickMilliseconds, seed: seed)
        }
    }
}
