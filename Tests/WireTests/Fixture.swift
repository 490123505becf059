import Foundation
import NIOCore
import Testing

/// A recorded message, in `Fixtures`.
enum Fixture {
    static func bytes(_ path: String) throws -> [UInt8] {
        let url = try #require(Bundle.module.resourceURL).appendingPathComponent("Fixtures/" + path)
        return Array(try Data(contentsOf: url))
    }
}
