// swift-tools-version: 6.1
import PackageDescription

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
        .target(name: "Kitchen"),
        .target(name: "KitchenMaps", dependencies: ["Kitchen", "Yams"]),
        .target(name: "Conformance", dependencies: ["Kitchen", "KitchenMaps", "CZlib"]),
        .executableTarget(
            name: "BrigadeCLI",
            dependencies: [
                "Kitchen", "KitchenMaps", "Conformance",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),
        .testTarget(
            name: "KitchenTests", dependencies: ["Kitchen", "KitchenMaps", "Conformance"],
            resources: [.copy("Fixtures")]),
    ],
    swiftLanguageModes: [.v6]
)
