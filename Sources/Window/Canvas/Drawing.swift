/// Something that is drawn, and where.
struct Drawing: Sendable {
    enum Kind: Hashable, Sendable {
        case text(String)
        case sprite(Sprite)
    }

    let kind: Kind
    let area: Rect
    /// What alone was drawn of it; nil is all.
    let clip: Rect?

    var text: String? {
        guard case .text(let text) = kind else { return nil }
        return text
    }
}
