import Basics
import Foundation

/// Scalars as TensorBoard reads them: records of a length, a masked CRC-32C of it, a protocol buffer `Event`, and a masked
/// CRC-32C of that (tensorflow/core/lib/io/record_writer.h, tensorflow/core/util/event.proto).
public struct TensorBoardEvents: Sendable {
    public private(set) var data = Data()

    /// A file that says which format it is of.
    public init() {
        var event = Message()
        event.add(double: 0, field: 1)
        event.add(bytes: Data("brain.Event:2".utf8), field: 3)
        append(event.data)
    }

    /// Adds a number.
    /// - Parameter step: also taken for the second at which it was written, so that the same run is the same file.
    public mutating func add(_ tag: String, _ value: Double, step: Int) {
        var scalar = Message()
        scalar.add(bytes: Data(tag.utf8), field: 1)
        scalar.add(float: Float(value), field: 2)
        var summary = Message()
        summary.add(bytes: scalar.data, field: 1)
        var event = Message()
        event.add(double: Double(step), field: 1)
        event.add(varint: UInt64(max(step, 0)), field: 2)
        event.add(bytes: summary.data, field: 5)
        append(event.data)
    }

    private mutating func append(_ record: Data) {
        let length = TensorBoardEvents.littleEndian(UInt64(record.count))
        data += length
        data += TensorBoardEvents.littleEndian(TensorBoardEvents.masked(length))
        data += record
        data += TensorBoardEvents.littleEndian(TensorBoardEvents.masked(record))
    }

    private static func littleEndian(_ value: some FixedWidthInteger) -> Data { withUnsafeBytes(of: value.littleEndian) { Data($0) } }

    // MARK: Check sums

    /// CRC-32C by the polynomial of Castagnoli, bits reversed.
    static func checksum(_ data: Data) -> UInt32 {
        var sum: UInt32 = ~0
        for byte in data {
            sum ^= UInt32(byte)
            for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0x82F6_3B78 : sum >> 1 }
        }
        return ~sum
    }

    private static func masked(_ data: Data) -> UInt32 {
        let sum = checksum(data)
        return (sum >> 15 | sum << 17) &+ 0xA282_EAD8
    }

    // MARK: Protocol buffers

    private struct Message {
        private(set) var data = Data()

        private mutating func key(_ field: UInt64, _ wireType: UInt64) { raw(field << 3 | wireType) }

        private mutating func raw(_ value: UInt64) {
            var rest = value
            while rest > 0x7F {
                data.append(UInt8(rest & 0x7F) | 0x80)
                rest >>= 7
            }
            data.append(UInt8(rest))
        }

        mutating func add(varint value: UInt64, field: UInt64) {
            key(field, 0)
            raw(value)
        }

        mutating func add(double value: Double, field: UInt64) {
            key(field, 1)
            data += TensorBoardEvents.littleEndian(value.bitPattern)
        }

        mutating func add(float value: Float, field: UInt64) {
            key(field, 5)
            data += TensorBoardEvents.littleEndian(value.bitPattern)
        }

        mutating func add(bytes: Data, field: UInt64) {
            key(field, 2)
            raw(UInt64(bytes.count))
            data += bytes
        }
    }
}

extension RunStory {
    /// Writes an event file a member into `folder`, so that TensorBoard shows each as a run.
    public func writeTensorBoard(into folder: String) throws {
        for curve in curves {
            var events = TensorBoardEvents()
            for (index, line) in lines.lazy.filter({ $0.member == curve.member }).enumerated() {
                let step = columns.first == "iteration" ? line.values.first.flatMap { Int($0) } ?? index + 1 : index + 1
                for (name, value) in zip(columns, line.values).dropFirst() {
                    if let number = Double(value) { events.add(name, number, step: step) }
                }
            }
            let own = "\(folder)/\(curve.member)"
            try FileManager.default.createDirectory(atPath: own, withIntermediateDirectories: true)
            try WholeFile.write(events.data, to: own + "/events.out.tfevents.0.brigade")
        }
    }
}
