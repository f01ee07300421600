import Foundation

/// A short hash of content: FNV-1a of 64 bits over all bytes, mixed; to tell versions apart, not to defend.
public enum ContentHash {
    public static func of(_ parts: [Data]) -> String {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for part in parts {
            for byte in part { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
            hash = (hash ^ 0xFF) &* 0x0000_0100_0000_01B3
        }
        return hexadecimal(hash)
    }

    /// `value` in 16 digits.
    public static func hexadecimal(_ value: UInt64) -> String {
        let text = String(value, radix: 16)
        return String(repeating: "0", count: 16 - text.count) + text
    }
}
