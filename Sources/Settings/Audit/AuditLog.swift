import Foundation

/// Who changed what, in a file that is only ever added to: `audit.log` in the data folder. Each entry holds the hash of the one
/// before, so that nobody can change, take out or insert one without changing all that follow. Whoever can write the file
/// can still write all of it anew: against that, keep the last hash elsewhere.
public struct AuditLog: Sendable {
    /// What a check of the whole log comes to.
    public enum Verdict: Sendable, Equatable {
        /// Nothing was changed since it was written; the number of entries and the hash of the last.
        case intact(entries: Int, last: String)
        /// The first line that is not what was written there, from 1, and why.
        case broken(line: Int, reason: String)
    }

    /// The file, absolute.
    public let file: String

    /// The log in `dataDirectory`. The file is made by the first entry.
    public init(dataDirectory: String) { file = dataDirectory + "/audit.log" }

    /// Adds an entry, durably: it is on disk when this returns. `epoch` is now, in seconds since 1970.
    @discardableResult
    public func append(
        actor: String, action: String, subject: String, detail: String = "", epoch: Int64
    ) throws(KeyStoreFailure) -> AuditEntry {
        do throws(SystemFile.Failure) {
            try SystemFile.createFolder(FilePath.folder(of: file))
            let lock = try SystemFile.FolderLock(folderOf: file)
            defer { withExtendedLifetime(lock) {} }
            let (last, isTorn) = try end()
            var entry = AuditEntry(
                number: (last?.number ?? 0) + 1, time: TimestampText.text(epoch), actor: actor, action: action,
                subject: subject, detail: detail, previous: last?.hash ?? AuditLine.start, hash: "")
            entry.hash = AuditLine.hash(of: entry)
            // What a crash left behind stays visible, on a line of its own.
            let line = (isTorn ? "\n" : "") + AuditLine.text(entry) + "\n"
            try SystemFile.append(file, Array(line.utf8), mode: 0o600)
            return entry
        } catch {
            throw KeyStoreFailure(file, error)
        }
    }

    /// The last `limit` entries, oldest first. Lines that are no entries are left out: `verify` tells of them.
    public func entries(limit: Int) throws(KeyStoreFailure) -> [AuditEntry] {
        let lines = try lines()
        return lines.suffix(max(0, limit)).compactMap { AuditLine.parse(String($0)) }
    }

    /// Checks every line against the one before.
    public func verify() throws(KeyStoreFailure) -> Verdict {
        var last: AuditEntry?
        for (index, line) in try lines().enumerated() {
            guard let entry = AuditLine.parse(String(line)), AuditLine.text(entry) == line else {
                return .broken(line: index + 1, reason: "is no entry")
            }
            guard entry.number == (last?.number ?? 0) + 1, entry.previous == last?.hash ?? AuditLine.start else {
                return .broken(line: index + 1, reason: "does not follow the entry before")
            }
            guard AuditLine.hash(of: entry) == entry.hash else {
                return .broken(line: index + 1, reason: "was changed")
            }
            last = entry
        }
        return .intact(entries: last?.number ?? 0, last: last?.hash ?? AuditLine.start)
    }

    private func lines() throws(KeyStoreFailure) -> [Substring] {
        do throws(SystemFile.Failure) {
            let bytes = try SystemFile.contents(of: file, limit: 256 << 20).bytes
            return String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        } catch {
            guard error.isMissing else { throw KeyStoreFailure(file, error) }
            return []
        }
    }

    /// The last entry, and whether the file ends in the middle of a line.
    private func end() throws(SystemFile.Failure) -> (AuditEntry?, isTorn: Bool) {
        let bytes: [UInt8]
        do throws(SystemFile.Failure) { bytes = try SystemFile.tail(of: file, count: 65536) } catch {
            guard error.isMissing else { throw error }
            return (nil, false)
        }
        let isTorn = bytes.last.map { $0 != UInt8(ascii: "\n") } ?? false
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        return (lines.reversed().lazy.compactMap { AuditLine.parse(String($0)) }.first, isTorn)
    }
}
