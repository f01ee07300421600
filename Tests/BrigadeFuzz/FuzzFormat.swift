import Foundation

/// A format that Brigade reads: where good inputs come from, and what is done with damaged ones.
///
/// `read` may throw anything: a refusal is a right answer. A trap, a hang, memory without bound and a `BrokenPromise`
/// are not.
struct FuzzFormat: Sendable {
    let name: String
    /// The file ending by which readers know the format.
    let ending: String
    /// Inputs of one run of `brigade-fuzz` unless `--inputs` says otherwise: about four seconds' worth.
    let inputs: Int
    /// Good inputs, in a fixed order.
    let seeds: @Sendable (FuzzFolders) throws -> [[UInt8]]
    /// Seconds after which an input counts as one that hangs.
    var deadline: UInt32 = 10
    /// Reads one input and uses what was read as the program would.
    let read: @Sendable (FuzzInput) throws -> Void

    /// Every format, by name.
    static let all: [FuzzFormat] =
        [maps, layouts, jaxMARL, trials, recordings] + [agents, sidecars, weights, experience, responses, answers, replies]
        + [corpora, sessions, experiments, studies] + [stores]
}

/// What was read breaks something that the program promises, such as that it can be written and read again.
struct BrokenPromise: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

/// Where the shipped files are, and where inputs are written for readers that want a path.
struct FuzzFolders: Sendable {
    /// The checkout.
    let checkout: String
    /// A folder of this process alone.
    let scratch: String

    /// The bytes of the files below `folder` of the checkout with that ending, of at most `limit` bytes, in order of
    /// their names.
    func files(_ folder: String, ending: String, limit: Int = 65_536) throws -> [[UInt8]] {
        let names = try FileManager.default.subpathsOfDirectory(atPath: "\(checkout)/\(folder)").filter { $0.hasSuffix(ending) }
        return try names.sorted().map { try Data(contentsOf: URL(fileURLWithPath: "\(checkout)/\(folder)/\($0)")) }
            .filter { $0.count <= limit }.map { [UInt8]($0) }
    }
}

/// One input, in memory and, once somebody asks, as a file.
struct FuzzInput {
    let bytes: [UInt8]
    let folders: FuzzFolders
    let ending: String

    var data: Data { Data(bytes) }
    /// As readers of text files get it; malformed UTF-8 becomes replacement characters.
    var text: String { String(decoding: bytes, as: UTF8.self) }

    /// The input as a file; the next input overwrites it.
    func path() throws -> String {
        let path = "\(folders.scratch)/input\(ending)"
        try data.write(to: URL(fileURLWithPath: path))
        return path
    }
}
