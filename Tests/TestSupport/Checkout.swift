import Foundation

/// The checkout that the tests belong to.
public enum Checkout {
    /// Its folder.
    public static let path = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

    /// Whatever is at `part` in it.
    public static func path(_ part: String) -> String { "\(path)/\(part)" }
}

/// Makes a folder for the files of a test, and removes it once `body` is done.
public func inScratchFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("brigade-test-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return try body(folder)
}
