/// Flat memory for numbers, owned by whoever holds it and freed with it.
///
/// Layers and optimisers work on pointers into such buffers. A buffer is no value: it is lent, never copied.
public struct FloatBuffer: ~Copyable {
    public let count: Int
    public let base: UnsafeMutablePointer<Float>

    /// `count` zeros.
    public init(_ count: Int) {
        self.count = count
        base = .allocate(capacity: max(count, 1))
        base.initialize(repeating: 0, count: max(count, 1))
    }

    public init(_ numbers: [Float]) {
        self.init(numbers.count)
        set(numbers)
    }

    deinit { base.deallocate() }

    /// What is in it, copied.
    public var array: [Float] { Array(UnsafeBufferPointer(start: base, count: count)) }

    public var pointer: UnsafePointer<Float> { UnsafePointer(base) }

    /// The whole of it.
    public var all: UnsafeMutableBufferPointer<Float> { UnsafeMutableBufferPointer(start: base, count: count) }

    /// Takes over the first `count` of `numbers`.
    public func set(_ numbers: [Float]) {
        numbers.withUnsafeBufferPointer { source in
            guard let start = source.baseAddress else { return }
            base.update(from: start, count: min(count, source.count))
        }
    }

    public func clear() { base.update(repeating: 0, count: count) }
}
