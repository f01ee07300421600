/// What follows from an event or from time passing.
enum Step {
    case stay
    case show(any Screen)
    /// Back to where the program began, or out of it.
    case leave
}

/// One of the pages that the window shows.
protocol Screen: AnyObject {
    /// What the window is called meanwhile.
    var title: String { get }
    /// Whether something moves by itself, so that frames are drawn without an event.
    var isLively: Bool { get }
    /// When the next thing happens by itself, on the window's clock, so that it happens then and not a frame later; nil is
    /// at no known time.
    var due: Double? { get }
    /// Whether typed text is wanted in addition to keys.
    var wantsText: Bool { get }

    func handle(_ event: InputEvent, now: Double) -> Step
    func update(now: Double) -> Step
    func draw(on canvas: Canvas, now: Double)

    /// Called once, when another screen follows or the window closes: what is unfinished is saved.
    func finish()
}

extension Screen {
    var isLively: Bool { true }
    var due: Double? { nil }
    var wantsText: Bool { false }
    func update(now: Double) -> Step { .stay }
    func finish() {}
}
