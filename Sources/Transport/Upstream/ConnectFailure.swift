import NIOCore
import NIOPosix
import NIOSSL
import PlanBVocabulary

/// Names what went wrong before a connection was there.
enum ConnectFailure {
    static func classify(_ error: any Error, host: String, port: Int, hidPrivate: Bool) -> AttemptFailure {
        let place = "\(host):\(port)"
        if let error = error as? NIOConnectionError {
            if error.connectionErrors.isEmpty {
                if hidPrivate {
                    var failure = AttemptFailure(
                        .dns, detail: "resolves to a private address (set \"allow_private: true\" if that is meant)")
                    failure.forbidsRepeat = true
                    return failure
                }
                return AttemptFailure(.dns, detail: "has a name that does not resolve (\(host))")
            }
            let timedOut = error.connectionErrors.allSatisfy { isTimeout($0.error) }
            return timedOut ? tooSlow(place) : AttemptFailure(.refused, detail: "refuses connections at \(place)")
        }
        if isTimeout(error) { return tooSlow(place) }
        if error is SocketAddressError || error is UnresolvedName {
            return AttemptFailure(.dns, detail: "has a name that does not resolve (\(host))")
        }
        return AttemptFailure(.refused, detail: "cannot be reached at \(place)")
    }

    /// What the TLS library says, cut to one line.
    static func tls(_ error: any Error) -> AttemptFailure {
        guard error is NIOSSLError || error is BoringSSLError || error is NIOSSLExtraError else {
            return AttemptFailure(.reset, detail: "reset the connection")
        }
        return AttemptFailure(.tls, detail: "failed the TLS handshake: \(String(describing: error).prefix(160))")
    }

    private static func tooSlow(_ place: String) -> AttemptFailure {
        AttemptFailure(.connect, detail: "did not accept a connection at \(place) in time")
    }

    private static func isTimeout(_ error: any Error) -> Bool {
        if case .connectTimeout = error as? ChannelError { return true }
        return (error as? IOError)?.errnoCode == 110  // ETIMEDOUT on Linux
    }
}
