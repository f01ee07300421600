import Agents
import Kitchen

/// Every choice that the menu offers, and what is chosen.
package struct MenuModel {
    package enum Field: CaseIterable { case kitchen, cooks, partner, seat, speed, dynamics, length }

    /// Who cooks.
    package enum Cooks: String, CaseIterable {
        case alone = "you and an agent"
        case together = "two people"
        case nobody = "agents only, you watch"
    }

    package let layouts: [Layout]
    /// Every agent; the menu offers those that the kitchen is for.
    private let agents: [AgentFile]
    package private(set) var kitchenIndex = 0
    package private(set) var agent: AgentFile
    package private(set) var cooks = Cooks.alone
    package private(set) var seat = 0
    private var speedIndex = 3
    package private(set) var dynamics = Dynamics.old
    private var lengthIndex = 2

    private static let speeds = [500, 300, 200, 150, 100, 75, 50]
    private static let lengths = [100, 200, 400, 600, 800]

    /// - Parameter seat: from zero; the last one of a kitchen that has fewer.
    package init(
        layouts: [Layout], agents: [AgentFile], kitchen: String = "cramped_room", partner: String = "greedy", seat: Int = 0,
        cooks: Cooks = .alone
    ) {
        self.layouts = layouts
        self.agents = agents
        self.seat = seat
        self.cooks = cooks
        kitchenIndex = layouts.firstIndex { $0.name == kitchen } ?? 0
        agent = agents.first { $0.name == partner } ?? agents.first { $0.name != "stay" } ?? agents[0]
        settle()
    }

    package var layout: Layout { layouts[kitchenIndex] }
    /// The agents that the kitchen is for; all where it is for none.
    private var partners: [AgentFile] {
        let fitting = agents.filter { $0.isMade(for: layout.name) }
        return fitting.isEmpty ? agents : fitting
    }
    /// What has to be said about the agent where it was not made for the kitchen.
    package var misfit: String? { agent.misfit([layout.name]) }
    package var tickMilliseconds: Int { Self.speeds[speedIndex] }
    package var horizon: Int { Self.lengths[lengthIndex] }

    /// The kitchen as chosen; nil where the layout makes none under either dynamics.
    package var kitchen: Kitchen? { try? Kitchen(layout, dynamics: dynamics) }

    /// Dynamics under which the layout makes a kitchen.
    private var possibleDynamics: [Dynamics] { Dynamics.allCases.filter { (try? Kitchen(layout, dynamics: $0)) != nil } }

    /// The fields that there is a choice in.
    package var fields: [Field] {
        Field.allCases.filter { field in
            switch field {
            case .partner: cooks != .together && (layout.starts.count > 1 || cooks == .nobody) || layout.starts.count > 2
            case .seat: cooks == .alone && layout.starts.count > 1
            default: true
            }
        }
    }

    /// Goes `by` choices on, around the end.
    package mutating func change(_ field: Field, _ by: Int) {
        func turned(_ index: Int, _ count: Int) -> Int { ((index + by) % count + count) % count }
        switch field {
        case .kitchen: kitchenIndex = turned(kitchenIndex, layouts.count)
        case .cooks:
            let all = Cooks.allCases
            cooks = all[turned(all.firstIndex(of: cooks) ?? 0, all.count)]
        case .partner:
            let partners = partners
            agent = partners[turned(partners.firstIndex { $0.path == agent.path } ?? 0, partners.count)]
        case .seat: seat = turned(seat, layout.starts.count)
        case .speed: speedIndex = max(0, min(Self.speeds.count - 1, speedIndex + by))
        case .dynamics:
            let possible = possibleDynamics
            if !possible.isEmpty { dynamics = possible[turned(possible.firstIndex(of: dynamics) ?? 0, possible.count)] }
        case .length: lengthIndex = max(0, min(Self.lengths.count - 1, lengthIndex + by))
        }
        settle()
    }

    /// Brings the rest in line with the kitchen: a seat that it has, an agent that is for it, dynamics that its orders allow.
    private mutating func settle() {
        seat = min(seat, layout.starts.count - 1)
        let partners = partners
        if !partners.contains(where: { $0.path == agent.path }) {
            agent = partners.first { $0.kindName == agent.kindName } ?? partners.first { $0.name == "greedy" } ?? partners[0]
        }
        if layout.starts.count < 2 && cooks == .together { cooks = .alone }
        let possible = possibleDynamics
        if !possible.contains(dynamics), let first = possible.first { dynamics = first }
    }

    package func label(_ field: Field) -> String {
        switch field {
        case .kitchen: "Kitchen"
        case .cooks: "Cooks"
        case .partner: "Agent"
        case .seat: "Your seat"
        case .speed: "Speed"
        case .dynamics: "Dynamics"
        case .length: "Length"
        }
    }

    package func value(_ field: Field) -> String {
        switch field {
        case .kitchen: return layout.name
        case .cooks: return layout.starts.count == 1 && cooks == .alone ? "you alone" : cooks.rawValue
        case .partner: return agent.name
        case .seat: return "\(seat + 1) of \(layout.starts.count)"
        case .speed: return "\(tickMilliseconds) ms a tick" + (tickMilliseconds == 150 ? ", as in studies" : "")
        case .dynamics: return dynamics == .old ? "old: a full pot cooks" : "new: you start the pot"
        case .length:
            let seconds = horizon * tickMilliseconds / 1000
            return "\(horizon) ticks, \(seconds / 60):\(seconds % 60 < 10 ? "0" : "")\(seconds % 60)"
        }
    }

    /// The game that is chosen.
    package func plan(seed: UInt64) -> GamePlan? {
        guard let kitchen else { return nil }
        let people: Set<Int> = cooks == .alone ? [seat] : cooks == .together ? [0, 1] : []
        let players = layout.starts.indices.map { people.contains($0) ? nil : agent }
        return GamePlan(kitchen: kitchen, players: players, horizon: horizon, tickMilliseconds: tickMilliseconds, seed: seed)
    }
}
