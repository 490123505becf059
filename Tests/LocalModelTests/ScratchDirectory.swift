import Foundation

/// A directory that goes when the test does.
final class ScratchDirectory: Sendable {
    private let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appendingPathComponent("planb-model-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    func path(_ name: String) -> String { url.appendingPathComponent(name).path }
}

/// The text of a file, empty if there is none.
func readFile(_ path: String) -> String { (try? String(contentsOfFile: path, encoding: .utf8)) ?? "" }

/// Whether a process with this number exists and is not just waiting to be reaped.
func isRunning(_ process: Int32) -> Bool {
    guard kill(process, 0) == 0 else { return false }
    let status = readFile("/proc/\(process)/stat")
    return !(status.split(separator: ")").last?.hasPrefix(" Z") ?? false)
}
