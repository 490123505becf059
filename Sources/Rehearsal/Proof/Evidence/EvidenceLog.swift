import Foundation
import PlanBLedger
import PlanBReport
import Synchronization

/// The evidence of one gateway: dated files in a folder, each line signed and chained to the one before, through all files.
public final class EvidenceLog: Sendable {
    private struct Last {
        var number: Int
        var hash: String
        /// The day of the newest file, `2026-11-22`; empty: there is none.
        var day: String
        /// What was written last, and when.
        var line = ""
        var routes: [RouteReadiness] = []
        var time: Int64 = 0
    }

    /// One file that was read back has at most so many bytes.
    static let limit = 256 << 20
    /// For so long the same is not said twice, in milliseconds.
    private static let pause: Int64 = 60_000

    private let folder: String
    private let key: EvidenceKey
    private let anchors: [String]
    private let node: String
    private let version: String
    private let last = Mutex<Last?>(nil)
    private let onRecord: @Sendable (String) -> Void

    /// Evidence in `folder`, which is made with the first line. Each line is noted in `anchors`, too, which are absolute paths;
    /// and `onRecord` is given the same note, to carry it elsewhere. It must not wait.
    public init(
        folder: String, key: EvidenceKey, anchors: [String], node: String, version: String,
        onRecord: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.onRecord = onRecord
        self.folder = folder
        self.key = key
        self.anchors = anchors
        self.node = node
        self.version = version
    }

    /// The public half of the key that signs.
    public var publicKey: String { key.publicText }

    /// What was put on record.
    public struct Entry: Sendable, Equatable {
        /// The line, without its line break.
        public var line: String
        /// Anchors that could not be told, a sentence each.
        public var problems: [String]
    }

    /// Puts on record what is known of `routes` at `now`, in milliseconds since 1970. The line is on the disk when this
    /// returns. Who asks twice within a minute for the same gets the same line.
    public func record(_ routes: [RouteReadiness], now: Int64) throws(EvidenceFailure) -> Entry {
        // Mutex does not pass typed errors on.
        let result = last.withLock { last -> Result<Entry, EvidenceFailure> in
            do throws(EvidenceFailure) { return .success(try record(routes, now, &last)) } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    private func record(_ routes: [RouteReadiness], _ now: Int64, _ last: inout Last?) throws(EvidenceFailure) -> Entry
    {
        if let last, last.routes == routes, !last.line.isEmpty, now >= last.time, now &- last.time < Self.pause {
            return Entry(line: last.line, problems: [])
        }
        var state: Last
        if let last { state = last } else { state = try restored() }
        // The files are in order by name, also when the clock was set back.
        let day = max(String(LedgerTime.text(milliseconds: now).prefix(10)), state.day)
        let notReady = routes.filter { !$0.isReady() }.map(\.route)
        let statement = EvidenceLine.Statement(
            number: state.number + 1, time: LedgerTime.text(milliseconds: now), milliseconds: now, node: node,
            version: version, previous: state.hash, key: key.publicText, ready: notReady.isEmpty, notReady: notReady,
            routes: routes)
        let line = try EvidenceLine.text(statement, key: key)
        try EvidenceFile.createFolder(folder)
        try EvidenceFile.append("\(folder)/\(day).jsonl", line + [UInt8(ascii: "\n")])
        state = Last(
            number: statement.number, hash: EvidenceLine.hash(line), day: day,
            line: String(decoding: line, as: UTF8.self), routes: routes, time: now)
        last = state
        return Entry(line: state.line, problems: anchor(state, at: now))
    }

    private func anchor(_ state: Last, at now: Int64) -> [String] {
        let text = ReportJSON.text(
            EvidenceAnchor(
                number: state.number, hash: state.hash, time: LedgerTime.text(milliseconds: now), node: node))
        onRecord(text)
        var problems: [String] = []
        for path in anchors {
            do throws(EvidenceFailure) {
                if let slash = path.lastIndex(of: "/") { try EvidenceFile.createFolder(String(path[..<slash])) }
                try EvidenceFile.append(path, Array((text + "\n").utf8))
            } catch { problems.append("the anchor \(error.description)") }
        }
        return problems
    }

    /// The end of the newest file.
    private func restored() throws(EvidenceFailure) -> Last {
        for day in days().reversed() {
            let path = "\(folder)/\(day).jsonl"
            guard let bytes = try EvidenceFile.contents(path, limit: Self.limit), !bytes.isEmpty else { continue }
            let end = (bytes.lastIndex(of: UInt8(ascii: "\n")) ?? -1) + 1
            if end < bytes.count {
                // A crash in the middle of a line: nobody was given it, and nothing refers to it.
                try EvidenceFile.append(path + ".torn", Array(bytes[end...]) + [UInt8(ascii: "\n")])
                try EvidenceFile.cut(path, to: end)
            }
            guard let line = bytes[..<end].split(separator: UInt8(ascii: "\n")).last else { continue }
            guard let read = EvidenceLine.read(Array(line)), read.number < Int.max else {
                throw EvidenceFailure(
                    "the last line of \(path) is no evidence; move the folder away to begin anew, and keep it for reviewers"
                )
            }
            return Last(number: read.number, hash: EvidenceLine.hash(line), day: day)
        }
        return Last(number: 0, hash: EvidenceLine.start, day: "")
    }

    /// The days with a file, in order.
    private func days() -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { $0.hasSuffix(".jsonl") }.map { String($0.dropLast(6)) }
            .filter { LedgerTime.parse($0, now: 0) != nil && $0.utf8.count == 10 }.sorted()
    }
}

/// What is noted of a line besides the evidence itself.
struct EvidenceAnchor: Codable, Sendable, Equatable {
    var number: Int
    var hash: String
    var time: String
    var node: String
}
