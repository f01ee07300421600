import Dispatch
import Kitchen

/// Backward induction for one cook with a stationary partner: the expected reward of the best response, tick by tick.
struct ResponseInduction {
    let model: ResponseModel
    let horizon: Int
    let jobs: Int

    /// How much better another action must be for the response to change its mind; far below any reward, above rounding.
    private static let tolerance = 1e-9

    /// - Returns: expected units from the start, and the policy that earns them.
    func run(progress: (Int) throws -> Void) rethrows -> (units: Double, policy: ResponsePolicy) {
        let count = model.count
        var values = [Double](repeating: 0, count: count)
        var next = values
        var choices = [UInt8](repeating: Action.stay.rawValue, count: count)
        var changes: [ResponsePolicy.Change] = []
        for left in 1...horizon {
            let phase = model.changes.count { horizon - left >= $0 }
            let found = Shares(jobs)
            values.withUnsafeBufferPointer { old in
                next.withUnsafeMutableBufferPointer { new in
                    choices.withUnsafeMutableBufferPointer { choices in
                        // Every worker writes elements of its own.
                        nonisolated(unsafe) let new = new
                        nonisolated(unsafe) let choices = choices
                        nonisolated(unsafe) let old = old
                        DispatchQueue.concurrentPerform(iterations: jobs) { worker in
                            let states = (worker * count / jobs)..<((worker + 1) * count / jobs)
                            found.set(worker, layer(states, phase, left, old, new, choices))
                        }
                    }
                }
            }
            changes += found.all
            swap(&values, &next)
            try progress(left)
        }
        return (values[0], ResponsePolicy(states: count, changes: changes))
    }

    /// The layer's values of `states`, and where the choice changes.
    private func layer(
        _ states: Range<Int>, _ phase: Int, _ left: Int, _ old: UnsafeBufferPointer<Double>,
        _ new: UnsafeMutableBufferPointer<Double>, _ choices: UnsafeMutableBufferPointer<UInt8>
    ) -> [ResponsePolicy.Change] {
        var changes: [ResponsePolicy.Change] = []
        let starts = model.starts.span
        let successors = model.successors.span
        let gains = model.gains.span
        let likely = model.probabilities[phase]
        let probabilities = likely.span
        for state in states {
            let start = starts[state]
            let support = (starts[state + 1] - start) / 6
            var best = -1.0
            var bestAction = 0
            var current = 0.0
            for action in 0..<6 {
                var value = 0.0
                for outcome in 0..<support {
                    let edge = start &+ action &* support &+ outcome
                    value += Double(probabilities[start / 6 &+ outcome]) * (Double(gains[edge]) + old[Int(successors[edge])])
                }
                if value > best { (best, bestAction) = (value, action) }
                if action == Int(choices[state]) { current = value }
            }
            new[state] = best
            if best > current + ResponseInduction.tolerance {
                choices[state] = UInt8(bestAction)
                changes.append(.init(state: UInt32(state), tick: UInt16(left), action: UInt8(bestAction)))
            }
        }
        return changes
    }

    /// What the workers found, in the workers' order.
    private final class Shares: @unchecked Sendable {
        // Sendable: each worker writes its own element, and reading comes after all of them.
        private let shares: UnsafeMutableBufferPointer<[ResponsePolicy.Change]>

        init(_ count: Int) {
            shares = .allocate(capacity: count)
            shares.initialize(repeating: [])
        }

        deinit {
            shares.deinitialize()
            shares.deallocate()
        }

        func set(_ worker: Int, _ changes: [ResponsePolicy.Change]) { shares[worker] = changes }

        var all: [ResponsePolicy.Change] { shares.flatMap { $0 } }
    }
}
