import Kitchen

/// Which policy has which seat in a share's games: learners first, then partners that do not learn.
///
/// One policy plays with itself, and so does each of several runs. Several learners meet each other, themselves and all partners, each as often and in both seats, and it
/// is the same for the whole run, so that what is remembered stays with who remembers it.
struct RecurrentSeats: Sendable {
    let learners: Int
    let policies: Int
    /// The rows (`game * 2 + seat`) of each policy.
    let rows: [[Int]]

    /// - Parameter games: of a share.
    init(learners: Int, partners: Int, games: Int) {
        self.learners = learners
        policies = learners + partners
        var rows = [[Int]](repeating: [], count: learners + partners)
        for game in 0..<games {
            for seat in 0..<2 { rows[RecurrentSeats.policy(game, seat, learners, learners + partners)].append(2 * game + seat) }
        }
        self.rows = rows
    }

    /// One learner beside a library of partners: it plays both seats of the first games and one seat, in turns, of the others.
    init(selfPlayGames: Int, games: Int) {
        learners = 1
        policies = 1
        var own: [Int] = []
        for game in 0..<games {
            if game < selfPlayGames { own += [2 * game, 2 * game + 1] } else { own.append(2 * game + game % 2) }
        }
        rows = [own]
    }

    /// Independent runs: each plays both seats of its games, which are dealt in turns.
    init(runs: Int, games: Int) {
        learners = runs
        policies = runs
        rows = (0..<runs).map { run in stride(from: run, to: games, by: runs).flatMap { [2 * $0, 2 * $0 + 1] } }
    }

    /// Games of a share must be a multiple of this.
    static func period(learners: Int, partners: Int) -> Int {
        learners + partners == 1 ? 1 : 2 * learners * (learners + partners)
    }

    private static func policy(_ game: Int, _ seat: Int, _ learners: Int, _ policies: Int) -> Int {
        let (own, other) = (game % learners, game / learners % policies)
        let isSwapped = game / (learners * policies) % 2 == 1
        return (seat == 0) != isSwapped ? own : other
    }
}
