import NIOCore
import PlanBDialects
import PlanBWire

extension HTTPRequestHead {
    /// The path in its one accepted spelling, or the 400 that it gets.
    func acceptedPath() throws(ClientError) -> String {
        // The names of Amazon's models may have slashes, which their clients encode.
        let isModel = path.readableBytesView.starts(with: "/model/".utf8)
        do throws(HTTPFault) { return try normalisedPath(keepsSlashes: isModel) } catch {
            throw ClientError(error.status, code: "invalid_path", error.description, shouldRetry: false)
        }
    }

    /// The path as it was sent, for finding the dialect of an error.
    var pathText: String { String(buffer: path) }

    /// The `key` of the query: Google's clients send their credential there.
    func keyInQuery() throws(ClientError) -> String? {
        guard query != nil else { return nil }
        do throws(HTTPFault) { return try queryItems().value(of: "key") } catch {
            throw ClientError(error.status, code: "invalid_query", error.description, shouldRetry: false)
        }
    }

    /// The query without `key=…`, which is a credential of ours.
    var queryWithoutKey: String {
        guard let query else { return "" }
        return String(buffer: query).split(separator: "&").filter { !$0.hasPrefix("key=") }.joined(separator: "&")
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
