import Basics
import Foundation

extension Episode {
    /// Something that went wrong in a seat: what the data of a note of kind `fault` says.
    public struct Fault: Sendable, Hashable, Codable, CustomStringConvertible {
        /// What kind of fault: the raw value of an `AgentFault`, or `refused`.
        public var kind: String
        /// What exactly went wrong, in words.
        public var detail: String?
        /// In how many ticks it did, the note's tick being the first; 0 where nothing was played; nil where older logs do not
        /// say.
        public var ticks: Int?

        /// The kind of an agent that cannot play the kitchen.
        public static let refused = "refused"

        public init(kind: String, detail: String? = nil, ticks: Int?) {
            self.kind = kind
            self.detail = detail
            self.ticks = ticks
        }

        /// Reads what `json` writes; nil for anything else.
        public init?(json: String?) {
            guard let json, let fault = try? JSONDecoder().decode(Fault.self, from: Data(json.utf8)) else { return nil }
            self = fault
        }

        /// The fault as one JSON object, its keys in alphabetical order.
        public var json: String {
            (try? JSONText.stored(self)) ?? "{}"
        }

        /// In words for a person, such as `late: no answer to tick 3 within 100 ms`.
        public var description: String {
            let what = kind == Fault.refused ? "cannot play this kitchen" : kind
            return detail.map { "\(what): \($0)" } ?? what
        }
    }
}

extension Episode.Note {
    /// What went wrong, for a note of kind `fault`.
    public var fault: Episode.Fault? { kind == .fault ? Episode.Fault(json: data) : nil }
}
