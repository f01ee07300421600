import Foundation
import Kitchen

/// Reading and writing of map files: our YAML, and overcooked_ai's `.layout`.
public enum MapFile {
    /// Largest map file that is read, in bytes.
    public static let largestFile = 1 << 20

    /// Reads the map at `path`; `.layout` files as Python literals, all others as YAML.
    /// - Throws: `MapProblems`, with one entry where the file cannot be read at all.
    public static func read(_ path: String) throws -> Layout { try check(path).layout }

    /// Reads the map at `path` and tells what is odd in it, such as a station that nobody can reach.
    /// - Throws: as `read` does.
    public static func check(_ path: String) throws -> (layout: Layout, warnings: [MapProblem]) {
        let url = URL(fileURLWithPath: path)
        let text: String
        do {
            let data = try Data(contentsOf: url)
            guard data.count <= largestFile else {
                throw failure(path, "the file has \(data.count) bytes; a map has at most \(largestFile)")
            }
            guard let decoded = String(data: data, encoding: .utf8) else {
                throw failure(path, "the file is no UTF-8 text")
            }
            text = decoded
        } catch let error as MapProblems {
            throw error
        } catch {
            let isFolder = (try? url.resourceValues(forKeys: [.isDirectoryKey]))?.isDirectory == true
            throw failure(
                path,
                isFolder
                    ? "this is a folder; name the map files in it"
                    : FileManager.default.fileExists(atPath: path)
                        ? "the file cannot be read; check its permissions" : "there is no such file")
        }
        let name = url.deletingPathExtension().lastPathComponent
        return try url.pathExtension == "layout"
            ? parse(text, file: path, name: name, PythonLiteralReader.read) : parse(text, file: path, name: name, YAMLReader.read)
    }

    /// - Throws: `MapProblems`.
    public static func parseYAML(_ text: String, file: String, name: String) throws -> Layout {
        try parse(text, file: file, name: name, YAMLReader.read).layout
    }

    /// - Throws: `MapProblems`.
    public static func parseLayoutFile(_ text: String, file: String, name: String) throws -> Layout {
        try parse(text, file: file, name: name, PythonLiteralReader.read).layout
    }

    private static func parse(
        _ text: String, file: String, name: String, _ read: (String, String) throws -> Node
    ) throws -> (layout: Layout, warnings: [MapProblem]) {
        do {
            return try LayoutDecoder.decode(read(text, file), file: file, name: name)
        } catch let problem as MapProblem {
            throw MapProblems(problems: [problem])
        }
    }

    private static func failure(_ path: String, _ message: String) -> MapProblems {
        MapProblems(file: path, message)
    }

    /// The YAML of `layout`, which reads back as the same layout.
    public static func yaml(_ layout: Layout) -> String { MapWriter.yaml(layout) }
}
