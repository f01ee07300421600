import CZlib
import Foundation

/// Writes bitmaps as PNG (ISO/IEC 15948): truecolour of 8 bits, rows unfiltered but for the difference upwards.
package enum PNG {
    package static func encode(_ bitmap: Bitmap) -> Data {
        var header = Data()
        header.append(bigEndian: UInt32(bitmap.width))
        header.append(bigEndian: UInt32(bitmap.height))
        header.append(contentsOf: [8, 2, 0, 0, 0])
        var data = Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
        append("IHDR", header, to: &data)
        append("IDAT", deflate(rows(bitmap)), to: &data)
        append("IEND", Data(), to: &data)
        return data
    }

    /// Each row after the byte of its filter, 2 ("Up").
    private static func rows(_ bitmap: Bitmap) -> [UInt8] {
        var rows: [UInt8] = []
        rows.reserveCapacity(bitmap.height * (bitmap.width * 3 + 1))
        for y in 0..<bitmap.height {
            rows.append(2)
            for x in 0..<bitmap.width {
                let index = (y * bitmap.width + x) * 4
                for channel in 0..<3 {
                    let above = y == 0 ? 0 : bitmap.bytes[index + channel - bitmap.width * 4]
                    rows.append(bitmap.bytes[index + channel] &- above)
                }
            }
        }
        return rows
    }

    private static func append(_ name: String, _ body: Data, to data: inout Data) {
        data.append(bigEndian: UInt32(body.count))
        let chunk = Data(name.utf8) + body
        data.append(chunk)
        let sum = chunk.withUnsafeBytes { crc32(0, $0.bindMemory(to: UInt8.self).baseAddress, UInt32($0.count)) }
        data.append(bigEndian: UInt32(truncatingIfNeeded: sum))
    }

    private static func deflate(_ bytes: [UInt8]) -> Data {
        var size = compressBound(uLong(bytes.count))
        var packed = [UInt8](repeating: 0, count: Int(size))
        // Fails only for a buffer that is too small, and compressBound says how large it must be.
        compress2(&packed, &size, bytes, uLong(bytes.count), 9)
        return Data(packed.prefix(Int(size)))
    }
}

extension Data {
    mutating func append(bigEndian value: UInt32) {
        append(contentsOf: [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) })
    }
}
