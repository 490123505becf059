public import PlanBVocabulary

/// How the data port listens. Changes of `host`, `port` and `tls` on or off need a restart; the rest is reloaded.
public struct ListenerSettings: Sendable, Equatable {
    /// Where to listen.
    public struct Address: Sendable, Equatable {
        /// Host name or address literal, without brackets.
        public var host: String
        /// TCP port; 0 lets the system choose.
        public var port: Int

        /// An address.
        public init(host: String, port: Int) {
            self.host = host
            self.port = port
        }

        /// Whether only this machine can reach it.
        public var isLoopback: Bool { host == "localhost" || host == "::1" || host.hasPrefix("127.") }
    }

    /// Server certificate files, PEM, absolute paths.
    public struct TLS: Sendable, Equatable {
        /// The chain.
        public var certificate: String
        /// The key.
        public var key: String
        /// Authorities of client certificates; a client without one is refused when set.
        public var clientCA: String?

        /// TLS files.
        public init(certificate: String, key: String, clientCA: String? = nil) {
            self.certificate = certificate
            self.key = key
            self.clientCA = clientCA
        }
    }

    /// Size limits in bytes.
    public struct Limits: Sendable, Equatable {
        /// A body up to this is collected, so that it can be sent again.
        public var body: Int
        /// A larger upload streams to one target, up to this.
        public var upload: Int
        /// All collected bodies together.
        public var buffered: Int

        /// The defaults: 32 MiB, 512 MiB, 512 MiB.
        public static let standard = Limits(body: 32 << 20, upload: 512 << 20, buffered: 512 << 20)

        /// Limits.
        public init(body: Int, upload: Int, buffered: Int) {
            self.body = body
            self.upload = upload
            self.buffered = buffered
        }
    }

    /// What SIGTERM does.
    public struct Drain: Sendable, Equatable {
        /// `/readyz` says 503 and requests are still accepted for this long.
        public var delay: Instant.Span
        /// Requests may finish for this long after that; then an error event and an abort.
        public var timeout: Instant.Span

        /// The defaults: 5 s and 30 s.
        public static let standard = Drain(delay: .seconds(5), timeout: .seconds(30))

        /// Drain times.
        public init(delay: Instant.Span, timeout: Instant.Span) {
            self.delay = delay
            self.timeout = timeout
        }
    }

    /// The data port.
    public var listen: Address
    /// The admin port.
    public var admin: Address
    /// TLS on the data port; nil is plain text.
    public var tls: TLS?
    /// Size limits.
    public var limits: Limits
    /// What SIGTERM does.
    public var drain: Drain
    /// Origins of web pages that may call the data port; empty: none.
    public var corsOrigins: [String]
    /// Further `Host` names that are this gateway. Loopback names and the listen host always are; on a listener that is
    /// not loopback every host is accepted unless this is set.
    public var hosts: [String]
    /// Names that the admin port answers browsers to besides those of loopback: the host it listens on, and `admin_hosts:`.
    public var adminNames: [String] { [admin.host] + adminHosts }
    /// What `admin_hosts:` says.
    public var adminHosts: [String]

    /// Listener settings.
    public init(
        listen: Address, admin: Address, tls: TLS? = nil, limits: Limits = .standard, drain: Drain = .standard,
        corsOrigins: [String] = [], hosts: [String] = [], adminHosts: [String] = []
    ) {
        self.adminHosts = adminHosts
        self.listen = listen
        self.admin = admin
        self.tls = tls
        self.limits = limits
        self.drain = drain
        self.corsOrigins = corsOrigins
        self.hosts = hosts
    }
}
