import Basics
import Foundation
import Testing

/// Files are read up to a limit, and what is wrong with one is a sentence.
@Suite struct InputFileTests {
    private let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "brigade-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    private func file(_ bytes: Int) throws -> String {
        let path = folder.appending(path: "f").path
        try Data(repeating: UInt8(ascii: "a"), count: bytes).write(to: URL(fileURLWithPath: path))
        return path
    }

    @Test func aFileUpToTheLimitIsRead() throws {
        let limit = FileFormat.map.maxBytes
        #expect(try InputFile.text(file(limit), .map).utf8.count == limit)
        #expect(try InputFile.data(file(0), .map).isEmpty)
        let error = #expect(throws: InputFileError.self) { try InputFile.data(file(limit + 1), .map) }
        #expect(error?.reason == .tooLarge)
        #expect(error?.message == "the file has 1048577 bytes; the limit for this kind of file (map) is 1 MiB")
    }

    /// A device has no size to look at.
    @Test func aFileWithoutEndIsLeftAtTheLimit() throws {
        let error = #expect(throws: InputFileError.self) { try InputFile.data("/dev/zero", .agent) }
        #expect(error?.reason == .tooLarge)
    }

    @Test func whatCannotBeReadIsExplained() throws {
        let missing = folder.path + "/nowhere"
        #expect(throws: InputFileError(path: missing, reason: .missing, message: "there is no such file")) {
            try InputFile.data(missing, .map)
        }
        #expect(throws: InputFileError(path: folder.path, reason: .folder, message: "this is a folder; name the map files in it")) {
            try InputFile.data(folder.path, .map)
        }
        let path = try file(1)
        try Data([0xFF, 0xFE]).write(to: URL(fileURLWithPath: path))
        #expect(throws: InputFileError(path: path, reason: .notText, message: "the file is no UTF-8 text")) {
            try InputFile.text(path, .map)
        }
    }

    /// Who keeps a file up to date must know an unreadable one from none.
    @Test func onlyAMissingFileIsNone() throws {
        #expect(try InputFile.dataUnlessMissing(folder.path + "/nowhere", .runSettings) == nil)
        #expect(throws: InputFileError.self) { try InputFile.dataUnlessMissing(folder.path, .runSettings) }
        #expect(InputFile.dataIfPresent(folder.path, .solution) == nil)
    }

    @Test(arguments: [(0.346, "35 %"), (1, "100 %"), (.nan, "? %"), (.infinity, "? %"), (1e300, "1000000 %"), (-1e300, "-1000000 %")])
    func everyNumberHasAPercentage(_ number: Double, _ text: String) {
        #expect(number.percent == text)
    }
}
