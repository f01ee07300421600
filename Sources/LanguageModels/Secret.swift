import Foundation

/// A key as it is sent, and the means to keep it out of everything that is kept.
struct Secret: Sendable {
    /// The header that carries it, whole: `Authorization: Bearer ...`.
    let header: String
    /// What must not be kept.
    private let hidden: [[Unicode.Scalar]]

    /// In place of a key in what an endpoint sent back.
    static let mark = "[key]"
    /// Shorter ones cannot be distinguished from words and are not secrets.
    private static let shortest = 4

    /// Reads the key that `settings` name.
    /// - Returns: nil where they name none.
    /// - Throws: `ChatError.misconfigured`, never with the key in its words.
    init?(_ settings: ChatSettings, environment: [String: String]) throws(ChatError) {
        guard !settings.keyVariable.isEmpty else { return nil }
        let variable = "the environment variable \(settings.keyVariable), which should hold the key,"
        guard let value = environment[settings.keyVariable] else { throw .misconfigured("\(variable) is not set") }
        // Files that hold a key end in a line break, which `$(cat file)` drops and other ways do not.
        let key = value.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !key.isEmpty else { throw .misconfigured("\(variable) is empty") }
        guard key.unicodeScalars.allSatisfy({ (0x20...0x7E).contains($0.value) }) else {
            throw .misconfigured("\(variable) has a line break or another character inside that no header can carry; set it to one line")
        }
        var hidden = [key]
        switch settings.keyScheme.lowercased() {
        case "bearer": header = "Authorization: Bearer \(key)"
        case "basic":
            guard let colon = key.firstIndex(of: ":") else {
                throw .misconfigured("\(variable) should be user:password, as key_as: basic needs it; there is no colon in it")
            }
            let encoded = Data(key.utf8).base64EncodedString()
            header = "Authorization: Basic \(encoded)"
            hidden += [encoded, String(key[key.index(after: colon)...])]
        default: header = "\(settings.keyScheme): \(key)"
        }
        self.hidden = hidden.map { Array($0.unicodeScalars) }.filter { $0.count >= Self.shortest }
    }

    /// `text` with a mark wherever the key is, also where its characters are escaped as in JSON or in an address.
    func removed(from text: String) -> String {
        var scalars = Array(text.unicodeScalars)
        for secret in hidden { scalars = Self.remove(secret, from: scalars) }
        var clean = String.UnicodeScalarView()
        clean.append(contentsOf: scalars)
        return String(clean)
    }

    private static func remove(_ secret: [Unicode.Scalar], from scalars: [Unicode.Scalar]) -> [Unicode.Scalar] {
        let read = unescaped(scalars)
        guard read.count >= secret.count else { return scalars }
        var clean: [Unicode.Scalar] = []
        var kept = 0
        var index = 0
        while index + secret.count <= read.count {
            guard (0..<secret.count).allSatisfy({ read[index + $0].scalar == secret[$0] }) else {
                index += 1
                continue
            }
            clean += scalars[kept..<read[index].range.lowerBound]
            clean += Array(mark.unicodeScalars)
            index += secret.count
            kept = read[index - 1].range.upperBound
        }
        return kept == 0 ? scalars : clean + scalars[kept...]
    }

    /// Every character with what it stands for: `\u002d`, `\/`, `\\u002d` (JSON in JSON) and `%2d` are read.
    private static func unescaped(_ scalars: [Unicode.Scalar]) -> [(scalar: Unicode.Scalar, range: Range<Int>)] {
        var read: [(scalar: Unicode.Scalar, range: Range<Int>)] = []
        read.reserveCapacity(scalars.count)
        var index = 0
        while index < scalars.count {
            var end = index
            while end < scalars.count, scalars[end] == "\\" { end += 1 }
            if end > index, end < scalars.count {
                if scalars[end] == "u", let scalar = hexadecimal(scalars, end + 1, digits: 4) {
                    read.append((scalar, index..<end + 5))
                    index = end + 5
                    continue
                }
                if scalars[end] == "/" || scalars[end] == "\"" {
                    read.append((scalars[end], index..<end + 1))
                    index = end + 1
                    continue
                }
            }
            if end > index {
                read += (index..<end).map { (scalars[$0], $0..<$0 + 1) }
                index = end
                continue
            }
            if scalars[index] == "%", let scalar = hexadecimal(scalars, index + 1, digits: 2) {
                read.append((scalar, index..<index + 3))
                index += 3
                continue
            }
            read.append((scalars[index], index..<index + 1))
            index += 1
        }
        return read
    }

    private static func hexadecimal(_ scalars: [Unicode.Scalar], _ start: Int, digits: Int) -> Unicode.Scalar? {
        guard start + digits <= scalars.count else { return nil }
        var value: UInt32 = 0
        for scalar in scalars[start..<start + digits] {
            guard let digit = Character(scalar).hexDigitValue, scalar.isASCII else { return nil }
            value = value * 16 + UInt32(digit)
        }
        return Unicode.Scalar(value)
    }
}
