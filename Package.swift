// swift-tools-version: 6.2
import PackageDescription

// The rooms of the house, from the ground up: a room imports only rooms above it in this file.
// What each room may not know is written in Docs/Architecture.md.

let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("MemberImportVisibility"),
]

/// A room: a target `AIS<name>` in `Sources/<name>`.
func room(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(
    name: "AIS\(name)", dependencies: dependencies, path: "Sources/\(name)", swiftSettings: settings
  )
}

/// The tests of a room: a target `AIS<name>Tests` in `Tests/<name>`.
func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
  .testTarget(
    name: "AIS\(name)Tests", dependencies: dependencies, path: "Tests/\(name)", exclude: exclude,
    swiftSettings: settings)
}

let package = Package(
  name: "ais",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "AIS", targets: ["AIS"]),
    .executable(name: "ais", targets: ["Command"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
  ],
  targets: [
    room("Source"),
    .target(name: "CNumerics", cSettings: []),
    room("Numerics", ["CNumerics"]),
    room("Units"),
    room("Distributions", ["AISNumerics"]),
    room("Syntax", ["AISSource"]),
    .target(name: "CModelLibrary"),
    .target(
      name: "AISModel",
      dependencies: [
        "AISSource", "AISSyntax", "AISNumerics", "AISUnits", "AISDistributions", "CModelLibrary",
      ],
      path: "Sources/Model", exclude: ["Library"], swiftSettings: settings),
    room("Engine", ["AISDistributions", "AISNumerics"]),
    .target(name: "CMessages"),
    .target(
      name: "AISMessages", dependencies: ["AISSource", "CMessages"], path: "Sources/Messages",
      exclude: ["Catalogue"], swiftSettings: settings),
    .target(name: "CStack"),
    room(
      "Language",
      [
        "CStack",
        "AISSource", "AISSyntax", "AISNumerics", "AISUnits", "AISDistributions", "AISModel",
        "AISEngine", "AISMessages",
      ]),
    room("Report", ["AISSource", "AISUnits", "AISEngine", "AISLanguage"]),
    .systemLibrary(
      name: "CLibEdit", pkgConfig: "libedit",
      providers: [.apt(["libedit-dev"]), .brew(["libedit"])]),
    .target(name: "CEditShim", dependencies: ["CLibEdit"]),
    room("Prompt", ["AISSource", "CEditShim", "CLibEdit"]),
    .target(
      name: "AIS", dependencies: ["AISLanguage", "AISSource", "AISUnits"], path: "Sources/AIS",
      swiftSettings: settings),
    .executableTarget(
      name: "Command",
      dependencies: [
        "CStack", "AISSource", "AISSyntax", "AISUnits", "AISEngine", "AISLanguage", "AISReport",
        "AISPrompt",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], path: "Sources/Command", swiftSettings: settings),

    // What Tests/Benchmarks/bench.py measures beside the command.
    .executableTarget(
      name: "ParseBenchmark", dependencies: ["AISSource", "AISSyntax"],
      path: "Tests/Benchmarks/Parse", swiftSettings: settings),
    .executableTarget(
      name: "SessionBenchmark", dependencies: ["AIS", "AISSource", "AISLanguage"],
      path: "Tests/Benchmarks/Session", swiftSettings: settings),

    // What Tests/Grammar asks how the parser judges a program.
    .executableTarget(
      name: "GrammarJudge", dependencies: ["AISSource", "AISSyntax"],
      path: "Tests/Grammar/Judge", swiftSettings: settings),

    // The tests of each room, and of what all of them give together. Tests/Terminal is in Python.
    .target(
      name: "AISTestSupport",
      dependencies: ["CStack", "AISSource", "AISLanguage", "AISReport"],
      path: "Tests/Support", swiftSettings: settings),
    tests("Source", ["AISSource"]),
    tests("Numerics", ["AISNumerics"], exclude: ["Fixtures"]),
    tests("Units", ["AISUnits"]),
    tests("Distributions", ["AISNumerics", "AISDistributions"]),
    tests("Syntax", ["AISTestSupport", "AISSource", "AISSyntax"]),
    tests("Report", ["AISSource", "AISUnits", "AISLanguage", "AISReport"]),
    tests("Prompt", ["AISPrompt"]),
    tests("Engine", ["AISTestSupport", "AISNumerics", "AISEngine"]),
    tests(
      "Model",
      [
        "AISTestSupport", "AISSource", "AISSyntax", "AISUnits", "AISModel", "AISLanguage",
        "AISReport",
      ], exclude: ["Fixtures"]),
    tests(
      "Language",
      [
        "AIS", "AISTestSupport", "AISSource", "AISUnits", "AISDistributions", "AISLanguage",
        "AISReport",
      ], exclude: ["Fixtures"]),
    tests(
      "Transcripts",
      ["AISTestSupport", "AISSource", "AISSyntax", "AISMessages", "AISLanguage", "AISReport"],
      exclude: ["Answers", "Errors", "Modules", "Tables"]),
    tests(
      "Documents",
      ["AISTestSupport", "AISSource", "AISSyntax", "AISModel", "AISLanguage", "AISReport"],
      exclude: ["Sample.md"]),
  ]
)
