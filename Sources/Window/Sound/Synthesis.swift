import Foundation

/// How sounds are made: short, soft, and the same every time.
enum Synthesis {
    /// Samples a second, in one channel.
    static let rate = 22_050

    /// The samples of a sound, from -1 to 1, none louder than `maxPeak`, silent at both ends.
    static func samples(_ sound: Sound) -> [Float] {
        switch sound {
        case .take: glide(from: 520, to: 780, seconds: 0.08, peak: 0.2)
        case .put: glide(from: 430, to: 290, seconds: 0.09, peak: 0.2)
        case .boil: bubbles
        case .bell: bell
        case .bump: thud
        case .lastSeconds: glide(from: 1050, to: 1000, seconds: 0.05, peak: 0.14)
        }
    }

    /// The loudest that a sound may be, so that several at once do not clip.
    static let maxPeak: Float = 0.3

    /// Sounds at once, as 16-bit samples; what would be too loud in all is kept in bounds.
    static func mix(_ sounds: [[Float]]) -> [Int16] {
        let length = sounds.map(\.count).max() ?? 0
        return (0..<length).map { index in
            let sum = sounds.reduce(Float(0)) { $0 + (index < $1.count ? $1[index] : 0) }
            return Int16(max(-1, min(1, sum)) * Float(Int16.max))
        }
    }

    // MARK: Shapes

    private static func made(_ seconds: Double, _ wave: (_ time: Double, _ share: Double) -> Double) -> [Float] {
        let count = Int(seconds * Double(rate))
        return (0..<count).map { Float(wave(Double($0) / Double(rate), Double($0) / Double(count))) }
    }

    /// Rises quickly and falls softly, nought at both ends.
    private static func swell(_ share: Double) -> Double { min(1, share / 0.1) * (1 - share) * (1 - share) }

    private static func glide(from low: Double, to high: Double, seconds: Double, peak: Double) -> [Float] {
        made(seconds) { time, share in
            peak * swell(share) * sin(2 * .pi * (low + (high - low) * share / 2) * time)
        }
    }

    /// Three partials of a small bell, the high ones gone first.
    private static var bell: [Float] {
        let partials = [(1318.5, 0.13, 5.0), (2637.0, 0.07, 8.0), (3955.0, 0.04, 12.0)]
        return made(0.7) { time, share in
            partials.reduce(0) { $0 + $1.1 * exp(-$1.2 * time) * sin(2 * .pi * $1.0 * time) } * min(1, time / 0.004) * (1 - share)
        }
    }

    /// Bubbles that come up one after the other, each gliding upwards.
    private static var bubbles: [Float] {
        let starts = [(0.0, 190.0), (0.09, 240.0), (0.16, 210.0), (0.25, 280.0), (0.31, 230.0)]
        return made(0.42) { time, _ in
            starts.reduce(0) { sum, bubble in
                let share = (time - bubble.0) / 0.1
                guard (0..<1).contains(share) else { return sum }
                return sum + 0.18 * swell(share) * sin(2 * .pi * bubble.1 * (1 + share / 2) * (time - bubble.0))
            }
        }
    }

    private static var thud: [Float] {
        made(0.12) { time, share in 0.28 * swell(share) * sin(2 * .pi * (120 - 40 * share) * time) }
    }
}
