import Basics
import Foundation
import Kitchen
import KitchenMaps

/// Openings of kitchens (`Preparation.Opening`) on disk, so that a program need not search for what one before it has found.
///
/// Each file is named after a hash of all that its opening follows from. One that is damaged is as good as none, and a disk that cannot be
/// written costs the next program the search and nothing else. Several programs may read and write at once: a file is there whole or not
/// at all (`WholeFile`), and all write the same.
public struct KeptOpenings: Sendable {
    let folder: String

    /// Changes whenever openings of equal arguments do, as the signature of `brigade bench planning` then does, and whenever planners play
    /// differently, so that trying how far to look may find something else: older files are not read then.
    private static let version = "3"

    /// - Parameter folder: made when something is kept.
    public init(folder: String) { self.folder = folder }

    /// Openings in `planner` in a folder of caches; nil where there is none.
    public init?(cacheFolder: String?) {
        guard let cacheFolder else { return nil }
        folder = cacheFolder + "/planner"
    }

    /// What a file holds.
    private struct File: Codable {
        /// A hash of `opening`'s text.
        let check: String
        let opening: Preparation.Opening
    }

    /// The opening that is kept, nil where there is none.
    func opening(_ kitchen: Kitchen, horizon: Int, width: Int) -> Preparation.Opening? {
        guard let data = InputFile.dataIfPresent(path(kitchen, horizon, width), .solution),
            let file = try? JSONDecoder().decode(File.self, from: data), (try? KeptOpenings.check(file.opening)) == file.check
        else { return nil }
        return file.opening
    }

    /// Keeps an opening, if the disk can.
    func keep(_ opening: Preparation.Opening, _ kitchen: Kitchen, horizon: Int, width: Int) {
        try? FileManager.default.makeFolder(folder)
        guard let text = try? JSONText.stored(File(check: KeptOpenings.check(opening), opening: opening)) else { return }
        try? WholeFile.write(text, to: path(kitchen, horizon, width))
    }

    private static func check(_ opening: Preparation.Opening) throws -> String {
        ContentHash.of([Data(try JSONText.stored(opening).utf8)])
    }

    private func path(_ kitchen: Kitchen, _ horizon: Int, _ width: Int) -> String {
        let parts = [MapFile.yaml(kitchen.layout), kitchen.dynamics.rawValue, "\(horizon)", "\(width)", KeptOpenings.version]
        return "\(folder)/\(kitchen.layout.name.replacing("/", with: "-"))-\(ContentHash.of(parts.map { Data($0.utf8) })).json"
    }
}
