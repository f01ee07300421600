import Foundation
import TestSupport
import Testing

/// Rooms import what docs/architecture.md and Package.swift say, no more and no less, and the page names what exists.
@Suite struct ArchitectureTests {
    private static let root = URL(fileURLWithPath: Checkout.path)

    private static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
    }

    /// What each room imports by Package.swift; libraries of others left out.
    private static func package() throws -> [String: Set<String>] {
        let text = try text("Package.swift")
        var rooms: [String: Set<String>] = [:]
        for match in text.matches(of: /\broom\(\s*"(\w+)"(?:,\s*\[([^\]]*)\])?/) {
            rooms[String(match.1)] = names(String(match.2 ?? ""))
        }
        let program = try #require(text.firstMatch(of: /name: "BrigadeCLI",\s*dependencies: \[([^\]]*)\]/))
        rooms["BrigadeCLI"] = names(String(program.1))
        return rooms
    }

    /// Rooms among the quoted names of a list of dependencies: those that are no product of a package.
    private static func names(_ list: String) -> Set<String> {
        let own = list.replacing(/\.product\([^)]*\)/, with: "")
        return Set(own.matches(of: /"(\w+)"/).map { String($0.1) }).subtracting(["Yams"])
    }

    /// What each room's sources import of Brigade's own targets.
    private static func sources(_ room: String) throws -> Set<String> {
        let targets = try FileManager.default.contentsOfDirectory(atPath: root.appendingPathComponent("Sources").path)
        let folder = root.appendingPathComponent("Sources/\(room)").path
        let files = (FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []).filter { $0.hasSuffix(".swift") }
        var imports: Set<String> = []
        for file in files {
            for match in try text("Sources/\(room)/\(file)").matches(of: /(?m)^(?:@\w+ )*import (\w+)/) { imports.insert(String(match.1)) }
        }
        return imports.intersection(targets)
    }

    private static let system: Set = ["CZlib", "COpenBLAS", "CCurl", "CKeeper", "CPrefetch", "CSDL2", "CSDL2TTF"]

    @Test func roomsImportWhatPackageSays() throws {
        let package = try Self.package()
        #expect(package.count > 20)
        for (room, allowed) in package {
            let imported = try Self.sources(room)
            #expect(
                imported == allowed, "\(room): Package.swift and the sources differ in \(imported.symmetricDifference(allowed).sorted())")
        }
    }

    @Test func thePageShowsTheArrowsOfPackage() throws {
        var page: [String: Set<String>] = [:]
        for match in try Self.text("docs/architecture.md").matches(of: /(?m)^    (\w+) ──> (.+)$/) {
            page[String(match.1)] = Set(match.2.split(separator: ", ").map(String.init)).subtracting(["nothing"])
        }
        let package = try Self.package().mapValues { $0.subtracting(Self.system) }
        #expect(Set(page.keys) == Set(package.keys))
        for (room, arrows) in package {
            let difference = arrows.symmetricDifference(page[room] ?? []).sorted()
            #expect(difference.isEmpty, "\(room): docs/architecture.md and Package.swift differ in \(difference)")
        }
    }

    /// Arrows point one way: no room imports itself, however far around.
    @Test func thereAreNoCircles() throws {
        let package = try Self.package()
        func reached(from room: String) -> Set<String> {
            var found: Set<String> = []
            var frontier = Array(package[room] ?? [])
            while let next = frontier.popLast() {
                if found.insert(next).inserted { frontier += package[next] ?? [] }
            }
            return found
        }
        for room in package.keys { #expect(!reached(from: room).contains(room), "\(room) imports itself") }
    }

    /// Types, folders and files that the page names are there.
    @Test func thePageNamesWhatExists() throws {
        let page = try Self.text("docs/architecture.md")
        var (files, code) = (Set(["Package.swift"]), "")
        for top in ["Sources", "Tests"] {
            let folder = Self.root.appendingPathComponent(top).path
            for path in FileManager.default.enumerator(atPath: folder)?.compactMap({ $0 as? String }) ?? [] {
                let parts = [top] + path.split(separator: "/").map(String.init)
                for start in parts.indices { files.insert(parts[start...].joined(separator: "/")) }
                if path.hasSuffix(".swift") { code += try Self.text("\(top)/\(path)") }
            }
        }
        let types = Set(code.matches(of: /\b[A-Z]\w+\b/).map { String($0.0) })
        for match in page.matches(of: /([A-Za-z0-9+]+\.swift)/) {
            let isThere = files.contains(String(match.1))
            #expect(isThere, "docs/architecture.md names the file \(match.1), which is not there")
        }
        for match in page.matches(of: /`([A-Z][A-Za-z]+(?:\/[\w+]+)*(?:\.swift)?)`/) {
            let name = String(match.1)
            let isThere = types.contains(name) || files.contains(name) || name == "Sources"
            #expect(isThere, "docs/architecture.md names \(name), which is not there")
        }
    }
}
