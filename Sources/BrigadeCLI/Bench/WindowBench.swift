import Agents
import ArgumentParser
import Basics
import Foundation
import Kitchen
import KitchenMaps
import Window

/// `brigade bench window`: how long a frame takes, and how long a key press.
struct WindowBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "window",
        abstract: "Milliseconds a frame of the window, with the explanations' overlay on.",
        discussion: """
            A staged game is drawn at 1280 x 720 into a window that nobody sees, by SDL's software renderer; --display \
            opens it for real, --accelerated lets the graphics card draw.

            With --latency a game is played in real time, keys are pressed at random moments by SDL events from another \
            thread, and the time is taken until the first frame that shows the cook obeying has been handed to the display; \
            then the game is paused, and the processor time of the pause is taken.

            Examples:
              brigade bench window
              brigade bench window --latency --tick-ms 150
            """)

    @OptionGroup var maps: MapOptions
    @OptionGroup var agents: AgentOptions
    @Flag(help: "Open the window on the display.")
    var display = false
    @Flag(help: "Draw by the graphics card where there is one.")
    var accelerated = false
    @Flag(help: "Measure key presses and a pause instead of frames.")
    var latency = false
    @Option(.from(1, to: 10_000), help: "Key presses to measure, with --latency.")
    var presses = 200
    @Option(.from(50, to: 500), help: "Milliseconds a tick, with --latency.")
    var tickMs = 150
    @Flag(help: "Print the result as JSON.")
    var json = false
    @Argument(help: "Name of a map, or path of a map file.")
    var map = "counter_circuit_o_1order"

    func run() throws {
        if latency { return try measureLatency() }
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

    private func measureLatency() throws {
        let partner = try agents.library.agent("stay")
        let kitchen = try PaceOptions.standardKitchen(maps.library.layout(map))
        let players: [AgentFile?] = (0..<kitchen.players).map { $0 == 0 ? nil : partner }
        let plan = GamePlan(kitchen: kitchen, players: players, horizon: presses * 4 + 50, tickMilliseconds: tickMs, seed: 1)
        let result = try LatencyBench.run(plan, presses: presses, usesDisplay: display, usesSoftware: !accelerated)
        if json { return print(try JSONText.pretty(result)) }
        func cores(_ value: Double) -> String { String(format: "%.2f", value) }
        print(
            "\(map), \(result.tickMilliseconds) ms a tick, \(result.presses) key presses, \(result.ticks) ticks, \(result.lateTicks) of them late"
        )
        print("ms a press".padding(16) + ["median", "99 %", "longest"].map { $0.leftPadding(10) }.joined())
        let times = [result.median, result.percentile99, result.longest]
        print("until shown".padding(16) + times.map { String(format: "%10.1f", $0) }.joined())
        print("processor cores: \(cores(result.gameCores)) while playing, \(cores(result.pauseCores)) in a pause")
    }
}
