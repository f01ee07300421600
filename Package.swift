// swift-tools-version: 6.2
import PackageDescription

// Continuous integration builds with warnings as errors; a user's build is not stopped by one.
let settings: [SwiftSetting] = Context.environment["BRIGADE_STRICT"] == nil ? [] : [.treatAllWarnings(as: .error)]

let package = Package(
    name: "brigade",
    products: [
        .executable(name: "brigade", targets: ["BrigadeCLI"]),
        .library(name: "Kitchen", targets: ["Kitchen"]),
        .library(name: "KitchenMaps", targets: ["KitchenMaps"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.0.0"),
    ],
    targets: [
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .target(name: "Kitchen", swiftSettings: settings),
        .target(name: "KitchenMaps", dependencies: ["Kitchen", "Yams"], swiftSettings: settings),
        .target(name: "Conformance", dependencies: ["Kitchen", "KitchenMaps", "CZlib"], swiftSettings: settings),
        .target(name: "Agents", dependencies: ["Kitchen", "KitchenMaps"], swiftSettings: settings),
        .executableTarget(
            name: "BrigadeCLI",
            dependencies: [
                "Kitchen", "KitchenMaps", "Conformance", "Agents",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ], swiftSettings: settings),
        .testTarget(
            name: "KitchenTests", dependencies: ["Kitchen", "KitchenMaps", "Conformance"],
            resources: [.copy("Fixtures")], swiftSettings: settings),
        .testTarget(name: "AgentsTests", dependencies: ["Agents", "Kitchen", "KitchenMaps"], swiftSettings: settings),
        .testTarget(name: "BrigadeCLITests", dependencies: ["BrigadeCLI"], swiftSettings: settings),
    ],
    swiftLanguageModes: [.v6]
)
