// swift-tools-version: 6.2
import PackageDescription

// Continuous integration builds with warnings as errors; a user's build is not stopped by one.
let settings: [SwiftSetting] = Context.environment["BRIGADE_STRICT"] == nil ? [] : [.treatAllWarnings(as: .error)]

/// A room of the code (docs/architecture.md) and what it may import.
func room(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

/// A room's tests.
func tests(_ name: String, _ dependencies: [Target.Dependency], resources: [Resource]? = nil) -> Target {
    .testTarget(name: name, dependencies: dependencies, resources: resources, swiftSettings: settings)
}

let package = Package(
    name: "brigade",
    products: [
        .executable(name: "brigade", targets: ["BrigadeCLI"]),
        .executable(name: "brigade-fuzz", targets: ["BrigadeFuzz"]),
        .library(name: "Kitchen", targets: ["Kitchen"]),
        .library(name: "KitchenMaps", targets: ["KitchenMaps"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.0.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.0.0"),
    ],
    targets: [
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
        room("Basics"),
        room("Kitchen"),
        room("KitchenMaps", ["Basics", "Kitchen", "Yams"]),
        room("Episodes", ["Kitchen"]),
        room("Neural", ["Basics", "COpenBLAS"]),
        .target(name: "CKeeper"),
        room("Agents", ["Basics", "Kitchen", "KitchenMaps", "Neural", "Episodes", "CKeeper"]),
        room("Conformance", ["Basics", "Kitchen", "KitchenMaps", "Episodes", "CZlib"]),
        room("EpisodeStore", ["Kitchen", "KitchenMaps", "Episodes", .product(name: "GRDB", package: "GRDB.swift")]),
        room("Tournaments", ["Basics", "Kitchen", "KitchenMaps", "Agents", "Episodes", "EpisodeStore"]),
        // Their headers are in the compiler's default folders wherever packages put them; pkg-config would add a
        // flag that SwiftPM warns about.
        .systemLibrary(name: "CSDL2", providers: [.apt(["libsdl2-dev"])]),
        .systemLibrary(name: "CSDL2TTF", providers: [.apt(["libsdl2-ttf-dev"])]),
        room(
            "Window",
            [
                "Basics", "Kitchen", "KitchenMaps", "Agents", "Episodes", "EpisodeStore", "Tournaments", "Referential", "CSDL2", "CSDL2TTF",
                "CZlib",
            ]),
        room("Learning", ["Basics", "Kitchen", "KitchenMaps", "Conformance", "Agents", "Neural"]),
        .systemLibrary(name: "CCurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        room("LanguageModels", ["Basics", "CCurl"]),
        room("Populations", ["Basics", "Kitchen", "KitchenMaps", "Agents", "Neural", "Learning"]),
        room("Referential", ["Basics", "Kitchen"]),
        room("Language", ["Basics", "Kitchen", "KitchenMaps", "Agents", "Neural", "Learning", "Referential"]),
        room("Oracle", ["Basics", "Kitchen", "KitchenMaps", "Agents"]),
        room("Planning", ["Basics", "Kitchen", "KitchenMaps", "Episodes", "Agents", "LanguageModels"]),
        .executableTarget(
            name: "BrigadeCLI",
            dependencies: [
                "Basics",
                "Kitchen",
                "KitchenMaps",
                "Conformance",
                "Agents",
                "Episodes",
                "EpisodeStore",
                "Tournaments",
                "Learning",
                "Populations",
                "Window",
                "Oracle",
                "Planning",
                "Referential",
                "Language",
                "Neural",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: settings),
        // Reads damaged files of every format (docs/robustness.md); `make fuzz` and FuzzTests run it.
        .executableTarget(
            name: "BrigadeFuzz",
            dependencies: [
                "Kitchen", "KitchenMaps", "Conformance", "Episodes", "EpisodeStore", "Tournaments", "Agents", "Neural", "Oracle",
                "Planning",
                "Language", "LanguageModels", "Referential", "Window", .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            path: "Tests/BrigadeFuzz", swiftSettings: settings),
        tests("FuzzTests", ["BrigadeFuzz"]),
        tests("KitchenTests", ["Kitchen", "KitchenMaps", "Conformance", "Episodes"], resources: [.copy("Fixtures")]),
        tests("BasicsTests", ["Basics"]),
        tests("NeuralTests", ["Neural"]),
        tests("AgentsTests", ["Agents", "Kitchen", "KitchenMaps", "Neural"], resources: [.copy("Fixtures")]),
        tests("EpisodesTests", ["Episodes", "Kitchen", "KitchenMaps"]),
        tests(
            "EpisodeStoreTests", ["EpisodeStore", "Episodes", "Kitchen", "KitchenMaps", .product(name: "GRDB", package: "GRDB.swift")],
            resources: [.copy("Stores")]),
        tests("LearningTests", ["Learning", "Agents", "Conformance", "Kitchen", "KitchenMaps", "Neural"]),
        tests("PopulationsTests", ["Populations", "Learning", "Agents", "Kitchen", "KitchenMaps", "Neural"]),
        tests(
            "WindowTests", ["Window", "Agents", "Kitchen", "KitchenMaps", "Referential", "CZlib", "CSDL2"], resources: [.copy("Fixtures")]),
        tests(
            "TournamentsTests", ["Tournaments", "EpisodeStore", "Episodes", "Agents", "Kitchen", "KitchenMaps"],
            resources: [.copy("Fixtures")]),
        tests(
            "BrigadeCLITests",
            [
                "BrigadeCLI", "EpisodeStore", "Episodes", "Kitchen", "KitchenMaps", .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),
        tests("LanguageModelsTests", ["LanguageModels"], resources: [.copy("chat_server.py")]),
        tests("PlanningTests", ["Planning", "Agents", "Episodes", "Kitchen", "KitchenMaps", "LanguageModels"]),
        tests("ReferentialTests", ["Referential", "Kitchen"]),
        tests("LanguageTests", ["Language", "Referential", "Agents", "Kitchen", "Neural"]),
        tests("OracleTests", ["Oracle", "Agents", "Kitchen", "KitchenMaps"]),
        tests("DocumentationTests", ["Basics", "Oracle", "Planning", "EpisodeStore", "Episodes", "Agents", "Kitchen"]),
    ],
    swiftLanguageModes: [.v6]
)
