import Kitchen

/// What people call the kitchens that come with Brigade, in the groups of the menu. The names of files stay what stores,
/// matrices and papers call them; this is the one table of the names that people read.
enum KitchenNames {
    /// Kitchens that belong together, in the order in which the menu shows them.
    struct Group: Sendable {
        let title: String
        let kitchens: [(file: String, name: PlainName)]
        /// Whether the menu shows them only after "more".
        var isForExperiments = false
    }

    static let groups: [Group] = [
        Group(title: "First steps", kitchens: steps), Group(title: "Classics", kitchens: classics),
        Group(title: "Tight places", kitchens: tight), Group(title: "Tomatoes and bonus orders", kitchens: tomatoes),
        Group(title: "For experiments", kitchens: laboratory, isForExperiments: true),
    ]

    /// The group of kitchens that the table does not know: the person's own.
    static let ownTitle = "Your own"

    static func name(_ file: String) -> PlainName? { table[file] }

    /// The name of a kitchen; of one that the table does not know, its file's, made readable.
    static func title(_ file: String) -> String { table[file]?.title ?? PlainName.readable(file) }

    /// A sentence about any kitchen.
    static func about(_ layout: Layout) -> String {
        if let name = table[layout.name] { return name.about }
        let seats = layout.starts.count
        return "A kitchen of \(layout.width) by \(layout.height) cells for \(seats) cook\(seats == 1 ? "" : "s")."
    }

    /// The kitchen's group; its own one for those that nobody grouped.
    static func groupTitle(_ file: String) -> String {
        groups.first { $0.kitchens.contains { $0.file == file } }?.title ?? ownTitle
    }

    static func isForExperiments(_ file: String) -> Bool {
        groups.contains { $0.isForExperiments && $0.kitchens.contains { $0.file == file } }
    }

    private static let table: [String: PlainName] = Dictionary(
        groups.flatMap(\.kitchens).map { ($0.file, $0.name) }, uniquingKeysWith: { first, _ in first })

    private static let steps: [(String, PlainName)] = [
        ("cramped_room_single", PlainName("Solo room", .easy, "The small room all to yourself: learn what a soup takes.")),
        ("cramped_room", PlainName("Cramped room", .easy, "One pot, two cooks, little room: do not stand in the way.")),
        ("simple_o", PlainName("Quick room", .easy, "Soups cook in a moment here, so carrying is all that counts.")),
        ("large_room", PlainName("Large room", .easy, "Room enough for both; the ways are long.")),
        ("tutorial_0", PlainName("Two windows", .easy, "Each cook has a kitchen alone: a race side by side.")),
        ("tutorial_1", PlainName("The long pass", .easy, "Learn to share the ways and the orders.")),
        ("tutorial_2", PlainName("The wall", .medium, "What one cook needs lies with the other: pass it over.")),
        ("tutorial_3", PlainName("Orders and bonuses", .medium, "Several orders; some bring more than others.")),
    ]

    private static let classics: [(String, PlainName)] = [
        ("coordination_ring", PlainName("Ring", .medium, "A ring to walk around: agree on a direction.")),
        (
            "asymmetric_advantages",
            PlainName("Two kitchens", .medium, "Both can cook alone, and each is nearer to something: divide the work.")
        ),
        (
            "forced_coordination",
            PlainName("The counter between", .strong, "One has the food, the other the pots: nothing goes without passing.")
        ),
        ("counter_circuit_o_1order", PlainName("Counter circuit", .strong, "A long way around the counter, or a short one over it.")),
        ("counter_circuit", PlainName("Counter circuit with tomatoes", .strong, "The long way around the counter, with three orders.")),
        ("five_by_five", PlainName("Five by five", .easy, "A small open kitchen with one pot.")),
        ("centre_pots", PlainName("Pots in the middle", .easy, "Two pots in the middle of the room, reached from all sides.")),
        ("centre_objects", PlainName("Everything in the middle", .medium, "All stations are islands: circle around them together.")),
        ("m_shaped_s", PlainName("Two arms", .medium, "Two short arms and one pot between them.")),
        ("schelling_s", PlainName("Two counters, small", .medium, "Two complete kitchens side by side; choose the same one, or one each.")),
        ("schelling", PlainName("Two counters", .medium, "Two complete kitchens far apart; choose the same one, or one each.")),
        ("multiplayer_schelling", PlainName("Four cooks", .medium, "Two complete kitchens and four cooks: find a place in the crowd.")),
    ]

    private static let tight: [(String, PlainName)] = [
        ("bottleneck", PlainName("Bottleneck", .medium, "One narrow passage between the food and the pots.")),
        ("small_corridor", PlainName("Small corridor", .strong, "One corridor that only one cook fits through.")),
        ("corridor", PlainName("Corridor", .strong, "A long corridor that only one cook fits through.")),
        ("cramped_corridor", PlainName("Cramped corridor", .strong, "Two dead ends that are joined in one place.")),
        ("scenario1_s", PlainName("Bottleneck, small", .medium, "One narrow passage, one row shorter.")),
        ("scenario2_s", PlainName("Narrow row, small", .medium, "Two rows of floor: let the other one pass.")),
        ("scenario2", PlainName("Narrow row", .medium, "Two long rows of floor: let the other one pass.")),
        ("scenario3", PlainName("Around the corner", .strong, "The pot is around a corner that only one cook fits through.")),
        ("scenario4", PlainName("Dead end", .strong, "The pot is above a dead end: hand the onions over.")),
        ("pipeline", PlainName("Pipeline", .strong, "Rows of counters: hand things on instead of walking.")),
        ("you_shall_not_pass", PlainName("You shall not pass", .strong, "A corridor in which cooks meet head on.")),
    ]

    private static let tomatoes: [(String, PlainName)] = [
        ("simple_tomato", PlainName("Tomato room", .easy, "The small room with tomatoes instead of onions.")),
        ("simple_o_t", PlainName("Onion or tomato", .easy, "Two soups that cook in a moment: bring what is nearest.")),
        ("cramped_room_tomato", PlainName("Cramped room with tomatoes", .medium, "The cramped room with three orders and a bonus.")),
        ("asymmetric_advantages_tomato", PlainName("Two kitchens with tomatoes", .strong, "Two kitchens, four orders, bonuses.")),
        (
            "forced_coordination_tomato",
            PlainName("The counter between, with tomatoes", .strong, "Pass everything over, and agree on the recipe.")
        ),
        ("soup_coordination", PlainName("Whose soup", .strong, "One pot between two kitchens, and five orders.")),
        (
            "cramped_room_o_3orders",
            PlainName("One, two or three onions", .medium, "Small soups bring little, large ones take time.")
        ),
        ("bonus_order_test", PlainName("Bonus room", .medium, "Three orders; two of them bring a bonus.")),
    ]

    private static let laboratory: [(String, PlainName)] = [
        ("random0", PlainName("The counter between (random0)", nil, "The same grid as the counter between, under its old name.")),
        ("random3", PlainName("Counter circuit (random3)", nil, "The same grid as the counter circuit, under its old name.")),
        ("unident", PlainName("Unident", nil, "Asymmetric advantages with another arrangement, from the literature.")),
        ("random0_medium", PlainName("Both ways", nil, "Two rooms with a passage, a counter and a pot between them; of ZSC-Eval.")),
        ("random0_m", PlainName("The counter between, many orders", nil, "Pass everything over, with five orders; of ZSC-Eval.")),
        ("random1_m", PlainName("Ring, many orders", nil, "A ring to walk around, with five orders; of ZSC-Eval.")),
        ("random3_m", PlainName("Counter circuit, many orders", nil, "A long way around the counter, with five orders; of ZSC-Eval.")),
        ("long_cook_time", PlainName("Slow pot", nil, "A pot that takes a hundred ticks.")),
        ("marshmallow_experiment", PlainName("Marshmallow", nil, "A near soup, or a better one for those who wait.")),
        ("marshmallow_experiment_coordination", PlainName("Marshmallow for two", nil, "The better soup takes both cooks.")),
        ("inverse_marshmallow_experiment", PlainName("Inverse marshmallow", nil, "The better soup is the nearer one.")),
        ("mdp_test", PlainName("Rules test", nil, "A grid with which the rules are tested.")),
        ("old_dynamics_cook_test", PlainName("Rules test: cooking", nil, "A start with which cooking is tested.")),
        ("old_dynamics_put_test", PlainName("Rules test: potting", nil, "A start with which potting is tested.")),
    ]
}
