import NIOCore
import NIOSSL
import NIOTLS
import PlanBEngine
import Synchronization

/// TLS settings for upstreams, one context for each set of network settings. Verification is always full: there is no
/// setting that turns it off.
final class TLSClientContexts: Sendable {
    private let contexts = Mutex<[NetworkSettings: NIOSSLContext]>([:])

    /// A handler that secures a connection to `host`, which must be what the certificate says.
    func handler(host: String, _ network: NetworkSettings) throws -> NIOSSLClientHandler {
        let context = try context(network)
        // An address literal cannot be a server name (RFC 6066 §3); the certificate must then carry the address.
        let isAddress = (try? SocketAddress(ipAddress: host, port: 0)) != nil
        return try NIOSSLClientHandler(context: context, serverHostname: isAddress ? nil : host)
    }

    /// Whether `event` says that a handshake is complete.
    static func isHandshakeDone(_ event: Any) -> Bool {
        guard case .handshakeCompleted = event as? TLSUserEvent else { return false }
        return true
    }

    private func context(_ network: NetworkSettings) throws -> NIOSSLContext {
        if let context = contexts.withLock({ $0[network] }) { return context }
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        configuration.applicationProtocols = ["http/1.1"]
        if !network.trustsSystem { configuration.trustRoots = .certificates([]) }
        configuration.additionalTrustRoots = network.authorities.map { .file($0) }
        if let pair = network.clientCertificate {
            configuration.certificateChain = try NIOSSLCertificate.fromPEMFile(pair.certificate).map {
                .certificate($0)
            }
            configuration.privateKey = .privateKey(try NIOSSLPrivateKey(file: pair.key, format: .pem))
        }
        let context = try NIOSSLContext(configuration: configuration)
        contexts.withLock { $0[network] = context }
        return context
    }
}
