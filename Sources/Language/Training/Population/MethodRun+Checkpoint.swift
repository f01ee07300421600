import Neural
import Referential

/// Stopping and continuing.
extension MethodRun {
    /// Everything that is needed to continue.
    public var checkpoint: Safetensors {
        var tensors: [String: Tensor] = [:]
        func put(_ name: String, _ numbers: [Float]) { tensors[name] = Tensor(shape: [numbers.count], numbers: numbers) }
        var steps: [Int] = []
        for role in Role.allCases {
            for (index, agent) in (role == .speaker ? speakers : listeners).enumerated() {
                let state = agent.state
                put("\(role.rawValue)/\(index)/parameters", agent.parameters.array)
                put("\(role.rawValue)/\(index)/mean", state.firstMoment)
                put("\(role.rawValue)/\(index)/square", state.secondMoment)
                steps.append(state.steps)
            }
            for (index, snapshot) in (buffers[role] ?? []).enumerated() {
                put("\(role.rawValue)/snapshot/\(index)", snapshot.parameters)
            }
        }
        for (index, anchor) in anchors { put("speaker/anchor/\(index)", anchor) }
        let origins = (buffers[.speaker] ?? []).map { "\($0.lineage):\($0.step)" }.joined(separator: " ")
        let words = ["done": "\(done)", "steps": steps.map(String.init).joined(separator: " "), "snapshots": origins]
        return Safetensors(tensors, metadata: words)
    }

    /// Continues from a checkpoint of the same run.
    /// - Throws: `ReferentialError` for one of another run.
    public func restore(_ file: Safetensors) throws {
        func numbers(_ name: String) throws -> [Float] {
            guard let tensor = file.tensors[name] else { throw ReferentialError("the checkpoint has no '\(name)'; it is of another run") }
            return tensor.numbers
        }
        let steps = (file.metadata["steps"] ?? "").split(separator: " ").compactMap { Int($0) }
        guard let done = file.metadata["done"].flatMap({ Int($0) }), done <= self.steps, steps.count == speakers.count + listeners.count
        else { throw ReferentialError("the checkpoint is of another run") }
        let origins = (file.metadata["snapshots"] ?? "").split(separator: " ").map { $0.split(separator: ":").compactMap { Int($0) } }
        var place = 0
        for role in Role.allCases {
            for (index, agent) in (role == .speaker ? speakers : listeners).enumerated() {
                let name = "\(role.rawValue)/\(index)/"
                let state = Adam.State(
                    firstMoment: try numbers(name + "mean"), secondMoment: try numbers(name + "square"), steps: steps[place])
                try agent.restore(try numbers(name + "parameters"), state)
                place += 1
            }
            buffers[role] = try origins.enumerated().map { index, origin in
                Snapshot(
                    lineage: origin[0], step: origin[1], parameters: try numbers("\(role.rawValue)/snapshot/\(index)"))
            }
        }
        anchors = [:]
        for index in speakers.indices { anchors[index] = file.tensors["speaker/anchor/\(index)"]?.numbers }
        self.done = done
    }
}
