import Foundation
import Kitchen
import SourceFiles

/// Reading and writing of map files: our YAML, and overcooked_ai's `.layout`.
public enum MapFile {
    /// Reads the map at `path`; `.layout` files as Python literals, all others as YAML.
    /// - Throws: `SourceDiagnostics`, with one entry where the file cannot be read at all.
    public static func read(_ path: String) throws -> Layout { try check(path).layout }

    /// Reads the map at `path` and reports what is odd in it, such as a station that nobody can reach.
    /// - Throws: as `read` does.
    public static func check(_ path: String) throws -> (layout: Layout, warnings: [SourceDiagnostic]) {
        let url = URL(fileURLWithPath: path)
        let text = try SourceDiagnostics.text(path, .map)
        let name = url.deletingPathExtension().lastPathComponent
        return try url.pathExtension == "layout" ? layoutFile(text, path, name) : yaml(text, path, name)
    }

    /// - Throws: `SourceDiagnostics`.
    public static func parseYAML(_ text: String, file: String, name: String) throws -> Layout { try yaml(text, file, name).layout }

    /// - Throws: `SourceDiagnostics`.
    public static func parseLayoutFile(_ text: String, file: String, name: String) throws -> Layout {
        try layoutFile(text, file, name).layout
    }

    private static func yaml(_ text: String, _ file: String, _ name: String) throws -> (layout: Layout, warnings: [SourceDiagnostic]) {
        try SourceDiagnostics.gathering {
            try LayoutDecoder.decode(YAMLReader.read(text, file: file, expecting: "a map, with a 'grid'"), file: file, name: name)
        }
    }

    private static func layoutFile(_ text: String, _ file: String, _ name: String) throws -> (layout: Layout, warnings: [SourceDiagnostic])
    {
        try SourceDiagnostics.gathering {
            let (root, warnings) = try PythonLiteralReader.read(text, file: file)
            return try LayoutDecoder.decode(root, file: file, name: name, form: .layoutFile, warnings: warnings)
        }
    }

    /// The YAML of `layout`, which reads back as the same layout.
    public static func yaml(_ layout: Layout) -> String { MapWriter.yaml(layout) }
}
