import Foundation

/// What is applied to every output of a layer. All of them can be undone from the output alone, so a layer's
/// outputs are its only memory for the way back. What is no number stays none, so that it is found.
public enum Activation: Sendable, Hashable {
    case linear
    case relu
    /// Negative numbers are multiplied by the slope, which is between 0 and 1.
    case leakyReLU(Float)
    case tanh

    /// Applies it in place.
    @inline(__always)
    func apply(_ numbers: UnsafeMutablePointer<Float>, count: Int) {
        switch self {
        case .linear: return
        case .relu: for index in 0..<count { numbers[index] = numbers[index] < 0 ? 0 : numbers[index] }
        case .leakyReLU(let slope):
            for index in 0..<count { numbers[index] = numbers[index] < 0 ? numbers[index] * slope : numbers[index] }
        case .tanh: for index in 0..<count { numbers[index] = tanhf(numbers[index]) }
        }
    }

    /// Turns gradients of the outputs into gradients of what it was applied to, in place.
    @inline(__always)
    func applyBack(_ gradients: UnsafeMutablePointer<Float>, outputs: UnsafePointer<Float>, count: Int) {
        switch self {
        case .linear: return
        case .relu: for index in 0..<count { gradients[index] = outputs[index] <= 0 ? 0 : gradients[index] }
        case .leakyReLU(let slope):
            for index in 0..<count { gradients[index] = outputs[index] <= 0 ? gradients[index] * slope : gradients[index] }
        case .tanh: for index in 0..<count { gradients[index] *= 1 - outputs[index] * outputs[index] }
        }
    }
}
