import Episodes
import Kitchen

/// One thing that a person is asked to do: words, where, and when it is done. What else a lesson can ask for, such as to say
/// something or to look somewhere, is another `Condition`.
struct LessonStep: Sendable, Hashable {
    /// When a step is done.
    enum Condition: Sendable, Hashable {
        /// The person stands on a cell.
        case stands(Cell)
        /// The person faces a cell.
        case faces(Cell)
        /// What makes sense next has changed: the guide then says another step.
        case advised
        /// The team has delivered so many soups.
        case delivered(Int)
        /// A partner has taken so many things that the person had put down.
        case handedOver(Int)
        /// The team has delivered so many soups, and the person has brought so many things to pots and to the bell.
        case cookedAlong(soups: Int, own: Int)

        /// Whether it is so at `moment`; what is advised is not done by itself.
        func isMet(_ moment: LessonMoment) -> Bool {
            let cook = moment.game.player(moment.seat)
            switch self {
            case .stands(let cell): return cook.cell == cell
            case .faces(let cell): return cook.cell.neighbour(cook.orientation) == cell
            case .advised: return false
            case .delivered(let soups): return moment.soups >= soups
            case .handedOver(let things): return moment.figures.handOvers >= things
            case .cookedAlong(let soups, let own):
                let figures = moment.figures
                return moment.soups >= soups
                    && figures.onionsPotted + figures.tomatoesPotted + figures.soupsPlated + figures.deliveries >= own
            }
        }
    }

    /// What to do, e.g. `Take an onion.`
    var text: String
    /// Where; nil for anywhere.
    var target: Cell?
    /// Whether there is nothing to press, only to wait.
    var waits = false
    var until: Condition
}

/// What a lesson looks at: the game and what was counted of the person.
struct LessonMoment {
    let game: KitchenGame
    /// The person's.
    let seat: Int
    /// Of the person.
    let figures: SeatFigures
    /// Delivered by the team.
    let soups: Int
    /// Whether another cook has done something of late.
    var hasActivePartner = true
}
