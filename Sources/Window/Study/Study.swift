import Agents
import Kitchen

/// A study as its file describes it: who plays what with which partner, in which design, and what they are asked.
public struct Study: Sendable, Hashable {
    /// A game to learn by, before those that count.
    public struct Tutorial: Sendable, Hashable {
        public var kitchen: String
        public var partner: String
        public var horizon: Int
        /// Shown before it.
        public var text: String
        /// It ends once the team has delivered so many soups, and is played again where it has not; 0 is played once.
        public var soups = 0
        /// Most times that it is played.
        public var attempts = 1
    }

    /// Questions in the middle of a game, which is paused meanwhile.
    public struct Probe: Sendable, Hashable {
        /// The ticks after which they are asked.
        public var ticks: [Int]
        public var questions: [StudyQuestion]
    }

    /// A pause between games.
    public struct Break: Sendable, Hashable {
        /// After every so many blocks.
        public var blocks: Int
        public var text: String
        /// Seconds that have to pass before it can be ended.
        public var seconds: Int
    }

    /// Hints of a coach, as a factor between participants.
    public struct Coach: Sendable, Hashable {
        /// What each arm has: how much hints give away, or nil for none. Participants go through the arms by turns.
        public var arms: [HintLevel?]
        /// Whether the last block is played without hints in every arm, to see what is left of them.
        public var hasTransfer = false
    }

    /// The seat on which the first person plays.
    public enum Seat: String, Sendable, Hashable, CaseIterable {
        case first, second
        /// The first in one game, the second in the next; participants begin by turns.
        case alternate
    }

    /// Parts of the screen that a study may leave out.
    public enum PanelPart: String, Sendable, Hashable, CaseIterable {
        case kitchen, score, time, orders, cooks, deliveries
    }

    /// The name under which everything is kept.
    public var title: String
    /// What participants agree to.
    public var consent: String
    public var closing: String
    /// What participants are told at the end of what the study is about; empty for no page.
    public var debriefing = ""
    /// Key of orders, of blind names, and of what is shuffled.
    public var seed: UInt64
    public var tickMilliseconds: Int
    public var horizon: Int
    public var dynamics: Dynamics?
    public var tutorials: [Tutorial]
    /// Asked after the tutorials, again until all answers are right.
    public var comprehension: [StudyQuestion] = []
    public var kitchens: [String]
    public var partners: [String]
    public var design = StudyDesign()
    /// People who play together at one keyboard: 1, or 2 of whom each has a code.
    public var people = 1
    public var seat = Seat.first
    /// What partners are called, in random order for each participant.
    public var blindNames: [String]
    /// Whether Tab shows the partner's explanations.
    public var showsExplanations: Bool
    /// Nil where nobody is coached.
    public var coach: Coach?
    /// What the panel next to the kitchen does not show.
    public var hidden: Set<PanelPart> = []
    public var probes: [Probe] = []
    /// Asked after each game that counts.
    public var questions: [StudyQuestion]
    /// Asked after every second game of a block, about it and the one before.
    public var pairQuestions: [StudyQuestion] = []
    /// Asked after each block.
    public var blockQuestions: [StudyQuestion] = []
    /// Asked once, at the end.
    public var closingQuestions: [StudyQuestion]
    /// Whether questions of a page stand in an order of each participant's own.
    public var shufflesQuestions = false
    public var rest: Break?

    /// Every question that is asked, in the order of the file, with the level at which it is asked.
    package var allQuestions: [(level: StudyLevel, question: StudyQuestion)] {
        let probes = probes.flatMap(\.questions)
        let levels: [(StudyLevel, [StudyQuestion])] = [
            (.comprehension, comprehension), (.probe, probes), (.game, questions), (.pair, pairQuestions), (.block, blockQuestions),
            (.closing, closingQuestions),
        ]
        return levels.flatMap { level, questions in questions.map { (level, $0) } }
    }
}

/// What a question is about.
public enum StudyLevel: String, Sendable, Hashable, CaseIterable {
    case comprehension, probe, game, pair, block, closing
}

/// Who plays with whom how often: the partners that a participant meets, and how games form blocks.
public struct StudyDesign: Sendable, Hashable {
    /// What a block of games has in common.
    public enum Block: String, Sendable, Hashable, CaseIterable {
        case kitchen, partner
    }

    /// How many of the partners each participant meets; nil for all of them (a within-subjects design), 1 for a
    /// between-subjects one.
    public var subset: Int?
    public var block = Block.kitchen
    /// How often a participant plays each kitchen with each partner, one game after the other.
    public var games = 1
}
