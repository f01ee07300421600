import EpisodeStore

/// Where a study stands: who is where, who left or refused, which rows of the design come next, and how often each cell was played.
public struct StudyStatus: Sendable, Hashable, Encodable {
    public struct Participant: Sendable, Hashable, Encodable {
        public let participant: String
        public let row: Int
        public let version: Int?
        /// `finished`, `refused`, `left`, `playing`, or empty where an older program kept no sessions.
        public let state: String
        /// The first step that is not finished.
        public let next: String?
        public let games: Int
        public let plannedGames: Int
    }

    /// A kitchen with a partner.
    public struct Cell: Sendable, Hashable, Encodable {
        public let kitchen: String
        public let partner: String
        public let games: Int
        public let participants: Int
    }

    public let study: String
    public let versions: Int
    public let participants: [Participant]
    public let refused: Int
    public let left: Int
    public let withdrawn: Int
    /// The rows that the next participants get.
    public let nextRows: [Int]
    /// After so many rows everything that the design promises has come out even.
    public let cycle: Int
    public let cells: [Cell]

    /// - Throws: `StoreError`.
    public init(_ study: Study, store: EpisodeStore) throws {
        let results = try StudyResults(study, store: store, withEvents: false)
        self.study = study.title
        versions = results.versions.count
        withdrawn = results.withdrawals
        nextRows = EpisodeStore.freeRows(results.participants, version: results.versions.last?.version, count: 5)
        cycle = StudyOrder.cycle(study)
        let games = results.steps.filter { $0.position > 0 && $0.episode != nil && $0.level != StudyStep.attempt }
        participants = results.participants.map { who in
            Participant(
                participant: who.participant, row: who.row, version: who.version, state: results.state(of: who),
                next: results.nextItem(of: who), games: games.count { $0.participant == who.participant },
                plannedGames: StudyOrder.games(results.study(of: who), participant: who.row).count)
        }
        refused = participants.count { $0.state == "refused" }
        left = participants.count { $0.state == "left" }
        let partners = study.partners.isEmpty ? ["another person"] : study.partners
        cells = study.kitchens.flatMap { kitchen in
            partners.map { partner in
                let here = games.filter { $0.kitchen == kitchen && (study.partners.isEmpty || $0.partner == partner) }
                return Cell(kitchen: kitchen, partner: partner, games: here.count, participants: Set(here.map(\.participant)).count)
            }
        }
    }
}

/// What a participant would see, page by page, as text.
public enum StudyPreview {
    /// - Parameter row: of the design, from zero.
    public static func pages(_ study: Study, row: Int) -> [String] {
        StudyItem.all(study, participant: row).map { item in
            let who = item.person.flatMap { study.people > 1 ? " (person \($0 + 1))" : nil } ?? ""
            return "\(item.name)\(who)\n" + text(item.kind, study)
        }
    }

    private static func text(_ kind: StudyItem.Kind, _ study: Study) -> String {
        switch kind {
        case .consent: return indented(study.consent)
        case .page(let heading, let text, let seconds):
            return indented("\(heading): \(text)" + (seconds > 0 ? " (at least \(seconds) s)" : ""))
        case .tutorial(let tutorial):
            let until = tutorial.soups > 0 ? ", until \(tutorial.soups) delivered, at most \(tutorial.attempts) times" : ""
            return indented("\(tutorial.kitchen) with \(tutorial.partner), \(tutorial.horizon) ticks\(until)\n\n\(tutorial.text)")
        case .game(let game):
            let partner = game.partner.isEmpty ? "the other person" : "\(game.partner), called \(game.blindName)"
            let probes = study.probes.flatMap(\.ticks).sorted().map(String.init)
            let asked = probes.isEmpty ? "" : "; questions at tick " + probes.joined(separator: ", ")
            return indented(
                "\(game.kitchen) with \(partner), \(study.horizon) ticks, block \(game.block), seat \(game.seat + 1)"
                    + (study.coach == nil ? "" : ", coach: \(game.coach?.rawValue ?? "none")") + asked)
        case .questions(_, let questions): return questions.flatMap(lines).map { "    " + $0 }.joined(separator: "\n")
        }
    }

    /// A question with what its columns can hold.
    private static func lines(_ question: StudyQuestion) -> [String] {
        guard case .matrix(let items, _) = question.kind else { return ["\(question.id): \(question.text) [\(question.values)]"] }
        return ["\(question.text) [\(question.values)]"] + items.map { "  \(question.id)_\($0.id): \($0.text)" }
    }

    private static func indented(_ text: String) -> String {
        Paragraphs.reflowed(text).split(separator: "\n").map { "    " + $0 }.joined(separator: "\n")
    }
}
