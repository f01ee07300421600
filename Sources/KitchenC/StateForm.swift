import Kitchen

/// Reads a state from whole numbers: timestep; place of the wanted recipe among `Recipe.unordered`, or -1; 1 where a right dish was just
/// delivered; how many players, and of each column, row, direction, item; how many objects, and of each column, row, item; how many lit
/// buttons, and of each column, row, ticks. Items are in their packed form (docs/architecture.md).
struct StateForm {
    /// What is wrong, after `state` has returned nil.
    private(set) var problem = ""
    private let numbers: UnsafeBufferPointer<Int32>
    private var next = 0

    init(_ numbers: UnsafeBufferPointer<Int32>) { self.numbers = numbers }

    /// Whether all numbers are read.
    var isAtEnd: Bool { next == numbers.count }

    /// The next state; nil where there is none.
    mutating func state() -> KitchenState? {
        guard let timestep = number(), let recipe = number(), let delivered = number() else { return nil }
        var state = KitchenState(timestep: timestep, players: [])
        guard let players = count() else { return nil }
        for _ in 0..<players {
            guard let player = player() else { return nil }
            state.players.append(player)
        }
        guard let objects = count() else { return nil }
        for _ in 0..<objects {
            guard let cell = cell(), let item = item() else { return nil }
            state.objects.append(PlacedItem(cell: cell, item: item))
        }
        var buttons: [Cell: Int] = [:]
        guard let lit = count() else { return nil }
        for _ in 0..<lit {
            guard let cell = cell(), let ticks = number() else { return nil }
            buttons[cell] = ticks
        }
        guard recipe >= 0 else { return state }
        guard recipe < Recipe.unordered.count else { return fail("there is no recipe \(recipe)") }
        state.recipe = RecipeState(recipe: Recipe.unordered[recipe], buttons: buttons, hasJustDelivered: delivered != 0)
        return state
    }

    private mutating func player() -> PlayerState? {
        guard let cell = cell(), let direction = number(), let held = item() else { return nil }
        guard let facing = UInt8(exactly: direction).flatMap({ Direction(rawValue: $0) }) else {
            return fail("there is no direction \(direction); they are 0 to 3")
        }
        return PlayerState(cell: cell, orientation: facing, held: held)
    }

    private mutating func cell() -> Cell? {
        guard let x = number(), let y = number() else { return nil }
        return Cell(x, y)
    }

    private mutating func item() -> Item? {
        guard let bits = number() else { return nil }
        return Item(checking: bits) ?? fail("\(bits) is no item")
    }

    /// A count of things of at least one number each.
    private mutating func count() -> Int? {
        guard let count = number() else { return nil }
        return count >= 0 && count <= numbers.count ? count : fail("a state cannot have \(count) of anything")
    }

    private mutating func number() -> Int? {
        guard next < numbers.count else { return fail("the state is cut off after \(numbers.count) numbers") }
        next += 1
        return Int(numbers[next - 1])
    }

    private mutating func fail<Value>(_ text: String) -> Value? {
        problem = text
        return nil
    }
}
