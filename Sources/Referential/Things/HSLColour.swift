import Foundation

/// A colour by hue (0 to 360 degrees), saturation and lightness (0 to 100 each).
public struct HSLColour: Sendable, Hashable {
    /// Degrees, 0 to 360.
    public let hue: Double
    /// 0 to 100.
    public let saturation: Double
    /// 0 to 100.
    public let lightness: Double

    public init(hue: Double, saturation: Double, lightness: Double) {
        self.hue = hue
        self.saturation = saturation
        self.lightness = lightness
    }

    /// Red, green and blue of sRGB, 0 to 1 each.
    public var rgb: (red: Double, green: Double, blue: Double) {
        let (s, l) = (saturation / 100, lightness / 100)
        let chroma = (1 - abs(2 * l - 1)) * s
        func part(_ shift: Double) -> Double {
            // How far the hue is from the part's own, in sixths of a turn.
            let sixth = abs((hue / 60 + shift).truncatingRemainder(dividingBy: 6) - 3)
            return l + chroma * (min(max(sixth - 1, 0), 1) - 0.5)
        }
        return (part(0), part(4), part(2))
    }

    /// Hue, saturation and value, 0 to 1 each.
    public var hsv: (hue: Double, saturation: Double, value: Double) {
        let (s, l) = (saturation / 100, lightness / 100)
        let value = l + s * min(l, 1 - l)
        return (hue / 360, value > 0 ? 2 * (1 - l / value) : 0, value)
    }

    /// CIELAB under D65: lightness 0 to 100, and the two opponent axes.
    public var lab: LabColour {
        func linear(_ part: Double) -> Double { part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4) }
        let (red, green, blue) = (linear(rgb.red), linear(rgb.green), linear(rgb.blue))
        func f(_ t: Double) -> Double { t > 216.0 / 24389 ? cbrt(t) : (24389.0 / 27 * t + 16) / 116 }
        let x = f((0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047)
        let y = f(0.2126729 * red + 0.7151522 * green + 0.0721750 * blue)
        let z = f((0.0193339 * red + 0.1191920 * green + 0.9503041 * blue) / 1.08883)
        return LabColour(lightness: 116 * y - 16, a: 500 * (x - y), b: 200 * (y - z))
    }
}

/// A colour in CIELAB.
public struct LabColour: Sendable, Hashable {
    /// 0 to 100.
    public let lightness: Double
    /// From green (below 0) to red.
    public let a: Double
    /// From blue (below 0) to yellow.
    public let b: Double

    public init(lightness: Double, a: Double, b: Double) {
        self.lightness = lightness
        self.a = a
        self.b = b
    }

    /// How different two colours look: CIEDE2000 (Sharma, Wu and Dalal 2005, whose names the variables carry).
    public func difference(_ other: LabColour) -> Double {
        let radians = Double.pi / 180
        let meanC = (hypot(a, b) + hypot(other.a, other.b)) / 2
        let g = 0.5 * (1 - (pow(meanC, 7) / (pow(meanC, 7) + pow(25, 7))).squareRoot())
        let (a1, a2) = ((1 + g) * a, (1 + g) * other.a)
        let (c1, c2) = (hypot(a1, b), hypot(a2, other.b))
        func angle(_ a: Double, _ b: Double) -> Double {
            if a == 0 && b == 0 { return 0 }
            let degrees = atan2(b, a) / radians
            return degrees < 0 ? degrees + 360 : degrees
        }
        let (h1, h2) = (angle(a1, b), angle(a2, other.b))
        let isGrey = c1 * c2 == 0
        var dh = isGrey ? 0 : h2 - h1
        if dh > 180 { dh -= 360 } else if dh < -180 { dh += 360 }
        let (dl, dc) = (other.lightness - lightness, c2 - c1)
        let dH = 2 * (c1 * c2).squareRoot() * sin(dh / 2 * radians)
        let (l, c) = ((lightness + other.lightness) / 2, (c1 + c2) / 2)
        var h = h1 + h2
        if !isGrey { h = abs(h1 - h2) <= 180 ? h / 2 : (h < 360 ? (h + 360) / 2 : (h - 360) / 2) }
        let t =
            1 - 0.17 * cos((h - 30) * radians) + 0.24 * cos(2 * h * radians) + 0.32 * cos((3 * h + 6) * radians)
            - 0.20 * cos((4 * h - 63) * radians)
        let rc = 2 * (pow(c, 7) / (pow(c, 7) + pow(25, 7))).squareRoot()
        let sl = 1 + 0.015 * (l - 50) * (l - 50) / (20 + (l - 50) * (l - 50)).squareRoot()
        let (sc, sh) = (1 + 0.045 * c, 1 + 0.015 * c * t)
        let rt = -sin(2 * 30 * exp(-((h - 275) / 25) * ((h - 275) / 25)) * radians) * rc
        let (x, y, z) = (dl / sl, dc / sc, dH / sh)
        return (x * x + y * y + z * z + rt * y * z).squareRoot()
    }
}
