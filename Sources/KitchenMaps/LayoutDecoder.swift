import Basics
import Kitchen
import SourceFiles

/// Makes a layout of what a map file says: every key of rules §3 and §6 and of OvercookedV2 §3, one row of the table each.
struct LayoutDecoder {
    var reader: FieldReader
    private var parameters = LayoutParameters()
    /// What only a map of OvercookedV2 says.
    var rules = RecipeRules(possible: [])
    /// Whether it lists the recipes that can be wanted.
    var listsRecipes = false
    private var swapsPlayers = false
    private var family = RuleFamily.overcooked
    private var name: String
    private var grid: (rows: [String], lines: [SourcePosition])?
    var places: [String: SourcePosition] = [:]
    /// Where each order is, by the key of their list.
    var orderPlaces: [String: [SourcePosition]] = [:]
    private var startState: Node?

    private let form: Form

    /// Whose words the file speaks.
    enum Form: Sendable {
        /// Ours, of either family: an unknown key is an error.
        case yaml
        /// overcooked_ai's, which ignores keys that it does not know, and has an older form (`LayoutForm2019`).
        case layoutFile
        /// JaxMARL's call that makes a layout of OvercookedV2 (`JaxMARLReader`).
        case jaxMARL
    }

    private init(file: String, name: String, form: Form, warnings: [SourceDiagnostic]) {
        reader = FieldReader(file: file, unknownKeys: form == .yaml ? .error : .warning, warnings: warnings)
        self.name = name
        self.form = form
    }

    /// The layout, and warnings about what is odd in it.
    /// - Parameters:
    ///   - name: the layout's name unless the file has a `name`.
    ///   - warnings: what was odd in the text.
    /// - Throws: `SourceDiagnostics` with everything that is wrong.
    static func decode(
        _ root: Node, file: String, name: String, form: Form = .yaml, warnings: [SourceDiagnostic] = []
    ) throws -> (layout: Layout, warnings: [SourceDiagnostic]) {
        var decoder = LayoutDecoder(file: file, name: name, form: form, warnings: warnings)
        let layout = decoder.layout(root)
        let errors = decoder.reader.problems.filter { $0.severity == .error }
        guard let layout, errors.isEmpty else { throw SourceDiagnostics(problems: errors) }
        return (layout, decoder.reader.problems)
    }

    /// The keys of a map file.
    enum Key: String, CaseIterable {
        case name, grid, family
        case allOrders = "start_all_orders"
        case bonusOrders = "start_bonus_orders"
        case orderBonus = "order_bonus"
        case deliveryReward = "delivery_reward"
        case recipeValues = "recipe_values"
        case onionValue = "onion_value"
        case tomatoValue = "tomato_value"
        case cookTime = "cook_time"
        case recipeTimes = "recipe_times"
        case onionTime = "onion_time"
        case tomatoTime = "tomato_time"
        case maxIngredients = "max_num_ingredients"
        case itemsForSoup = "num_items_for_soup"
        case shaping = "rew_shaping_params"
        case oldDynamics = "old_dynamics"
        case startState = "start_state"
        case possibleRecipes = "possible_recipes"
        case swapsPlayers = "swap_agents"
        case startsByHand = "start_cooking_interaction"
        case punishes = "negative_rewards"
        case redraws = "sample_recipe_on_delivery"
        case viewSize = "agent_view_size"
        case showsDelivery = "indicate_successful_delivery"

        /// The family whose maps have the key; nil for both.
        var family: RuleFamily? {
            switch self {
            case .name, .grid, .family: nil
            case .possibleRecipes, .swapsPlayers, .startsByHand, .punishes, .redraws, .viewSize, .showsDelivery: .overcookedV2
            default: .overcooked
            }
        }
    }

    /// Takes in one entry of the file.
    private mutating func read(_ key: Key, _ node: Node) {
        let what = key.rawValue
        switch key {
        case .name: name = reader.text(node, what) ?? name
        case .grid: readGrid(node)
        case .allOrders: parameters.orders = readOrders(node, what)
        case .bonusOrders: parameters.bonusOrders = readOrders(node, what)
        case .orderBonus: parameters.orderBonus = reader.double(node, what) ?? 2
        case .deliveryReward: parameters.deliveryReward = reader.double(node, what)
        case .recipeValues: parameters.recipeValues = reader.doubles(node, what)
        case .onionValue: parameters.onionValue = reader.double(node, what)
        case .tomatoValue: parameters.tomatoValue = reader.double(node, what)
        case .cookTime: parameters.cookTime = reader.int(node, what)
        case .recipeTimes: parameters.recipeTimes = reader.ints(node, what)
        case .onionTime: parameters.onionTime = reader.int(node, what)
        case .tomatoTime: parameters.tomatoTime = reader.int(node, what)
        case .maxIngredients: parameters.maxIngredients = reader.int(node, what) ?? 3
        case .itemsForSoup: _ = reader.int(node, what)  // the reference reads it into nothing, too
        case .shaping: readShaping(node)
        case .oldDynamics: parameters.dynamics = reader.bool(node, what).map { $0 ? .old : .new }
        case .startState: startState = node
        case .family: break  // read before all others
        case .possibleRecipes:
            listsRecipes = true
            let listed = reader.possibleRecipes(node, what)
            rules.possible = listed.recipes
            orderPlaces[what] = listed.places
        case .swapsPlayers: swapsPlayers = reader.bool(node, what) ?? false
        case .startsByHand: parameters.dynamics = reader.bool(node, what).map { $0 ? .new : .old }
        case .punishes: rules.punishesWrongDishes = reader.bool(node, what) ?? false
        case .redraws: rules.redrawsOnDelivery = reader.bool(node, what) ?? false
        case .viewSize: rules.viewSize = reader.int(node, what)
        case .showsDelivery: rules.showsDelivery = reader.bool(node, what) ?? false
        }
    }

    private mutating func readOrders(_ node: Node, _ what: String) -> [Recipe] {
        let orders = reader.recipes(node, what)
        if case .list(let items) = node.value, items.count == orders.count { orderPlaces[what] = items.map(\.position) }
        return orders
    }

    private mutating func layout(_ root: Node) -> Layout? {
        let entries = reader.entries(root, "a map file")
        let older = form == .layoutFile ? LayoutForm2019(entries) : nil
        family = family(of: entries)
        let (own, others) = checkedKeys(entries, older?.keys ?? [])
        for entry in entries {
            places[entry.key] = entry.position
            // A key without a value is a key that was not given.
            guard entry.value.value != .null, let key = Key(rawValue: entry.key) else { continue }
            if own.contains(key) { read(key, entry.value) }
            if others.contains(key) { reader.report(LayoutDecoder.misplaced(key, in: family), at: entry.position) }
        }
        guard let grid else {
            if case .mapping = root.value, places["grid"] == nil {
                reader.report("the map has no 'grid'; draw the kitchen under the key grid", at: root.position)
            } else if !reader.hasErrors {
                reader.report("the grid is empty; draw at least 3 x 3 cells", at: places["grid"] ?? root.position)
            }
            return nil
        }
        if let startState { readStartState(startState) }
        older?.apply(to: &parameters, grid: grid.rows, &reader)
        if family == .overcookedV2 { parameters.recipes = recipeRules(grid.rows) }
        checkParameters()
        do {
            let layout = try Layout(name: name, grid: grid.rows, parameters: parameters, family: family, swapsPlayers: swapsPlayers)
            checkKitchen(layout, grid.lines)
            return layout
        } catch {
            for problem in Layout.problems(inGrid: grid.rows, family: family) {
                let line = grid.lines[min(problem.row, grid.lines.count - 1)]
                reader.report(problem.message, at: .init(line: line.line, column: line.column + problem.column))
            }
            return nil
        }
    }

    /// The family that a file names, or the only one of its form.
    private mutating func family(of entries: [Node.Entry]) -> RuleFamily {
        guard form == .yaml else { return form == .jaxMARL ? .overcookedV2 : .overcooked }
        guard let entry = entries.first(where: { $0.key == Key.family.rawValue }), entry.value.value != .null,
            let name = reader.text(entry.value, entry.key)
        else { return .overcooked }
        if let family = RuleFamily(rawValue: name) { return family }
        let names = RuleFamily.allCases.map(\.rawValue)
        let hint = nearMiss(to: name, among: names).map { "did you mean '\($0)'?" }
        reader.report("there is no family '\(name)'; " + (hint ?? "they are \(names.joined(separator: " and "))"), at: entry.value.position)
        return .overcooked
    }

    /// Reports keys that nobody knows.
    /// - Parameter more: further keys that are known.
    /// - Returns: the keys of this family, and those of the other one that may stand here by mistake.
    private mutating func checkedKeys(_ entries: [Node.Entry], _ more: [String]) -> (own: Set<Key>, others: Set<Key>) {
        let keys = Key.allCases.filter { form == .yaml || $0 != .family }
        let own = keys.filter { $0.family == nil || $0.family == family }
        let others = form == .yaml ? Set(keys).subtracting(own) : []
        reader.checkKeys(
            entries.filter { entry in !others.contains { $0.rawValue == entry.key } }, known: own.map(\.rawValue) + more, in: "this map")
        return (Set(own), others)
    }

    /// A text of lines or a list of rows. Lines are stripped at both ends as the reference does (rules §6), in JaxMARL's form not:
    /// there the blanks are floor, and one empty line at each end is left out (OvercookedV2 §3.1).
    private mutating func readGrid(_ node: Node) {
        if form == .jaxMARL, case .text(let text, let lines) = node.value {
            let rows = zip(text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init), lines)
            let inner = Array(rows).dropFirst(text.hasPrefix("\n") ? 1 : 0).dropLast(text.hasSuffix("\n") ? 1 : 0)
            if !inner.isEmpty { grid = (inner.map(\.0), inner.map(\.1)) }
            return
        }
        var rows: [(String, SourcePosition)] = []
        switch node.value {
        case .text(let text, let lines):
            for (line, place) in zip(text.split(separator: "\n", omittingEmptySubsequences: false), lines) {
                let stripped = line.drop { $0.isWhitespace }
                rows.append((String(stripped), .init(line: place.line, column: place.column + line.count - stripped.count)))
            }
        case .list(let items):
            for item in items {
                if let text = reader.text(item, "a row of the grid") { rows.append((text, item.position)) }
            }
        default:
            reader.report("the grid must be text, here is \(node.kind)", at: node.position)
        }
        rows = rows.map { (String($0.reversed().drop { $0.isWhitespace }.reversed()), $1) }
        let first = rows.firstIndex { !$0.0.isEmpty } ?? rows.endIndex
        let last = rows.lastIndex { !$0.0.isEmpty } ?? -1
        if first <= last {
            grid = (rows[first...last].map(\.0), rows[first...last].map(\.1))
        }
    }

    private mutating func readShaping(_ node: Node) {
        let dead = ["DISH_DISP_DISTANCE_REW", "POT_DISTANCE_REW", "SOUP_DISTANCE_REW"]
        let entries = reader.entries(node, "rew_shaping_params")
        let live: [String: WritableKeyPath<ShapedRewards, Double>] = [
            "PLACEMENT_IN_POT_REW": \.placementInPot, "DISH_PICKUP_REWARD": \.dishPickup,
            "SOUP_PICKUP_REWARD": \.soupPickup,
        ]
        reader.checkKeys(entries, known: Array(live.keys) + dead, in: "rew_shaping_params")
        for entry in entries where live[entry.key] != nil || dead.contains(entry.key) {
            guard let value = reader.double(entry.value, entry.key), let path = live[entry.key] else { continue }
            parameters.shapedRewards[keyPath: path] = value
        }
    }

    private mutating func readStartState(_ node: Node) {
        var states = StartStateReader(reader: reader, parameters: parameters)
        (parameters.startState, parameters.startStateOrders) = states.read(node)
        reader = states.reader
    }

    private mutating func checkParameters() {
        // A list of recipes that cannot be read has been reported; it would be reported again as an empty one.
        guard family == .overcooked || !reader.hasErrors else { return }
        let dynamics = parameters.dynamics ?? .new
        for problem in RecipeBook.problems(in: parameters, dynamics: dynamics, family: family) {
            reader.report("\(problem)", at: place(problem))
        }
    }

    /// Where the file says what `problem` is about.
    func place(_ problem: ParameterError) -> SourcePosition {
        if let entry = problem.entry, let orders = orderPlaces[problem.key] { return orders[entry] }
        return places[problem.key] ?? places[Key.oldDynamics.rawValue] ?? .init(line: 1, column: 1)
    }

    /// Whether the start state fits the grid; warns of orders that nobody can cook and stations that nobody can reach.
    private mutating func checkKitchen(_ layout: Layout, _ lines: [SourcePosition]) {
        guard !reader.hasErrors else { return }
        do throws(ParameterError) {
            if layout.family == .overcooked { warnOfUncookableOrders(layout) } else { warnOfRecipes(layout) }
            for cell in Reachability(try Kitchen(layout)).unreachable {
                reader.report(
                    "no player can reach this \(layout[cell].name)",
                    at: .init(line: lines[cell.y].line, column: lines[cell.y].column + cell.x), severity: .warning)
            }
        } catch {
            reader.report("\(error)", at: place(error))
        }
    }

    /// Orders of an ingredient that no dispenser gives and nothing of the start state holds.
    private mutating func warnOfUncookableOrders(_ layout: Layout) {
        let state = layout.parameters.startState
        let lying = (state?.players.map(\.held) ?? []) + (state?.objects.map(\.item) ?? [])
        for ingredient in Ingredient.classic
        where !lying.contains(where: { $0 == Item(ingredient) || $0.ingredients.contains(ingredient) }) {
            let dispenser = Terrain.dispenser(of: ingredient)
            guard layout.cells(of: dispenser).isEmpty else { continue }
            for (entry, order) in layout.parameters.orders.enumerated() where order.ingredients.contains(ingredient) {
                reader.report(
                    LayoutDecoder.uncookable(order, without: dispenser, in: layout.family),
                    at: place(.init(key: Key.allOrders.rawValue, entry: entry, message: "")), severity: .warning)
            }
        }
    }

    static func uncookable(_ order: Recipe, without dispenser: Terrain, in family: RuleFamily) -> String {
        let character = dispenser.character(in: family).map { " (\($0))" } ?? ""
        return "nobody can cook '\(order.name)': the kitchen has no \(dispenser.name)\(character)"
    }
}
