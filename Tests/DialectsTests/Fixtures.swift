import Foundation
import NIOCore

/// Recorded answers, checked with the official SDK.
enum Fixtures {
    /// - Parameters:
    ///   - name: the name of the file.
    ///   - folder: the dialect, or the imitator of one.
    static func bytes(_ name: String, in folder: String = "openai-chat") throws -> [UInt8] {
        let root = try require(Bundle.module.url(forResource: "Fixtures", withExtension: nil))
        return Array(try Data(contentsOf: root.appendingPathComponent("\(folder)/\(name)")))
    }

    /// The names of all files in `folder`.
    static func names(in folder: String) -> [String] {
        let root = Bundle.module.url(forResource: "Fixtures", withExtension: nil)
        let path = root?.appendingPathComponent(folder).path ?? ""
        return ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
    }

    private static func require(_ url: URL?) throws -> URL {
        guard let url else { throw CocoaError(.fileNoSuchFile) }
        return url
    }
}
