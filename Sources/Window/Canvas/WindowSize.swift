/// How large a window is, in the display's own units.
public struct WindowSize: Hashable, Sendable {
    public var width: Int
    public var height: Int

    public init(width: Int, height: Int) {
        self.width = width
        self.height = height
    }

    /// The smallest window that everything can be read in.
    static let smallest = WindowSize(width: 480, height: 320)
    /// Where the display says nothing about itself.
    static let standard = WindowSize(width: 1280, height: 720)

    /// The first window on a display with this much room: four fifths of it, as wide as 16 to 9.
    package static func standard(forWidth width: Int, height: Int) -> WindowSize {
        let unit = min(Double(width) * 0.8 / 16, Double(height) * 0.8 / 9)
        let size = WindowSize(width: Int(unit * 16), height: Int(unit * 9))
        return size.width < smallest.width || size.height < smallest.height ? smallest : size
    }
}
