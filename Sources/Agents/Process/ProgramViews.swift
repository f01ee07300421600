import CKeeper
import Foundation

/// Memory that Brigade and a program share: what a seat is shown in each of many games, and the actions that the program answers.
///
/// First the views, `[games, viewSize]` floats, then a byte a game each: the actions, what is heard, what is said. Nobody can shrink it, so that no program can make
/// reading it fail.
final class ProgramViews {
    let games: Int
    let viewSize: Int
    private let descriptor: Int32
    private let start: UnsafeMutableRawPointer
    private let bytes: Int

    /// Largest size in bytes.
    private static let maxBytes = 1 << 30

    /// - Throws: `AgentError` where the system has no such memory, or that much would be too large.
    init(games: Int, viewSize: Int) throws {
        self.games = games
        self.viewSize = viewSize
        bytes = games * (viewSize * MemoryLayout<Float>.stride + 3)
        guard bytes <= ProgramViews.maxBytes else {
            throw AgentError("views of \(games) games are \(bytes >> 20) MB; give the agent fewer games at once")
        }
        descriptor = keeper_memory(bytes)
        guard descriptor >= 0 else {
            throw AgentError("there is no memory to share with programs: \(String(cString: strerror(-descriptor)))")
        }
        guard let start = mmap(nil, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0), start != MAP_FAILED else {
            close(descriptor)
            throw AgentError("\(bytes) bytes of memory cannot be shared with a program: \(String(cString: strerror(errno)))")
        }
        self.start = start
        for game in 0..<games { hear(nil, game) }
        for game in 0..<games { _ = takeMessage(game) }
    }

    deinit {
        munmap(start, bytes)
        close(descriptor)
    }

    /// Where a program of the same user opens it.
    var path: String { "/proc/\(getpid())/fd/\(descriptor)" }

    /// Where the actions begin, in bytes.
    var actionsOffset: Int { games * viewSize * MemoryLayout<Float>.stride }

    /// Where what is heard and what is said begin, in bytes.
    var heardOffset: Int { actionsOffset + games }
    var saysOffset: Int { heardOffset + games }

    /// The byte for nothing heard and nothing said.
    private static let nothing = UInt8.max

    /// Writes the number of the message that is heard in a game; nil for none.
    func hear(_ number: Int?, _ game: Int) {
        start.storeBytes(of: number.map { UInt8(clamping: $0) } ?? ProgramViews.nothing, toByteOffset: heardOffset + game, as: UInt8.self)
    }

    /// The number of what the program says in a game, once; nil for nothing.
    func takeMessage(_ game: Int) -> Int? {
        let number = start.load(fromByteOffset: saysOffset + game, as: UInt8.self)
        start.storeBytes(of: ProgramViews.nothing, toByteOffset: saysOffset + game, as: UInt8.self)
        return number == ProgramViews.nothing ? nil : Int(number)
    }

    /// The view of a game, `[viewSize]`.
    func view(_ game: Int) -> UnsafeMutablePointer<Float> {
        start.assumingMemoryBound(to: Float.self) + game * viewSize
    }

    /// The answer for a game.
    func action(_ game: Int) -> UInt8 { start.load(fromByteOffset: actionsOffset + game, as: UInt8.self) }
}
