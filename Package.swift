// swift-tools-version: 6.2
import PackageDescription

// The arrows between targets are the architecture: imports point down only. `scripts/check-layers` enforces the same
// table on the `import` lines, so that a transitive import cannot sneak past this file. See Docs/DESIGN.md.

let house: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableUpcomingFeature("InferIsolatedConformances"),
]

/// A library target in `Sources/<name>`, called `PlanB<name>` because SwiftPM refuses a target that is named like a
/// target of any dependency.
func room(_ name: String, _ needs: [Target.Dependency] = []) -> Target {
    .target(name: "PlanB\(name)", dependencies: needs, path: "Sources/\(name)", swiftSettings: house)
}

func tool(_ name: String, _ needs: [Target.Dependency]) -> Target {
    .executableTarget(name: "PlanB\(name)", dependencies: needs, path: "Sources/\(name)", swiftSettings: house)
}

func tests(_ name: String, _ needs: [Target.Dependency], resources: [Resource]? = nil) -> Target {
    .testTarget(
        name: "PlanB\(name)Tests", dependencies: needs, path: "Tests/\(name)Tests", resources: resources,
        swiftSettings: house)
}

func own(_ names: String...) -> [Target.Dependency] { names.map { .target(name: "PlanB\($0)") } }

let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let nioSSL: Target.Dependency = .product(name: "NIOSSL", package: "swift-nio-ssl")
let nioTLS: Target.Dependency = .product(name: "NIOTLS", package: "swift-nio")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let cryptoExtras: Target.Dependency = .product(name: "CryptoExtras", package: "swift-crypto")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")
let subprocess: Target.Dependency = .product(name: "Subprocess", package: "swift-subprocess")
let system: Target.Dependency = .product(
    name: "SystemPackage", package: "swift-system", condition: .when(platforms: [.linux]))
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let signals: Target.Dependency = .product(name: "UnixSignals", package: "swift-service-lifecycle")
let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let libpq: Target.Dependency = .target(name: "CLibPQ", condition: .when(traits: ["Postgres"]))
let httpTypes: Target.Dependency = .product(name: "HTTPTypes", package: "swift-http-types")
let mustache: Target.Dependency = .product(name: "Mustache", package: "swift-mustache")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")

let package = Package(
    name: "planb",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "planb", targets: ["PlanBCommand"]),
        .executable(name: "planb-bench", targets: ["PlanBBench"]),
        .executable(name: "planb-simulate", targets: ["PlanBSimulation"]),
    ],
    // Without it nothing needs libpq: `swift build --disable-default-traits`.
    traits: [
        .trait(name: "Postgres", description: "The ledger in PostgreSQL, for several nodes. Needs libpq."),
        .default(enabledTraits: ["Postgres"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl.git", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-crypto.git", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log.git", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-system.git", from: "1.8.1"),
        .package(url: "https://github.com/swiftlang/swift-subprocess.git", from: "1.0.2"),
        .package(url: "https://github.com/jpsim/Yams.git", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", from: "2.13.0"),
        .package(url: "https://github.com/groue/GRDB.swift.git", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird.git", from: "2.28.1", traits: []),
        .package(url: "https://github.com/apple/swift-http-types.git", from: "1.8.0", traits: []),
        .package(url: "https://github.com/hummingbird-project/swift-mustache.git", from: "2.1.1"),
    ],
    targets: [
        // The pure core: no sockets, no files, no clock, no Foundation.
        room("Vocabulary"),
        room("Wire", [nioCore]),
        room("Conversation", own("Vocabulary", "Wire") + [nioCore]),
        room("Dialects", own("Vocabulary", "Wire", "Conversation") + [nioCore]),
        room("Providers", own("Vocabulary") + [crypto]),
        room("Policy", own("Vocabulary")),
        room("Ledger", own("Vocabulary", "Wire")),
        room(
            "Engine",
            own("Vocabulary", "Wire", "Conversation", "Dialects", "Providers", "Policy", "Ledger") + [nioCore, crypto]),

        // What touches the world.
        room("Transport", own("Engine", "Vocabulary", "Wire") + [nioCore, nioPosix, nioSSL, nioTLS]),
        room(
            "Credentials", own("Vocabulary", "Wire", "Providers", "Engine") + [nioCore, crypto, cryptoExtras]),
        room("LocalModel", own("Vocabulary") + [subprocess, system]),
        room("Journal", own("Vocabulary", "Ledger") + ["CPlanBSystem"]),
        room("Watch", own("Vocabulary", "Wire", "Policy", "Providers", "Ledger", "Engine") + [nioCore, crypto]),
        room("Settings", own("Vocabulary", "Policy", "Providers", "Ledger", "Engine", "Watch") + [crypto, yams]),
        room(
            "Console",
            own(
                "Engine", "Policy", "Ledger", "LedgerWriter", "Cluster", "Rehearsal", "Report", "Insight", "Plot",
                "Settings",
                "Vocabulary"
            ) + [
                hummingbird, httpTypes, mustache, crypto, nioCore, nioPosix, logging,
            ]
        ),
        room("FakeProvider", own("Vocabulary") + [nioCore, nioPosix]),
        room("Cluster", own("Engine", "Ledger", "Policy", "Vocabulary")),
        room("Statistics"),
        room(
            "Rehearsal",
            own("Report", "Statistics", "Engine", "Policy", "Ledger", "Conversation", "Wire", "Vocabulary") + [
                nioCore, crypto,
            ]),
        room("Report", own("Ledger") + [crypto]),
        room("Plot"),
        room(
            "Telemetry", own("Engine", "Ledger", "Settings", "Vocabulary", "Wire") + ["CPlanBSystem", nioCore]),
        room("Insight", own("Report", "Engine", "Providers", "Policy", "Ledger", "Vocabulary")),
        room("LedgerSQL", own("Ledger", "Vocabulary")),
        room("LedgerWriter", own("Ledger", "Vocabulary") + ["CPlanBSystem"]),
        room("LedgerSQLite", own("LedgerSQL", "Ledger") + [grdb]),
        room("LedgerPostgres", own("LedgerSQL", "Ledger", "Vocabulary") + [libpq]),
        room("Testing", own("Engine", "Ledger", "Vocabulary", "Wire") + [nioCore]),

        .systemLibrary(
            name: "CLibPQ", path: "Sources/CLibPQ", pkgConfig: "libpq",
            providers: [.apt(["libpq-dev"]), .brew(["libpq"])]),
        .target(name: "CPlanBSystem", path: "Sources/CPlanBSystem"),

        // The executables.
        tool(
            "Command",
            own(
                "Vocabulary", "Policy", "Providers", "Ledger", "Engine", "Transport", "Credentials", "LocalModel",
                "Journal", "Settings", "Console", "FakeProvider", "LedgerSQL", "LedgerSQLite", "LedgerPostgres",
                "LedgerWriter", "Cluster", "Rehearsal", "Report", "Insight", "Watch", "Telemetry") + [
                    "CPlanBSystem", nioCore, nioPosix, arguments, yams, signals, crypto,
                ]),
        tool(
            "Bench",
            own(
                "Vocabulary", "Wire", "Conversation", "Dialects", "Ledger", "LedgerSQL", "LedgerSQLite",
                "LedgerPostgres") + [nioCore, nioPosix, arguments]),
        tool(
            "Simulation",
            own("Vocabulary", "Wire", "Providers", "Policy", "Ledger", "Engine", "Statistics", "Rehearsal", "Insight")
                + [nioCore, arguments]),

        tests("Vocabulary", own("Vocabulary")),
        tests("Wire", own("Wire") + [nioCore], resources: [.copy("Fixtures")]),
        tests("Conversation", own("Conversation", "Wire", "Vocabulary") + [nioCore]),
        tests(
            "Dialects", own("Dialects", "Conversation", "Wire", "Vocabulary") + [nioCore],
            resources: [.copy("Fixtures")]),
        tests("Providers", own("Providers", "Vocabulary"), resources: [.copy("Fixtures")]),
        tests("Policy", own("Policy", "Vocabulary")),
        tests(
            "Engine",
            own("Engine", "Testing", "Policy", "Providers", "Ledger", "Dialects", "Vocabulary", "Wire") + [nioCore]),
        tests(
            "Transport",
            own("Transport", "Engine", "Testing", "FakeProvider", "Policy", "Providers", "Ledger", "Vocabulary", "Wire")
                + [nioCore, nioPosix, nioSSL]),
        tests(
            "Credentials",
            own("Credentials", "Transport", "Engine", "Providers", "Vocabulary", "Wire")
                + [nioCore, nioPosix, crypto, cryptoExtras]),
        tests("LocalModel", own("LocalModel", "Vocabulary") + [system]),
        tests("Ledger", own("Ledger", "Vocabulary")),
        tests("Journal", own("Journal", "Ledger", "Vocabulary") + ["CPlanBSystem"]),
        tests(
            "LedgerStore",
            own("Ledger", "LedgerSQL", "LedgerSQLite", "LedgerPostgres", "LedgerWriter", "Vocabulary") + [grdb]),
        tests("Cluster", own("Cluster", "Engine", "Testing", "Ledger", "Policy", "Vocabulary")),
        tests("Statistics", own("Statistics")),
        tests(
            "Rehearsal",
            own(
                "Rehearsal", "Report", "Statistics", "Engine", "Testing", "Policy", "Providers", "Ledger",
                "Conversation", "Wire",
                "Vocabulary") + [nioCore, crypto, yams]),
        tests(
            "Insight",
            own(
                "Insight", "Report", "Engine", "Testing", "Policy", "Providers", "Ledger", "LedgerSQL", "LedgerSQLite",
                "Vocabulary")),
        tests("Plot", own("Plot")),
        tests(
            "Watch",
            own("Watch", "Engine", "Testing", "Ledger", "Policy", "Providers", "Vocabulary", "Wire") + [
                nioCore, crypto,
            ]),
        tests(
            "Telemetry",
            own("Telemetry", "Engine", "Ledger", "Settings", "Testing", "Vocabulary", "Wire") + [nioCore]),
        tests("Settings", own("Settings", "Engine", "Testing", "Ledger", "Policy", "Providers", "Vocabulary", "Watch")),
        tests(
            "Console",
            own(
                "Console", "Engine", "Policy", "Providers", "Ledger", "LedgerSQL", "LedgerSQLite", "Rehearsal",
                "Report",
                "Insight", "Plot", "Settings", "Testing", "Vocabulary")
                + [hummingbird, nioCore, nioPosix]),
        tests(
            "Simulation",
            own("Simulation", "Engine", "Insight", "Ledger", "Policy", "Rehearsal", "Statistics", "Vocabulary") + [
                nioCore
            ]),
        tests("FakeProvider", own("FakeProvider", "Vocabulary") + [nioCore, nioPosix]),
    ]
)
