/// Where connections go: the key of a connection pool. Two targets with equal origins share connections.
public struct Origin: Sendable, Hashable {
    /// Host name or address literal, without brackets.
    public var host: String
    /// TCP port.
    public var port: Int
    /// Whether connections use TLS.
    public var isTLS: Bool
    /// How the network is reached.
    public var network: NetworkSettings
    /// Whether a name may resolve to a private, loopback or link-local address.
    public var allowsPrivate: Bool

    /// An origin.
    public init(host: String, port: Int, isTLS: Bool, network: NetworkSettings = .direct, allowsPrivate: Bool = false) {
        self.host = host
        self.port = port
        self.isTLS = isTLS
        self.network = network
        self.allowsPrivate = allowsPrivate
    }

    /// The value of the `host` header: the port is left out when it is the scheme's own (RFC 9110 §7.2).
    public var authority: String {
        let name = host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]" : host
        return port == (isTLS ? 443 : 80) ? name : "\(name):\(port)"
    }
}

/// How upstream connections are made: proxy, trust and client certificate. Paths are absolute.
public struct NetworkSettings: Sendable, Hashable {
    /// An HTTP proxy that is asked to CONNECT.
    public struct Proxy: Sendable, Hashable {
        /// Host name or address.
        public var host: String
        /// TCP port.
        public var port: Int
        /// The value of `proxy-authorization`, if the proxy wants one.
        public var authorization: SecretHeader?

        /// A proxy.
        public init(host: String, port: Int, authorization: SecretHeader? = nil) {
            self.host = host
            self.port = port
            self.authorization = authorization
        }
    }

    /// A client certificate for upstream TLS.
    public struct ClientCertificate: Sendable, Hashable {
        /// PEM file with the chain.
        public var certificate: String
        /// PEM file with the key.
        public var key: String

        /// A client certificate.
        public init(certificate: String, key: String) {
            self.certificate = certificate
            self.key = key
        }
    }

    /// The proxy, or nil for a direct connection.
    public var proxy: Proxy?
    /// Whether the system's certificate authorities are trusted.
    public var trustsSystem: Bool
    /// Further PEM files with trusted authorities.
    public var authorities: [String]
    /// The client certificate, if the upstream wants one.
    public var clientCertificate: ClientCertificate?

    /// Direct connections, system trust.
    public static let direct = NetworkSettings()

    /// Network settings.
    public init(
        proxy: Proxy? = nil, trustsSystem: Bool = true, authorities: [String] = [],
        clientCertificate: ClientCertificate? = nil
    ) {
        self.proxy = proxy
        self.trustsSystem = trustsSystem
        self.authorities = authorities
        self.clientCertificate = clientCertificate
    }
}
