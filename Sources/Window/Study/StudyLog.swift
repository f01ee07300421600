import Basics
import EpisodeStore

/// The display on which a participant plays.
public struct DisplayFacts: Sendable, Hashable, Codable {
    var width: Int
    var height: Int
    /// In hertz; 0 where the system does not say.
    var refreshRate: Int
    /// What shows pictures, e.g. `x11`.
    var driver: String
    /// What draws them, e.g. `software`.
    var renderer: String
    var windowWidth: Int
    var windowHeight: Int

    /// No display, as in tests.
    static let none = DisplayFacts(width: 0, height: 0, refreshRate: 0, driver: "none", renderer: "none", windowWidth: 0, windowHeight: 0)

    enum CodingKeys: String, CodingKey {
        case width, height, driver, renderer
        case refreshRate = "refresh_hz"
        case windowWidth = "window_width"
        case windowHeight = "window_height"
    }
}

/// A participant who has come to the window.
public struct StudyEnrolment: Sendable, Hashable {
    /// The row of the design.
    public var row: Int
    /// The items that they have finished.
    public var finished: Set<String>

    public init(row: Int, finished: Set<String> = []) {
        self.row = row
        self.finished = finished
    }
}

/// Where studies are kept; the program gives the window one.
public protocol StudyLog: AnyObject {
    /// Enrols the people at the keyboard, or finds them again, and begins a session of each.
    /// - Returns: one enrolment a code; the rows are the same.
    func enrol(_ codes: [String], display: DisplayFacts) throws -> [StudyEnrolment]

    /// Keeps a finished step.
    func save(_ step: StudyStep) throws

    /// Keeps something that happened to one of the people, or to all; what goes wrong is thrown by the next `save`.
    func note(_ event: StudyEvent, person: Int?)

    /// Keeps by what a game that begins can be played again.
    func begin(_ plan: GamePlan, _ game: StudyOrder.Game, item: String, position: Int, milliseconds: Int) throws

    /// Ends the sessions: everyone's in the same way, but that only `refuser` refused.
    func conclude(_ end: StudySession.End, refuser: Int?) throws
}

/// Keeps nothing: for walking through a study before anybody takes part.
public final class PreviewStudyLog: StudyLog {
    private let row: Int

    /// - Parameter row: of the design, from zero.
    public init(row: Int) { self.row = row }

    public func enrol(_ codes: [String], display: DisplayFacts) -> [StudyEnrolment] { codes.map { _ in StudyEnrolment(row: row) } }
    public func save(_ step: StudyStep) {}
    public func note(_ event: StudyEvent, person: Int?) {}
    public func begin(_ plan: GamePlan, _ game: StudyOrder.Game, item: String, position: Int, milliseconds: Int) {}
    public func conclude(_ end: StudySession.End, refuser: Int?) {}
}
