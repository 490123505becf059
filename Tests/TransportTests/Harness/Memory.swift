import Foundation

/// What this process has in memory.
enum Memory {
    /// The most that it had at once since `forget`, in bytes; nil where the system does not tell.
    static var peak: Int? {
        guard let text = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8),
            let line = text.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") })
        else { return nil }
        return line.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first.flatMap { Int($0) }
            .map { $0 << 10 }
    }

    /// Begins anew to look for the peak (proc(5), `clear_refs`).
    static func forget() { try? Data("5".utf8).write(to: URL(fileURLWithPath: "/proc/self/clear_refs")) }

    /// By how much more memory than before was in use at the worst moment of `body`.
    static func growth(during body: () async throws -> Void) async throws -> Int {
        forget()
        let before = peak ?? 0
        try await body()
        return (peak ?? 0) - before
    }
}
