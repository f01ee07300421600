/// Flat memory for numbers, owned by its holder and freed with it.
///
/// Layers and optimisers work on pointers into such buffers. A buffer is borrowed, never copied.
public struct FloatBuffer: ~Copyable {
    public let count: Int
    public let base: UnsafeMutablePointer<Float>

    /// `count` zeros.
    public init(_ count: Int) {
        self.count = count
        base = .allocate(capacity: max(count, 1))
        base.initialize(repeating: 0, count: max(count, 1))
    }

    /// A copy of `numbers`.
    public init(_ numbers: [Float]) {
        self.init(numbers.count)
        set(numbers)
    }

    deinit { base.deallocate() }

    /// Its numbers, copied.
    public var array: [Float] { Array(UnsafeBufferPointer(start: base, count: count)) }

    /// The first of its `count` numbers, to read.
    public var pointer: UnsafePointer<Float> { UnsafePointer(base) }

    /// The whole of it.
    public var all: UnsafeMutableBufferPointer<Float> { UnsafeMutableBufferPointer(start: base, count: count) }

    /// Copies `numbers` into the buffer, which they fill.
    public func set(_ numbers: [Float]) {
        precondition(numbers.count == count, "\(numbers.count) numbers for a buffer of \(count)")
        numbers.withUnsafeBufferPointer { source in
            guard let start = source.baseAddress else { return }
            base.update(from: start, count: count)
        }
    }

    /// Makes all numbers 0.
    public func clear() { base.update(repeating: 0, count: count) }
}
