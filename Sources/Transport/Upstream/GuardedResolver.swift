import NIOCore
import NIOPosix

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The name has no address.
struct UnresolvedName: Error {}

/// Resolves names off the event loop, and hides addresses that a public name has no business with.
///
/// The check is on the addresses that are then connected to, so that a name which answers differently the second time
/// (DNS rebinding) gains nothing. One use per connection.
final class GuardedResolver: Resolver, @unchecked Sendable {
    private let loop: any EventLoop
    private let allowsPrivate: Bool
    /// An address was hidden, which explains why nothing is left. Read on the loop after the connection failed.
    private(set) var hidPrivate = false

    init(loop: any EventLoop, allowsPrivate: Bool) {
        self.loop = loop
        self.allowsPrivate = allowsPrivate
    }

    func initiateAQuery(host: String, port: Int) -> EventLoopFuture<[SocketAddress]> {
        query(host, port, AF_INET)
    }

    func initiateAAAAQuery(host: String, port: Int) -> EventLoopFuture<[SocketAddress]> {
        query(host, port, AF_INET6)
    }

    func cancelQueries() {}

    private func query(_ host: String, _ port: Int, _ family: CInt) -> EventLoopFuture<[SocketAddress]> {
        NIOThreadPool.singleton.runIfActive(eventLoop: loop) { try Self.resolve(host, port, family) }
            .map { addresses in
                guard !self.allowsPrivate else { return addresses }
                let allowed = addresses.filter { !PrivateAddress.contains($0) }
                if allowed.count < addresses.count { self.hidPrivate = true }
                return allowed
            }
    }

    private static func resolve(_ host: String, _ port: Int, _ family: CInt) throws -> [SocketAddress] {
        var hints = addrinfo()
        hints.ai_family = family
        #if canImport(Darwin)
            hints.ai_socktype = SOCK_STREAM
        #else
            hints.ai_socktype = CInt(SOCK_STREAM.rawValue)
        #endif
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, String(port), &hints, &list) == 0 else {
            throw UnresolvedName()
        }
        defer { freeaddrinfo(list) }
        var found: [SocketAddress] = []
        var entry = list
        while let current = entry {
            let raw = UnsafeRawPointer(current.pointee.ai_addr)
            if let raw, current.pointee.ai_family == AF_INET {
                found.append(SocketAddress(raw.load(as: sockaddr_in.self)))
            } else if let raw, current.pointee.ai_family == AF_INET6 {
                found.append(SocketAddress(raw.load(as: sockaddr_in6.self)))
            }
            entry = current.pointee.ai_next
        }
        return found
    }
}
