import Agents
import Kitchen
import SourceFiles

/// A study with everything that it names, looked up before anyone sits down.
public struct StudyMaterials: Sendable {
    public let study: Study
    let kitchens: [String: Kitchen]
    let partners: [String: AgentFile]

    /// - Parameters:
    ///   - kitchen: finds a kitchen by the name in the file.
    ///   - partner: finds an agent that plays kitchens.
    /// - Throws: `SourceDiagnostics`, with everything that the study names and that is not there or does not fit.
    public init(_ file: StudyFile, kitchen: (String) throws -> Kitchen, partner: (String) throws -> AgentFile) throws {
        study = file.study
        var search = StudySearch(file)
        kitchens = search.find(study.kitchens + study.tutorials.map(\.kitchen), "kitchen", file.places.kitchens, kitchen)
        partners = search.find(study.partners + study.tutorials.map(\.partner), "partner", file.places.partners, partner)
        search.checkSeats(of: kitchens)
        guard search.problems.isEmpty else { throw SourceDiagnostics(problems: search.problems) }
    }

    /// What has to be said about partners that play in kitchens that they were not made for.
    public var misfits: [String] {
        var meetings = study.partners.map { ($0, study.kitchens) }
        for tutorial in study.tutorials where !study.partners.contains(tutorial.partner) || !study.kitchens.contains(tutorial.kitchen) {
            meetings.append((tutorial.partner, [tutorial.kitchen]))
        }
        return meetings.compactMap { partner, names in
            partners[partner]?.misfit(names.compactMap { kitchens[$0]?.layout.name })
        }
    }

    /// The game of a step, as it is played.
    /// - Parameter codes: of the people at the keyboard.
    /// - Returns: nil where the study names what is not there, which cannot be.
    func plan(_ game: StudyOrder.Game, horizon: Int, seed: UInt64, codes: [String]) -> GamePlan? {
        guard let kitchen = kitchens[game.kitchen] else { return nil }
        let people = study.people == 2 ? [0, 1] : [min(game.seat, kitchen.players - 1)]
        let players = (0..<kitchen.players).map { people.contains($0) ? nil : partners[game.partner] }
        guard players.count(where: { $0 == nil }) == people.count else { return nil }
        var plan = GamePlan(
            kitchen: kitchen, players: players, horizon: horizon, tickMilliseconds: study.tickMilliseconds, seed: seed)
        for seat in players.indices where !people.contains(seat) { plan.aliases[seat] = game.blindName }
        for (person, seat) in people.enumerated() where codes.indices.contains(person) { plan.personNames[seat] = codes[person] }
        plan.commands = study.showsExplanations ? [.explanation, .pause, .leave] : [.pause, .leave]
        plan.personName = codes.first
        plan.hidden = study.hidden
        plan.coaching = .fixed(game.coach)
        return plan
    }
}
