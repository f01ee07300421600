import CSDL2

/// Why there is no window or no picture, in words that say what to do.
public struct WindowError: Error, Hashable, Sendable, CustomStringConvertible {
    public let description: String

    public init(_ description: String) { self.description = description }

    /// What SDL said last about `what`.
    static func sdl(_ what: String) -> WindowError {
        WindowError("\(what): \(String(cString: SDL_GetError()))")
    }
}
