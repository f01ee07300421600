import Kitchen
import SourceFiles

/// overcooked_ai's layout files as they were in 2019: soups have three of one ingredient, and a full pot starts by itself.
///
/// Such a file has `start_order_list` or `num_items_for_soup`, and does not list orders in today's words. Today's overcooked_ai
/// loads it, too, but passes over both keys, so that other soups would be cooked in another way than the file means.
struct LayoutForm2019 {
    /// The key that is of this form only.
    let keys = ["start_order_list"]
    private let list: Node.Entry?
    private let items: Node.Entry?
    private let position: SourcePosition

    /// Nil where `entries` are today's form.
    init?(_ entries: [Node.Entry]) {
        list = entries.first { $0.key == "start_order_list" }
        items = entries.first { $0.key == "num_items_for_soup" }
        let isToday = entries.contains { ["start_all_orders", "start_bonus_orders"].contains($0.key) && $0.value.value != .null }
        guard let mark = list ?? items, !isToday else { return nil }
        position = mark.position
    }

    /// Says in today's parameters what the form means.
    func apply(to parameters: inout LayoutParameters, grid: [String], _ reader: inout FieldReader) {
        let soups = wanted(grid, &reader).map { Recipe([Ingredient](repeating: $0, count: 3)) }
        parameters.orders = soups
        parameters.dynamics = parameters.dynamics ?? .old
        let names = soups.map(\.name).joined(separator: " or ")
        let start = parameters.dynamics == .old ? ", which start to cook by themselves (old dynamics)" : ""
        reader.report(
            "this is overcooked_ai's form of 2019: read as orders of \(names)\(start); 'brigade maps convert' writes it in today's form",
            at: position, severity: .warning)
        if let list, case .list(let nodes) = list.value.value, nodes.count > 1 {
            reader.report(
                "the sequence of start_order_list has no effect; each of its soups is wanted at all times", at: list.position,
                severity: .warning)
        }
        if let items, case .int(let count) = items.value.value, count != 3 {
            reader.report(
                "num_items_for_soup is \(count), but pots that start by themselves take three ingredients; read as 3",
                at: items.position, severity: .warning)
        }
    }

    /// The ingredients whose soups are wanted: those in the list, or all that the kitchen has.
    private func wanted(_ grid: [String], _ reader: inout FieldReader) -> [Ingredient] {
        func has(_ dispenser: Character) -> Bool { grid.contains { $0.contains(dispenser) } }
        let here = Ingredient.classic.filter { has($0 == .onion ? "O" : "T") }
        let all = here.isEmpty ? [Ingredient.onion] : here
        guard let list, case .list(let nodes) = list.value.value, !nodes.isEmpty else { return all }
        var wanted: Set<Ingredient> = []
        for node in nodes {
            guard let name = reader.text(node, "an order") else { continue }
            if name == "any" {
                wanted.formUnion(all)
            } else if let ingredient = Ingredient.classic.first(where: { $0.name == name }) {
                wanted.insert(ingredient)
            } else {
                reader.report("start_order_list has '\(name)'; orders are onion, tomato and any", at: node.position)
            }
        }
        return wanted.isEmpty ? all : Ingredient.classic.filter(wanted.contains)
    }
}
