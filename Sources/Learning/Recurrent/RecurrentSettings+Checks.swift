import Kitchen

extension RecurrentSettings {
    /// Runs at most: every ordered pair of them plays before a stage.
    public static let maxRuns = 16

    /// - Parameters:
    ///   - partners: how many policies play and do not learn.
    ///   - isBesideLibrary: whether the one learner plays with a library of other partners instead.
    /// - Throws: `LearningError` for numbers with which nothing can be learned.
    public func check(for layout: Layout, partners: Int = 0, isBesideLibrary: Bool = false) throws {
        func need(_ holds: Bool, _ sentence: String) throws {
            guard holds else { throw LearningError(sentence) }
        }
        try need(games >= Self.shares && games % Self.shares == 0, "games must be a multiple of \(Self.shares), not \(games)")
        try need(steps > 0 && rollout > 0 && horizon > 0 && epochs > 0, "steps, rollout, horizon and epochs must be above 0")
        try need(units > 0 && hidden >= 0 && head >= 0, "the layers must have at least one unit each")
        try need((1...64).contains(learners), "there are 1 to 64 learners, not \(learners)")
        try need((1...Self.maxRuns).contains(runs), "there are 1 to \(Self.maxRuns) runs, not \(runs)")
        let period = Self.shares * RecurrentSeats.period(learners: learners, partners: partners)
        try need(
            games % period == 0,
            "\(games) games cannot be dealt evenly to \(learners) learners and \(partners) partners; choose a multiple of \(period)")
        let sequences = seats(partners: partners, isBesideLibrary: isBesideLibrary).rows[0].count
        try need(
            minibatches > 0 && sequences % minibatches == 0,
            "the \(sequences * Self.shares) sequences of \(games) games cannot be dealt to \(minibatches) minibatches of \(Self.shares) "
                + "equal parts; choose minibatches that divide \(sequences)")
        try need((0...1).contains(gamma) && (0...1).contains(gaeLambda), "gamma and lambda are from 0 to 1")
        try need(
            clipCoefficient > 0 && valueClip >= 0 && maxGradientNorm >= 0,
            "clips must not be negative, and the ratio's must be above 0")
        try need((0...1).contains(randomStarts), "the probability of things lying about is from 0 to 1")
        try need(learningRate > 0 && rewardScale > 0, "the learning rate and the reward's scale must be above 0")
        try need(
            [warmUp, shapedShare, penaltyShare, focalShare].allSatisfy((0...1).contains), "shares of the run are from 0 to 1")
        try need(focalPoints >= 0 && signalPoints >= 0 && shaped >= 0, "what is earned on the way must not be negative")
        try checkTalk(for: layout)
        if isBesideLibrary { try checkLibrary(for: layout) }
        try checkRuns(for: layout, isAlone: partners == 0 && !isBesideLibrary)
        try need(
            permuted.allSatisfy { (0..<max(1, layout.ingredientKinds)).contains($0) } && Set(permuted).count == permuted.count,
            "ingredients that are exchanged are numbers from 0 to \(layout.ingredientKinds - 1), each once")
        guard layout.family != .overcookedV2 else {
            return try need(
                shown == .lossless && randomStarts == 0,
                "'\(layout.name)' hides things: what a seat sees is shown there, and no features; episodes begin at random by other starts")
        }
        try need(
            permuted.isEmpty && starts == .standard && focalPoints == 0,
            "'\(layout.name)' is a kitchen of \(layout.family.name): ingredients are exchanged, starts are random and recipes are marked "
                + "in OvercookedV2 alone")
    }

    private func checkLibrary(for layout: Layout) throws {
        guard learners == 1, symbols == 0, layout.starts.count == 2, (0...1).contains(selfPlay) else {
            throw LearningError(
                "beside a library of partners one network learns, which does not talk, in a kitchen for two, with a share of self-play from 0 "
                    + "to 1")
        }
    }

    /// - Parameter isAlone: whether nobody plays who does not learn.
    private func checkRuns(for layout: Layout, isAlone: Bool) throws {
        guard runs == 1 || isAlone && learners == 1 && symbols == 0 else {
            throw LearningError(
                "runs are policies in self-play that do not talk; leave out partners and further learners, or give each run a command of its "
                    + "own with a seed of its own")
        }
        guard augmented != 0 else { return }
        guard runs > 1, layout.family == .overcookedV2, layout.starts.count == 2 else {
            throw LearningError(
                "state augmentation begins episodes where several runs came to with each other, in a kitchen of OvercookedV2 for two; choose "
                    + "such a kitchen, and 2 to \(Self.maxRuns) runs")
        }
        guard (1...iterations).contains(augmented) else {
            throw LearningError(
                "\(augmented) stages of state augmentation cannot be cut from \(iterations) iterations; choose 1 to \(iterations) stages, "
                    + "or more steps")
        }
    }

    private func checkTalk(for layout: Layout) throws {
        let fits = trunk == .dense && hidden > 0 && layout.family == .overcookedV2 && layout.starts.count == 2
        guard symbols == 0 || (2...64).contains(symbols) && fits else {
            throw LearningError(
                "there are 2 to 64 symbols, or 0 for none; networks that talk have a dense trunk and a memory, and play kitchens for two of OvercookedV2"
            )
        }
        guard messageCost >= 0 && voiceEntropyCoefficient >= 0 else {
            throw LearningError("what a message costs and the weight of its entropy are not negative")
        }
    }
}
