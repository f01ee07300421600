import Episodes
import Kitchen

/// The packed form of an episode's events: text that is short and that SQL can take apart (the view `events`).
/// An onion taken by the second seat in tick 91 is `3$$A`.
///
/// The first letter says how many letters an event has: 3 as long as there are fewer than 8,100 ticks and at most three seats, else 6.
/// The first two letters, or four, are the tick, the others 25 times the seat plus the event: digits of base 90, the highest first, from
/// `#` for 0 to `|` for 89. 160 events take 481 bytes.
enum EventCode {
    private static let (base, zero, kinds) = (90, UInt8(ascii: "#"), 25)
    /// Ticks that can be told apart.
    private static let maxTicks = base * base * base * base
    /// Letters of the tick, and of seat and event.
    private typealias Form = (tick: Int, code: Int)
    private static let (short, long): (Form, Form) = ((2, 1), (4, 2))

    static func encode(_ events: [Episode.LoggedEvent]) -> String {
        let isShort = events.allSatisfy { $0.tick < base * base && Int($0.seat) * kinds + kinds <= base }
        let form = isShort ? short : long
        var bytes: [UInt8] = []
        bytes.reserveCapacity(1 + events.count * (form.tick + form.code))
        bytes.append(UInt8(ascii: isShort ? "3" : "6"))
        for event in events {
            append(Int(event.tick), form.tick, to: &bytes)
            append(Int(event.seat) * kinds + Int(event.event.rawValue), form.code, to: &bytes)
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

    private static func append(_ number: Int, _ digits: Int, to bytes: inout [UInt8]) {
        var unit = 1
        for _ in 1..<digits { unit *= base }
        for _ in 0..<digits {
            bytes.append(zero + UInt8(number / unit % base))
            unit /= base
        }
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
