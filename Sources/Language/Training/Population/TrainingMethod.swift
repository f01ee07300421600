import Basics
import Referential

/// A way of training a speaker and a listener, all of the same budget.
public enum TrainingMethod: String, Sendable, Hashable, CaseIterable, Codable {
    /// People's rounds only.
    case supervised
    /// Games only, nothing of people.
    case emergent
    /// Supervision, then games (S2P, Lowe et al. 2020; so are the next four).
    case s2pSup2sp = "s2p-sup2sp"
    /// After a warm-up games and supervision in random order.
    case s2pRand = "s2p-rand"
    /// After a warm-up blocks of games and of supervision in turn.
    case s2pSched = "s2p-sched"
    /// The same, but only the listener learns from games.
    case s2pSchedFrz = "s2p-sched-frz"
    /// The same, but in each block of games both learn, or only the listener, or only the speaker, at random.
    case s2pSchedRandFrz = "s2p-sched-rand-frz"
    /// As s2p-sched, speaker and listener sharing their words' vectors.
    case s2pShared = "s2p-shared"
    /// Lineages of s2p-sched apart from each other, then a student that learns from all of them.
    case populationDistilled = "population-distilled"
    /// Lineages of s2p-sched, frozen, with which new agents play and learn.
    case staticMultitask = "static-multitask"
    /// The same with first-order MAML (L2C, Lowe et al. 2019).
    case staticMeta = "static-meta"
    /// s2p-sched in which speaker and listener in turn are replaced by beginners (Li and Bowling 2019).
    case generational
    /// Seeded iterated learning (Lu et al. 2020): what games made of a copy is handed down by imitation.
    case iterated
    /// Dynamic population with meta-learned speaker and listener (Gupta, Lanctot and Lazaridou 2021), of several lineages.
    case dynamic
    /// The same with one lineage, as published.
    case dynamicOneLineage = "dynamic-one-lineage"
    /// Without adapting: plain steps across the buffer.
    case dynamicNoMeta = "dynamic-no-meta"
    /// Without supervision once the population grows.
    case dynamicNoSupervised = "dynamic-no-supervised"
    /// With the latest snapshots only.
    case dynamicLatest = "dynamic-latest"

    /// What the method does, in order.
    func script(_ budget: TrainingBudget, seed: UInt64) -> TrainingScript {
        var script = TrainingScript(budget)
        switch self {
        case .supervised: script.supervise(0, budget.gradientSteps / 2)
        case .emergent:
            for _ in 0..<(budget.gradientSteps / 2) { script.add(.play(speaker: 0, listener: 0, learns: [.speaker, .listener])) }
        case .s2pSup2sp:
            script.warmUp(0, (budget.gradientSteps - 2 * budget.games) / 2)
            for _ in 0..<budget.games { script.add(.play(speaker: 0, listener: 0, learns: [.speaker, .listener])) }
        case .s2pRand: random(&script, seed)
        case .s2pSched, .s2pShared: blocks(&script) { _ in [.speaker, .listener] }
        case .s2pSchedFrz: blocks(&script) { _ in [.listener] }
        case .s2pSchedRandFrz:
            blocks(&script) { block in
                var random = RandomStream(seed, UInt64(block), StreamKey.blockRoles)
                return [[.speaker, .listener], [.listener], [.speaker]][random.below(3)]
            }
        case .populationDistilled: distilled(&script)
        case .staticMultitask: staticPopulation(&script, adapts: false)
        case .staticMeta: staticPopulation(&script, adapts: true)
        case .generational: generational(&script)
        case .iterated: iterated(&script)
        case .dynamic, .dynamicOneLineage: dynamic(&script)
        case .dynamicNoMeta: dynamic(&script, adapts: false)
        case .dynamicNoSupervised: dynamic(&script, isSupervised: false)
        case .dynamicLatest: dynamic(&script, alone: true)
        }
        return script
    }

    /// Lineages of its population, if it has one.
    func lineages(_ budget: TrainingBudget) -> Int { self == .dynamicOneLineage ? 1 : budget.lineages }

    /// Whether speaker and listener share their words' vectors.
    var sharesWords: Bool { self == .s2pShared }

    // MARK: One pair

    private static let block = 10

    private func random(_ script: inout TrainingScript, _ seed: UInt64) {
        script.warmUp(0, script.budget.warmUp)
        let supervised = (script.budget.gradientSteps - script.gradientSteps - 2 * script.budget.games) / 2
        var isGame = Array(repeating: true, count: script.budget.games) + Array(repeating: false, count: max(supervised, 0))
        var random = RandomStream(seed, StreamKey.mixedOrder)
        isGame.shuffle(using: &random)
        for isGame in isGame {
            if isGame { script.add(.play(speaker: 0, listener: 0, learns: [.speaker, .listener])) } else { script.supervise(0, 1) }
        }
    }

    /// Blocks of games, between which all that is left of the budget is supervision.
    private func blocks(_ script: inout TrainingScript, learns: (Int) -> Set<Role>) {
        script.warmUp(0, script.budget.warmUp)
        let blocks = (script.budget.games + TrainingMethod.block - 1) / TrainingMethod.block
        let after = script.steps.count
        var games: [[TrainingStep]] = []
        for block in 0..<blocks {
            let roles = learns(block)
            let count = min(TrainingMethod.block, script.budget.games - block * TrainingMethod.block)
            games.append((0..<count).map { _ in .play(speaker: 0, listener: 0, learns: roles) })
        }
        let spent = games.joined().reduce(0) { $0 + $1.cost.gradientSteps }
        let supervised = max(script.budget.gradientSteps - script.gradientSteps - spent, 0)
        for (index, block) in games.enumerated() {
            block.forEach { script.add($0) }
            let due = supervised * (index + 1) / blocks - supervised * index / blocks
            for step in 0..<due { script.add(.supervise(Role.allCases[step % 2], 0)) }
        }
        script.fillUp(after: after)
    }

    private func generational(_ script: inout TrainingScript) {
        let budget = script.budget
        script.warmUp(0, budget.warmUp)
        let after = script.steps.count
        for round in 0..<budget.rounds {
            // A beginner first learns from its partner, who knows the language; the last generation stays.
            if round > 0 && round < budget.rounds - 1 {
                let role = Role.allCases[round % 2]
                script.add(.renew(role, 0))
                for step in 0..<(budget.games / budget.rounds / 2) {
                    script.add(.play(speaker: 0, listener: 0, learns: [role]))
                    if step % 2 == 0 { script.add(.supervise(role, 0)) }
                }
                for _ in 0..<(budget.games / budget.rounds - budget.games / budget.rounds / 2) {
                    script.add(.play(speaker: 0, listener: 0, learns: [.speaker, .listener]))
                }
            } else {
                for _ in 0..<(budget.games / budget.rounds) { script.add(.play(speaker: 0, listener: 0, learns: [.speaker, .listener])) }
            }
        }
        script.fillUp(after: after)
    }

    /// Agent 1 is the teacher: a copy of the student that plays; the student then imitates its words and learns to hear them.
    private func iterated(_ script: inout TrainingScript) {
        let budget = script.budget
        script.warmUp(0, budget.warmUp)
        let after = script.steps.count
        let games = budget.games / budget.rounds
        for _ in 0..<budget.rounds {
            for role in Role.allCases { script.add(.copy(role, from: 0, to: 1)) }
            for _ in 0..<(games / 2) { script.add(.play(speaker: 1, listener: 1, learns: [.speaker, .listener])) }
            for _ in 0..<(games - games / 2) {
                script.add(.imitate(student: 0, teacher: 1))
                script.add(.play(speaker: 1, listener: 0, learns: [.listener]))
            }
        }
        script.fillUp(after: after)
    }

    // MARK: Populations

    /// Lineages 1, 2, ... of s2p-sched that spend a share of the games, each with its own warm-up.
    private func lineages(_ script: inout TrainingScript, games: Int, supervised: Int) {
        let count = script.budget.lineages
        for lineage in 1...count {
            script.warmUp(lineage, supervised / count / 2)
            for step in 0..<(games / count) {
                script.add(.play(speaker: lineage, listener: lineage, learns: [.speaker, .listener]))
                if step % 2 == 1 { script.supervise(lineage, 1) }
            }
        }
    }

    private func distilled(_ script: inout TrainingScript) {
        let budget = script.budget
        let own = budget.games / 2
        lineages(&script, games: budget.games - own, supervised: budget.warmUp * 2)
        script.warmUp(0, budget.warmUp / 2)
        let after = script.steps.count
        for step in 0..<own {
            let teacher = 1 + step % budget.lineages
            script.add(.imitate(student: 0, teacher: teacher))
            script.add(.play(speaker: teacher, listener: 0, learns: [.listener]))
        }
        script.fillUp(after: after)
    }

    private func staticPopulation(_ script: inout TrainingScript, adapts: Bool) {
        let budget = script.budget
        lineages(&script, games: budget.games / 2, supervised: budget.warmUp * 2)
        for lineage in 1...budget.lineages { script.add(.snapshot(lineage, alone: false)) }
        script.warmUp(0, budget.warmUp / 2)
        let after = script.steps.count
        let each = adapts ? 2 : 1
        for step in 0..<((budget.games - script.games) / each) { script.add(.meet(Role.allCases[step % 2], 0, adapts: adapts)) }
        script.fillUp(after: after)
    }

    /// Agents 0 are the meta-agents, 1, 2, ... the lineages whose snapshots fill the buffers.
    private func dynamic(_ script: inout TrainingScript, adapts: Bool = true, isSupervised: Bool = true, alone: Bool = false) {
        let budget = script.budget
        let lineages = lineages(budget)
        script.warmUp(0, budget.sharedWarmUp ? budget.warmUp : budget.warmUp / 2)
        for lineage in 1...lineages {
            if budget.sharedWarmUp {
                for role in Role.allCases { script.add(.copy(role, from: 0, to: lineage)) }
            } else {
                script.warmUp(lineage, budget.warmUp / 2 / lineages)
            }
        }
        let after = script.steps.count
        let (games, each) = (budget.games / budget.rounds, adapts ? 2 : 1)
        let meetings = Int(Double(games) * budget.metaShare) / each
        for _ in 0..<budget.rounds {
            for lineage in 1...lineages { script.add(.snapshot(lineage, alone: alone && lineage == 1)) }
            for step in 0..<meetings { script.add(.meet(Role.allCases[step % 2], 0, adapts: adapts)) }
            for step in 0..<(games - meetings * each) {
                let lineage = 1 + step / 2 % lineages
                let role = Role.allCases[step % 2]
                script.add(
                    role == .speaker
                        ? .play(speaker: lineage, listener: 0, learns: budget.bothLearn ? [.speaker, .listener] : [.speaker])
                        : .play(speaker: 0, listener: lineage, learns: budget.bothLearn ? [.speaker, .listener] : [.listener]))
                if isSupervised && step % 2 == 1 { script.supervise(lineage, 1) }
            }
        }
        if isSupervised {
            script.fillUp(after: after)
        } else {
            // The same steps, but all of them before the population grows.
            var early = TrainingScript(budget)
            early.supervise(0, (budget.gradientSteps - script.gradientSteps) / 2)
            for step in script.steps { early.add(step) }
            script = early
        }
    }
}
