import Episodes
import Kitchen

/// The packed form of an episode's events: text that is short and that SQL can take apart (the view `events`).
/// An onion taken by the second seat in tick 91 is `3$$A`.
///
/// The first letter says how many letters an event has: 3 as long as there are fewer than 8,100 ticks and at most three seats, else 6.
/// The first two letters, or four, are the tick, the others 25 times the seat plus the event: digits of base 90, the highest first, from
/// `#` for 0 to `|` for 89. 160 events take 481 bytes.
enum EventCode {
    // Each by itself, so that they are constants: of several at once the first use is waited for.
    private static let base = 90
    private static let zero = UInt8(ascii: "#")
    private static let kinds = 25
    /// Ticks that can be told apart.
    private static let maxTicks = base * base * base * base
    /// Letters of the tick, and of seat and event.
    private typealias Form = (tick: Int, code: Int)
    private static let short: Form = (2, 1)
    private static let long: Form = (4, 2)

    static func encode(_ events: [Episode.LoggedEvent]) -> String {
        let isShort = events.allSatisfy { $0.tick < base * base && Int($0.seat) * kinds + kinds <= base }
        let form = isShort ? short : long
        var bytes = [UInt8](repeating: zero, count: 1 + events.count * (form.tick + form.code))
        bytes[0] = UInt8(ascii: isShort ? "3" : "6")
        var place = 1
        for event in events {
            let code = UInt32(event.seat) * UInt32(kinds) + UInt32(event.event.rawValue)
            write(UInt32(event.tick), form.tick, to: &bytes, from: &place)
            write(code, form.code, to: &bytes, from: &place)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The events behind `text`, which may also have the form of stores before version 10; nil where it is none of an episode of so
    /// many ticks and players.
    static func decode(_ text: String, ticks: Int, players: Int) -> [Episode.LoggedEvent]? {
        let bytes = Array(text.utf8)
        let found: [Int]?
        switch bytes.first {
        case UInt8(ascii: "3"): found = unpacked(bytes.dropFirst(), short)
        case UInt8(ascii: "6"): found = unpacked(bytes.dropFirst(), long)
        default: found = listed(bytes)
        }
        guard let numbers = found else { return nil }
        var events: [Episode.LoggedEvent] = []
        events.reserveCapacity(numbers.count / 3)
        for first in stride(from: 0, to: numbers.count, by: 3) {
            let (tick, seat) = (numbers[first], numbers[first + 1])
            guard tick < min(ticks, maxTicks), seat < players, UInt8(exactly: seat) != nil,
                let event = UInt8(exactly: numbers[first + 2]).flatMap(Event.init(rawValue:))
            else { return nil }
            events.append(Episode.LoggedEvent(tick: tick, seat: seat, event: event))
        }
        return events
    }

    /// Writes so many digits of a number, the last of them first, and moves on behind them.
    private static func write(_ number: UInt32, _ digits: Int, to bytes: inout [UInt8], from place: inout Int) {
        var left = number
        for digit in (place..<(place + digits)).reversed() {
            bytes[digit] = zero + UInt8(left % UInt32(base))
            left /= UInt32(base)
        }
        place += digits
    }

    /// Tick, seat and event after each other, of packed events; nil where they are none.
    private static func unpacked(_ bytes: ArraySlice<UInt8>, _ form: Form) -> [Int]? {
        let size = form.tick + form.code
        guard bytes.count % size == 0 else { return nil }
        var numbers: [Int] = []
        numbers.reserveCapacity(bytes.count)
        for first in stride(from: bytes.startIndex, to: bytes.endIndex, by: size) {
            var parts = (tick: 0, code: 0)
            for place in 0..<size {
                let digit = Int(bytes[first + place]) - Int(zero)
                guard (0..<base).contains(digit) else { return nil }
                if place < form.tick { parts.tick = parts.tick * base + digit } else { parts.code = parts.code * base + digit }
            }
            numbers.append(parts.tick)
            numbers.append(parts.code / kinds)
            numbers.append(parts.code % kinds)
        }
        return numbers
    }

    /// The same of `[[tick, seat, event], ...]` without spaces, as stores before version 10 have them.
    private static func listed(_ bytes: [UInt8]) -> [Int]? {
        var numbers: [Int] = []
        var digits = 0
        var number = 0
        var signs: [UInt8] = []
        for byte in bytes {
            if case let digit = Int(byte) - Int(UInt8(ascii: "0")), (0..<10).contains(digit) {
                guard digits < 10 else { return nil }
                (number, digits) = (number * 10 + digit, digits + 1)
            } else {
                if digits > 0 { numbers.append(number) }
                (number, digits) = (0, 0)
                signs.append(byte)
            }
        }
        let list = Array(repeating: "[,,]", count: numbers.count / 3).joined(separator: ",")
        guard digits == 0, numbers.count % 3 == 0, signs == Array("[\(list)]".utf8) else { return nil }
        return numbers
    }
}
