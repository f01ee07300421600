import Agents
import ArgumentParser
import Basics
import Foundation
import Kitchen
import KitchenMaps
import Window

/// `brigade bench window`: how long a frame takes.
struct WindowBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "window",
        abstract: "Milliseconds a frame of the window, with the explanations' overlay on.",
        discussion: """
            A staged game is drawn at 1280 x 720 into a window that nobody sees, by SDL's software renderer; --display \
            opens it for real, --accelerated lets the graphics card draw.

            Example:
              brigade bench window
            """)

    @OptionGroup var maps: MapOptions
    @OptionGroup var agents: AgentOptions
    @Flag(help: "Open the window on the display.")
    var display = false
    @Flag(help: "Draw by the graphics card where there is one.")
    var accelerated = false
    @Flag(help: "Print the result as JSON.")
    var json = false
    @Argument(help: "Name of a map, or path of a map file.")
    var map = "counter_circuit_o_1order"

    func run() throws {
        let cook = try agents.library.agent("greedy")
        let kitchen = try PaceOptions.standardKitchen(maps.library.layout(map))
        let players: [AgentFile?] = (0..<kitchen.players).map { $0 == 0 ? nil : cook }
        let plan = GamePlan(kitchen: kitchen, players: players, seed: 1)
        let result = try FrameBench.run(plan, person: cook.kind, usesDisplay: display, usesSoftware: !accelerated)
        if json {
            print(try JSONText.pretty(result))
        } else {
            func row(_ name: String, _ times: [Double]) -> String {
                name.padding(16) + times.map { String(format: "%10.2f", $0) }.joined()
            }
            print(
                "\(map), \(result.width) x \(result.height), renderer \(result.renderer), driver \(result.driver), \(result.frames) frames")
            print("ms a frame".padding(16) + ["median", "99 %", "longest"].map { $0.leftPadding(10) }.joined())
            print(row("until shown", [result.median, result.percentile99, result.longest]))
            print(row("processor time", [result.processorMedian, result.processorPercentile99]))
        }
    }
}
