import Kitchen

/// The beliefs of cooks and their deeds over a compact model as pointers, for the inner loop of `BeliefInduction`.
final class DeedTables: @unchecked Sendable {
    // Sendable: written once, here.

    /// What deeds of a belief bring: a reward and a run of `parts`.
    struct Outcome {
        let reward: Float
        let first: Int32
        let count: Int32
        /// Whether everything stays as it is.
        let isNothing: Bool
    }

    struct Part {
        let weight: Float
        let belief: Int
    }

    /// How many deeds there are.
    let deeds: Int
    /// `[belief * deeds * deeds + first cook's deed * deeds + second's]`
    let outcomes: UnsafeMutablePointer<Outcome>
    let parts: UnsafeMutablePointer<Part>
    /// For each cook: `[face * held items + code]`, the index of the deed.
    let ofFace: [UnsafeMutablePointer<UInt8>]
    private let counts: (outcomes: Int, parts: Int)

    init(_ model: CompactModel, _ beliefs: RecipeBeliefs, _ stepper: KitchenStepper) {
        let deeds = beliefs.deeds
        var outcomes: [Outcome] = []
        var parts: [Part] = []
        for belief in 0..<beliefs.count {
            for first in deeds {
                for second in deeds {
                    let outcome = beliefs.outcome(belief, [first, second])
                    let isNothing = outcome.reward == 0 && outcome.parts.count == 1 && outcome.parts[0].belief == belief
                    outcomes.append(
                        Outcome(
                            reward: Float(outcome.reward), first: Int32(parts.count), count: Int32(outcome.parts.count),
                            isNothing: isNothing))
                    parts += outcome.parts.map { Part(weight: Float($0.weight), belief: $0.belief) }
                }
            }
        }
        self.deeds = deeds.count
        self.outcomes = DeedTables.copy(outcomes)
        self.parts = DeedTables.copy(parts)
        counts = (outcomes.count, parts.count)
        ofFace = model.configurations.faces.map { faces in
            DeedTables.copy(
                faces.flatMap { face -> [UInt8] in
                    model.configurations.heldItems.map { held -> UInt8 in
                        guard case .rules(let pose) = face.effect else { return 0 }
                        return UInt8(beliefs.index(beliefs.deed(stepper.faced(pose).terrain, held)))
                    }
                } + [0])
        }
    }

    deinit {
        outcomes.deallocate()
        parts.deallocate()
        ofFace.forEach { $0.deallocate() }
    }

    private static func copy<Element>(_ array: [Element]) -> UnsafeMutablePointer<Element> {
        let copy = UnsafeMutablePointer<Element>.allocate(capacity: max(1, array.count))
        copy.initialize(from: array, count: array.count)
        return copy
    }
}
