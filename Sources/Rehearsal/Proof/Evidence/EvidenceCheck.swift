import Foundation
import PlanBLedger
import PlanBReport

/// Checks evidence without the gateway that wrote it.
public struct EvidenceCheck: Sendable, Equatable {
    /// Where it is not what was written.
    public struct Break: Sendable, Equatable {
        /// The file, as it was named.
        public var file: String
        /// From 1.
        public var line: Int
        /// Why, to follow "line 3".
        public var reason: String
    }

    /// Lines that are what was written.
    public private(set) var lines = 0
    /// The number of the first of them; nil: there is none.
    public private(set) var first: Int?
    /// The number of the last of them.
    public private(set) var last: Int?
    /// When that was written, in milliseconds since 1970.
    public private(set) var lastTime: Int64?
    /// The hash of the last of them: what an anchor would say.
    public private(set) var lastHash = EvidenceLine.start
    /// Anchors that were looked at, and agree.
    public private(set) var anchors = 0
    /// The first place that is not what was written; nil: there is none.
    public private(set) var firstBreak: Break?

    /// Whether all of it is what was written.
    public var isIntact: Bool { firstBreak == nil && lines > 0 }

    /// Checks files in the order in which they were written.
    ///
    /// - Parameters:
    ///   - files: names and contents.
    ///   - publicKey: what `EvidenceKey.publicKey` gives, from somebody who can be trusted to have it from the gateway.
    ///   - anchors: the contents of a file of anchors, from a place that the gateway cannot change; nil: none.
    public init(_ files: [(name: String, bytes: [UInt8])], publicKey: [UInt8], anchors: [UInt8]? = nil) {
        var hashes: [Int: String] = [:]
        for (name, bytes) in files {
            guard firstBreak == nil else { break }
            var rest = bytes[...]
            var number = 0
            while !rest.isEmpty, firstBreak == nil {
                number += 1
                guard let end = rest.firstIndex(of: UInt8(ascii: "\n")) else {
                    firstBreak = Break(file: name, line: number, reason: "is not complete: its end is missing")
                    break
                }
                let line = Array(rest[..<end])
                rest = rest[(end + 1)...]
                if let reason = take(line, publicKey) {
                    firstBreak = Break(file: name, line: number, reason: reason)
                } else if let last {
                    hashes[last] = lastHash
                }
            }
        }
        if firstBreak == nil, let anchors { check(anchors, hashes) }
    }

    private mutating func take(_ line: [UInt8], _ publicKey: [UInt8]) -> String? {
        guard let parts = EvidenceLine.parts(line), let read = EvidenceLine.read(line) else { return "is no evidence" }
        guard EvidenceKey.publicKey(read.key) == publicKey else {
            return "was signed with another key, \(shown(read.key))"
        }
        guard EvidenceKey.isValid(parts.signature, of: parts.signed, key: publicKey) else {
            return "was changed: its signature does not fit"
        }
        if let last {
            let (next, overflow) = last.addingReportingOverflow(1)
            guard !overflow, read.number == next else {
                return "has the number \(read.number) after \(last): lines are missing or in another order"
            }
            guard read.previous == lastHash else { return "does not follow the line before, which was another one" }
        } else if read.number == 1, read.previous != EvidenceLine.start {
            return "is the first, and refers to one before"
        }
        lines += 1
        first = first ?? read.number
        last = read.number
        lastTime = read.time
        lastHash = EvidenceLine.hash(line)
        return nil
    }

    /// What an anchor knows of a line has to be so, and no anchor may know of lines that are not there.
    private mutating func check(_ bytes: [UInt8], _ hashes: [Int: String]) {
        for (index, line) in bytes.split(separator: UInt8(ascii: "\n")).enumerated() {
            let place = { (reason: String) in Break(file: "the anchors", line: index + 1, reason: reason) }
            guard let anchor = try? JSONDecoder().decode(EvidenceAnchor.self, from: Data(line)) else {
                firstBreak = place("is no anchor")
                return
            }
            if let hash = hashes[anchor.number] {
                guard hash == anchor.hash else {
                    firstBreak = place(
                        "has another hash of line number \(anchor.number): the evidence was written anew")
                    return
                }
                anchors += 1
            } else if let last, anchor.number > last {
                firstBreak = place(
                    "knows of line number \(anchor.number), and the evidence ends with \(last): its end was cut off, or a file is "
                        + "not given")
                return
            }
        }
    }

    private func shown(_ text: String) -> String { ForeignText.line(String(text.prefix(80))) }

    /// What was found, and what that proves and does not, for people.
    public var text: String {
        var lines: [String] = []
        if let firstBreak {
            lines.append("BROKEN: \(ForeignText.line(firstBreak.file)), line \(firstBreak.line) \(firstBreak.reason)")
            if self.lines > 0 { lines.append("\(Figures.count(self.lines, "line")) before that are what was written") }
        } else if let first, let last {
            lines.append("intact: \(Figures.count(self.lines, "line")), numbers \(first) to \(last)")
        } else {
            lines.append("there is no evidence in it")
        }
        if let first, first > 1 { lines.append("what came before number \(first) was not given, and is not checked") }
        if lastTime != nil {
            lines.append("the newest is of \(lastTime.map(Figures.time) ?? ""), with the hash \(lastHash)")
        }
        if anchors > 0 { lines.append("\(Figures.count(anchors, "anchor")) agree\(anchors == 1 ? "s" : "")") }
        guard isIntact else { return lines.joined(separator: "\n") }
        lines.append(
            "this proves: who has the private key wrote these lines, in this order, and nothing was changed since")
        lines.append("it does not prove: that the gateway told the truth, or that its clock was right")
        lines.append(
            anchors > 0
                ? "the anchors prove that nothing up to them was cut off, as far as nobody could change them"
                : "nor that lines at the end were not cut off: compare the hash with one that was noted elsewhere (--anchor)"
        )
        return lines.joined(separator: "\n")
    }
}
