/// A `WholeFile` of so many bytes that they had better not pass through the memory in which the system keeps files: to fill new
/// pages of that takes more time than the disk does, and drives out what others use.
///
/// Bytes are gathered in a buffer and written from there (with `O_DIRECT`, where system and disk have it).
public struct LargeFile: ~Copyable {
    private var file: WholeFile
    private let buffer: UnsafeMutableRawBufferPointer
    private var count = 0

    /// Bytes that are written together.
    static let bufferBytes = 1 << 24

    /// Begins the file.
    /// - Throws: `OutputError`.
    public init(_ path: String) throws {
        file = try WholeFile(path)
        file.setPassesCache(true)
        buffer = .allocate(byteCount: Self.bufferBytes, alignment: Descriptor.directUnit)
    }

    deinit { buffer.deallocate() }

    /// Adds `bytes` at the end.
    /// - Throws: `OutputError`.
    public mutating func append(_ bytes: UnsafeRawBufferPointer) throws {
        var rest = bytes
        while !rest.isEmpty {
            let part = UnsafeRawBufferPointer(rebasing: rest.prefix(buffer.count - count))
            UnsafeMutableRawBufferPointer(rebasing: buffer[count...]).copyMemory(from: part)
            count += part.count
            rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(part.count))
            if count == buffer.count {
                try write(0..<count)
                count = 0
            }
        }
    }

    private mutating func write(_ range: Range<Int>) throws {
        try file.append(UnsafeRawBufferPointer(rebasing: buffer[range]))
    }

    /// Puts the file in its place.
    /// - Throws: `OutputError`; what was there is there still.
    public mutating func commit() throws {
        let whole = count - count % Descriptor.directUnit
        try write(0..<whole)
        file.setPassesCache(false)
        try write(whole..<count)
        count = 0
        try file.commit()
    }
}
