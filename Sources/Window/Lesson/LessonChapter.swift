import Kitchen

/// A part of a lesson: a kitchen, who is in it, and what is to be reached there.
struct LessonChapter: Sendable, Hashable {
    let title: String
    /// What it is about, in a sentence or two.
    let text: String
    /// Name of the map.
    let kitchen: String
    /// The person's seat.
    let seat: Int
    /// Name of the agent in the other seats.
    let partner: String
    /// Whether walking and turning come first.
    let beginsWithWalking: Bool
    let goal: LessonStep.Condition

    /// The lesson for new players: a soup alone, passing things on, a partner.
    static let standard = [
        LessonChapter(
            title: "Your first soup",
            text: "Orders are soups. Fill a pot with what an order shows, take the soup with a dish, and bring it to the bell.",
            kitchen: "cramped_room_single", seat: 0, partner: "stay", beginsWithWalking: true, goal: .delivered(1)),
        LessonChapter(
            title: "Passing things on",
            text: "You have onions and dishes, your partner has the pots. What you put on the counter between you, the partner takes.",
            kitchen: "forced_coordination", seat: 1, partner: "greedy", beginsWithWalking: false, goal: .handedOver(3)),
        LessonChapter(
            title: "Together",
            text: "Both of you can do everything here. Watch what your partner does, and do what is missing.",
            kitchen: "cramped_room", seat: 0, partner: "greedy", beginsWithWalking: false, goal: .cookedAlong(soups: 2, own: 3)),
    ]

    /// A lesson in one kitchen, to the first soup.
    static func alone(in kitchen: Kitchen, seat: Int, partner: String) -> LessonChapter {
        LessonChapter(
            title: "A soup in \(KitchenNames.title(kitchen.layout.name))",
            text: "Fill a pot with what an order shows, take the soup with a dish, bring it to the bell.",
            kitchen: kitchen.layout.name, seat: seat, partner: partner, beginsWithWalking: true, goal: .delivered(1))
    }

    /// Walking and turning, where the chapter begins with them: to a floor cell some steps away, and to what is next to be taken.
    func openingSteps(_ kitchen: Kitchen, _ guide: LessonGuide) -> [LessonStep] {
        guard beginsWithWalking, let game = try? KitchenGame(kitchen, horizon: 1) else { return [] }
        let cook = kitchen.start.players[seat]
        let taken = Set(kitchen.start.players.map(\.cell))
        // Two or three steps away, and the first of those in reading order.
        let near = kitchen.floor.filter { cell in
            let steps = abs(cell.x - cook.cell.x) + abs(cell.y - cook.cell.y)
            return !taken.contains(cell) && (2...3).contains(steps) && LessonWay(game, seat: seat, to: cell).action != nil
        }
        let first = guide.step(LessonMoment(game: game, seat: seat, figures: .init(), soups: 0, hasActivePartner: false)).target
        var steps: [LessonStep] = []
        if let place = near.first { steps.append(LessonStep(text: "Walk to the marked place.", target: place, until: .stands(place))) }
        if let first {
            steps.append(LessonStep(text: "Go there and turn to it: walk against it.", target: first, until: .faces(first)))
        }
        return steps
    }
}
