import Agents
import ArgumentParser
import Basics
import EpisodeStore
import Episodes
import Planning

/// `brigade review`: the costliest moments of an episode.
struct ReviewCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "review",
        abstract: "Show in which moments of an episode a player's choices cost most, and what would have been better.",
        discussion: """
            The episode is played again. Every ten ticks what the player did is compared with what a planner would have done in \
            the same place, while the others do what they did: the difference in value is what it cost, in points. Neighbouring \
            stretches are one moment; the three costliest are shown.

            Examples:
              brigade review 17
              brigade review 17 --seat 2 --json
            """)

    @OptionGroup var file: StoreOptions
    @Option(.from(1, to: 16), help: "The seat, counted from 1. Default: those of people, else all.")
    var seat: Int?
    @Flag(help: "Print a JSON object.")
    var json = false
    @Argument(.id, help: "The episode's number.")
    var episode: Int64

    private struct Review: Encodable {
        let episode: Int64
        let seats: [Seat]
    }

    private struct Seat: Encodable {
        /// Counted from one, as in all that people read.
        let seat: Int
        let player: String
        let moments: [CostlyMoment]
    }

    /// What the store calls a person without a name.
    private static let person = "human"

    func run() throws {
        let stored = try file.open().episode(EpisodeID(episode))
        let players = stored.players
        if let seat, seat > players.count { throw ValidationError("--seat is \(seat); episode \(episode) has \(players.count) seats") }
        guard stored.episode.ticks > 0 else { throw ValidationError("episode \(episode) has no ticks to look back on") }
        let people = players.indices.filter { players[$0] == ReviewCommand.person }
        let chosen = seat.map { [$0 - 1] } ?? (people.isEmpty ? Array(players.indices) : people)
        let coach = AgentOptions.coach
        let seats = try chosen.map { seat in
            Seat(seat: seat + 1, player: players[seat], moments: try coach.review(stored.episode, seat: seat, shouldStop: { false }))
        }
        if json { return print(try JSONText.pretty(Review(episode: episode, seats: seats))) }
        printLines(EpisodeDescription(stored, terminal: .standardOutput).heading + seats.flatMap(lines))
    }

    private func lines(_ seat: Seat) -> [String] {
        let heading = ["", "Seat \(seat.seat), \(seat.player):".cleaned]
        guard !seat.moments.isEmpty else { return heading + ["  nothing cost much"] }
        return heading
            + seat.moments.enumerated().flatMap { place, moment in
                [
                    "  \(place + 1). ticks \(moment.from) to \(moment.to), about \(Int(moment.points.rounded())) points: \(moment.did)",
                    "     better: \(moment.better)",
                    "     brigade watch \(episode) --from \(moment.from)",
                ]
            }
    }
}
