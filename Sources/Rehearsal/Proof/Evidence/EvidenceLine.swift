import Crypto
import Foundation
import PlanBLedger
import PlanBReport

/// One line of evidence: what a gateway said of its routes at a time, signed, with the hash of the line before.
///
/// What is signed are the line's own bytes up to its last member: there is no other form that both sides would have to agree on.
public struct EvidenceLine: Sendable, Equatable {
    /// Counts up from 1, through all files.
    public var number: Int
    /// Milliseconds since 1970.
    public var time: Int64
    /// The hash of the line before, 64 hexadecimal digits; of the first line, zeros.
    public var previous: String
    /// The key that it says it is signed with, as `EvidenceKey.publicText` gives it.
    public var key: String

    /// What stands before the first line.
    static let start = String(repeating: "0", count: 64)
    private static let mark = Array(#","signature":""#.utf8)
    private static let end = Array(#""}"#.utf8)

    /// What a gateway says of its routes.
    struct Statement: Encodable {
        var number: Int
        var time: String
        var milliseconds: Int64
        var node: String
        var version: String
        var previous: String
        var key: String
        /// Whether every route is ready.
        var ready: Bool
        /// The names of those that are not.
        var notReady: [String]
        var routes: [RouteReadiness]
    }

    /// The line of a statement, without a line break.
    static func text(_ statement: Statement, key: EvidenceKey) throws(EvidenceFailure) -> [UInt8] {
        // The closing brace comes after the signature.
        let signed = Array(ReportJSON.text(statement).utf8.dropLast())
        let signature = try key.sign(signed)
        return signed + mark + Array(Data(signature).base64EncodedString().utf8) + end
    }

    /// The hash by which the next line, and anchors, refer to a line, given without its line break.
    public static func hash(_ line: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(
            decoding: SHA256.hash(data: Array(line)).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] },
            as: UTF8.self)
    }

    /// The signed bytes and the signature of a line; nil: it is no line of evidence.
    static func parts(_ line: [UInt8]) -> (signed: [UInt8], signature: [UInt8])? {
        // 64 bytes are 88 characters.
        let tail = mark.count + 88 + end.count
        guard line.count > tail, line.suffix(end.count).elementsEqual(end) else { return nil }
        let cut = line.count - tail
        guard line[cut..<(cut + mark.count)].elementsEqual(mark),
            let signature = Data(base64Encoded: Data(line[(cut + mark.count)..<(line.count - end.count)])),
            signature.count == 64
        else { return nil }
        return (Array(line[..<cut]), Array(signature))
    }

    /// Reads what a line says of itself; nil: it is no line of evidence.
    static func read(_ line: [UInt8]) -> EvidenceLine? {
        struct Header: Decodable {
            var number: Int
            var milliseconds: Int64
            var previous: String
            var key: String
        }
        guard let header = try? JSONDecoder().decode(Header.self, from: Data(line)) else { return nil }
        return EvidenceLine(
            number: header.number, time: header.milliseconds, previous: header.previous, key: header.key)
    }
}

/// Why evidence cannot be kept or read.
public struct EvidenceFailure: Error, Sendable, Equatable, CustomStringConvertible {
    /// What is wrong, where, and what to do.
    public var description: String

    /// A failure.
    public init(_ description: String) { self.description = description }
}
