import Kitchen

/// What distinguishes solved kitchens.
package struct KitchenKey: Hashable, Sendable {
    package let layout: Layout
    package let dynamics: Dynamics
    package let horizon: Int
    package let seat: Int

    package init(layout: Layout, dynamics: Dynamics, horizon: Int, seat: Int) {
        self.layout = layout
        self.dynamics = dynamics
        self.horizon = horizon
        self.seat = seat
    }
}
