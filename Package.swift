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
        .library(name: "KitchenC", targets: ["KitchenC"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.0.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.0.0"),
    ],
    targets: [
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
        // The headers of these are in the compiler's default folders wherever packages put them; pkg-config would add a
        // flag that SwiftPM warns about.
        .systemLibrary(name: "CSDL2", providers: [.apt(["libsdl2-dev"])]),
        .systemLibrary(name: "CSDL2TTF", providers: [.apt(["libsdl2-ttf-dev"])]),
        .systemLibrary(name: "CCurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .target(name: "CKeeper"),
        .target(name: "CPrefetch"),
        room("Basics"),
        room("SourceFiles", ["Basics", "CZlib", "Yams"]),
        room("Kitchen", ["Basics"]),
        room("KitchenC", ["Kitchen"]),
        room("Neural", ["Basics", "COpenBLAS"]),
        room("LanguageModels", ["Basics", "CCurl"]),
        room("Referential", ["Basics"]),
        room("KitchenMaps", ["Basics", "SourceFiles", "Kitchen"]),
        room("Episodes", ["Basics", "Kitchen"]),
        room("HumanTrials", ["SourceFiles", "Kitchen", "KitchenMaps", "Episodes"]),
        room("Conformance", ["Basics", "SourceFiles", "Kitchen", "KitchenMaps", "Episodes"]),
        room(
            "EpisodeStore",
            [
                "Basics", "Kitchen", "Referential", "KitchenMaps", "Episodes", .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ]),
        room("Agents", ["Basics", "SourceFiles", "Kitchen", "Neural", "KitchenMaps", "Episodes", "CKeeper", "CPrefetch"]),
        room("Oracle", ["Basics", "Kitchen", "KitchenMaps", "Episodes", "Agents"]),
        room("Learning", ["Basics", "Kitchen", "Neural", "HumanTrials", "Agents"]),
        room("Populations", ["Basics", "Kitchen", "Neural", "KitchenMaps", "Agents", "Learning"]),
        room("Language", ["Basics", "SourceFiles", "Neural", "Referential", "Agents"]),
        room("Planning", ["Basics", "SourceFiles", "Kitchen", "LanguageModels", "KitchenMaps", "Episodes", "Agents"]),
        room("Adapting", ["Basics", "Kitchen", "KitchenMaps", "Episodes", "Agents"]),
        room("Tournaments", ["Basics", "Kitchen", "KitchenMaps", "Episodes", "EpisodeStore", "Agents"]),
        room(
            "Window",
            [
                "Basics", "SourceFiles", "Kitchen", "Referential", "KitchenMaps", "Episodes", "EpisodeStore", "Agents", "CZlib", "CSDL2",
                "CSDL2TTF",
            ]),
        room("Benches", ["Basics", "Kitchen"]),
        .executableTarget(
            name: "BrigadeCLI",
            dependencies: [
                "Basics", "SourceFiles", "Kitchen", "Neural", "Referential", "KitchenMaps", "Episodes", "HumanTrials", "Conformance",
                "EpisodeStore", "Agents", "Oracle", "Learning", "Populations", "Language", "LanguageModels", "Planning", "Adapting",
                "Tournaments", "Window", "Benches",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: settings),
        // Reads damaged files of every format (docs/robustness.md); `make fuzz` and FuzzTests run it.
        .executableTarget(
            name: "BrigadeFuzz",
            dependencies: [
                "Basics", "SourceFiles", "Kitchen", "KitchenMaps", "Conformance", "HumanTrials", "Episodes", "EpisodeStore", "Tournaments",
                "Agents", "Neural", "Oracle", "Planning", "Adapting",
                "Language", "LanguageModels", "Referential", "Window", .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            path: "Tests/BrigadeFuzz", swiftSettings: settings),
        tests("FuzzTests", ["TestSupport", "BrigadeFuzz"]),
        // What tests of several rooms need: golden files, folders for a moment.
        .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: settings),
        tests(
            "PlaythroughTests",
            [
                "TestSupport", "Basics", "SourceFiles", "BrigadeCLI", "Tournaments", "Agents", "Episodes", "Kitchen", "KitchenMaps",
                "Planning", "LanguageModels", "Referential", "Language",
            ]),
        tests(
            "KitchenTests",
            [
                "TestSupport", "Basics", "SourceFiles", "Kitchen", "KitchenC", "KitchenMaps", "Benches", "Conformance", "HumanTrials",
                "Episodes",
            ],
            resources: [.copy("Fixtures")]),
        tests("BasicsTests", ["TestSupport", "Basics"]),
        tests("NeuralTests", ["Basics", "SourceFiles", "Neural"]),
        tests(
            "AgentsTests", ["TestSupport", "Basics", "SourceFiles", "Agents", "Episodes", "Kitchen", "KitchenMaps", "Neural"],
            resources: [.copy("Fixtures")]),
        tests("EpisodesTests", ["TestSupport", "Basics", "SourceFiles", "Episodes", "Kitchen", "KitchenMaps"]),
        tests(
            "EpisodeStoreTests",
            [
                "TestSupport", "Basics", "SourceFiles", "EpisodeStore", "Episodes", "Kitchen", "KitchenMaps",
                .product(name: "GRDB", package: "GRDB.swift"),
            ],
            resources: [.copy("Stores")]),
        tests(
            "LearningTests",
            ["TestSupport", "Basics", "SourceFiles", "Learning", "Agents", "Episodes", "HumanTrials", "Kitchen", "KitchenMaps", "Neural"]),
        tests(
            "PopulationsTests",
            ["TestSupport", "Basics", "SourceFiles", "Populations", "Learning", "Agents", "Kitchen", "KitchenMaps", "Neural"]),
        tests(
            "WindowTests",
            [
                "TestSupport", "Basics", "SourceFiles", "Window", "Agents", "Episodes", "EpisodeStore", "Kitchen", "KitchenMaps",
                "Referential", "CZlib",
                "CSDL2",
            ],
            resources: [.copy("Fixtures")]),
        tests(
            "TournamentsTests",
            [
                "TestSupport", "Basics", "SourceFiles", "Tournaments", "EpisodeStore", "Episodes", "Agents", "Kitchen", "KitchenMaps",
                .product(name: "GRDB", package: "GRDB.swift"),
            ],
            resources: [.copy("Fixtures")]),
        tests(
            "BrigadeCLITests",
            [
                "TestSupport", "Basics", "SourceFiles", "HumanTrials", "BrigadeCLI", "EpisodeStore", "Episodes", "Kitchen", "KitchenMaps",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),
        tests("LanguageModelsTests", ["LanguageModels"], resources: [.copy("chat_server.py")]),
        tests(
            "PlanningTests",
            ["TestSupport", "Basics", "SourceFiles", "Planning", "Agents", "Episodes", "Kitchen", "KitchenMaps", "LanguageModels"]),
        tests(
            "AdaptingTests",
            ["TestSupport", "Basics", "SourceFiles", "Adapting", "Agents", "Planning", "Episodes", "Kitchen", "KitchenMaps"]),
        tests("ReferentialTests", ["Basics", "Referential"]),
        tests("LanguageTests", ["TestSupport", "Basics", "SourceFiles", "Language", "Referential", "Agents", "Kitchen", "Neural"]),
        tests("OracleTests", ["TestSupport", "Basics", "SourceFiles", "Oracle", "Agents", "Kitchen", "KitchenMaps"]),
        tests(
            "DocumentationTests",
            ["TestSupport", "Basics", "SourceFiles", "Oracle", "Planning", "EpisodeStore", "Episodes", "Agents", "Kitchen"]),
    ],
    swiftLanguageModes: [.v6]
)
