/// A colour with straight alpha, a byte a channel.
struct Colour: Hashable, Sendable {
    var red: UInt8
    var green: UInt8
    var blue: UInt8
    var alpha: UInt8 = 255

    /// E.g. `Colour(0xE69F00)`.
    init(_ hex: UInt32, alpha: Double = 1) {
        red = UInt8(truncatingIfNeeded: hex >> 16)
        green = UInt8(truncatingIfNeeded: hex >> 8)
        blue = UInt8(truncatingIfNeeded: hex)
        self.alpha = UInt8(max(0, min(255, (alpha * 255).rounded())))
    }

    private init(_ channels: [Double], alpha: UInt8) {
        red = UInt8(max(0, min(255, channels[0].rounded())))
        green = UInt8(max(0, min(255, channels[1].rounded())))
        blue = UInt8(max(0, min(255, channels[2].rounded())))
        self.alpha = alpha
    }

    /// The same colour, see-through: 0 is invisible, 1 as it is.
    func faded(_ opacity: Double) -> Colour {
        var colour = self
        colour.alpha = UInt8(max(0, min(255, (Double(alpha) * opacity).rounded())))
        return colour
    }

    /// A step of `share` (0 to 1) towards `other`; keeps the alpha.
    func mixed(_ other: Colour, _ share: Double) -> Colour {
        func mix(_ a: UInt8, _ b: UInt8) -> Double { Double(a) + (Double(b) - Double(a)) * share }
        return Colour([mix(red, other.red), mix(green, other.green), mix(blue, other.blue)], alpha: alpha)
    }

    func darker(_ share: Double) -> Colour { mixed(Colour(0), share) }
    func lighter(_ share: Double) -> Colour { mixed(Colour(0xFFFFFF), share) }
}

/// Every colour of the window. What carries meaning is from the palette of Okabe and Ito ("Color Universal
/// Design", 2008), which stays distinct under the common kinds of colour blindness.
enum Palette {
    // Okabe and Ito.
    static let orange = Colour(0xE69F00)
    static let sky = Colour(0x56B4E9)
    static let green = Colour(0x009E73)
    static let yellow = Colour(0xF0E442)
    static let blue = Colour(0x0072B2)
    static let vermilion = Colour(0xD55E00)
    static let purple = Colour(0xCC79A7)

    /// Cooks by seat; their shapes differ as well (`CookShape`).
    static let cooks = [sky, orange, green, purple, yellow, vermilion, blue, Colour(0xBBBBBB), Colour(0x7A5C3E)]
    static func cook(_ seat: Int) -> Colour { cooks[seat % cooks.count] }

    // The room around the kitchen.
    static let night = Colour(0x1B212C)
    static let card = Colour(0x262E3B)
    static let cardRaised = Colour(0x323C4C)
    static let line = Colour(0x445064)
    static let ink = Colour(0xF4F1EA)
    static let inkSoft = Colour(0xB4BCC9)
    static let inkFaint = Colour(0x8A94A5)

    // The kitchen.
    static let floor = Colour(0xEFE6D5)
    static let floorShade = Colour(0xE6DBC7)
    static let counter = Colour(0xB98D5E)
    static let counterTop = Colour(0xC9A071)
    static let counterLip = Colour(0x8A6540)
    static let steel = Colour(0x6B7686)
    static let steelDark = Colour(0x434C5A)
    static let steelLight = Colour(0x9AA5B4)
    static let porcelain = Colour(0xFBFAF7)
    static let onionSkin = Colour(0xE8C66A)
    static let onionLine = Colour(0xA87B22)
    static let tomatoSkin = Colour(0xD8432B)
    static let leaf = Colour(0x2C7A4B)
    static let outline = Colour(0x2A2320)
    static let skin = Colour(0xF2CFA6)
}
