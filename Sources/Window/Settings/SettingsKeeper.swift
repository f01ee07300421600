import Basics
import Foundation

/// Keeps the settings in their file: reads them at the start, writes them after every change.
public final class SettingsKeeper {
    public let path: String
    public private(set) var settings = WindowSettings()
    /// Why the file could not be read, in words; it is then left as it is, and nothing is remembered.
    public private(set) var problem: String?
    private let report: (String) -> Void

    /// Where settings are unless somebody says otherwise: `brigade/settings.yaml` in the person's folder of settings, which
    /// XDG_CONFIG_HOME names.
    public static func standardPath(_ environment: [String: String] = ProcessInfo.processInfo.environment) -> String {
        let home = environment["HOME"] ?? NSHomeDirectory()
        // The base directory specification has paths that are not absolute ignored.
        let folder = environment["XDG_CONFIG_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? home + "/.config"
        return folder + "/brigade/settings.yaml"
    }

    /// Reads the settings; a file that is broken is reported and is no reason not to play.
    /// - Parameter report: takes what the program should say.
    public init(_ path: String, report: @escaping (String) -> Void = { _ in }) {
        self.path = path
        self.report = report
        guard FileManager.default.fileExists(atPath: path) else { return }
        do { settings = try SettingsFile.read(path) } catch {
            let words =
                "The settings cannot be read, so the usual ones are used and nothing is remembered; mend or remove the file.\n\(error)"
            problem = words
            report(words)
        }
    }

    /// Keys that the person chose; nil are the standard ones.
    public var keys: KeyBindings? { settings.keys }

    /// Changes the settings and writes them, where that changes anything.
    package func change(_ body: (inout WindowSettings) -> Void) {
        var changed = settings
        body(&changed)
        guard changed != settings else { return }
        settings = changed
        guard problem == nil else { return }
        do {
            let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try WholeFile.write(SettingsFile.text(settings), to: path)
        } catch {
            // Once: whoever cannot write now cannot write after the next key either.
            problem = "The settings cannot be kept in \(path): \(error)"
            report(problem ?? "")
        }
    }
}
