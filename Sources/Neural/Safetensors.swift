import Basics
import Foundation

/// A file that is no safetensors file, in a sentence.
public struct SafetensorsError: Error, Hashable, Sendable, CustomStringConvertible {
    public let file: String
    public let message: String

    public var description: String { "\(file): \(message)" }
}

/// Tensors by name in the safetensors format: eight bytes of header length, a JSON header with type, shape and
/// place of every tensor, then the numbers (https://github.com/huggingface/safetensors).
public struct Safetensors: Sendable, Hashable {
    public var tensors: [String: Tensor]
    /// Free words that go with them.
    public var metadata: [String: String]

    /// Longest header that is read. The reference implementation reads 100 MB, which as JSON takes gigabytes of memory.
    static let maxHeader = 16 << 20
    /// Most dimensions of a tensor.
    static let maxRank = 8

    public init(_ tensors: [String: Tensor], metadata: [String: String] = [:]) {
        self.tensors = tensors
        self.metadata = metadata
    }

    // MARK: Reading

    /// Reads the file at `path`.
    /// - Throws: `SafetensorsError` for a file that is missing, damaged or of unknown number types.
    public static func read(_ path: String) throws -> Safetensors {
        let data: Data
        do { data = try InputFile.data(path, .weights) } catch { throw SafetensorsError(file: path, message: error.message) }
        return try Safetensors(data, file: path)
    }

    /// - Parameter file: what to call the data in messages.
    /// - Throws: `SafetensorsError`.
    public init(_ data: Data, file: String) throws {
        func problem(_ message: String) -> SafetensorsError { SafetensorsError(file: file, message: message) }
        guard data.count >= 8 else {
            throw problem("\(data.count) bytes are no safetensors file; eight bytes of header length come first")
        }
        let length = data.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard length <= UInt64(data.count - 8) else {
            throw problem(
                "the header should be \(length) bytes long, but only \(data.count - 8) follow; "
                    + "the file is cut off or no safetensors file")
        }
        guard length <= UInt64(Safetensors.maxHeader) else {
            throw problem("the header should be \(length) bytes long; at most \(Safetensors.maxHeader) are read")
        }
        let header = data.dropFirst(8).prefix(Int(length))
        let body = Data(data.dropFirst(8 + Int(length)))
        guard header.first == UInt8(ascii: "{"), let json = try? JSONSerialization.jsonObject(with: Data(header)),
            var entries = json as? [String: Any]
        else {
            throw problem("the header is no JSON object")
        }
        metadata = [:]
        if let words = entries.removeValue(forKey: "__metadata__") {
            guard let words = words as? [String: String] else { throw problem("the header's __metadata__ is not text by name") }
            metadata = words
        }
        var places: [Place] = []
        for (name, value) in entries.sorted(by: { $0.key < $1.key }) {
            do { places.append(try Place(name, value)) } catch let wrong as ShapeError { throw problem(wrong.description) }
        }
        try Safetensors.check(places, bytes: body.count, problem)
        tensors = Dictionary(
            uniqueKeysWithValues: places.map { place in
                (place.name, Tensor(shape: place.shape, numbers: place.type.numbers(body[place.begin..<place.end])))
            })
    }

    /// What the header says of one tensor.
    private struct Place {
        let name: String
        let type: NumberType
        let shape: Shape
        let begin: Int
        let end: Int

        init(_ name: String, _ json: Any) throws {
            guard let entry = json as? [String: Any], let word = entry["dtype"] as? String,
                let shape = Place.counts(entry["shape"]), let offsets = Place.counts(entry["data_offsets"]), offsets.count == 2
            else {
                throw ShapeError("the header's entry '\(name)' lacks a dtype, a shape or two data_offsets")
            }
            guard let type = NumberType(rawValue: word) else {
                throw ShapeError(
                    "'\(name)' holds \(word) numbers; \(NumberType.allCases.map(\.rawValue).joined(separator: ", ")) can be read")
            }
            guard shape.count <= Safetensors.maxRank else {
                throw ShapeError("'\(name)' has \(shape.count) dimensions; at most \(Safetensors.maxRank) are read")
            }
            var bytes = type.size
            for size in shape {
                let (product, overflow) = bytes.multipliedReportingOverflow(by: size)
                guard !overflow else { throw ShapeError("'\(name)' is larger than memory: \(shape.words)") }
                bytes = product
            }
            guard offsets[0] <= offsets[1], offsets[1] - offsets[0] == bytes else {
                throw ShapeError(
                    "'\(name)' is \(shape.words) numbers of \(type.size) bytes, \(bytes) in all, "
                        + "but its data_offsets are \(offsets[0]) to \(offsets[1])")
            }
            (self.name, self.type, self.shape, begin, end) = (name, type, shape, offsets[0], offsets[1])
        }

        /// A list of whole numbers that are not negative.
        private static func counts(_ json: Any?) -> [Int]? {
            guard let numbers = json as? [NSNumber] else { return nil }
            let counts = numbers.compactMap { Int(exactly: $0.doubleValue) }
            return counts.count == numbers.count && counts.allSatisfy { $0 >= 0 } ? counts : nil
        }
    }

    /// The tensors must cover the body without holes or overlaps.
    private static func check(_ places: [Place], bytes: Int, _ problem: (String) -> SafetensorsError) throws {
        var position = 0
        for place in places.sorted(by: { ($0.begin, $0.end) < ($1.begin, $1.end) }) {
            guard place.begin == position else {
                throw problem("'\(place.name)' begins at byte \(place.begin); the tensor before it ends at \(position)")
            }
            position = place.end
        }
        guard position == bytes else {
            throw problem("the tensors need \(position) bytes and the file has \(bytes) after its header")
        }
    }

    /// The types of numbers that are read; all become `Float`.
    private enum NumberType: String, CaseIterable {
        case float32 = "F32", float64 = "F64", float16 = "F16", bfloat16 = "BF16"

        var size: Int {
            switch self {
            case .float16, .bfloat16: 2
            case .float32: 4
            case .float64: 8
            }
        }

        /// Little-endian numbers, wherever they lie.
        func numbers(_ data: Data) -> [Float] {
            data.withUnsafeBytes { bytes in
                (0..<(bytes.count / size)).map { index in
                    func bits<Word: FixedWidthInteger>(_: Word.Type) -> Word {
                        Word(littleEndian: bytes.loadUnaligned(fromByteOffset: index * size, as: Word.self))
                    }
                    switch self {
                    case .float32: return Float(bitPattern: bits(UInt32.self))
                    case .float64: return Float(Double(bitPattern: bits(UInt64.self)))
                    case .float16: return Float(Float16(bitPattern: bits(UInt16.self)))
                    case .bfloat16: return Float(bitPattern: UInt32(bits(UInt16.self)) << 16)
                    }
                }
            }
        }
    }

    // MARK: Writing

    /// The file's bytes: names in alphabetical order, Float32, the header padded to eight bytes; the same content
    /// is the same bytes.
    public func encoded() throws -> Data {
        var header: [String: Any] = [:]
        if !metadata.isEmpty { header["__metadata__"] = metadata }
        var body = Data()
        for (name, tensor) in tensors.sorted(by: { $0.key < $1.key }) {
            let begin = body.count
            for number in tensor.numbers { withUnsafeBytes(of: number.bitPattern.littleEndian) { body.append(contentsOf: $0) } }
            header[name] = ["dtype": "F32", "shape": tensor.shape, "data_offsets": [begin, body.count]] as [String: Any]
        }
        var json = try JSONSerialization.data(withJSONObject: header, options: [.sortedKeys, .withoutEscapingSlashes])
        json.append(contentsOf: [UInt8](repeating: UInt8(ascii: " "), count: (8 - json.count % 8) % 8))
        var data = Data()
        withUnsafeBytes(of: UInt64(json.count).littleEndian) { data.append(contentsOf: $0) }
        return data + json + body
    }

    /// Writes the file at `path`, whole or not at all.
    public func write(to path: String) throws {
        try WholeFile.write(encoded(), to: path)
    }
}
