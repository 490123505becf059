import NIOCore
import PlanBDialects
import PlanBWire

extension HTTPRequestHead {
    /// The path, percent-decoded by rule, without the query.
    func normalisedPath() throws(ClientError) -> String {
        do throws(HTTPFault) { return try HTTPTarget.normalise(path: pathBytes.readableBytesUInt8Span) } catch {
            throw ClientError(error.status, code: "invalid_path", error.description, shouldRetry: false)
        }
    }

    /// The path as it was sent, for messages and for finding the dialect of an error.
    var pathText: String { String(buffer: pathBytes) }

    /// The query without `key=…`, which is a credential of ours.
    var queryWithoutKey: String {
        guard hasQuery else { return "" }
        return queryText.split(separator: "&").filter { !$0.hasPrefix("key=") }.joined(separator: "&")
    }
}

extension Facts {
    /// What the collected body adds to the bytes that are held.
    var collectedBytes: Int {
        switch body {
        case .whole(let bytes), .prefix(let bytes): bytes.readableBytes
        }
    }
}
