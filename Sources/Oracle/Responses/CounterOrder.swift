import Kitchen

/// The order in which objects of one kind were put on counters, as small numbers that belong to a state: the first onion
/// on a counter is 1, the second 2, and so with tomatoes, dishes and soups; 0 where nothing lies.
package struct CounterOrder {
    private let slots: [Int]
    private let words: [Int]

    package init(_ stepper: KitchenStepper) {
        slots = stepper.slotCells.indices.filter { stepper.kitchen.layout[stepper.slotCells[$0]] == .counter }
        words = slots.map(stepper.slotWord)
    }

    /// Numbers, one a counter.
    package var count: Int { slots.count }

    /// Writes the numbers that `row` and the slots' `stamps` make.
    package func write(
        _ row: UnsafePointer<UInt16>, stamps: UnsafePointer<Int32>, into order: UnsafeMutablePointer<UInt16>
    ) {
        for index in slots.indices {
            let item = row[words[index]]
            order[index] = item == 0 ? 0 : 1
            for other in slots.indices where item != 0 && kind(row[words[other]]) == kind(item) {
                if stamps[slots[other]] < stamps[slots[index]] { order[index] += 1 }
            }
        }
    }

    /// Writes stamps of that order, all earlier than any that a tick at timestep 0 makes.
    package func stamp(_ order: UnsafePointer<UInt16>, into stamps: UnsafeMutablePointer<Int32>) {
        for index in slots.indices { stamps[slots[index]] = Int32(order[index]) - Int32(slots.count) - 1 }
    }

    /// What is alike to a cook who looks for the nearest: all soups are.
    private func kind(_ item: UInt16) -> UInt16 { Item(bits: item).isSoup ? .max : item }
}
