import Foundation
import TestSupport

/// Places that tests read from.
enum Paths {
    /// The package's folder.
    static let package = URL(fileURLWithPath: Checkout.path)
    static let maps = package.appendingPathComponent("Maps").path
    static let fixtures = Bundle.module.bundlePath + "/Fixtures"
    static let conformanceFixtures = fixtures + "/conformance"
    /// Random kitchens, recorded by `Tools/record_reference.py --layouts 60 --steps 60 --seed 20`.
    static let randomFixtures = fixtures + "/random"
    /// All recorded episodes, which stand beside a developer's checkout.
    static let recordings = package.deletingLastPathComponent().appendingPathComponent("shared/conformance").path
    /// Recorded episodes of OvercookedV2, which are beside a developer's checkout.
    static let recordingsV2 = package.deletingLastPathComponent().appendingPathComponent("shared/conformance-v2").path
    static let trials = package.deletingLastPathComponent().appendingPathComponent("shared/human").path

    static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

    /// A fresh folder that the caller removes.
    static func temporaryFolder() throws -> String {
        let path = NSTemporaryDirectory() + "brigade-tests-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        return path
    }
}
