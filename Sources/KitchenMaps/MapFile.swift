import Foundation
import Kitchen
import SourceFiles

/// Reading and writing of map files: our YAML, overcooked_ai's `.layout`, and JaxMARL's text of OvercookedV2's layouts.
public enum MapFile {
    /// How maps are written.
    public enum Form: String, Sendable, CaseIterable {
        case yaml, jaxmarl

        /// The form of a file by its ending; nil for others.
        public init?(ending: String) {
            switch ending {
            case "yaml", "yml": self = .yaml
            case "py", "txt": self = .jaxmarl
            default: return nil
            }
        }
    }

    /// Whether `path` has the ending of a map file.
    static func hasEnding(_ path: String) -> Bool {
        let ending = URL(fileURLWithPath: path).pathExtension
        return ending == layoutEnding || Form(ending: ending) != nil
    }

    private static let layoutEnding = "layout"

    /// Reads the map at `path`: `.layout` files as Python literals, `.py` and `.txt` files and all that look like one as JaxMARL's
    /// text, all others as YAML.
    /// - Throws: `SourceDiagnostics`, with one entry where the file cannot be read at all.
    public static func read(_ path: String) throws -> Layout { try check(path).layout }

    /// Reads the map at `path` and reports what is odd in it, such as a station that nobody can reach.
    /// - Throws: as `read` does.
    public static func check(_ path: String) throws -> (layout: Layout, warnings: [SourceDiagnostic]) {
        let url = URL(fileURLWithPath: path)
        let text = try SourceDiagnostics.text(path, .map)
        let name = url.deletingPathExtension().lastPathComponent
        if url.pathExtension == layoutEnding { return try layoutFile(text, path, name) }
        switch Form(ending: url.pathExtension) ?? (JaxMARLReader.isLikely(text) ? .jaxmarl : .yaml) {
        case .yaml: return try yaml(text, path, name)
        case .jaxmarl: return try jaxMARL(text, path, name)
        }
    }

    /// - Throws: `SourceDiagnostics`.
    public static func parseYAML(_ text: String, file: String, name: String) throws -> Layout { try yaml(text, file, name).layout }

    /// - Throws: `SourceDiagnostics`.
    public static func parseLayoutFile(_ text: String, file: String, name: String) throws -> Layout {
        try layoutFile(text, file, name).layout
    }

    /// Reads JaxMARL's text form of a layout of OvercookedV2 (`JaxMARLReader`).
    /// - Throws: `SourceDiagnostics`.
    public static func parseJaxMARL(_ text: String, file: String, name: String) throws -> Layout {
        try jaxMARL(text, file, name).layout
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

    private static func jaxMARL(_ text: String, _ file: String, _ name: String) throws -> (layout: Layout, warnings: [SourceDiagnostic]) {
        try SourceDiagnostics.gathering {
            let (root, warnings) = try JaxMARLReader.read(text, file: file)
            return try LayoutDecoder.decode(root, file: file, name: name, form: .jaxMARL, warnings: warnings)
        }
    }

    /// `layout` in a form, and what that form cannot say, in words.
    /// - Throws: `SourceDiagnostics` where the form has no such kitchens.
    public static func text(_ layout: Layout, as form: Form) throws -> (text: String, leftOut: [String]) {
        switch form {
        case .yaml: return (yaml(layout), [])
        case .jaxmarl: return try JaxMARLWriter.text(layout)
        }
    }

    /// The YAML of `layout`, which reads back as the same layout.
    public static func yaml(_ layout: Layout) -> String { MapWriter.yaml(layout) }
}
