import Kitchen

/// A kitchen behind a handle.
final class KitchenBox {
    let kitchen: Kitchen
    let rewards: OutcomeRewards

    init(_ kitchen: Kitchen) {
        self.kitchen = kitchen
        rewards = kitchen.outcomeRewards
    }
}

/// Makes a kitchen of a layout; null with an error where none can be made.
@c(bk_kitchen_new)
public func newKitchen(
    _ layout: UnsafeMutableRawPointer, _ dynamics: Int32, _ error: UnsafeMutablePointer<CChar>?, _ capacity: Int32
) -> UnsafeMutableRawPointer? {
    let chosen: Dynamics? = dynamics < 0 ? nil : dynamics == 0 ? .old : .new
    let text = ErrorText(error, capacity)
    let described: Layout
    do { described = try object(layout, LayoutBox.self).layout() } catch {
        text.write("grid, \(error.description)")
        return nil
    }
    do { return handle(KitchenBox(try Kitchen(described, dynamics: chosen))) } catch {
        text.write(error.description)
        return nil
    }
}

/// Writes the 16 numbers that describe a kitchen.
@c(bk_kitchen_facts)
public func kitchenFacts(_ kitchen: UnsafeMutableRawPointer, _ facts: UnsafeMutablePointer<Int32>) {
    let kitchen = object(kitchen, KitchenBox.self).kitchen
    let layout = kitchen.layout
    let numbers = [
        layout.width, layout.height, kitchen.players, kitchen.floor.count, kitchen.slotCells.count, kitchen.pots, kitchen.buttons.count,
        kitchen.rowWords, kitchen.book.maxIngredients, kitchen.dynamics == .old ? 0 : 1, layout.family == .overcooked ? 0 : 1,
        kitchen.book.recipes.count, layout.ingredientKinds, kitchen.isPartiallyObserved ? 1 : 0,
        layout.parameters.recipes?.viewSize ?? 0, layout.parameters.recipes?.showsDelivery == true ? 1 : 0,
    ]
    for (index, number) in numbers.enumerated() { facts[index] = Int32(truncatingIfNeeded: number) }
}

/// Writes the cells of a kitchen, column and row: 0 floor, 1 slots, 2 recipe buttons, 3 the players' starts.
@c(bk_kitchen_cells)
public func kitchenCells(_ kitchen: UnsafeMutableRawPointer, _ what: Int32, _ cells: UnsafeMutablePointer<Int32>) {
    let kitchen = object(kitchen, KitchenBox.self).kitchen
    let wanted =
        switch what {
        case 0: kitchen.floor
        case 1: kitchen.slotCells
        case 2: kitchen.buttons
        default: kitchen.layout.starts
        }
    for (index, cell) in wanted.enumerated() {
        cells[2 * index] = Int32(truncatingIfNeeded: cell.x)
        cells[2 * index + 1] = Int32(truncatingIfNeeded: cell.y)
    }
}

/// Writes what each recipe has: how many of each of ten ingredients, its reward, its cook time.
@c(bk_kitchen_recipes)
public func kitchenRecipes(_ kitchen: UnsafeMutableRawPointer, _ recipes: UnsafeMutablePointer<Double>) {
    let book = object(kitchen, KitchenBox.self).kitchen.book
    let columns = Ingredient.allCases.count + 2
    for (index, recipe) in book.recipes.enumerated() {
        let row = recipes + index * columns
        for ingredient in Ingredient.allCases { row[Int(ingredient.rawValue)] = Double(recipe[ingredient]) }
        row[columns - 2] = book.reward(recipe)
        row[columns - 1] = Double(book.cookTime(recipe))
    }
}

/// Packs a state in the flat form into a row and its stamps.
@c(bk_kitchen_pack)
public func packState(
    _ kitchen: UnsafeMutableRawPointer, _ state: UnsafePointer<Int32>, _ count: Int32, _ row: UnsafeMutablePointer<UInt16>,
    _ stamps: UnsafeMutablePointer<Int32>, _ error: UnsafeMutablePointer<CChar>?, _ capacity: Int32
) -> Int32 {
    let text = ErrorText(error, capacity)
    var form = StateForm(UnsafeBufferPointer(start: state, count: Int(count)))
    guard let state = form.state() else { return text.failure(form.problem) }
    do {
        let packed = try object(kitchen, KitchenBox.self).kitchen.row(of: state)
        for (index, word) in packed.words.enumerated() { row[index] = word }
        for (index, stamp) in packed.stamps.enumerated() { stamps[index] = stamp }
        return 0
    } catch { return text.failure(error.message) }
}

/// Checks rows; the number of the first that is none of the kitchen's with an error, or -1.
@c(bk_kitchen_check)
public func checkRows(
    _ kitchen: UnsafeMutableRawPointer, _ rows: UnsafePointer<UInt16>, _ count: Int, _ error: UnsafeMutablePointer<CChar>?,
    _ capacity: Int32
) -> Int {
    let kitchen = object(kitchen, KitchenBox.self).kitchen
    for index in 0..<count {
        guard let problem = kitchen.problem(inRow: rows + index * kitchen.rowWords) else { continue }
        ErrorText(error, capacity).write("row \(index): \(problem)")
        return index
    }
    return -1
}

/// Plays a tick on a row that was checked.
@c(bk_kitchen_tick)
public func tickRow(
    _ kitchen: UnsafeMutableRawPointer, _ row: UnsafeMutablePointer<UInt16>, _ stamps: UnsafeMutablePointer<Int32>,
    _ actions: UnsafePointer<UInt8>, _ outcomes: UnsafeMutablePointer<UInt32>, _ cooksEverywhere: Int32
) {
    object(kitchen, KitchenBox.self).kitchen.tick(row, stamps, actions: actions, outcomes: outcomes, cooksEverywhere: cooksEverywhere != 0)
}

/// Writes what outcomes pay: sparse and shaped reward of each.
@c(bk_kitchen_rewards)
public func outcomeRewards(
    _ kitchen: UnsafeMutableRawPointer, _ outcomes: UnsafePointer<UInt32>, _ count: Int, _ sparse: UnsafeMutablePointer<Double>,
    _ shaped: UnsafeMutablePointer<Double>
) {
    let kitchen = object(kitchen, KitchenBox.self).kitchen
    for index in 0..<count {
        let outcome = Outcome(bits: outcomes[index])
        let isKnown = kitchen.canPay(outcome)
        sparse[index] = isKnown ? kitchen.sparseReward(outcome) : 0
        shaped[index] = isKnown ? kitchen.shapedReward(outcome) : 0
    }
}

/// Writes the name of an event.
@c(bk_event_name)
public func eventName(_ index: Int32, _ name: UnsafeMutablePointer<CChar>?, _ capacity: Int32) -> Int32 {
    guard let event = UInt8(exactly: index).flatMap({ Event(rawValue: $0) }) else { return -1 }
    ErrorText(name, capacity).write(event.name)
    return 0
}
