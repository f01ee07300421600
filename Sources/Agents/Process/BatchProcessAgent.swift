import Episodes
import Kitchen
import Neural

/// An agent that is a program which answers for many games at once (docs/agent-protocol.md, "Many games at once"): views and actions
/// in shared memory, a byte on the pipes for every tick.
///
/// What goes wrong costs the seat for the rest of these episodes, since an answer by one byte cannot be told from a late one.
struct BatchProcessAgent: LockstepAgent {
    /// What a program is shown, and how many games at most it plays.
    struct Form: Sendable, Hashable {
        let games: Int
        let encoding: InputEncoding

        /// The encoding's name in messages and agent files.
        var encodingName: String { encoding == .lossless ? "lossless" : "features" }
    }

    private let settings: ProcessSettings
    private let path: String
    private let form: Form
    private var program: Program?
    /// Games that the program is willing to play at once.
    private var capacity = 0
    private var desk: Desk?
    private var episode = 0
    private var seat = 0
    private var games = 0
    /// Why the seat is no longer asked in these episodes.
    private var lost: (fault: AgentFault, detail: String)?
    private var isLossTold = false
    private var failedStarts = 0
    private var strays = StrayLines()

    /// Asks for a tick, and says that it was answered.
    private static let tick = UInt8(ascii: ".")
    private static let maxFailedStarts = 3

    init(_ settings: ProcessSettings, _ form: Form, path: String) {
        self.settings = settings
        self.form = form
        self.path = path
    }

    /// What belongs to a kitchen and a horizon.
    private final class Desk {
        let kitchen: Kitchen
        let horizon: Int
        /// What can be said by number; nil without a channel, and for text.
        let channel: TalkChannel?
        let view: GameView
        /// Both seats' views of a game.
        let both: FloatBuffer
        /// What encodings want that show the ticks before, which these do not.
        let memory = TickMemory()
        let shared: ProgramViews

        init(_ form: Form, _ episode: EpisodeContext, games: Int) throws {
            kitchen = episode.kitchen
            horizon = episode.horizon
            channel = episode.numberedChannel
            view = try GameView(form.encoding, kitchen: kitchen, horizon: horizon)
            both = FloatBuffer(view.size)
            shared = try ProgramViews(games: games, viewSize: view.viewSize)
        }

        func fits(_ episode: EpisodeContext) -> Bool {
            horizon == episode.horizon && channel == episode.numberedChannel && kitchen.layout == episode.kitchen.layout
                && kitchen.dynamics == episode.kitchen.dynamics
        }
    }

    // MARK: Beginning

    /// - Throws: `AgentError` where the program cannot be started, does not play many games at once or refuses the kitchen; `ObservationError`
    ///   for a kitchen that has no such views.
    mutating func begin(_ episodes: [EpisodeContext]) throws {
        guard let first = episodes.first else { return }
        (seat, games) = (first.seat, episodes.count)
        (lost, isLossTold) = (nil, false)
        episode += 1
        guard failedStarts < BatchProcessAgent.maxFailedStarts else { return lose(.unseated, "it failed to start \(failedStarts) times") }
        if program == nil { try start() }
        failedStarts = lost == nil ? 0 : failedStarts + 1
        guard lost == nil else { return }
        guard games <= capacity else { throw AgentError("\(path) plays \(capacity) games at once; \(games) are asked of it") }
        try open(first)
        let seeds = episodes.map { context in
            var random = context.random
            return random.next() >> 11
        }
        heard = [:]
        say(
            ProtocolText.begin(
                episode: episode, seat: seat, seeds: seeds, horizon: first.horizon, deadline: settings.deadline, channel: first.channel))
        try becomeReady()
    }

    private mutating func start() throws {
        let program = try Greeting.start(settings, path: path)
        (self.program, desk, strays) = (program, nil, StrayLines())
        do {
            let hello = ProtocolText.hello(batch: form)
            switch try Greeting.exchange(program, hello: hello, settings, path: path, strays: &strays) {
            case .speaks(_, let games?) where games > 0: capacity = min(games, form.games)
            case .speaks:
                throw AgentError(
                    "\(path) does not play many games at once: its hello lacks 'batch', how many it plays; leave 'games' out of the agent "
                        + "file, or let the program answer so, as brigade_agent.serve does")
            case .lost(let fault, let detail): lose(fault, detail)
            }
        } catch {
            close()
            throw error
        }
    }

    /// What is heard in each game in this tick.
    private var heard: [Int: Int] = [:]

    /// Says what is new of the kitchen, and where its views are.
    private mutating func open(_ episode: EpisodeContext) throws {
        if desk?.fits(episode) == true { return }
        let desk = try Desk(form, episode, games: capacity)
        self.desk = desk
        say(ProtocolText.map(desk.kitchen))
        say(ProtocolText.batch(desk.shared, shape: form.encoding.shape(desk.kitchen.layout), form, talks: desk.channel != nil))
    }

    private func say(_ line: String) { _ = program?.send(line, by: .now + .milliseconds(settings.begin)) }

    private mutating func becomeReady() throws {
        guard let program else { return }
        let deadline = ContinuousClock.now + .milliseconds(settings.begin)
        while true {
            switch program.receive(by: deadline) {
            case .line(let line):
                switch ProtocolAnswer(line) {
                case .ready(episode): return
                case .refuse(let reason): throw AgentError("\(path) refuses the kitchen: \(ProtocolAnswer.excerpt(reason))")
                default: continue
                }
            case .late: return lose(.late, "not ready for its games within \(settings.begin) ms")
            case .closed: return lose(.died, "while getting ready")
            case .flood: return lose(.flood, "while getting ready")
            }
        }
    }

    // MARK: Playing

    mutating func hear(_ messages: [HeardMessage], at place: Int) {
        heard[place] = messages.last.flatMap { desk?.channel?.number(of: $0.text) }
    }

    mutating func show(_ game: KitchenGame, at place: Int) {
        guard lost == nil, let desk else { return }
        desk.shared.hear(heard.removeValue(forKey: place), place)
        // The buffer was made for this view, the only thing that could be wrong.
        try? desk.view.write(game, memory: desk.memory, into: desk.both.all)
        let size = desk.view.viewSize
        desk.shared.view(place).update(from: desk.both.pointer + seat * size, count: size)
    }

    mutating func ask() {
        guard lost == nil, let program else { return }
        if !program.send(byte: BatchProcessAgent.tick, by: .now + .milliseconds(settings.deadline)) {
            lose(.late, "it does not read its input")
        }
    }

    mutating func answers() -> [Decision] {
        if lost == nil, let program {
            switch program.receiveByte(by: .now + .milliseconds(settings.deadline)) {
            case .byte(BatchProcessAgent.tick): break
            case .byte(let other):
                lose(.nonsense, "it answers a tick by the byte \(other); right is \(BatchProcessAgent.tick), a full stop")
            case .late: lose(.late, "no answer for its \(games) games within \(settings.deadline) ms")
            case .closed: lose(.died, "in the middle of its games")
            }
        }
        guard lost == nil, let desk else { return Array(repeating: lostSeat(), count: games) }
        return (0..<games).map { place -> Decision in
            let number = desk.shared.action(place)
            guard let action = Action(rawValue: number) else {
                return .failed(.nonsense, "its action is \(number); actions are numbers from 0 to 5")
            }
            let said = desk.channel.flatMap { channel in desk.shared.takeMessage(place).map(channel.message(numbered:)) }
            return Decision(action, message: said)
        }
    }

    /// Gives up the program for these episodes.
    private mutating func lose(_ fault: AgentFault, _ detail: String) {
        program?.kill()
        let ending = fault == .died ? program?.ending.map { ", \($0)" } ?? "" : ""
        let words = program?.lastWords.map { "; it last said: \(ProtocolAnswer.excerpt($0))" } ?? ""
        lost = (fault, detail + ending + words)
        (program, desk) = (nil, nil)
    }

    /// The fault that cost the seat, once; from then on that there is nobody to ask.
    private mutating func lostSeat() -> Decision {
        guard let lost else { return Decision(.stay) }
        defer { isLossTold = true }
        return .failed(isLossTold ? .unseated : lost.fault, lost.detail)
    }

    /// Lines that were passed over before the program's hello.
    func finish() -> EpisodeEnd { EpisodeEnd(remarks: strays.words.map { ["before its hello \($0)"] } ?? []) }

    mutating func close() {
        say(ProtocolText.quit())
        program?.stop(grace: .milliseconds(500))
        (program, desk) = (nil, nil)
    }
}

extension EpisodeContext {
    /// The channel, where its messages have numbers.
    fileprivate var numberedChannel: TalkChannel? { channel?.form == .text ? nil : channel }
}
