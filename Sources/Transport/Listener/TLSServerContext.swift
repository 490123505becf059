import NIOCore
import NIOSSL
import PlanBEngine
import Synchronization

/// The server side of TLS: certificate, key and, if clients must show one, their authorities. TLS 1.2 or later.
///
/// The files can be read again while the listener runs: connections that are made afterwards see what they say then.
final class TLSServerContext: Sendable {
    private let context: Mutex<NIOSSLContext>

    init(_ files: ListenerSettings.TLS) throws { context = Mutex(try Self.read(files)) }

    func handler() -> NIOSSLServerHandler { NIOSSLServerHandler(context: context.withLock { $0 }) }

    /// Reads the files again. Throws, and changes nothing, if they are not valid.
    func update(_ files: ListenerSettings.TLS) throws {
        let next = try Self.read(files)
        context.withLock { $0 = next }
    }

    private static func read(_ files: ListenerSettings.TLS) throws -> NIOSSLContext {
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: try NIOSSLCertificate.fromPEMFile(files.certificate).map { .certificate($0) },
            privateKey: .privateKey(try NIOSSLPrivateKey(file: files.key, format: .pem)))
        configuration.minimumTLSVersion = .tlsv12
        configuration.applicationProtocols = ["http/1.1"]
        if let authority = files.clientCA {
            configuration.trustRoots = .file(authority)
            configuration.certificateVerification = .noHostnameVerification
        }
        return try NIOSSLContext(configuration: configuration)
    }
}
