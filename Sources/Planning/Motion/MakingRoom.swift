import Kitchen

/// Notices that a partner stands before a counter with something in its hands that it cannot lay down, since something lies there, and
/// makes room.
///
/// Who learned to cook with its own kind alone knows one counter to lay a thing on. What is planned with it, that it lays the thing on
/// another, never happens: it waits.
struct MakingRoom {
    /// The partner's pose, and for how many ticks it has been waiting in it.
    private var pose: Pose?
    private var waited = 0

    /// Ticks after which a partner is taken to wait for room.
    private static let patience = 6
    /// Steps that it takes not to lay something where its partner comes, too.
    private static let detour = 6

    /// Takes in a tick.
    mutating func observe(_ state: borrowing StateView, partner: Int, _ knowledge: KitchenKnowledge) {
        let now = state.pose(of: partner)
        waited = now == pose && MakingRoom.taken(state, partner, knowledge) != nil ? waited + 1 : 0
        pose = now
    }

    /// Where it goes to make room: to the counter, to take away what lies there, or with its own hands full to where it can empty them.
    /// - Returns: nil where nobody waits for room, and where it cannot make any.
    func goal(_ state: borrowing StateView, _ seat: Int, _ knowledge: KitchenKnowledge) -> Goal? {
        guard waited >= MakingRoom.patience, let counter = MakingRoom.taken(state, 1 - seat, knowledge) else { return nil }
        guard knowledge.distance(state.pose(of: seat), counter) < Int(MotionPlanner.unreachable) else { return nil }
        guard !state.held(by: seat).isNone else { return .at(counter) }
        let partner = knowledge.zone(of: state.pose(of: 1 - seat))
        let place = knowledge.nearestReady(state, by: seat) { station in
            guard station != counter else { return nil }
            // What is laid where the partner comes, too, is soon in its way again.
            return knowledge.terrain(station) == .counter && knowledge.reaches(partner, station) ? MakingRoom.detour : 0
        }
        return place.map { .at($0) }
    }

    /// The counter before which a player stands with something in its hands, where something else lies on it.
    private static func taken(_ state: borrowing StateView, _ player: Int, _ knowledge: KitchenKnowledge) -> Station? {
        guard !state.held(by: player).isNone, let station = knowledge.faced[state.pose(of: player).index] else { return nil }
        return knowledge.terrain(station) == .counter && !knowledge.item(state, at: station).isNone ? station : nil
    }
}
