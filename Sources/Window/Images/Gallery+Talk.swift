import Basics
import Referential

/// Referential games of the gallery, with partners that follow simple rules.
extension Gallery {
    /// A round with a listener that understands nothing, after somebody has spoken.
    static func talk() throws -> TalkScreen {
        struct Guesser: Listener {
            func listen(_ utterance: String, _ candidates: [Candidate]) -> [Double] { [0.2, 0.7, 0.1] }
        }
        var session = try Session(ColourGame(), partner: .listener(Guesser()), name: "a guesser", rounds: 10, seed: 3)
        try session.say("the duller green")
        return try TalkScreen(session, log: nil)
    }

    /// Figures that are named again and again: a round with what was picked, and the names at the end.
    static func names() throws -> [(String, TalkScreen)] {
        let play = RepeatedPlay(roles: .alternating, repetitions: 3, partners: [Namer()])
        var session = try Session(FigureGame(), partner: .adaptive(play), name: "a namer", rounds: 36, seed: 5)
        var shown: [(String, TalkScreen)] = []
        while session.phase != .over {
            let target = session.round.target
            if session.role == .speaker { try session.say(words(session)) } else { session.pick(target) }
            if session.played.count == 5 { shown.append(("figures", try TalkScreen(session, log: nil))) }
            try session.advance()
        }
        return shown + [("names", try TalkScreen(session, log: nil))]
    }

    /// What the person says: a description, and later the name of it.
    private static func words(_ session: Session) -> String {
        let candidate = session.round.candidates[session.round.target]
        if let name = session.names.first(where: { $0.candidate == candidate }) {
            return name.first.split(separator: " ").dropFirst(3).first.map { $0.filter(\.isLetter) } ?? name.first
        }
        guard case .attributes(let values) = candidate else { return "" }
        let parts = FigureLexicon.parts(values).map { $0[0] }
        return "looks like a \(FigureLexicon.nicknames[session.played.count % 20]), \(parts[0]), \(parts[3])"
    }

    /// Says what was said of a figure last, at first what a simulated speaker would; takes a word for what it was said of.
    private struct Namer: AdaptivePartner {
        private var heard: [(word: String, candidate: Candidate)] = []

        func speak(_ round: Round, random: inout RandomStream) throws -> String {
            if let known = heard.last(where: { $0.candidate == round.candidates[round.target] }) { return known.word }
            return try FigurePersona(1, seed: 1).speak(round, random: &random)
        }

        func listen(_ utterance: String, _ candidates: [Candidate]) -> [Double] {
            let words = utterance.split(separator: " ").map { $0.filter(\.isLetter) }
            let known = heard.last { words.contains($0.word) }
            guard let known else { return candidates.indices.map { 1 / Double($0 + 2) } }
            return candidates.map { $0 == known.candidate ? 0.89 : 0.01 }
        }

        mutating func remember(_ played: PlayedRound) {
            let words = (played.round.utterance ?? "").split(separator: " ").map { $0.filter(\.isLetter) }
            let name = words.dropFirst(3).first ?? words.first ?? ""
            heard.append((name, played.round.candidates[played.round.target]))
        }
    }
}
