@testable import Kitchen

extension Kitchen {
    /// Every way in which the tables could lead the tick outside of themselves; empty unless there is a bug.
    ///
    /// The tick starts from a packed state, whose poses and contents `pack` has checked, and moves along these
    /// tables only. If they are closed, no index leaves them.
    var tableViolations: [String] {
        let poses = geometry.poses
        let contents = Item.orderedContents
        let sizes: [(name: String, size: Int, wanted: Int)] = [
            ("moved", tables.moved.count, poses * 8), ("faced", tables.faced.count, poses),
            ("readyField", tables.readyField.count, contents), ("autoStart", tables.autoStart.count, contents),
            ("count", tables.count.count, contents), ("delivery", tables.delivery.count, contents),
            ("potting", tables.potting.count, contents * 2),
        ]
        var violations = sizes.filter { $0.size != $0.wanted }.map { "\($0.name) has \($0.size) entries, not \($0.wanted)" }
        violations += tables.moved.filter { Int($0) >= poses }.map { "an action leads to pose \($0) of \(poses)" }
        for face in tables.faced {
            let faced = FacedCell(bits: face)
            let limit = faced.slot == nil ? max(1, tables.buttons) : tables.slots
            if faced.index >= limit { violations.append("a pose faces slot \(faced.index) of \(tables.slots)") }
            if faced.terrain == .pot && faced.index >= tables.pots { violations.append("a pot is no pot slot") }
        }
        // Soups grow only below the most ingredients, so that every content is one of the table.
        violations += Item.soupsByContent.prefix(contents).enumerated().filter { content, soup in
            Int(tables.count[content]) != soup?.ingredients.count ?? 0
        }.map { "content \($0.offset) has a wrong count" }
        if shape.firstSlot + tables.slots > shape.stride { violations.append("the slots do not fit into a row") }
        return violations
    }
}
