extension Candidate {
    /// The candidate as JSON: `{"hue":10,"saturation":20,"lightness":50}` or `{"attributes":[1,0]}`.
    public var json: String {
        switch self {
        case .colour(let colour): #"{"hue":\#(colour.hue),"saturation":\#(colour.saturation),"lightness":\#(colour.lightness)}"#
        case .attributes(let values): #"{"attributes":[\#(values.map { "\($0)" }.joined(separator: ","))]}"#
        }
    }

    /// The candidate in words.
    /// - Parameter game: the game that it is of; a scene's attributes are named by their first words.
    public func words(in game: String) -> String {
        switch self {
        case .colour(let colour):
            return "hue \(Int(colour.hue)), saturation \(Int(colour.saturation)), lightness \(Int(colour.lightness))"
        case .attributes(let values) where game == "relations" && values.count == RelationLexicon.space.sizes.count:
            return RelationLexicon.words(values)
        case .attributes(let values) where Candidate.isOfScenes(game) && values.count == SceneLexicon.attributes.count:
            let named = zip(values, SceneLexicon.attributes).map { value, attribute in attribute.values[Int(value)][0] }
            return "\(named[5]) \(named[2]) \(named[3]) \(named[1]) \(named[0]), \(named[4])"
        case .attributes(let values): return values.map { "\($0)" }.joined(separator: " ")
        }
    }

    private static func isOfScenes(_ game: String) -> Bool { game == "scenes" || game == "languages" }

    /// The colour in which it can be drawn; nil for things that have none.
    public func paint(in game: String) -> HSLColour? {
        switch self {
        case .colour(let colour): return colour
        case .attributes(let values)
        where Candidate.isOfScenes(game) && values.count == SceneLexicon.attributes.count
            || game == "relations" && values.count == RelationLexicon.space.sizes.count:
            // Of two objects the first one's. The lexicon's colours, in its order.
            let paints: [(Double, Double, Double)] = [
                (0, 85, 45), (28, 95, 52), (54, 95, 50), (120, 65, 38), (215, 85, 50), (280, 60, 45), (330, 85, 70), (25, 60, 28),
                (0, 0, 8),
                (0, 0, 95),
            ]
            let paint = paints[Int(values[1]) % paints.count]
            return HSLColour(hue: paint.0, saturation: paint.1, lightness: paint.2)
        case .attributes: return nil
        }
    }
}
