import Agents
import Kitchen
import Neural

// MARK: - Checkpoints

extension SequenceShare {
    /// Where the games are, by name: states, stamps, episodes, what is remembered and was heard, which episodes begin and what they earned.
    var progress: [String: Tensor] {
        func tensor(_ numbers: [Float]) -> Tensor { Tensor(shape: [numbers.count], numbers: numbers) }
        func symbols(_ symbols: [Int?]) -> Tensor { tensor(symbols.map { Float($0 ?? -1) }) }
        var games = [
            "rows": tensor(batch.rows.map(Float.init)), "stamps": tensor(batch.stamps.map(Float.init)),
            "episodes": tensor((0..<games).map { Float(batch.episode(game: $0)) }), "states": tensor(states.array),
            "begins": tensor(begins.map { $0 ? 1 : 0 }), "earned": tensor(earned.map(Float.init)),
        ]
        if let library {
            games["partners"] = tensor(library.progress)
            let memory = library.memory
            if !memory.isEmpty { games["partner_memory"] = tensor(memory) }
        }
        guard settings.symbols > 0 else { return games }
        return games.merging(["heard_now": symbols(heard.map(\.now)), "heard_last": symbols(heard.map(\.last))]) { $1 }
    }

    /// Goes on from there.
    /// - Parameter ticks: how many were played.
    /// - Throws: `LearningError` for numbers of another share.
    func restore(_ progress: [String: Tensor], ticks: Int) throws {
        func numbers(_ name: String, _ count: Int) throws -> [Float] {
            guard let tensor = progress[name], tensor.numbers.count == count, tensor.numbers.allSatisfy({ abs($0) < 1e9 }) else {
                throw LearningError("the checkpoint's '\(name)' is not of this learner")
            }
            return tensor.numbers
        }
        let rowNumbers = try numbers("rows", batch.rows.count)
        let stampNumbers = try numbers("stamps", batch.stamps.count)
        let words = rowNumbers.map { UInt16(clamping: Int($0)) }
        let stamps = stampNumbers.map { Int32($0) }
        let (width, slots) = (words.count / games, stamps.count / games)
        for game in 0..<games {
            try words.withUnsafeBufferPointer { words in
                let row = words.baseAddress.unsafelyUnwrapped + game * width
                if let problem = kitchen.problem(inRow: row) { throw LearningError("a game of the checkpoint is none: \(problem)") }
                stamps.withUnsafeBufferPointer { batch.load(row, $0.baseAddress.unsafelyUnwrapped + game * slots, game: game) }
            }
        }
        batch.resume(ticks: UInt64(ticks), episodes: try numbers("episodes", games).map { UInt32(clamping: Int($0)) })
        states.set(try numbers("states", states.count))
        for (row, begun) in try numbers("begins", rows).enumerated() { begins[row] = begun != 0 }
        earned = try numbers("earned", games).map(Double.init)
        if let library { try library.restore(numbers("partners", 5 * games), memory: progress["partner_memory"]?.numbers ?? []) }
        guard settings.symbols > 0 else { return }
        let known = 0..<settings.symbols
        for (row, (now, last)) in zip(try numbers("heard_now", rows), try numbers("heard_last", rows)).enumerated() {
            heard[row] = HeardSymbols()
            if known.contains(Int(last)) { heard[row].hear(Int(last)) }
            heard[row].hear(known.contains(Int(now)) ? Int(now) : nil)
        }
    }
}
