import Agents
import Kitchen

/// A study with everything that it names, looked up before anyone sits down.
public struct StudyMaterials: Sendable {
    public let study: Study
    let kitchens: [String: Kitchen]
    let partners: [String: AgentFile]

    /// Everything that a study names and that is not there or does not fit.
    public struct Missing: Error, CustomStringConvertible {
        public let problems: [String]
        public var description: String { problems.joined(separator: "\n") }
    }

    /// - Parameters:
    ///   - kitchen: finds a kitchen by the name in the file.
    ///   - partner: finds an agent.
    /// - Throws: `Missing`, with what these throw for unknown names.
    public init(_ study: Study, kitchen: (String) throws -> Kitchen, partner: (String) throws -> AgentFile) throws {
        self.study = study
        var problems: [String] = []
        func found<T>(_ names: [String], _ find: (String) throws -> T) -> [String: T] {
            var things: [String: T] = [:]
            for name in names where things[name] == nil {
                do { things[name] = try find(name) } catch { problems.append("\(error)") }
            }
            return things
        }
        kitchens = found(study.kitchens + study.tutorials.map(\.kitchen), kitchen)
        partners = found(study.partners + study.tutorials.map(\.partner), partner)
        for (name, kitchen) in kitchens.sorted(by: { $0.key < $1.key }) {
            let seats = kitchen.players
            if study.people > seats { problems.append("the kitchen '\(name)' has one seat, but two people play") }
            if study.people == 2, study.partners.isEmpty, seats > 2, study.kitchens.contains(name) {
                problems.append("the kitchen '\(name)' has \(seats) seats; name partners for those that people leave")
            }
            if study.seat != .first && seats < 2 { problems.append("the kitchen '\(name)' has no second seat") }
        }
        guard problems.isEmpty else { throw Missing(problems: problems) }
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
