import Basics
import Agents
import Kitchen
import Neural

/// Proximal policy optimisation (Schulman et al. 2017) in one kitchen, by self-play or with fixed partners.
///
/// Every iteration plays one whole episode of each game and then goes over its samples some times. Games are split
/// into a fixed number of shares whose gradients are added in order, so that the result depends on the settings and
/// not on the workers; and every iteration begins at the start of an episode, so that parameters and the optimiser's
/// memory are all that a checkpoint needs.
public final class PPO {
    public let settings: PPOSettings
    public let kitchen: Kitchen
    /// Iterations done.
    public private(set) var iteration = 0
    let network: PolicyNetwork
    let workers: Workers
    let shares: [RolloutShare]
    private(set) var learners: [Learner] = []
    private var hasPartners = false
    private let isPair: Bool

    /// One set of parameters and its optimiser.
    final class Learner {
        let parameters: FloatBuffer
        let gradients: FloatBuffer
        var adam: Adam

        init(_ parameters: [Float]) {
            self.parameters = FloatBuffer(parameters)
            gradients = FloatBuffer(parameters.count)
            adam = Adam(parameters.count, epsilon: 1e-5)
        }
    }

    /// What an iteration was like.
    public struct Metrics: Sendable, Hashable {
        public var iteration = 0
        /// Environment steps so far.
        public var steps = 0
        /// Mean score an episode of the games that were played, by the team.
        public var score = 0.0
        /// Mean shaped reward an episode, by the learner's seat.
        public var shaped = 0.0
        public var policyLoss = 0.0
        public var valueLoss = 0.0
        public var entropy = 0.0
        public var divergence = 0.0
        /// Share of samples beyond the clip.
        public var clipped = 0.0
        /// Length of the gradient before clipping, on average.
        public var gradient = 0.0
        public var rate = 0.0
        /// With each partner: the scores of the games together, and how many there were.
        public var byPartner: [Met] = []
        /// With a utility: how often the first learner did what, an episode, in the order of `Event`.
        public var events: [Double]?

        public struct Met: Sendable, Hashable {
            public let score: Double
            public let games: Int
        }
    }

    /// - Parameter utility: makes two learners that play with each other in alternating seats: the first is rewarded by
    ///   it, the second as usual.
    /// - Throws: `LearningError`, or what a network, a partner or a kitchen object to.
    public init(
        _ kitchen: Kitchen, settings: PPOSettings, workers: Workers, company: Company = Company(), utility: EventUtility? = nil
    ) throws {
        try settings.check()
        guard utility == nil || !settings.isPerSeat else {
            throw LearningError("two learners of different tastes take both seats; they cannot have parameters for each")
        }
        Products.useCallingThreadOnly()
        let network = try PolicyNetwork(settings.plan, layout: kitchen.layout)
        try settings.checkMemory(network, in: kitchen)
        guard let value = network.value else { throw LearningError("a learner's network needs a value head") }
        self.settings = settings
        self.kitchen = kitchen
        self.workers = workers
        self.network = network
        isPair = utility != nil
        shares = try (0..<PPOSettings.shares).map {
            try RolloutShare($0, settings: settings, network: network, value: value, kitchen: kitchen, utility: utility)
        }
        learners = (0..<(settings.isPerSeat || isPair ? 2 : 1)).map { set in
            var random = RandomStream(settings.seed, StreamKey.initialWeights, UInt64(set))
            return Learner(
                Initialisation.normal(network.table, using: &random) { name in
                    name.hasPrefix("policy") ? 0.01 : name.hasPrefix("value") ? 1 : 2.0.squareRoot()
                })
        }
        try join(company)
        guard settings.partnerNoise == nil || company.partners.isEmpty && !isPair else {
            throw LearningError("a learner that is its own partner has no others")
        }
    }

    public var isDone: Bool { iteration >= settings.iterations }

    /// Plays in this company from now on.
    /// - Throws: `LearningError`, or what a partner's network objects to.
    public func join(_ company: Company) throws {
        try company.check()
        for share in shares { try share.join(company) }
        hasPartners = !company.partners.isEmpty
    }

    // MARK: An iteration

    /// Plays and learns once.
    /// - Throws: `LearningError` as soon as something is no number.
    public func iterate() throws -> Metrics {
        try collect()
        return try learn()
    }

    /// Plays an episode of every game for the iteration to come.
    /// - Parameters:
    ///   - pass: keeps the random numbers of an iteration's collections apart.
    ///   - shapedWeight: of the shaped reward; by schedule where nothing is said, as are
    ///   - randomShares: the last shares, whose episodes begin at random.
    func collect(pass: Int = 0, shapedWeight: Double? = nil, randomShares: Int? = nil) throws {
        if let noise = settings.partnerNoise {
            try join(Company(partners: [Partner(name: "itself", model: model, noise: noise)]))
        }
        let begun = Double(iteration * settings.stepsPerIteration)
        let random = randomShares ?? self.randomShares
        let shares = shares
        let rounds = shares.indices.map { share in
            RolloutShare.Round(
                iteration: iteration, pass: pass, shapedWeight: shapedWeight ?? settings.shapedSchedule.value(begun),
                isRandom: share >= shares.count - random,
                alone: Int((settings.selfPlaySchedule.value(begun) * Double(shares[share].games)).rounded()))
        }
        let parameters = learners.map { $0.parameters.pointer }
        nonisolated(unsafe) let pointers = parameters
        workers.run(shares.count) { shares[$0].collect(pointers, rounds[$0]) }
        if let problem = shares.lazy.compactMap(\.problem).first { throw problem }
    }

    /// The last shares, whose episodes begin at random.
    private var randomShares: Int {
        let begun = Double(iteration * settings.stepsPerIteration)
        return begun < settings.randomStartShare * Double(settings.steps) ? shares.count / 2 : 0
    }

    /// Goes over what was played and counts the iteration.
    func learn() throws -> Metrics {
        let begun = Double(iteration * settings.stepsPerIteration)
        var metrics = played()
        metrics.rate = settings.rateSchedule.value(begun)
        let objective = objective(begun)
        var sums = PPOObjective.Sums()
        var steps = 0
        for set in learners.indices {
            steps += try learn(set, objective, rate: metrics.rate, sums: &sums, gradient: &metrics.gradient)
        }
        iteration += 1
        metrics.iteration = iteration
        metrics.steps = iteration * settings.stepsPerIteration
        metrics.gradient /= Double(max(steps, 1))
        metrics.policyLoss = sums.policyLoss / sums.count
        metrics.valueLoss = sums.valueLoss / sums.count
        metrics.entropy = sums.entropy / sums.count
        metrics.divergence = sums.divergence / sums.count
        metrics.clipped = sums.clipped / sums.count
        return metrics
    }

    /// What the last episodes were like. Episodes that began at random do not tell how well the kitchen is played.
    private func played() -> Metrics {
        var metrics = Metrics()
        let judged = shares.dropLast(randomShares)
        metrics.score = judged.reduce(0) { $0 + $1.sparse } / Double(settings.games) * Double(shares.count) / Double(judged.count)
        metrics.shaped = judged.reduce(0) { $0 + $1.shaped } / Double(judged.reduce(0) { $0 + $1.experience.rows })
        metrics.byPartner = shares[0].byPartner.indices.map { partner in
            judged.reduce((score: 0, games: 0)) { ($0.score + $1.byPartner[partner].score, $0.games + $1.byPartner[partner].games) }
        }.map { Metrics.Met(score: $0.score, games: $0.games) }
        if isPair {
            let seats = Double(judged.count * shares[0].sets[0].count)
            metrics.events = Event.allCases.indices.map { event in
                judged.reduce(0) { $0 + Double($1.events[event]) } / seats
            }
        }
        return metrics
    }

    func objective(_ begun: Double) -> PPOObjective {
        PPOObjective(
            clip: Float(settings.clip), valueClip: Float(settings.valueClip), valueWeight: Float(settings.valueWeight),
            entropyWeight: Float(settings.entropySchedule.value(begun)))
    }

    /// Plays an episode of every game without learning from it and returns the mean score, with partners where there are any.
    public func evaluate() throws -> Double {
        try collect(pass: 7, shapedWeight: 0, randomShares: 0)
        return shares.reduce(0) { $0 + $1.sparse } / Double(settings.games)
    }

    /// Goes over the samples of one set of parameters; returns how many steps the optimiser took.
    private func learn(
        _ set: Int, _ objective: PPOObjective, rate: Double, sums: inout PPOObjective.Sums, gradient: inout Double
    ) throws -> Int {
        let learner = learners[set]
        let (mean, factor) = advantageScale(set)
        let share = min(settings.minibatch / shares.count, settings.horizon * shares[0].sets[set].count)
        let minibatches = settings.horizon * shares[0].sets[set].count / share
        let (shares, iteration) = (shares, iteration)
        nonisolated(unsafe) let parameters = learner.parameters.pointer
        for epoch in 0..<settings.epochs {
            for minibatch in 0..<minibatches {
                workers.run(shares.count) { index in
                    if minibatch == 0 { shares[index].shuffle(set: set, iteration: iteration, epoch: epoch) }
                    shares[index].accumulate(
                        parameters, samples: (minibatch * share)..<((minibatch + 1) * share), objective: objective, mean: mean,
                        factor: factor, scale: 1 / Float(share * shares.count))
                }
                gradient += Double(try step(learner, rate: rate, minibatch: minibatch, epoch: epoch))
                for share in shares { sums.add(share.sums) }
            }
        }
        return settings.epochs * minibatches
    }

    /// Adds the shares' gradients in order, clips, and takes a step; returns the gradient's length.
    private func step(_ learner: Learner, rate: Double, minibatch: Int, epoch: Int) throws -> Float {
        let sum = learner.gradients.base
        sum.update(from: shares[0].gradients.base, count: learner.gradients.count)
        for share in shares.dropFirst() {
            let part = share.gradients.base
            for index in 0..<learner.gradients.count { sum[index] += part[index] }
        }
        let most = settings.gradientClip > 0 ? Float(settings.gradientClip) : .greatestFiniteMagnitude
        let norm = Gradients.clip(learner.gradients.all, to: most)
        guard norm.isFinite else {
            throw LearningError(
                brokenAt: "iteration \(iteration + 1), epoch \(epoch + 1), minibatch \(minibatch + 1)", network.table,
                gradients: learner.gradients.pointer, parameters: learner.parameters.pointer)
        }
        learner.adam.step(learner.parameters.base, gradients: learner.gradients.pointer, rate: rate)
        return norm
    }

    private func advantageScale(_ set: Int) -> (mean: Float, factor: Float) {
        var (sum, squares, count) = (0.0, 0.0, 0.0)
        for share in shares {
            let moments = share.advantageMoments(set: set)
            sum += moments.sum
            squares += moments.squares
            count += Double(settings.horizon * share.sets[set].count)
        }
        let mean = sum / count
        let deviation = max(squares / count - mean * mean, 0).squareRoot()
        return (Float(mean), Float(1 / (deviation + 1e-8)))
    }

    // MARK: Results and checkpoints

    /// The policies as they are now: one, or with a utility of its own for the first of two learners, both.
    public var models: [PolicyModel] {
        guard isPair else { return [model] }
        return learners.map { PolicyModel(plan: network.plan, tensors: network.table.tensors($0.parameters.array)) }
    }

    /// The policy as it is now; of two learners, the first's for seat 0 and the second's for seat 1.
    public var model: PolicyModel {
        var tensors: [String: Tensor] = [:]
        for (seat, learner) in learners.enumerated() {
            let prefix = PolicyNetwork.prefix(seat: seat, isPerSeat: settings.isPerSeat)
            for (name, tensor) in network.table.tensors(learner.parameters.array) { tensors[prefix + name] = tensor }
        }
        return PolicyModel(plan: network.plan, tensors: tensors)
    }

    /// Begins from a policy's weights instead of random ones; a value head that it lacks stays random.
    /// - Throws: `ShapeError` for weights of another network.
    public func begin(from model: PolicyModel) throws {
        for (seat, learner) in learners.enumerated() {
            let own = network.table.tensors(learner.parameters.array)
            let prefix = PolicyNetwork.prefix(seat: seat, isPerSeat: model.plan.isPerSeat)
            let theirs = model.tensors.filter { $0.key.hasPrefix(prefix) }.map { (String($0.key.dropFirst(prefix.count)), $0.value) }
            learner.parameters.set(try network.table.flat(own.merging(theirs) { $1 }))
        }
    }

    /// All that is needed to go on exactly: parameters and the optimisers' memory.
    public var checkpoint: Safetensors {
        var tensors: [String: Tensor] = [:]
        var metadata = ["iteration": String(iteration)]
        for (set, learner) in learners.enumerated() {
            let memory = learner.adam.memory
            for (name, numbers) in [("parameters", learner.parameters.array), ("mean", memory.mean), ("square", memory.square)] {
                tensors["\(set)/\(name)"] = Tensor(shape: [numbers.count], numbers: numbers)
            }
            metadata["\(set)/steps"] = String(memory.steps)
        }
        return Safetensors(tensors, metadata: metadata)
    }

    /// Goes on from a checkpoint.
    /// - Throws: `LearningError` for one of another learner.
    public func restore(_ checkpoint: Safetensors) throws {
        func numbers(_ name: String) throws -> [Float] {
            guard let tensor = checkpoint.tensors[name], tensor.numbers.count == network.table.count else {
                throw LearningError("the checkpoint's '\(name)' is not of this learner")
            }
            return tensor.numbers
        }
        guard let iteration = checkpoint.metadata["iteration"].flatMap(Int.init) else {
            throw LearningError("the checkpoint does not tell its iteration")
        }
        for (set, learner) in learners.enumerated() {
            guard let steps = checkpoint.metadata["\(set)/steps"].flatMap(Int.init) else {
                throw LearningError("the checkpoint has no parameters for set \(set)")
            }
            learner.parameters.set(try numbers("\(set)/parameters"))
            try learner.adam.restore(Adam.Memory(mean: numbers("\(set)/mean"), square: numbers("\(set)/square"), steps: steps))
        }
        self.iteration = iteration
    }
}
