import Kitchen

/// The compact form of an episode's actions: each tick takes one byte for every three players begun, in base 6, the
/// first player's action lowest. Two players' 400 ticks are 400 bytes.
public enum ActionCode {
    private static let perByte = 3

    /// - Parameter actions: `[tick * players + player]`.
    public static func encode(_ actions: [Action], players: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(actions.count / max(players, 1) * ((players + perByte - 1) / perByte))
        var index = 0
        while index < actions.count {
            for first in stride(from: 0, to: players, by: perByte) {
                var byte: UInt8 = 0
                for player in (first..<min(first + perByte, players)).reversed() {
                    byte = byte * 6 + actions[index + player].rawValue
                }
                bytes.append(byte)
            }
            index += players
        }
        return bytes
    }

    /// The actions behind `bytes`, or nil where they are none.
    public static func decode(_ bytes: [UInt8], players: Int) -> [Action]? {
        let perTick = (players + perByte - 1) / perByte
        guard players > 0, bytes.count % perTick == 0 else { return bytes.isEmpty ? [] : nil }
        var actions: [Action] = []
        actions.reserveCapacity(bytes.count / perTick * players)
        if players == 2 { return decodeTwo(bytes, &actions) }
        for (index, byte) in bytes.enumerated() {
            var rest = byte
            for _ in 0..<min(perByte, players - index % perTick * perByte) {
                guard let action = Action(rawValue: rest % 6) else { return nil }
                actions.append(action)
                rest /= 6
            }
            guard rest == 0 else { return nil }
        }
        return actions
    }

    /// The same for two players, whose ticks are a byte each.
    private static func decodeTwo(_ bytes: [UInt8], _ actions: inout [Action]) -> [Action]? {
        for byte in bytes {
            let (second, first) = byte.quotientAndRemainder(dividingBy: 6)
            guard let one = Action(rawValue: first), let other = Action(rawValue: second) else { return nil }
            actions.append(one)
            actions.append(other)
        }
        return actions
    }
}
