import Foundation
import Testing

@testable import PlanBRehearsal

struct ConversationSealTests {
    @Test func aSealIsTheSameForTheSameAndSaysNothing() {
        let (one, other) = (ConversationSeal(salt: [UInt8](0..<32)), ConversationSeal(salt: [UInt8](1..<33)))
        #expect(one.key(7) == ConversationSeal(salt: [UInt8](0..<32)).key(7))
        #expect(one.key(7) != one.key(8) && one.key(7) != other.key(7))
        #expect(one.key(7).utf8.count == 32 && one.key(7) != String(7, radix: 36))
        #expect(Set((0..<1000).map { one.key($0) }).count == 1000)
    }

    @Test func itsSecretIsKeptForItsOwnerAlone() throws {
        let folder = URL(fileURLWithPath: NSTemporaryDirectory() + "planb-seal-\(UInt64.random(in: 0 ... .max))")
        defer { try? FileManager.default.removeItem(at: folder) }
        let seal = try ConversationSeal(folder: folder)
        #expect(try ConversationSeal(folder: folder).key(7) == seal.key(7))
        let file = folder.appendingPathComponent("salt")
        let attributes = try FileManager.default.attributesOfItem(atPath: file.path)
        #expect(attributes[.posixPermissions] as? Int == 0o600 && attributes[.size] as? Int == 32)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["salt"])
        // What is no secret is replaced.
        try Data("short".utf8).write(to: file)
        let next = try ConversationSeal(folder: folder)
        #expect(next.key(7) != seal.key(7))
        #expect(try ConversationSeal(folder: folder).key(7) == next.key(7))
        #expect(ConversationSeal.passing().key(7) != ConversationSeal.passing().key(7))
    }

    @Test func withoutAFolderThereIsNone() {
        #expect(throws: (any Error).self) { try ConversationSeal(folder: URL(fileURLWithPath: "/dev/null/x")) }
    }
}
