import Foundation
import Testing

@testable import Basics

/// Files are there whole or not at all.
@Suite struct WholeFileTests {
    private let folder: String

    init() throws {
        folder = NSTemporaryDirectory() + "brigade-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    private func text(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }
    private func names() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: folder).sorted() }

    @Test(arguments: [true, false])
    func aFileAppearsWithItsCommit(tryNameless: Bool) throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let path = folder + "/a.txt"
        try "old".write(toFile: path, atomically: false, encoding: .utf8)
        chmod(path, 0o640)
        var file = try WholeFile(path, tryNameless: tryNameless)
        try file.append(Array("one ".utf8))
        try file.append(Array("two".utf8))
        #expect(try text(path) == "old")
        try file.commit()
        #expect(try text(path) == "one two" && names() == ["a.txt"])
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o640)
    }

    @Test(arguments: [true, false])
    func whatIsGivenUpLeavesNothing(tryNameless: Bool) throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        func begin() throws {
            var file = try WholeFile(folder + "/a.txt", tryNameless: tryNameless)
            try file.append(Array("half".utf8))
        }
        try begin()
        #expect(try names().isEmpty)
    }

    /// Of several that belong together none is new while another cannot be.
    @Test func severalAppearTogetherOrNotAtAll() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try "old".write(toFile: folder + "/a.txt", atomically: false, encoding: .utf8)
        try FileManager.default.createDirectory(atPath: folder + "/c.txt", withIntermediateDirectories: true)
        for lost in ["/c.txt", "/nowhere/d.txt"] {
            let files = ["/a.txt", "/b.txt", lost, "/e.txt"].map { (path: folder + $0, text: "new") }
            let error = #expect(throws: OutputError.self) { try WholeFile.write(together: files) }
            #expect(error?.target == folder + lost)
            #expect(try text(folder + "/a.txt") == "old" && names() == ["a.txt", "c.txt"])
        }
        try WholeFile.write(together: ["/a.txt", "/b.txt"].map { (path: folder + $0, text: "new" + $0) })
        #expect(try text(folder + "/a.txt") == "new/a.txt" && text(folder + "/b.txt") == "new/b.txt" && names().count == 3)
    }

    @Test func linksAreFollowed() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.createSymbolicLink(atPath: folder + "/link", withDestinationPath: "target")
        try WholeFile.write("new", to: folder + "/link")
        try WholeFile.write("newer", to: folder + "/link")
        #expect(try text(folder + "/target") == "newer" && names() == ["link", "target"])
    }

    @Test func errorsAreSentences() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        func message(_ path: String) -> String {
            do {
                try WholeFile.write("x", to: path)
                return "written"
            } catch { return "\(error)" }
        }
        let full = "/dev/full: cannot be written: there is no room left on the disk; free some, or choose another place"
        #expect(message("/dev/full") == full)
        #expect(message(folder) == "\(folder): cannot be written: it is a folder; name a file")
        #expect(message(folder + "/no/a.txt") == "\(folder)/no/a.txt: cannot be written: its folder does not exist; make it first")
        #expect(message("") == "a file without a name: cannot be written: its name cannot be used here")
        #expect(message(folder + "/" + String(repeating: "n", count: 300)).hasSuffix("cannot be written: its name is too long"))
        #expect(message("/dev/null") == "written")
    }

    @Test func theSystemsErrorsAreFoundInFoundations() throws {
        let inner = NSError(domain: NSPOSIXErrorDomain, code: Int(ENOSPC))
        let outer = NSError(domain: NSCocoaErrorDomain, code: 640, userInfo: [NSUnderlyingErrorKey: inner])
        #expect(SystemError.code(outer) == ENOSPC)
        #expect(SystemError.code(OutputError("a", EIO)) == nil)
    }
}
