import SourceFiles

/// Where a study's file names what it needs, so that whatever is wrong with that is reported with line and column.
struct StudyPlaces: Sendable, Hashable {
    /// By name: where a kitchen or a partner is named first.
    private(set) var kitchens: [String: SourcePosition] = [:]
    private(set) var partners: [String: SourcePosition] = [:]
    /// Where `seat` and `partners` are.
    var seat: SourcePosition?
    var partnerList: SourcePosition?

    mutating func add(kitchen: String, at place: SourcePosition) { kitchens[kitchen] = kitchens[kitchen] ?? place }

    mutating func add(partner: String, at place: SourcePosition) { partners[partner] = partners[partner] ?? place }
}
