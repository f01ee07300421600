import Dispatch
import Kitchen

/// Finite-horizon backward induction over a compact model and the beliefs of its cooks: expected rewards of the best policy that
/// knows no more than the belief.
final class BeliefInduction: @unchecked Sendable {
    // Sendable: in a layer every worker writes blocks of its own.

    let model: CompactModel
    let beliefs: RecipeBeliefs
    private let jobs: Int
    private let deeds: DeedTables
    private let isAlone: Bool
    /// Values of a configuration's block: a place each, of a lone cook a pose each.
    private let size: Int
    /// Values of a belief.
    private let states: Int
    /// By belief.
    private var values: UnsafeMutablePointer<UnsafeMutablePointer<Float>>
    private var next: UnsafeMutablePointer<UnsafeMutablePointer<Float>>
    private(set) var tick = 0

    init(_ model: CompactModel, _ beliefs: RecipeBeliefs, _ stepper: KitchenStepper, jobs: Int) {
        self.model = model
        self.beliefs = beliefs
        self.jobs = max(1, jobs)
        deeds = DeedTables(model, beliefs, stepper)
        isAlone = model.kitchen.players == 1
        size = isAlone ? model.places.count / 4 : model.places.count
        states = model.configurations.count * size
        (values, next) = (Self.layer(beliefs.count, states), Self.layer(beliefs.count, states))
    }

    deinit {
        for layer in [values, next] {
            for belief in 0..<beliefs.count { layer[belief].deallocate() }
            layer.deallocate()
        }
    }

    private static func layer(_ beliefs: Int, _ states: Int) -> UnsafeMutablePointer<UnsafeMutablePointer<Float>> {
        let layer = UnsafeMutablePointer<UnsafeMutablePointer<Float>>.allocate(capacity: beliefs)
        for belief in 0..<beliefs {
            layer.advanced(by: belief).initialize(to: .allocate(capacity: states))
            layer[belief].initialize(repeating: 0, count: states)
        }
        return layer
    }

    // MARK: Values

    /// What is expected in the ticks done so far from a state of the model, by its number.
    func value(_ state: Int, _ belief: Int) -> Double { Double(values[belief][isAlone ? state / 4 : state]) }

    /// A copy of the layer, by belief.
    func copy() -> [[Float]] {
        (0..<beliefs.count).map { Array(UnsafeBufferPointer(start: values[$0], count: states)) }
    }

    // MARK: Layers

    /// Plays one more layer.
    func advance() {
        model.withTables { tables in
            let count = model.configurations.count
            let chunk = max(1, min(256, count / (jobs * 4)))
            let chunks = (count + chunk - 1) / chunk
            DispatchQueue.concurrentPerform(iterations: jobs) { worker in
                let mixture = UnsafeMutablePointer<Float>.allocate(capacity: size)
                mixture.initialize(repeating: 0, count: size)
                defer { mixture.deallocate() }
                for index in stride(from: worker, to: chunks, by: jobs) {
                    for configuration in (index * chunk)..<min(count, (index + 1) * chunk) {
                        induce(configuration, tables, mixture)
                    }
                }
            }
        }
        tick += 1
        swap(&values, &next)
    }

    @inline(__always)
    private func induce(_ configuration: Int, _ tables: LayerTables, _ mixture: UnsafeMutablePointer<Float>) {
        for belief in 0..<beliefs.count {
            let layer = BeliefLayer(belief: belief, old: UnsafePointer(values), deeds: deeds, size: size, mixture: mixture)
            let out = next[belief] + configuration * size
            if isAlone {
                tables.induceAlone(configuration, layer, into: out)
            } else {
                tables.induce(configuration, layer, into: out)
            }
        }
    }
}
