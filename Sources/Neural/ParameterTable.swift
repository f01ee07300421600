/// The sizes of an array's dimensions, outermost first.
public typealias Shape = [Int]

extension Shape {
    /// Elements of an array of this shape.
    public var volume: Int { reduce(1, *) }

    /// For messages: `5 x 4 x 26`.
    public var words: String { map(String.init).joined(separator: " x ") }
}

/// A shape that does not fit where it is used.
public struct ShapeError: Error, Hashable, Sendable, CustomStringConvertible {
    public let description: String

    public init(_ description: String) { self.description = description }
}

/// Where each named parameter of a model lies in one flat buffer.
///
/// All parameters of a model are one buffer, so are their gradients and an optimiser's memory: copying a model,
/// adding gradients of several threads, mutating a genome are loops over one array.
public struct ParameterTable: Sendable, Hashable {
    /// A parameter's place.
    public struct Entry: Sendable, Hashable {
        public let name: String
        public let shape: Shape
        /// Its first element in the buffer.
        public let offset: Int
    }

    public private(set) var entries: [Entry] = []
    /// Elements of the whole buffer.
    public private(set) var count = 0

    public init() {}

    /// Gives a parameter its place and returns its first element.
    public mutating func add(_ name: String, _ shape: Shape) -> Int {
        entries.append(Entry(name: name, shape: shape, offset: count))
        count += shape.volume
        return count - shape.volume
    }

    /// Name of the first parameter that is not finite somewhere; nil where all are.
    /// - Parameter numbers: `[count]`.
    public func broken(_ numbers: UnsafePointer<Float>) -> String? {
        entries.first { entry in
            (entry.offset..<(entry.offset + entry.shape.volume)).contains { !numbers[$0].isFinite }
        }?.name
    }

    /// Takes the parameters out of named tensors.
    /// - Returns: `[count]`.
    /// - Throws: `ShapeError` for one that is missing or of another shape.
    public func flat(_ tensors: [String: Tensor]) throws -> [Float] {
        var numbers = [Float](repeating: 0, count: count)
        for entry in entries {
            guard let tensor = tensors[entry.name] else {
                throw ShapeError("there is no tensor '\(entry.name)' among \(tensors.keys.sorted().joined(separator: ", "))")
            }
            guard tensor.shape == entry.shape else {
                throw ShapeError("'\(entry.name)' is \(tensor.shape.words); \(entry.shape.words) is needed")
            }
            numbers.replaceSubrange(entry.offset..<(entry.offset + entry.shape.volume), with: tensor.numbers)
        }
        return numbers
    }

    /// The parameters of a flat buffer by name.
    /// - Parameter numbers: `[count]`.
    public func tensors(_ numbers: [Float]) -> [String: Tensor] {
        precondition(numbers.count == count, "\(numbers.count) numbers for \(count) parameters")
        return Dictionary(
            uniqueKeysWithValues: entries.map {
                ($0.name, Tensor(shape: $0.shape, numbers: Array(numbers[$0.offset..<($0.offset + $0.shape.volume)])))
            })
    }
}

/// Numbers with a shape, as they are kept in files.
public struct Tensor: Sendable, Hashable {
    public let shape: Shape
    /// Row-major.
    public let numbers: [Float]

    public init(shape: Shape, numbers: [Float]) {
        precondition(shape.volume == numbers.count, "\(numbers.count) numbers are no \(shape.words)")
        self.shape = shape
        self.numbers = numbers
    }
}
