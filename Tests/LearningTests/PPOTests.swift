import Basics
import Agents
import Foundation
import Kitchen
import KitchenMaps
import Neural
import TestSupport
import Testing

@testable import Learning

@Suite struct PPOTests {
    static func kitchen(_ name: String = "cramped_room", _ dynamics: Dynamics = .old) throws -> Kitchen {
        try Kitchen(MapLibrary.standard.layout(name), dynamics: dynamics)
    }

    /// A run that takes a moment.
    static var small: PPOSettings {
        var settings = PPOSettings()
        settings.games = 8
        settings.horizon = 40
        settings.steps = 8 * 40 * 4
        settings.hidden = [12]
        settings.filters = 3
        settings.minibatch = 160
        settings.epochs = 2
        return settings
    }

    /// The weights after a whole run, with its metrics.
    static func result(_ settings: PPOSettings, workers: Int = 1, partners: [Partner] = []) throws -> ([String: Tensor], [PPO.Metrics]) {
        let learner = try PPO(kitchen(), settings: settings, workers: Workers(workers), company: Company(partners: partners))
        var metrics: [PPO.Metrics] = []
        while !learner.isDone { metrics.append(try learner.iterate()) }
        return (learner.model.tensors, metrics)
    }

    @Test(arguments: [PPOSettings.Input.features, .lossless], [false, true])
    func theSeedDecidesWhateverTheWorkers(input: PPOSettings.Input, isPerSeat: Bool) throws {
        var settings = Self.small
        settings.input = input
        settings.isPerSeat = isPerSeat
        let one = try Self.result(settings, workers: 1)
        let three = try Self.result(settings, workers: 3)
        #expect(one.0 == three.0 && one.1 == three.1)
        #expect(one.0.keys.contains("seat_1/policy/kernel") == isPerSeat)
        settings.seed = 1
        #expect(try Self.result(settings).0 != one.0)
    }

    /// Stopped after the second iteration and gone on with in a new process's place: the same weights, metrics, files.
    @Test func aResumedRunEqualsAnUndisturbedOne() throws {
        func run(_ folder: String, stopping: [Int]) throws -> PPORun.Outcome {
            let run = try PPORun(
                folder: folder, name: "it", kitchen: Self.kitchen(), settings: Self.small, workers: Workers(2))
            var done = run.progress.done
            return try run.run(report: { done = $0.iteration }, shouldStop: { stopping.contains(done) })
        }
        try inScratchFolder { undisturbed in
            try inScratchFolder { disturbed in
                let whole = try run(undisturbed, stopping: [])
                #expect(try run(disturbed, stopping: [1]).isDone == false)
                // A kill after the checkpoint leaves lines of iterations that will be done again.
                let metrics = disturbed + "/metrics.csv"
                let text = try String(contentsOfFile: metrics, encoding: .utf8)
                try (text + "2,640,0,0,0,0,0,0,0,0,0\n3,9").write(toFile: metrics, atomically: true, encoding: .utf8)
                #expect(try run(disturbed, stopping: [3]).isDone == false)
                let resumed = try run(disturbed, stopping: [])
                #expect(resumed.isDone && resumed.score == whole.score)
                for file in ["it.safetensors", "it.json", "it.yaml", "metrics.csv", "checkpoint.safetensors", "run.json"] {
                    let a = FileManager.default.contents(atPath: "\(undisturbed)/\(file)")
                    #expect(a != nil && a == FileManager.default.contents(atPath: "\(disturbed)/\(file)"), "\(file)")
                }
            }
        }
    }

    @Test func anotherRunsFolderIsNotTouched() throws {
        try inScratchFolder { folder in
            _ = try PPORun(folder: folder, name: "it", kitchen: Self.kitchen(), settings: Self.small, workers: Workers(1))
            var other = Self.small
            other.clip = 0.1
            let error = #expect(throws: RunFolderError.self) {
                _ = try PPORun(folder: folder, name: "it", kitchen: Self.kitchen(), settings: other, workers: Workers(1))
            }
            #expect(error?.description.contains("(\"clip\" : 0.2 there, \"clip\" : 0.1 now)") == true, "\(error?.description ?? "")")
        }
    }

    /// The result plays as an agent, on the map it learned, under both dynamics and with parameters for each seat.
    @Test(arguments: [false, true]) func theResultIsAnAgent(isPerSeat: Bool) throws {
        var settings = Self.small
        settings.isPerSeat = isPerSeat
        try inScratchFolder { folder in
            let kitchen = try Self.kitchen("forced_coordination", .new)
            let run = try PPORun(folder: folder, name: "it", kitchen: kitchen, settings: settings, workers: Workers(1))
            #expect(try run.run(report: { _ in }, shouldStop: { false }).isDone)
            let file = try AgentFile.read(folder + "/it.yaml", catalogue: AgentCatalogue([PolicyKind.self]))
            var agent = try file.makeAgent()
            try agent.begin(EpisodeContext(kitchen: kitchen, seat: 1, seed: 1, horizon: 20))
            _ = agent.act(try KitchenGame(kitchen, horizon: 20))
        }
    }

    @Test func partnersChangeWhatIsLearned() throws {
        let (tensors, _) = try Self.result(Self.small)
        let partner = Partner(name: "first", model: PolicyModel(plan: Self.small.plan, tensors: tensors))
        let alone = try Self.result(Self.small)
        let together = try Self.result(Self.small, partners: [partner])
        #expect(alone.0 != together.0)
        #expect(try Self.result(Self.small, workers: 2, partners: [partner]).0 == together.0)
    }

    /// The objective's slopes against finite differences of its definition, on and off the clips.
    @Test func theObjectivesSlopes() {
        let objective = PPOObjective(clip: 0.2, valueClip: 0.3, valueWeight: 0.5, entropyWeight: 0.1)
        let logits: [Float] = [0.3, -0.2, 0.9, 0, -1, 0.5]
        for (advantage, old, value, oldValue) in [
            (1, -1.5, 0.7, 0.6), (-1, -1.5, 0.7, 0.6), (1, -3, 0.7, 0), (-1, -3, 2, 0), (1, -0.2, -2, 0), (-2, -0.2, 0.1, 0),
        ] as [(Float, Float, Float, Float)] {
            let sample = PPOObjective.Sample(action: 2, logProbability: old, value: oldValue, advantage: advantage, target: 1)
            func loss(_ logits: [Double], _ value: Double) -> Double {
                let sum = logits.map { exp($0) }.reduce(0, +)
                let p = logits.map { exp($0) / sum }
                let ratio = exp(log(p[2]) - Double(old))
                let limited = min(max(ratio, 0.8), 1.2)
                let entropy = -p.map { $0 * log($0) }.reduce(0, +)
                let near = Double(oldValue) + min(max(value - Double(oldValue), -0.3), 0.3)
                let error = max((value - 1) * (value - 1), (near - 1) * (near - 1)) / 2
                return -min(ratio * Double(advantage), limited * Double(advantage)) + 0.5 * error - 0.1 * entropy
            }
            var slopes = [Float](repeating: 0, count: 6)
            var sums = PPOObjective.Sums()
            let valueSlope = objective.slopes(
                sample, logits: logits, value: value, count: 6, scale: 1, into: &slopes, sums: &sums)
            let point = logits.map(Double.init)
            let step = 1e-6
            for index in 0..<6 {
                var (above, below) = (point, point)
                above[index] += step
                below[index] -= step
                let slope = (loss(above, Double(value)) - loss(below, Double(value))) / (2 * step)
                #expect(abs(slope - Double(slopes[index])) < 1e-3)
            }
            let slope = (loss(point, Double(value) + step) - loss(point, Double(value) - step)) / (2 * step)
            #expect(abs(slope - Double(valueSlope)) < 1e-3)
        }
    }

    @Test func advantagesByTheirDefinition() {
        let experience = Experience(ticks: 3, capacity: 2, viewSize: 1)
        let (rewards, values): ([Float], [Float]) = ([1, 0, 0, 2, 3, -1], [0.5, 1, 2, 0, 1, 1, 4, 2])
        experience.rewards.set(rewards)
        experience.values.set(values)
        experience.estimateAdvantages(discount: 0.9, lambda: 0.8)
        for row in 0..<2 {
            for tick in 0..<3 {
                var (expected, weight) = (Float(0), Float(1))
                for later in tick..<3 {
                    expected += weight * (rewards[later * 2 + row] + 0.9 * values[(later + 1) * 2 + row] - values[later * 2 + row])
                    weight *= 0.9 * 0.8
                }
                #expect(abs(experience.advantages.array[tick * 2 + row] - expected) < 1e-5)
                #expect(abs(experience.targets.array[tick * 2 + row] - expected - values[tick * 2 + row]) < 1e-5)
            }
        }
    }

    @Test func numbersThatAreNoneAreFoundWhereTheyArise() throws {
        let learner = try PPO(Self.kitchen(), settings: Self.small, workers: Workers(1))
        let checkpoint = learner.checkpoint
        var tensors = checkpoint.tensors
        var numbers = tensors["0/parameters"]?.numbers ?? []
        numbers[5] = .nan
        tensors["0/parameters"] = Tensor(shape: [numbers.count], numbers: numbers)
        try learner.restore(Safetensors(tensors, metadata: checkpoint.metadata))
        let error = #expect(throws: LearningError.self) { _ = try learner.iterate() }
        #expect(
            error?.description.hasPrefix("iteration 1, epoch 1, minibatch 1: the gradient of 'hidden_0/kernel' is no finite number") == true
        )
        #expect(error?.description.hasSuffix("the parameter 'hidden_0/kernel' already held one") == true)
    }

    /// Only what the rule moves is moved.
    @Test func adaptationKeepsToItsScope() throws {
        let learner = try PPO(Self.kitchen(), settings: Self.small, workers: Workers(1))
        try learner.collect()
        let objective = learner.objective(0)
        for scope in AdaptationRule.Scope.allCases {
            let share = learner.shares[0]
            share.adaptation = nil
            let rule = AdaptationRule(rate: 0.1, scope: scope)
            try share.adapt(learner.learners[0].parameters.pointer, objective, iteration: 0, by: rule)
            let step = try #require(share.adaptation).step.array
            for entry in learner.network.table.entries where entry.name != "policy/bias" {
                let isMoved = step[entry.offset..<(entry.offset + entry.shape.volume)].contains { $0 != 0 }
                #expect(isMoved == rule.moves(entry.name), "\(scope): \(entry.name)")
            }
        }
    }

    /// A step that is far too long is found in the next one, not after the run.
    @Test func adaptationThatBreaksIsFoundWhereItArises() throws {
        let model = try PPO(Self.kitchen(), settings: Self.small, workers: Workers(1)).model
        let company = Company(partners: [Partner(name: "it", model: model)])
        let learner = try PPO(Self.kitchen(), settings: Self.small, workers: Workers(2), company: company)
        let error = #expect(throws: LearningError.self) {
            _ = try learner.iterateAdapting(by: AdaptationRule(rate: 1e38, passes: 3))
        }
        #expect(error?.description.hasPrefix("iteration 1, adaptation, pass 1, minibatch 2: the gradient of '") == true)
    }

    @Test func settingsThatCannotLearnAreRefused() {
        var settings = Self.small
        settings.games = 6
        #expect(throws: LearningError("games must be a multiple of 4; 6 is none")) { try settings.check() }
        #expect(throws: LearningError.self) {
            settings = Self.small
            settings.hidden = []
            try settings.check()
        }
    }

    /// Partners that are shown something else than the learner, and that seek a way out, beside games without partners.
    @Test func partnersOfAllSorts() throws {
        var theirs = Self.small
        theirs.input = .lossless
        let lossless = Partner(name: "lossless", model: try PPO(Self.kitchen(), settings: theirs, workers: Workers(1)).model)
        let plan = CloningSettings(recipe: .plain).plan
        let network = try PolicyNetwork(plan, layout: Self.kitchen().layout)
        var random = RandomStream(1)
        let numbers = Initialisation.normal(network.table, using: &random) { _ in 2 }
        let clone = Partner(name: "clone", model: PolicyModel(plan: plan, tensors: network.table.tensors(numbers)), unsticks: true)
        var settings = Self.small
        settings.selfPlay = 0.5
        let one = try Self.result(settings, partners: [lossless, clone])
        #expect(try Self.result(settings, workers: 3, partners: [lossless, clone]).0 == one.0)
        let met = one.1.reduce(into: [0, 0]) { sums, metrics in
            for partner in 0..<2 { sums[partner] += metrics.byPartner[partner].games }
        }
        // From half of the games with partners at the beginning to all of them in the end.
        #expect(met.allSatisfy { $0 > 0 } && met.reduce(0, +) <= 4 * 8)
        #expect(one.1.last.map { $0.byPartner.reduce(0) { $0 + $1.games } > 4 } == true)
        #expect(throws: LearningError.self) {
            let own = CloningSettings(recipe: .remembering).plan
            let model = PolicyModel(plan: own, tensors: [:])
            _ = try PPO(
                Self.kitchen(), settings: settings, workers: Workers(1), company: Company(partners: [Partner(name: "it", model: model)]))
        }
    }

    /// A learner beside its own noisy copy learns from one seat of every game, and says nothing of noise where there is none.
    @Test func aNoisyCopyIsAPartner() throws {
        var settings = Self.small
        settings.partnerNoise = 0.4
        let one = try Self.result(settings)
        #expect(one.1.allSatisfy { $0.byPartner.map(\.games) == [8] || $0.byPartner.map(\.games) == [4] })
        #expect(try Self.result(settings, workers: 3).0 == one.0)
        settings.partnerNoise = 0
        #expect(try Self.result(settings).0 != one.0)
        let words = String(decoding: try JSONEncoder().encode(Self.small), as: UTF8.self)
        #expect(!words.contains("partnerNoise"))
        settings.partnerNoise = 1.5
        #expect(throws: LearningError.self) { try settings.check() }
    }

    /// Weights of nothing for one of two partners: it is never met.
    @Test func partnersAreMetByTheirWeights() throws {
        let model = try PPO(Self.kitchen(), settings: Self.small, workers: Workers(1)).model
        let partners = [Partner(name: "never", model: model), Partner(name: "always", model: model)]
        let learner = try PPO(
            Self.kitchen(), settings: Self.small, workers: Workers(1), company: Company(partners: partners, weights: [0, 1]))
        for _ in 0..<3 {
            let met = try learner.iterate().byPartner.map(\.games)
            #expect(met[0] == 0 && met[1] > 0)
        }
        #expect(throws: LearningError.self) { try learner.join(Company(partners: partners, weights: [1])) }
    }

    /// The learner with a taste learns to do what it likes, though nothing is earned by it.
    @Test func aTasteIsLearned() throws {
        var settings = Self.small
        (settings.games, settings.horizon, settings.minibatch) = (16, 60, 240)
        settings.steps = 16 * 60 * 40
        settings.randomStartShare = 0
        settings.rate = 5e-3
        let learner = try PPO(
            Self.kitchen(), settings: settings, workers: Workers(2), utility: EventUtility([.onionPickup: 10], team: 0))
        var counts: [Double] = []
        while !learner.isDone { counts.append(try learner.iterate().events?[Int(Event.onionPickup.rawValue)] ?? 0) }
        #expect(counts.suffix(5).reduce(0, +) > 2 * counts.prefix(5).reduce(0, +))
        #expect(learner.models.count == 2 && learner.models[0].tensors != learner.models[1].tensors)
    }

    /// The reward of a population's entropy against its definition.
    @Test func diversityByItsDefinition() throws {
        let kitchen = try Self.kitchen()
        let network = try PolicyNetwork(Self.small.plan, layout: kitchen.layout)
        let models = (0..<2).map { seed in
            var random = RandomStream(UInt64(seed))
            return PolicyModel(
                plan: Self.small.plan, tensors: network.table.tensors(Initialisation.normal(network.table, using: &random) { _ in 1 }))
        }
        let experience = Experience(ticks: 2, capacity: 3, viewSize: FeatureEncoding.count)
        var random = RandomStream(9)
        for index in 0..<experience.seen.count { experience.seen.base[index] = Float(random.next() % 3) }
        for index in 0..<6 { experience.actions[index] = UInt8(index) }
        try PopulationEntropy(Company(population: models, diversity: 2), network: network, capacity: 4).reward(experience, scale: 0.5)
        for index in 0..<6 {
            var mean = 0.0
            for model in models {
                let numbers = try network.parameters(model.tensors, seat: 0)
                let body = Sequential.Tape(network.body, capacity: 1, isForTraining: false)
                let head = Sequential.Tape(network.policy, capacity: 1, isForTraining: false)
                let view = UnsafePointer(experience.seen.base + index * FeatureEncoding.count)
                let logits = network.policy.forward(
                    numbers, input: network.body.forward(numbers, input: view, batch: 1, tape: body), batch: 1, tape: head)
                mean += exp(Double(Softmax.logProbability(logits, of: index, count: 6))) / 2
            }
            #expect(abs(Double(experience.rewards.array[index]) + 2 * 0.5 * log(mean)) < 1e-4)
        }
    }

    /// Adapting changes what is played with, not the learner; an iteration of meta-learning changes the learner.
    @Test func adaptationIsForgotten() throws {
        let model = try PPO(Self.kitchen(), settings: Self.small, workers: Workers(1)).model
        let company = Company(partners: [Partner(name: "it", model: model)])
        func learner(_ workers: Int) throws -> PPO {
            try PPO(Self.kitchen(), settings: Self.small, workers: Workers(workers), company: company)
        }
        let one = try learner(1)
        let before = one.model.tensors
        #expect(try one.scoresWhileAdapting(times: 2, by: AdaptationRule()).map(\.count) == [4, 4, 4])
        #expect(one.model.tensors == before)
        let other = try learner(3)
        _ = try one.iterateAdapting(by: AdaptationRule())
        _ = try other.iterateAdapting(by: AdaptationRule())
        #expect(one.model.tensors != before && one.model.tensors == other.model.tensors)
        let plain = try learner(1)
        _ = try plain.iterate()
        #expect(plain.model.tensors != one.model.tensors)
    }

    /// A little learning: more shaped reward after than before.
    @Test func itLearns() throws {
        var settings = PPOSettings()
        settings.games = 16
        settings.horizon = 200
        settings.steps = 16 * 200 * 50
        settings.hidden = [32]
        settings.minibatch = 400
        let (_, metrics) = try Self.result(settings, workers: 2)
        #expect((metrics.last?.shaped ?? 0) > 2 * metrics[0].shaped)
    }
}
