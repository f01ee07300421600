import Agents
import Basics
import Kitchen

/// Plays on in thought, with the engine: each way of playing beside models of the partner that are likely now.
///
/// It is policy switching (Chang, Givan and Chong, "Parallel rollout for online solution of partially observable Markov decision
/// processes", 2004): where the models are right, choosing again and again the way that goes on best is no worse than the best of them.
struct Rehearsal {
    let seat: Int
    /// What a soup pays.
    let soup: Double
    /// The cells of all pots.
    let pots: Set<Cell>
    /// Ticks that are played on.
    let ticks: Int
    /// Games of each way; all ways meet the same partners.
    let games: Int

    /// What unfinished work counts at the end, as a share of a soup: an ingredient in a pot, a soup that cooks or is ready, a soup on
    /// its way.
    private enum Unfinished {
        static let ingredient = 0.1
        static let started = 0.5
        static let carried = 0.75
    }

    /// Points a tick of a way.
    /// - Parameters:
    ///   - way: makes a copy of it that acts in `game` next, and draws by a seed.
    ///   - recognition: of the partner, before it has looked at `game`.
    ///   - key: of the random numbers.
    /// - Returns: nil where no likely model can be played on with.
    func rate(
        of way: (_ seed: UInt64) -> (any Agent)?, in game: KitchenGame, beside recognition: Recognition, key: UInt64
    ) -> Double? {
        var sum = 0.0
        for number in 0..<games {
            var random = RandomStream(key, UInt64(game.timestep), UInt64(number), StreamKey.rehearsal)
            guard let model = drawn(recognition, &random), let partner = model.forked(seed: random.next()), let own = way(random.next())
            else {
                return nil
            }
            sum += play(own, partner, noise: model.noise, game, &random)
        }
        return sum / Double(games * max(1, min(ticks, game.horizon - game.timestep)))
    }

    /// How likely the partner takes or puts something next at each station, by index in `MotionPlanner.stations`; sums to at most one.
    /// - Parameter other: makes a copy of who has the own seat meanwhile; who stays, where it makes none.
    func stations(
        in game: KitchenGame, beside recognition: Recognition, key: UInt64, _ other: (_ seed: UInt64) -> (any Agent)?
    ) -> [Int: Double] {
        var shares: [Int: Double] = [:]
        for number in 0..<Foresight.games {
            var random = RandomStream(key, UInt64(game.timestep), UInt64(number), StreamKey.foresight)
            guard let model = drawn(recognition, &random), var partner = model.forked(seed: random.next()) else { continue }
            var own = other(random.next())
            var thought = game
            for _ in 0..<Foresight.ticks where !thought.isOver {
                let before = thought.player(1 - seat)
                var joint = [own?.act(thought).action ?? .stay, Action.stay]
                joint.swapAt(0, seat)
                joint[1 - seat] = partner.act(thought).action
                guard (try? thought.advance(joint)) != nil else { break }
                guard thought.player(1 - seat).held != before.held else { continue }
                let faced = before.cell.neighbour(before.orientation)
                if let station = game.kitchen.motion.station(at: faced) { shares[station, default: 0] += 1 / Double(Foresight.games) }
                break
            }
        }
        return shares
    }

    /// How far it looks ahead for where the partner goes.
    private enum Foresight {
        static let games = 4
        static let ticks = 20
    }

    /// A model of the partner, drawn by how likely it is; none of those that cannot be played on with.
    private func drawn(_ recognition: Recognition, _ random: inout RandomStream) -> PartnerModel? {
        let weights = recognition.posterior.models
        var rest = random.uniform() * weights.reduce(0, +)
        for (index, weight) in weights.enumerated() {
            rest -= weight
            if rest < 0 { return recognition.models[index] }
        }
        return recognition.models.last
    }

    /// Points of one game, with what unfinished work is worth more at its end.
    private func play(
        _ own: any Agent, _ partner: any Agent, noise: Double, _ game: KitchenGame, _ random: inout RandomStream
    ) -> Double {
        var (own, partner, thought) = (own, partner, game)
        var points = -unfinished(game)
        for _ in 0..<ticks where !thought.isOver {
            var joint = [Action.stay, .stay]
            joint[seat] = own.act(thought).action
            let other = partner.act(thought).action
            joint[1 - seat] = random.chance(noise) ? Action.allCases[random.below(Action.allCases.count)] : other
            guard (try? thought.advance(joint)) != nil else { break }
            points += (0..<2).reduce(0) { $0 + thought.kitchen.sparseReward(thought.outcome(of: $1)) }
        }
        return thought.isOver ? points : points + unfinished(thought)
    }

    private func unfinished(_ game: KitchenGame) -> Double {
        let state = game.state
        var soups = 0.0
        for object in state.objects {
            guard let recipe = object.item.recipe else { continue }
            soups +=
                !pots.contains(object.cell)
                ? Unfinished.carried : object.item.isStarted ? Unfinished.started : Double(recipe.size) * Unfinished.ingredient
        }
        for player in state.players where player.held.isSoup { soups += Unfinished.carried }
        return soups * soup
    }
}
