// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
  name: "rbsh",
  products: [
    .library(name: "ReplayBuffers", targets: ["ReplayBuffers"]),
    .library(name: "RBScript", targets: ["RBScript"]),
    .executable(name: "rbsh", targets: ["rbsh"]),
  ],
  targets: [
    .target(name: "Catalog", swiftSettings: settings),
    .target(name: "RBSyntax", swiftSettings: settings),
    .target(name: "CKernels"),
    .target(name: "Tensors", dependencies: ["Catalog", "CKernels"], swiftSettings: settings),
    .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .target(name: "ReplayBuffers", dependencies: ["Tensors", "CKernels", "CZstd", "CZlib"], swiftSettings: settings),
    .systemLibrary(name: "CCairo", pkgConfig: "cairo", providers: [.apt(["libcairo2-dev"])]),
    .target(name: "Environments", dependencies: ["ReplayBuffers", "CCairo"], swiftSettings: settings),
    .target(name: "Pictures", dependencies: ["Tensors", "CCairo", "CZlib"], swiftSettings: settings),
    .target(
      name: "RBScript", dependencies: ["RBSyntax", "ReplayBuffers", "Environments", "Pictures"],
      swiftSettings: settings),
    .target(name: "RBShell", dependencies: ["RBScript", "CEditLine"], swiftSettings: settings),
    // Needs the headers of libedit: apt-get install libedit-dev.
    .target(name: "CEditLine", linkerSettings: [.linkedLibrary("edit")]),
    .executableTarget(name: "rbsh", dependencies: ["RBShell"], swiftSettings: settings),
    .executableTarget(name: "rbbench", dependencies: ["RBScript"], swiftSettings: settings),
    .target(name: "TestSupport", dependencies: ["Tensors"], path: "Tests/TestSupport", swiftSettings: settings),
    .testTarget(name: "CatalogTests", dependencies: ["Catalog", "TestSupport"], swiftSettings: settings),
    .testTarget(
      name: "RBSyntaxTests", dependencies: ["RBSyntax", "TestSupport"], exclude: ["Samples"], swiftSettings: settings),
    .testTarget(
      name: "TensorsTests", dependencies: ["Tensors", "TestSupport"], exclude: ["Vectors", "Generators"],
      swiftSettings: settings),
    .testTarget(
      name: "ReplayBuffersTests", dependencies: ["ReplayBuffers", "TestSupport"], exclude: ["Vectors", "Generators"],
      swiftSettings: settings),
    .testTarget(
      name: "EnvironmentsTests", dependencies: ["Environments", "TestSupport"], exclude: ["Vectors", "Generators"],
      swiftSettings: settings),
    .testTarget(name: "PicturesTests", dependencies: ["Pictures", "TestSupport"], swiftSettings: settings),
    .testTarget(
      name: "RBScriptTests", dependencies: ["RBScript", "Tensors", "TestSupport"], exclude: ["Data"],
      swiftSettings: settings),
    .testTarget(
      name: "RBShellTests", dependencies: ["RBShell", "RBScript", "TestSupport", "rbsh"], swiftSettings: settings),
  ]
)
