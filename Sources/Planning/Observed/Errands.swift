import Agents
import Kitchen

/// What a cook does to learn which recipe is wanted, or to tell another: look at an indicator, press a button, wait to be shown; and
/// what it does because it does not know, see `Errands+Soups.swift`.
struct Errands: Sendable {
    let kitchen: Kitchen
    let map: InformationMap
    let seat: Int
    private let zone: Int
    /// What guessing wrong costs: the points of a right dish, and those of a wrong one.
    let stake: Double
    /// Buttons with which others who know can show the recipe to this cook.
    private let shownBy: [Station]
    /// Buttons with which this cook can show the recipe to others who do not see it.
    private let showing: [Station]
    /// With which this cook can show the recipe where there is no better way; nil elsewhere.
    let signs: Signs?
    /// By which others can show it to this cook.
    let signsOfOthers: Signs?
    /// How likely somebody else who puts something into a pot knows the recipe: nobody does, unless one who sees it can use a pot
    /// of this cook's.
    let trustInDemonstration: Double
    /// The pots that this cook can use.
    let pots: [Cell]
    /// Those of them that others can use, too.
    let sharedPots: [Cell]
    /// The counters that this cook can reach.
    let counters: [Station]
    /// Zones of the players.
    private let zoneOfPlayer: [Int]

    /// Something to do now.
    struct Errand {
        var action: Action
        /// In words, what it is doing and why.
        var words: String
        var reason: String
    }

    /// What words can do in place of an errand.
    struct Talk {
        /// Whether it can say which recipe is wanted.
        var canTell = false
        /// Whether it has just asked which it is.
        var awaitsAnswer = false
    }

    /// What it remembers of telling and waiting.
    struct Memory: Sendable {
        /// Ticks since a dish left, as far as was seen; since the start before the first.
        fileprivate(set) var sinceDelivery = 0
        /// The recipe that it showed last, and when.
        fileprivate var shown: (recipe: Recipe, tick: Int)?
        /// Ticks in a row in which all pots in view were empty.
        fileprivate var idlePots = 0
        /// How often it showed the recipe again since somebody last used a pot in view.
        fileprivate var repeats = 0
        /// Whether it has ever been shown the recipe by a button: only then silence means anything.
        fileprivate var wasTold = false
        /// Ticks in which it waited to be shown, since it last knew.
        fileprivate var waited = 0
        /// Whether it has ever read a sign: without, it waits for one no longer than a first one takes.
        fileprivate var hasReadSigns = false
        /// Ticks in which it waited to be shown, since the start.
        fileprivate var allWaited = 0
        /// How often waiting ended with knowledge, and how often not.
        fileprivate var outcomes = (told: 2.0, not: 1.0)
        /// Per pot out of view, for how many ticks it has been.
        private(set) var unseen: [Cell: Int] = [:]
        /// Ticks in which it kept an ingredient back, since it last saw a dish leave.
        var heldBack = 0

        mutating func noteDelivery() {
            sinceDelivery = 0
            heldBack = 0
        }

        /// Takes in that somebody showed by a sign which recipe is wanted.
        mutating func noteSign() {
            hasReadSigns = true
            noteDemonstration()
        }

        /// Takes in that somebody showed something that tells the recipe.
        mutating func noteDemonstration() {
            if waited > 0 { outcomes.told += 1 }
            waited = 0
        }

        /// Takes in a tick.
        mutating func observe(_ state: KitchenState, _ seen: Observation, _ kitchen: Kitchen) {
            sinceDelivery += 1
            for pot in kitchen.layout.cells(of: .pot) { unseen[pot] = seen.sees(pot) ? nil : unseen[pot, default: 0] + 1 }
            let pots = kitchen.layout.cells(of: .pot).filter(seen.sees)
            idlePots = !pots.isEmpty && pots.allSatisfy { state.item(on: $0).isNone } ? idlePots + 1 : 0
            if idlePots == 0 { repeats = 0 }
            guard seen.recipe != nil else { return }
            wasTold = wasTold || !seen.litButtons.isEmpty
            if waited > 0 { outcomes.told += 1 }
            waited = 0
        }

        /// How likely waiting leads to knowledge.
        fileprivate var promise: Double { outcomes.told / (outcomes.told + outcomes.not) }
    }

    /// How likely, in a tick, somebody who knows shows a change.
    static let trust = 0.35
    /// From how many ticks after a dish on silence means something, and until when.
    private static let silence = 3...14
    /// Ticks that it waits at most to be shown.
    private static let patience = 24
    /// Ticks that it waits at most for a first sign.
    private static let firstSign = 12
    /// Ticks that it expects to wait.
    private static let expectedWait = 8.0
    /// A way and back is as much work as this many times the way.
    private static let roundTrip = 1.6
    /// Ticks of empty pots after which somebody seems to wait to be shown, and between two presses.
    private static let pause = 14
    /// How often it shows the same again to somebody who does nothing.
    private static let maxRepeats = 2
    /// What is less likely to be wrong than this is not looked into.
    private static let doubt = 0.08

    init(_ kitchen: Kitchen, _ map: InformationMap, seat: Int) {
        self.kitchen = kitchen
        self.map = map
        self.seat = seat
        let zones = kitchen.start.players.map { map.zone(of: $0.cell) ?? 0 }
        let zone = zones[seat]
        self.zone = zone
        zoneOfPlayer = zones
        let rules = kitchen.layout.parameters.recipes
        stake = RecipeRules.deliveryReward * (rules?.punishesWrongDishes == true ? 2 : 1)
        let others = zones.indices.filter { $0 != seat }
        let isInformed = map.isInformed(zone)
        let tellers = isInformed ? [] : others.filter { map.isInformed(zones[$0]) }
        shownBy = tellers.flatMap { map.buttons(zones[$0], seenFrom: zone) }
        trustInDemonstration = tellers.contains { map.canDemonstrate(zones[$0], to: zone) } ? 0.8 : 0
        let usable = kitchen.stations(of: .pot).filter { map.zones.reaches(zone, $0) }
        pots = usable.map { kitchen.motion.stations[$0] }
        sharedPots = usable.filter { pot in others.contains { map.zones.reaches(zones[$0], pot) } }.map { kitchen.motion.stations[$0] }
        counters = kitchen.stations(of: .counter).filter { map.zones.reaches(zone, $0) }.map(Station.init)
        let blind = isInformed ? others.filter { !map.isInformed(zones[$0]) } : []
        signs = blind.lazy.compactMap { Errands.signs(kitchen, map, from: zone, to: zones[$0]) }.first
        signsOfOthers = tellers.lazy.compactMap { Errands.signs(kitchen, map, from: zones[$0], to: zone) }.first
        showing = blind.flatMap { map.buttons(zone, seenFrom: zones[$0]) }
    }

    /// The signs of one zone for another; nil where something better shows the recipe.
    private static func signs(_ kitchen: Kitchen, _ map: InformationMap, from writer: Int, to reader: Int) -> Signs? {
        guard map.buttons(writer, seenFrom: reader).isEmpty, !map.canDemonstrate(writer, to: reader) else { return nil }
        return Signs(kitchen, map, from: writer, to: reader)
    }

    // MARK: Being told

    /// Whether somebody would have shown by now that another recipe is wanted, and this cook would see it.
    func wouldBeTold(_ seen: Observation, _ memory: Memory) -> Bool {
        guard memory.wasTold, Errands.silence.contains(memory.sinceDelivery), let cell = map.floorIndex(seen.own.cell) else {
            return false
        }
        return shownBy.contains { map.sees($0, from: cell) }
    }

    /// Whether which recipe is wanted is seen from a floor cell all the time.
    func seesRecipe(from cell: Cell) -> Bool { map.floorIndex(cell).map { map.seesIndicator[$0] } ?? false }

    // MARK: What is due

    /// The errand that is worth more than what was planned; nil for none.
    /// - Parameters:
    ///   - price: points a tick of work.
    ///   - planned: what it would do without.
    func due(
        _ state: KitchenState, _ seen: Observation, _ belief: RecipeBelief, _ memory: inout Memory, price: Double, planned: Action,
        _ talk: Talk = Talk()
    ) -> Errand? {
        guard let pose = kitchen.pose(seen.own.cell, seen.own.orientation) else { return nil }
        let taken = Set(seen.players.enumerated().compactMap { $0 == seat ? nil : $1?.cell }.compactMap(map.floorIndex))
        if !talk.canTell {
            if let errand = telling(state, seen, belief, &memory, pose, taken, planned) { return errand }
            if let errand = signing(state, seen, belief, pose, taken, planned) { return errand }
        }
        if let errand = aboutSoups(state, seen, belief, &memory, pose, taken, planned) { return errand }
        guard !belief.isSure, beginsSoup(state, seen.own) else {
            memory.waited = 0
            return nil
        }
        if talk.awaitsAnswer {
            return Errand(action: .stay, words: "waits for an answer", reason: "it has asked which recipe is wanted")
        }
        return learning(seen, belief, &memory, pose, taken, price, readsSigns: !talk.canTell)
    }

    /// Whether the next thing to do is the first that depends on the recipe: no pot that it can use has begun.
    private func beginsSoup(_ state: KitchenState, _ own: PlayerState) -> Bool {
        guard !own.held.isSoup else { return false }
        let soups = pots.map { state.item(on: $0) }
        return soups.contains(where: \.isNone) && !soups.contains { !$0.isNone && !$0.isStarted }
    }

    /// The cheapest way to learn the recipe, if it is worth it.
    private func learning(
        _ seen: Observation, _ belief: RecipeBelief, _ memory: inout Memory, _ pose: Pose, _ taken: Set<Int>, _ price: Double,
        readsSigns: Bool
    ) -> Errand? {
        let gain = (1 - belief.certainty) * stake
        guard 1 - belief.certainty > Errands.doubt else { return nil }
        var best: (cost: Double, errand: Errand, waits: Bool)?
        func offer(_ cost: Double, waits: Bool = false, _ errand: @autoclosure () -> Errand) {
            if cost < min(gain, best?.cost ?? .infinity) { best = (cost, errand(), waits) }
        }
        if let way = map.way(from: pose, taken: taken, to: { map.seesIndicator[$0] }) {
            offer(
                Double(way.steps) * Errands.roundTrip * price,
                Errand(action: way.action, words: "goes to look which recipe is wanted", reason: "guessing wrong would cost more"))
        }
        if seen.own.held.isNone, let (button, steps) = kitchen.nearest(map.buttons(zone), from: pose),
            let action = kitchen.motion.firstAction(pose: pose, station: button.index)
        {
            let cell = kitchen.motion.stations[button.index]
            offer(
                RecipeRules.buttonCost + Double(steps) * Errands.roundTrip * price,
                Errand(
                    action: action, words: "presses the recipe button at \(cell)",
                    reason: "it costs \(RecipeRules.buttonCost.plain), and guessing wrong would cost more"))
        }
        if memory.waited < Errands.patience, let way = waitingWay(pose, taken, memory, readsSigns) {
            let wait = Double(way.steps) + Errands.expectedWait
            offer(
                wait * price / memory.promise, waits: true,
                Errand(action: way.action, words: "waits to be shown which recipe is wanted", reason: "somebody else sees it"))
        }
        guard let best else { return nil }
        if best.waits {
            memory.waited += 1
            memory.allWaited += 1
            if memory.waited == Errands.patience { memory.outcomes.not += 1 }
        }
        return best.errand
    }

    /// The way to where one sees what others show; nil where nobody can show anything.
    private func waitingWay(_ pose: Pose, _ taken: Set<Int>, _ memory: Memory, _ readsSigns: Bool) -> (action: Action, steps: Int)? {
        if !shownBy.isEmpty { return map.way(from: pose, taken: taken) { cell in shownBy.contains { map.sees($0, from: cell) } } }
        if let signsOfOthers, readsSigns, memory.hasReadSigns || memory.allWaited < Errands.firstSign {
            return map.way(from: pose, taken: taken) { map.sees(signsOfOthers.cells, from: $0) }
        }
        return trustInDemonstration > 0 ? map.way(from: pose, taken: taken) { map.sees(pot: nil, from: $0) } : nil
    }

    // MARK: Telling

    /// Shows others the recipe when it has changed since it was shown, or when they seem to wait; else stays where it sees it.
    private func telling(
        _ state: KitchenState, _ seen: Observation, _ belief: RecipeBelief, _ memory: inout Memory, _ pose: Pose, _ taken: Set<Int>,
        _ planned: Action
    ) -> Errand? {
        guard !showing.isEmpty, seen.own.held.isNone, let (button, steps) = kitchen.nearest(showing, from: pose) else { return nil }
        if let recipe = seen.recipe ?? (belief.isSure ? belief.recipes[belief.best(preferring: nil)] : nil) {
            let isNew = memory.shown?.recipe != recipe
            let rests = seen.timestep - (memory.shown?.tick ?? -Errands.pause) >= Errands.pause
            let isMissed = memory.idlePots >= Errands.pause && rests && memory.repeats < Errands.maxRepeats
            if isNew || isMissed {
                guard let action = kitchen.motion.firstAction(pose: pose, station: button.index) else { return nil }
                if action == .interact && steps == 0 {
                    memory.shown = (recipe, seen.timestep)
                    if !isNew { memory.repeats += 1 }
                }
                return Errand(
                    action: action, words: "presses the recipe button at \(kitchen.motion.stations[button.index])",
                    reason: "\(othersInWords) cannot see that \(recipe.name) is wanted")
            }
        }
        return watchingRecipe(seen, pose, taken, planned)
    }

    /// Stays where it sees the recipe, or goes there.
    func watchingRecipe(_ seen: Observation, _ pose: Pose, _ taken: Set<Int>, _ planned: Action) -> Errand? {
        guard planned == .stay || seen.recipe == nil, !map.seesIndicator[pose.cell] else { return nil }
        return map.way(from: pose, taken: taken, to: { map.seesIndicator[$0] }).map {
            Errand(action: $0.action, words: "keeps an eye on the recipe", reason: "\(othersInWords) cannot see it")
        }
    }

    /// The other players, as words.
    var othersInWords: String {
        zoneOfPlayer.indices.filter { $0 != seat }.map { "player \($0 + 1)" }.joined(separator: " and ")
    }
}
