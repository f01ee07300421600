import Agents
import ArgumentParser
import EpisodeStore
import Kitchen
import KitchenMaps
import Tournaments

/// Which kitchen and which agent a person practises with next, by the games in a store.
struct PracticeChoice {
    /// Kitchens for two; earlier ones are suggested first where nothing else decides.
    let kitchens: [Kitchen]
    let partners: [AgentFile]
    let horizon: Int

    /// The kitchens for two of a library, the classic ones first; those that cannot be played under the dynamics asked for, and
    /// those that hide something from their cooks, are left out.
    /// - Parameter name: the only one meant; nil for all.
    static func kitchens(_ library: MapLibrary, only name: String?, _ kitchen: (Layout) throws -> Kitchen) throws -> [Kitchen] {
        if let name {
            let chosen = try kitchen(library.layout(name))
            guard chosen.players == 2 else {
                throw ValidationError("\(name) has \(chosen.players) seats; --practice is for kitchens for two")
            }
            guard !chosen.isPartiallyObserved else {
                throw ValidationError("\(name) hides a part of it from its cooks; --practice is for kitchens in which everybody sees all")
            }
            return [chosen]
        }
        let classic = MapLibrary.classicNames
        let names = try library.names()
        let ordered = classic.filter(names.contains) + names.filter { !classic.contains($0) }
        return try ordered.map(library.layout).filter { $0.starts.count == 2 }.compactMap { try? kitchen($0) }
            .filter { !$0.isPartiallyObserved }
    }

    /// Kinds of cooks that heed nobody: a score with them says little, and nothing is learned of working together.
    private static let idle: Set = ["stay", "random"]

    /// The next game of a person, and a sentence that says why.
    /// - Parameter person: by name or code; nil for the person without a name.
    /// - Throws: `StoreError`; `ValidationError` where there is nothing to choose from.
    func game(_ store: EpisodeStore, person: String?) throws -> (kitchen: Kitchen, partner: AgentFile, sentence: String) {
        // Where nothing else decides, the cook that most start with is first.
        let partners = partners.filter { !PracticeChoice.idle.contains($0.kindName) }
            .sorted { ($0.name == "greedy" ? 0 : 1, $0.name) < ($1.name == "greedy" ? 0 : 1, $1.name) }
        var games: [PracticeOption: (Kitchen, AgentFile)] = [:]
        var options: [PracticeOption] = []
        for kitchen in kitchens {
            for partner in partners where partner.isMade(for: kitchen.layout.name) {
                let option = PracticeOption(
                    map: kitchen.layout.name, dynamics: kitchen.dynamics.rawValue, horizon: horizon, partner: partner.name)
                options.append(option)
                games[option] = (kitchen, partner)
            }
        }
        let practice = Practice(try store.games(), person: person)
        guard let suggestion = practice.suggestion(among: options), let (kitchen, partner) = games[suggestion.option] else {
            throw ValidationError(
                "there is no kitchen for two with an agent to practise with; --maps-folder and --agents-folder name others")
        }
        return (kitchen, partner, suggestion.sentence)
    }
}
