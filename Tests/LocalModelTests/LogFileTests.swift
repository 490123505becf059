import Foundation
import Testing

@testable import PlanBLocalModel

#if canImport(System)
    import System
#else
    import SystemPackage
#endif

@Suite struct LogFileTests {
    let directory: ScratchDirectory

    init() throws { directory = try ScratchDirectory() }

    @Test("content above the limit moves to <path>.1, and a program that has the file open goes on at its start")
    func trims() throws {
        let path = directory.path("deep/er/model.log")
        let log = try LogFile(path: path)
        defer { log.close() }
        try log.descriptor.writeAll("1234567890".utf8)
        try log.trim(limit: 10)
        #expect(readFile(path) == "1234567890")
        try log.descriptor.writeAll("x".utf8)
        try log.trim(limit: 10)
        #expect(readFile(path) == "")
        #expect(readFile(path + ".1") == "1234567890x")
        try log.descriptor.writeAll("next".utf8)
        #expect(readFile(path) == "next")
    }

    @Test("content of many buffers arrives whole, in place of what was moved before")
    func large() throws {
        let path = directory.path("model.log")
        let log = try LogFile(path: path)
        defer { log.close() }
        for round in 1...2 {
            let text = (0..<40_000).map { "\(round) \($0)\n" }.joined()
            try log.descriptor.writeAll(text.utf8)
            try log.trim(limit: 1)
            #expect(readFile(path + ".1") == text)
        }
    }

    @Test("the log is for its owner's eyes, and is appended to by the next start")
    func permissions() throws {
        let path = directory.path("logs/model.log")
        for text in ["a", "b"] {
            let log = try LogFile(path: path)
            defer { log.close() }
            try log.descriptor.writeAll(text.utf8)
        }
        #expect(readFile(path) == "ab")
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
    }

    @Test(
        "the last line is the last one that is not blank since the start of the run, printable and bounded",
        arguments: [
            ("", nil), ("\n \n", nil), ("one\ntwo", "two"), ("one\ntwo\r\n\n  \n", "two"),
            ("a\u{1B}[0mb\u{202E}c", "a[0mbc"),
        ] as [(String, String?)])
    func lastLine(text: String, expected: String?) throws {
        let log = try LogFile(path: directory.path("model.log"))
        defer { log.close() }
        try log.descriptor.writeAll("of the run before\n".utf8)
        let start = log.size
        try log.descriptor.writeAll(text.utf8)
        #expect(log.lastLine(after: start) == expected)
        try log.descriptor.writeAll(("\n" + String(repeating: "x", count: 10_000)).utf8)
        #expect(log.lastLine(after: start) == String(repeating: "x", count: 200))
    }
}
