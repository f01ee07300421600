import ArgumentParser
import Foundation
import Kitchen

struct DemoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Let two scripted cooks play one episode, and print it.",
        discussion: "Example:\n  brigade demo cramped_room --seed 3")

    @OptionGroup var maps: MapOptions
    @Option(help: "Seed of the cooks' whims.")
    var seed: UInt64 = 1
    @Option(help: "Ticks of the episode.")
    var horizon = 400
    @Argument(help: "Name of a map, or path of a map file.")
    var map = "cramped_room"

    func run() throws {
        let layout = try maps.library.layout(map)
        let kitchen = try (try? Kitchen(layout, dynamics: .old)) ?? Kitchen(layout)
        let terminal = Terminal.standardOutput
        let drawing = KitchenDrawing(terminal: terminal)
        let cook = BusyCook(kitchen)
        var batch = try KitchenBatch(kitchen, games: 1, horizon: horizon + 1, seed: seed)
        var score = 0.0
        print(terminal.style("\(map), \(kitchen.dynamics) dynamics, \(horizon) ticks, seed \(seed)", .bold))
        print(terminal.style(KitchenDrawing.legend, .dim))
        for tick in 0..<horizon {
            batch.step(busy: cook)
            for player in 0..<kitchen.players {
                let outcome = batch.outcome(game: 0, player: player)
                guard outcome.events.contains(.soupDelivery) else { continue }
                let reward = kitchen.sparseReward(outcome)
                score += reward
                print("\ntick \(tick): player \(player + 1) delivers a soup for \(MapDescription.number(reward))")
                print(drawing.rows(layout, batch.state(game: 0), book: kitchen.book).joined(separator: "\n"))
            }
        }
        print("\nscore \(MapDescription.number(score)), final state \(String(format: "%016lx", batch.checksum))")
    }
}
