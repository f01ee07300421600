import Basics
import Foundation
import Kitchen

extension Layout {
    /// A hash of everything that decides how the kitchen plays: of the layout as `MapFile.yaml` writes it.
    public var contentHash: String { ContentHash.of([Data(MapFile.yaml(self).utf8)]) }
}
