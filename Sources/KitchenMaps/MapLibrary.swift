import Basics
import Foundation
import Kitchen
import SourceFiles

/// A folder of maps, by name.
public struct MapLibrary: Sendable {
    public let folder: String

    public init(folder: String) { self.folder = folder }

    /// The folder `Maps` here, or beside the checkout that the running program was built in.
    public static var standard: MapLibrary { MapLibrary(folder: CheckoutFolder.path("Maps")) }

    /// Names of the maps of the folder itself, sorted: those of Overcooked-AI.
    /// - Throws: `SourceDiagnostics` where there is no such folder.
    public func names() throws -> [String] { try names(in: folder).sorted() }

    /// Names of all maps, sorted, and after them those of the folder's own folders, e.g. `v2/cramped_room_v2` for OvercookedV2's.
    /// - Throws: as `names` does.
    public func allNames() throws -> [String] { try names() + namesBelow() }

    private func names(in folder: String) throws -> [String] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: folder)
                .filter { $0.hasSuffix(MapLibrary.ending) }.map { String($0.dropLast(MapLibrary.ending.count)) }
        } catch {
            throw problem("there is no folder of maps here; say where it is with --maps-folder")
        }
    }

    private func namesBelow() -> [String] {
        let entries = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return entries.sorted().flatMap { entry -> [String] in
            // What is no folder has no maps in it.
            let maps = (try? names(in: "\(folder)/\(entry)")) ?? []
            return maps.sorted().map { "\(entry)/\($0)" }
        }
    }

    private static let ending = ".yaml"

    /// The map called `name`, or the file of that path. A map of one of the folder's own folders may be called by its own name
    /// alone, where it is the only one.
    /// - Throws: `SourceDiagnostics`; for an unknown name with the near miss.
    public func layout(_ name: String) throws -> Layout {
        if MapFile.hasEnding(name) { return try MapFile.read(name) }
        let path = "\(folder)/\(name)\(MapLibrary.ending)"
        if FileManager.default.fileExists(atPath: path) { return try MapFile.read(path) }
        if name.contains("/"), name.hasPrefix("/") || name.hasPrefix(".") || FileManager.default.fileExists(atPath: name) {
            return try MapFile.read(name)
        }
        let names = try allNames()
        let matches = names.filter { $0.hasSuffix("/\(name)") }
        guard let match = matches.first, matches.count == 1 else {
            let several = matches.count > 1 ? "say which: \(matches.joined(separator: " or "))" : nil
            let hint = nearMiss(to: name, among: names).map { "did you mean '\($0)'?" }
            throw problem("there is no map '\(name)'; " + (several ?? hint ?? "'brigade maps list' shows them all"))
        }
        return try MapFile.read("\(folder)/\(match)\(MapLibrary.ending)")
    }

    private func problem(_ message: String) -> SourceDiagnostics {
        SourceDiagnostics(file: folder, message)
    }
}
