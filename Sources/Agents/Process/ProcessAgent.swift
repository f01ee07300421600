import Episodes
import Kitchen

/// An agent that is a program of its own, asked once a tick.
///
/// Nothing that the program does or fails to do takes longer than its deadlines, ends an episode, or is taken for an
/// answer to another question: actions echo the tick, and what comes late is dropped. See docs/agent-protocol.md.
struct ProcessAgent: Agent {
    private let settings: ProcessSettings
    private let path: String
    private var program: Program?
    /// The kitchen whose map the program knows.
    private var shown: Kitchen?
    /// The version of the protocol that it speaks.
    private var version = 1
    private var seat = 0
    private var episode = 0
    private var isReady = false
    private var faultsInARow = 0
    /// Why the seat is no longer asked in this episode.
    private var unseated: (fault: AgentFault, detail: String)?
    private var isFaultTold = false
    /// Starts in a row that came to no hello.
    private var failedStarts = 0
    private var explanation: Explanation?
    /// What was heard for the next decision; nil where nobody can talk.
    private var heard: [HeardMessage]?
    /// Lines that were passed over: before the program's hello, and since the episode began.
    private var strays = (starting: StrayLines(), playing: StrayLines())

    /// After so many the program is not started again. It would stay in every tick all the same: what an episode
    /// comes to must not depend on how many this agent has played before.
    private static let maxFailedStarts = 3

    init(_ settings: ProcessSettings, path: String) {
        self.settings = settings
        self.path = path
    }

    var needsWholeState: Bool { settings.needs == .state }

    /// A program is told whose rules its kitchen follows.
    var families: Set<RuleFamily> { Set(RuleFamily.allCases) }

    // MARK: Beginning

    /// - Throws: `AgentError` where the program cannot be started, speaks a version that this one does not know or that has no views
    ///   where it needs one, or refuses the kitchen.
    mutating func begin(_ context: EpisodeContext) throws {
        seat = context.seat
        episode += 1
        isReady = false
        faultsInARow = 0
        isFaultTold = false
        explanation = nil
        strays.playing = StrayLines()
        if failedStarts >= ProcessAgent.maxFailedStarts { return }
        unseated = nil
        if program == nil { try start() }
        failedStarts = unseated == nil ? 0 : failedStarts + 1
        guard unseated == nil else { return }
        let sees: AgentNeed = context.kitchen.isPartiallyObserved ? settings.needs : .state
        let knowsViews = version >= ProtocolText.firstWithViews
        if sees == .view && !knowsViews {
            throw AgentError(
                "\(path) speaks version \(version) of the protocol, which has no views; let it speak version "
                    + "\(ProtocolText.firstWithViews), or say 'needs: state' in its file and play it with --omniscient")
        }
        heard = context.channel == nil ? nil : []
        show(context.kitchen)
        var random = context.random
        ask(
            ProtocolText.begin(
                episode: episode, seat: seat, seed: random.next() >> 11, horizon: context.horizon, deadline: settings.deadline,
                sees: knowsViews ? sees : nil, channel: context.channel))
        try becomeReady(by: .now + .milliseconds(settings.begin))
    }

    /// Starts the program and exchanges hellos.
    private mutating func start() throws {
        let program = try Greeting.start(settings, path: path)
        self.program = program
        shown = nil
        strays.starting = StrayLines()
        do {
            switch try Greeting.exchange(program, hello: ProtocolText.hello(), settings, path: path, strays: &strays.starting) {
            case .speaks(let version, _): self.version = version
            case .lost(let fault, let detail): lose(fault, detail)
            }
        } catch {
            end()
            throw error
        }
    }

    private mutating func show(_ kitchen: Kitchen) {
        if let shown, shown.layout == kitchen.layout, shown.dynamics == kitchen.dynamics { return }
        shown = kitchen
        ask(ProtocolText.map(kitchen))
    }

    /// Sends a line; one that is not taken in time is sent before the next.
    private func ask(_ line: String) {
        _ = program?.send(line, by: .now + .milliseconds(settings.begin))
    }

    /// Waits until the program is ready for this episode; everything before is left over from the last.
    private mutating func becomeReady(by deadline: ContinuousClock.Instant) throws {
        guard let program else { return }
        while !isReady {
            switch program.receive(by: deadline) {
            case .line(let line):
                switch ProtocolAnswer(line) {
                case .ready(episode): isReady = true
                case .refuse(let reason): throw AgentError("\(path) refuses the kitchen: \(ProtocolAnswer.excerpt(reason))")
                default: continue
                }
            case .late: return
            case .closed: return lose(.died, "while getting ready")
            case .flood: return lose(.flood, "while getting ready")
            }
        }
    }

    // MARK: Playing

    mutating func hear(_ messages: [HeardMessage]) { heard = messages }

    mutating func act(_ game: KitchenGame) -> Decision {
        let (seat, deadline, heard) = (seat, settings.deadline, heard)
        if heard != nil { self.heard = [] }
        return decide(tick: game.timestep) { _ in ProtocolText.state(game, seat: seat, deadline: deadline, heard: heard) }
    }

    mutating func act(seeing observation: Observation) -> Decision {
        let deadline = settings.deadline
        return decide(tick: observation.timestep) { ProtocolText.view(observation, $0, deadline: deadline) }
    }

    /// Asks for the action of a tick by the line that `question` makes for the kitchen that is played.
    private mutating func decide(tick: Int, _ question: (Kitchen) -> String) -> Decision {
        explanation = nil
        let deadline = ContinuousClock.now + .milliseconds(settings.deadline)
        if unseated == nil && !isReady {
            // A refusal after all this time counts no more than silence.
            try? becomeReady(by: deadline)
            if unseated == nil && !isReady { return fault(.late, "still not ready for episode \(episode)") }
        }
        guard unseated == nil, let program, let shown else { return lostSeat() }
        guard program.send(question(shown), by: deadline) else { return fault(.late, "it does not read its input") }
        return answer(program, tick: tick, by: deadline)
    }

    /// The answer to `tick`, passing over answers to earlier ones and what is not a message.
    private mutating func answer(_ program: Program, tick: Int, by deadline: ContinuousClock.Instant) -> Decision {
        var passed = StrayLines()
        defer { strays.playing += passed }
        while true {
            switch program.receive(by: deadline) {
            case .line(let line):
                switch ProtocolAnswer(line) {
                case .action(tick, let action, let explanation, let message):
                    faultsInARow = 0
                    self.explanation = explanation
                    return Decision(action, message: message)
                case .action(let other, _, _, _) where other < tick: continue
                case .action(let other, _, _, _): return fault(.nonsense, "it answers tick \(other), which was not asked")
                case .info: continue
                case .stray(let what): passed.note(what)
                case .nonsense(let what): return fault(.nonsense, what)
                default: return fault(.nonsense, "instead of an action: \(ProtocolAnswer.excerpt(line))")
                }
            case .late: return fault(.late, "no answer to tick \(tick) within \(settings.deadline) ms" + passed.ending)
            case .closed:
                lose(.died, "at tick \(tick)")
                return lostSeat()
            case .flood:
                lose(.flood, "at tick \(tick)")
                return lostSeat()
            }
        }
    }

    /// A fault that costs this tick, and the seat when there were too many in a row.
    private mutating func fault(_ fault: AgentFault, _ detail: String) -> Decision {
        faultsInARow += 1
        if faultsInARow >= settings.patience {
            lose(fault, "\(detail); the last of \(faultsInARow) faults in a row")
            return lostSeat()
        }
        return .failed(fault, detail)
    }

    /// Gives up the program for this episode.
    private mutating func lose(_ fault: AgentFault, _ detail: String) {
        program?.kill()
        let ending = fault == .died ? program?.ending.map { ", \($0)" } ?? "" : ""
        let words = program?.lastWords.map { "; it last said: \(ProtocolAnswer.excerpt($0))" } ?? ""
        unseated = (fault, detail + ending + words)
        program = nil
        shown = nil
    }

    /// The fault that cost the seat, once; from then on that there is nobody to ask.
    private mutating func lostSeat() -> Decision {
        guard let unseated else { return Decision(.stay) }
        defer { isFaultTold = true }
        return isFaultTold ? .failed(.unseated, unseated.detail) : .failed(unseated.fault, unseated.detail)
    }

    func explain() -> Explanation? { explanation }

    /// Lines that were passed over, so that the author of the program learns of them. Those before its hello are reported in each
    /// of its episodes: which came first does not show in an episode.
    func finish() -> EpisodeEnd {
        let remarks = [strays.starting.words.map { "before its hello \($0)" }, strays.playing.words]
        return EpisodeEnd(remarks: remarks.compactMap { $0 })
    }

    // MARK: Ending

    mutating func close() { end() }

    private mutating func end() {
        _ = program?.send(ProtocolText.quit(), by: .now + .milliseconds(100))
        program?.stop(grace: .milliseconds(500))
        program = nil
        shown = nil
    }
}
