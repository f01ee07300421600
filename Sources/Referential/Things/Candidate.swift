/// A thing that can be meant.
public enum Candidate: Sendable, Hashable {
    /// One value of each attribute of an `AttributeSpace`.
    case attributes([UInt8])
    case colour(HSLColour)

    /// The candidate as JSON: `{"hue":10,"saturation":20,"lightness":50}` or `{"attributes":[1,0]}`.
    public var json: String {
        switch self {
        case .colour(let colour): #"{"hue":\#(colour.hue),"saturation":\#(colour.saturation),"lightness":\#(colour.lightness)}"#
        case .attributes(let values): #"{"attributes":[\#(values.map { "\($0)" }.joined(separator: ","))]}"#
        }
    }

    /// The candidate in numbers, for games whose values have no names.
    public var numbers: String {
        switch self {
        case .colour(let colour):
            "hue \(Int(colour.hue)), saturation \(Int(colour.saturation)), lightness \(Int(colour.lightness))"
        case .attributes(let values): values.map { "\($0)" }.joined(separator: " ")
        }
    }
}

/// What kind of things a game is about.
public enum Things: Sendable, Hashable {
    case colours
    case attributes(AttributeSpace)
}
