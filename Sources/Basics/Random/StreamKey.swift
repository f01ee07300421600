/// What a random stream is for: the last words of its keys, each once, so that no two purposes share numbers.
///
/// The values decide what every run of the past drew; they never change, and a new purpose gets a new one.
public enum StreamKey {
    // MARK: Kitchen

    /// Random actions of a batch.
    public static let batchActions: UInt64 = 0xAC71
    /// Random starts of a batch's episodes.
    public static let randomStarts: UInt64 = 0x57A7
    /// Which recipe is wanted, at the start and after right dishes.
    public static let wantedRecipes: UInt64 = 0x4EC1
    /// Which ingredient a player is shown as which.
    public static let ingredientPermutations: UInt64 = 0x9E12

    // MARK: Agents and episodes

    /// What an agent draws in an episode.
    public static let agentEpisode: UInt64 = 0xA6E27
    /// A deterministic greedy cook's ties.
    public static let greedyTies: UInt64 = 0x6EED
    /// Seeds of a tournament's episodes; of partners of a population.
    public static let episodeSeeds: UInt64 = 0x5EED
    /// The order of a tournament's units, from which shards are dealt.
    public static let shards: UInt64 = 0x54A2D
    /// Resamples of a mean's interval.
    public static let bootstrap: UInt64 = 0xC055
    /// The seed of the next game of a person.
    public static let nextGame: UInt64 = 0xA6A17
    /// The order of a study's questions and of their options.
    public static let studyQuestions: UInt64 = 0x57D1

    // MARK: Learning

    /// Initial weights of a network.
    public static let initialWeights: UInt64 = 0x1417
    /// Actions of a learner in an episode.
    public static let rollout: UInt64 = 0x5A3F
    /// Which games of an iteration begin at random.
    public static let randomStartGames: UInt64 = 0x57A2
    /// The order of samples in an epoch.
    public static let minibatches: UInt64 = 0x50F1
    /// Actions of a learner's partners.
    public static let partnerActions: UInt64 = 0x9A27
    /// Which partner a game gets.
    public static let partners: UInt64 = 0x9A28
    /// Episodes that runs play with each other before a stage of state augmentation, and the starts of those of the stage.
    public static let augmentation: UInt64 = 0xA063
    /// Behaviour cloning: initial weights.
    public static let cloningWeights: UInt64 = 0xBC
    /// Behaviour cloning: the order of samples.
    public static let cloningEpoch: UInt64 = 0xBC0

    // MARK: Populations

    /// Seeds of biased agents.
    public static let biasedLearner: UInt64 = 0xB1A5
    /// Best responses to partners that agents are judged with.
    public static let evaluationResponse: UInt64 = 0xB1A6
    /// A biased agent's utility.
    public static let utility: UInt64 = 0x7A57E
    /// Seeds of partners that join a library, and what they inherit.
    public static let libraryChild: UInt64 = 0x11B4A
    /// Seeds of a meta-learner's rounds.
    public static let metaRound: UInt64 = 0x4E3C
    /// Seeds of members of population-based training.
    public static let member: UInt64 = 0x9B70
    /// What a member copies, and its new settings.
    public static let exploitation: UInt64 = 0x9B7
    /// A generation of evolution.
    public static let generation: UInt64 = 0xE701
    /// Seeds of fitness episodes.
    public static let fitness: UInt64 = 0xF17E
    /// Actions in a fitness episode.
    public static let fitnessActions: UInt64 = 0xF17

    // MARK: Planning

    /// Which examples are kept of a kitchen.
    public static let experienceSample: UInt64 = 0xE4A
    /// Databases of a population of experience.
    public static let experienceDatabases: UInt64 = 0xDB
    /// Which of the skills on offer is chosen at random.
    public static let menu: UInt64 = 0x3E4B
    /// What a simulated learner draws.
    public static let learner: UInt64 = 0x1EA2E
    /// Seeds of the games of a simulated learner.
    public static let learnerGames: UInt64 = 0x1EA2F
    /// What happens when an adaptive agent plays on in thought.
    public static let rehearsal: UInt64 = 0x2E4EA
    /// What happens when an adaptive agent looks ahead for where its partner goes.
    public static let foresight: UInt64 = 0x2E4EB
    /// Seeds of the episodes in which agents are measured beside partners.
    public static let responseEpisodes: UInt64 = 0xBE57

    // MARK: Referential games

    /// A round of colours.
    public static let colourRound: UInt64 = 0xC0107
    /// A simulated speaker of colours.
    public static let colourPersona: UInt64 = 0xC0109
    /// Where a recorded target lies.
    public static let colourCorpus: UInt64 = 0xC02805
    /// A round of scenes.
    public static let sceneRound: UInt64 = 0x5CE2E
    /// A simulated speaker of scenes.
    public static let scenePersona: UInt64 = 0x9E850
    /// A round of relations.
    public static let relationRound: UInt64 = 0x2E1A7
    /// A simulated speaker of relations.
    public static let relationPersona: UInt64 = 0x2E1A9
    /// A round of translation.
    public static let translationRound: UInt64 = 0x0107
    /// How speakers of a small language choose words.
    public static let smallLanguage: UInt64 = 0x3217E
    /// A simulated translator.
    public static let translator: UInt64 = 0x72A05
    /// A round of attributes.
    public static let attributeRound: UInt64 = 0xA771B
    /// A simulated speaker of codes.
    public static let codePersona: UInt64 = 0xC0DE

    // MARK: Communication

    /// What a speaker says in a round.
    public static let speech: UInt64 = 0x5A1D
    /// Which people are left out in which part.
    public static let folds: UInt64 = 0xF01D
    /// Initial weights of a pair that learns from nothing.
    public static let emergentWeights: UInt64 = 0x1E315
    /// Initial weights of a listener that learns from people.
    public static let listenerStart: UInt64 = 0x115
    /// Dropout of a training step.
    public static let dropout: UInt64 = 0xD80
    /// Initial weights of a speaker that learns from people.
    public static let speakerStart: UInt64 = 0x5EA
    /// Supervised training: the order of rounds.
    public static let supervisedOrder: UInt64 = 0x0D7
    /// How people's rounds are dealt.
    public static let talkWorld: UInt64 = 0x3047D
    /// Simulated speakers of an experiment.
    public static let simulatedSpeakers: UInt64 = 0x3A1D
    /// What is said in the rounds that agents are judged on.
    public static let testRounds: UInt64 = 0x7E57
    /// Initial weights of a population's speaker.
    public static let speakerWeights: UInt64 = 0xB51
    /// Initial weights of a population's listener.
    public static let listenerWeights: UInt64 = 0xB52
    /// A training step.
    public static let trainingStep: UInt64 = 0x1E55
    /// The earlier agent that a population keeps away from.
    public static let diversity: UInt64 = 0xD1FF
    /// Rounds that a partner of a lineage learned from.
    public static let lineageRounds: UInt64 = 0xB007
    /// Which people each lineage learns from.
    public static let lineagePeople: UInt64 = 0xDEA1
    /// Who learns in a block of steps.
    public static let blockRoles: UInt64 = 0xF42
    /// The order of games and supervision.
    public static let mixedOrder: UInt64 = 0x4A2D
    /// Which people of a corpus are kept for judging.
    public static let keptPeople: UInt64 = 0xC0FFEE
    /// Initial weights of a listener that adapts to partners, and the order in which it learns.
    public static let partnerNetwork: UInt64 = 0xC0DA7
    /// Which words a speaker takes for a shape.
    public static let partnerWords: UInt64 = 0xC0DA8
    /// The order of targets in a session of repeated reference.
    public static let repeatedTargets: UInt64 = 0xC0DA9
    /// The figures on a table.
    public static let tangramShape: UInt64 = 0xC0DAA
    /// A simulated speaker of figures.
    public static let figurePersona: UInt64 = 0xC0DAB
    /// What somebody calls a figure.
    public static let figureNickname: UInt64 = 0xC0DAC
    /// Where figures lie in a round.
    public static let figurePlaces: UInt64 = 0xC0DAD
    /// Who learns from which sessions of people, and what a simulated speaker says in a session that a listener learns from.
    public static let sessionMethod: UInt64 = 0xC0DAE
}
