import Agents
import Basics
import Kitchen

extension PPOSettings {
    /// Refuses sizes whose rollout buffer and network do not fit into the machine's memory.
    /// - Throws: `MemoryError`.
    func checkMemory(_ network: PolicyNetwork, in kitchen: Kitchen) throws {
        // Of every step of both seats: the observation, and six numbers.
        let sample = Double(plan.input.shape(kitchen.layout).reduce(1, *) + 6) * 4
        let buffer = Double(games) * Double(horizon) * 2 * sample
        // Parameters and the optimiser's two moments, gradients of every share and their sum, and a copy for a checkpoint.
        let learned = Double(network.table.count) * 4 * Double(Self.shares + 5) * (parameters == .perSeat ? 2 : 1)
        try MachineMemory.check(
            buffer + learned, for: "a learner with \(games) games of \(horizon) ticks and \(network.table.count) parameters",
            lower: "games, horizon or hidden")
    }
}
