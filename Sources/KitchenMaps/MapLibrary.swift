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

    /// Names of all maps of the folder, sorted.
    /// - Throws: `SourceDiagnostics` where there is no such folder.
    public func names() throws -> [String] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: folder)
                .filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()
        } catch {
            throw problem("there is no folder of maps here; say where it is with --maps-folder")
        }
    }

    /// The map called `name`, or the file of that path.
    /// - Throws: `SourceDiagnostics`; for an unknown name with the near miss.
    public func layout(_ name: String) throws -> Layout {
        if name.contains("/") || name.hasSuffix(".yaml") || name.hasSuffix(".layout") { return try MapFile.read(name) }
        let names = try names()
        guard names.contains(name) else {
            let hint = nearMiss(to: name, among: names).map { "did you mean '\($0)'?" }
            throw problem("there is no map '\(name)'; " + (hint ?? "'brigade maps list' shows them all"))
        }
        return try MapFile.read("\(folder)/\(name).yaml")
    }

    private func problem(_ message: String) -> SourceDiagnostics {
        SourceDiagnostics(file: folder, message)
    }
}
