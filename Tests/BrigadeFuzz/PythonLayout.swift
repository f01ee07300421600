import Kitchen

/// `.layout` files as overcooked_ai's users write them.
enum PythonLayout {
    /// A file that says what `layout` says, with the forms that such files have.
    static func text(_ layout: Layout) -> String {
        let orders = layout.parameters.orders.map { order in
            "{\"ingredients\": [\(order.ingredients.map { "\"\($0.name)\"" }.joined(separator: ", "))]}"
        }
        return """
            {
                "grid": \"\"\"\(layout.grid.joined(separator: "\n        "))\"\"\",  # the kitchen
                'start_all_orders': [\(orders.joined(separator: ",\n\t"))],
                "rew_shaping_params": None, "order_bonus": float('inf'), "old_dynamics": False,
                "num_items_for_soup": 3
            }
            """
    }
}
