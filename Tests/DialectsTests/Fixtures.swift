import Foundation
import NIOCore

/// Recorded answers, checked with the official SDK.
enum Fixtures {
    static func bytes(_ name: String) throws -> [UInt8] {
        let folder = try require(Bundle.module.url(forResource: "Fixtures", withExtension: nil))
        return Array(try Data(contentsOf: folder.appendingPathComponent("openai-chat/\(name)")))
    }

    private static func require(_ url: URL?) throws -> URL {
        guard let url else { throw CocoaError(.fileNoSuchFile) }
        return url
    }
}
