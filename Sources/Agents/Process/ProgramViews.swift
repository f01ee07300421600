import CKeeper
import Foundation

/// Memory that Brigade and a program share: what a seat is shown in each of many games, and the actions that the program answers.
///
/// First the views, `[games, viewSize]` floats, then the actions, a byte a game. Nobody can shrink it, so that no program can make
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
        bytes = games * (viewSize * MemoryLayout<Float>.stride + 1)
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
    }

    deinit {
        munmap(start, bytes)
        close(descriptor)
    }

    /// Where a program of the same user opens it.
    var path: String { "/proc/\(getpid())/fd/\(descriptor)" }

    /// Where the actions begin, in bytes.
    var actionsOffset: Int { games * viewSize * MemoryLayout<Float>.stride }

    /// The view of a game, `[viewSize]`.
    func view(_ game: Int) -> UnsafeMutablePointer<Float> {
        start.assumingMemoryBound(to: Float.self) + game * viewSize
    }

    /// The answer for a game.
    func action(_ game: Int) -> UInt8 { start.load(fromByteOffset: actionsOffset + game, as: UInt8.self) }
}
