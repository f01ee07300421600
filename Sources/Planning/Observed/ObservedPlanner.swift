import Agents
import Episodes
import Kitchen

/// The loop of a planning cook in a kitchen of OvercookedV2, of which it may see only a part.
///
/// It keeps what it thinks of the rest (`ImaginedKitchen`) and of the recipe (`RecipeBelief`), plans as if the likeliest recipe were
/// wanted (`PlainKitchen`, `PlannerLoop`), and does errands where what it learns, or what it tells another, is worth more than the
/// ticks and points that it takes (`Errands`).
struct ObservedPlanner {
    private let kitchen: Kitchen
    private let seat: Int
    private let horizon: Int
    private let plains: [PlainKitchen]
    private var loops: [PlannerLoop]
    private let errands: Errands
    private var belief: RecipeBelief
    private var imagined: ImaginedKitchen
    private var memory = Errands.Memory()
    private var reading: SignReading
    /// The recipe that it plans for, as its index in `RecipeBelief.recipes`.
    private var hypothesis = 0
    private var conversation: PartnerTalk?
    private var requests = Requests()
    /// What it says in this tick.
    private(set) var message: String?
    private var before: (observation: Observation, action: Action)?
    private var errand: Errands.Errand?

    /// - Throws: `AgentError` where it cannot plan for a recipe that may be wanted; what the engine says of the kitchen.
    init(_ kind: PlannerKind, _ episode: EpisodeContext) throws {
        let kitchen = episode.kitchen
        self.kitchen = kitchen
        seat = episode.seat
        horizon = episode.horizon
        let belief = RecipeBelief(kitchen)
        self.belief = belief
        conversation = PartnerTalk(kitchen, episode.channel)
        let plains = try belief.recipes.map { try PlainKitchen(kitchen, wanting: $0) }
        self.plains = plains
        loops = try plains.map { plain in
            try kind.loop(EpisodeContext(kitchen: plain.kitchen, seat: episode.seat, seed: episode.seed, horizon: episode.horizon))
        }
        let map = InformationMap(kitchen)
        errands = Errands(kitchen, map, seat: episode.seat)
        reading = SignReading(recipes: belief.recipes.count)
        imagined = try ImaginedKitchen(kitchen, seat: episode.seat, horizon: episode.horizon, zones: map.zones)
    }

    /// The action for what is seen.
    mutating func act(_ observation: Observation) throws -> Action {
        let earlier = before == nil ? nil : hypothesis
        takeIn(observation)
        let said = listen(observation)
        hypothesis = belief.best(preferring: preferred(observation))
        try imagined.observe(observation, after: before?.action, wanting: belief.recipes[hypothesis], rumours: said)
        let state = imagined.state
        memory.observe(state, observation, kitchen)
        var game = try KitchenGame(
            plains[hypothesis].kitchen, from: plains[hypothesis].state(state), horizon: max(horizon, state.timestep + 1))
        game.note(imagined.lastActions)
        if hypothesis != earlier { loops[hypothesis].resume() }
        let asked = requests.follow(&loops[hypothesis], in: game)
        var action = loops[hypothesis].act(game)
        let talk = Errands.Talk(
            canTell: conversation?.canTell == true, awaitsAnswer: conversation?.awaitsAnswer(observation.timestep) == true)
        errand = asked == nil ? errands.due(state, observation, belief, &memory, price: price, planned: action, talk) : nil
        if let changed = asked ?? errand?.action {
            action = changed
            loops[hypothesis].overruled()
        }
        let news = news(observation, state)
        message = conversation?.say(news)
        before = (observation, action)
        return action
    }

    /// Points a tick of work.
    private var price: Double {
        let soup = loops[hypothesis].knowledge.recipes.soup
        return soup.reward / Double(soup.work)
    }

    /// The recipe that it would rather plan for among equals: what is begun in a pot, else the one before.
    private func preferred(_ observation: Observation) -> Int {
        for object in observation.objects where kitchen.layout[object.cell] == .pot && !object.item.isStarted {
            guard let contents = object.item.recipe else { continue }
            if contents.canBecome(belief.recipes[hypothesis]) { return hypothesis }
            if let other = belief.recipes.firstIndex(where: { contents.canBecome($0) }) { return other }
        }
        return hypothesis
    }

    // MARK: Talking

    /// Takes in what was said, and whose words were true.
    private mutating func listen(_ observation: Observation) -> [(seat: Int, meaning: Meaning)] {
        guard conversation != nil else { return [] }
        let said = conversation?.understand(observation.heard) ?? []
        if let recipe = observation.recipe {
            conversation?.learn(recipe)
        } else {
            for case (let seat, .wanted(let recipe)) in said where conversation?.isNew(from: seat) == true {
                belief.hear(recipe, credibility: conversation?.credibility(of: seat) ?? 0)
            }
        }
        requests.hear(said, now: observation.timestep)
        return said
    }

    /// What it could tell the others.
    private func news(_ observation: Observation, _ state: KitchenState) -> PartnerTalk.News {
        let others = state.players.indices.filter { $0 != seat }
        return PartnerTalk.News(
            now: observation.timestep, own: observation.own, recipe: belief.recipes.count > 1 ? observation.recipe : nil,
            othersMayNotKnow: others.contains { !errands.seesRecipe(from: state.players[$0].cell) },
            wantsToKnow: belief.recipes.count > 1 && !belief.isSure, stake: errands.stake,
            isApart: observation.players.contains { $0 == nil },
            pots: kitchen.layout.cells(of: .pot).compactMap { cell in observation.item(on: cell).map { (cell, $0) } })
    }

    // MARK: Learning

    /// Corrects what it thinks of the recipe by what it sees.
    private mutating func takeIn(_ observation: Observation) {
        if let before {
            takeInDeliveries(observation, before.observation)
            takeInPots(observation, before.observation, own: before.action)
        }
        if let recipe = observation.recipe {
            belief.see(recipe)
        } else if errands.wouldBeTold(observation, memory) {
            belief.hearNothing(trust: Errands.trust)
        } else {
            takeInSigns(observation)
        }
    }

    private mutating func takeInSigns(_ observation: Observation) {
        // Who can say it lays no signs.
        guard conversation?.canTell != true, let signs = errands.signsOfOthers, let state = signs.read(observation),
            let likelihoods = reading.read(state, sinceDelivery: memory.sinceDelivery)
        else { return }
        belief.read(likelihoods)
        if belief.isSure, Set(likelihoods).count > 1 { memory.noteSign() }
    }

    /// The recipe that was wanted when a dish left, as its index; nil where that does not follow.
    private func wanted(_ dish: Recipe, wasRight: Bool?) -> Int? {
        guard let wasRight else { return nil }
        let own = belief.recipes.firstIndex(of: dish)
        if wasRight { return own }
        return belief.recipes.count == 2 ? own.map { 1 - $0 } : nil
    }

    private mutating func takeInDeliveries(_ now: Observation, _ before: Observation) {
        var isSeen = false
        for player in now.players.indices {
            guard let was = before.players[player], let cook = now.players[player], let dish = was.held.recipe, cook.held.isNone,
                kitchen.layout[cook.cell.neighbour(cook.orientation)] == .serving
            else { continue }
            isSeen = true
            reading.noteDelivery(wanted: wanted(dish, wasRight: now.hasJustDelivered))
            belief.deliver(dish, wasRight: now.hasJustDelivered)
            if let wasRight = now.hasJustDelivered { conversation?.learn(dish, wasRight: wasRight) }
            memory.noteDelivery()
            conversation?.noteDelivery()
        }
        if !isSeen, now.hasJustDelivered == true {
            reading.noteDelivery(wanted: nil)
            belief.deliverUnseen()
            memory.noteDelivery()
            conversation?.noteDelivery()
        }
    }

    /// Takes in what others put into pots.
    private mutating func takeInPots(_ now: Observation, _ before: Observation, own: Action) {
        for cell in kitchen.layout.cells(of: .pot) {
            guard let was = before.item(on: cell), let item = now.item(on: cell) else { continue }
            let contents = was.recipe ?? Recipe([])
            guard let after = item.recipe, after.size == contents.size + 1,
                let ingredient = Ingredient.allCases.first(where: { after[$0] > contents[$0] })
            else { continue }
            let isOwn = own == .interact && now.own.cell.neighbour(now.own.orientation) == cell && before.own.held == Item(ingredient)
            if isOwn { continue }
            belief.pot(ingredient, into: contents, trust: errands.trustInDemonstration)
            memory.noteDemonstration()
        }
    }

    // MARK: Explaining

    /// The last decision in words.
    var explanation: Explanation? {
        guard before != nil, let plain = loops[hypothesis].explanation else { return nil }
        var explanation = plains[hypothesis].words(plain)
        if let errand {
            explanation.intention = errand.words
            explanation.reason = errand.reason
            explanation.path = []
            explanation.wish = nil
        }
        explanation = requests.explained(explanation) ?? explanation
        let recipe = belief.recipes[hypothesis]
        let share = (belief.share(of: recipe) * 100).rounded()
        let opinion = share == 100 ? "it knows that \(recipe.name) is wanted" : "it thinks that \(recipe.name) is wanted (\(Int(share)) %)"
        explanation.reason = [explanation.reason, opinion].compactMap(\.self).joined(separator: "; ")
        return explanation
    }
}
