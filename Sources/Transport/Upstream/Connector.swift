import NIOCore
import NIOPosix
import NIOSSL
import PlanBEngine
import PlanBVocabulary
import PlanBWire

/// Makes one connection to an origin: name, TCP (both address families race, RFC 8305), proxy, TLS. All of it within
/// the connect clock.
struct Connector {
    let loop: any EventLoop
    let deadlines: DeadlineQueue
    let tls: TLSClientContexts

    /// An established connection. `started` tells the caller the stream as soon as there is one, so that it can be
    /// cancelled from outside.
    func connect(
        to origin: Origin, before deadline: Instant, now: Instant, started: (ByteStream) -> Void
    ) async throws(AttemptFailure) -> ByteStream {
        let proxy = origin.network.proxy
        let stream = try await dial(
            host: proxy?.host ?? origin.host, port: proxy?.port ?? origin.port,
            allowsPrivate: proxy != nil || origin.allowsPrivate || Self.isExplicit(origin.host),
            within: deadline - now)
        started(stream)
        if let proxy { try await tunnel(stream, through: proxy, to: origin, before: deadline) }
        if origin.isTLS { try await secure(stream, origin, before: deadline) }
        return stream
    }

    /// An address, or `localhost`, in the configuration says what it means.
    static func isExplicit(_ host: String) -> Bool {
        host == "localhost" || (try? SocketAddress(ipAddress: host, port: 0)) != nil
    }

    private func dial(
        host: String, port: Int, allowsPrivate: Bool, within span: Instant.Span
    ) async throws(AttemptFailure) -> ByteStream {
        let resolver = GuardedResolver(loop: loop, allowsPrivate: allowsPrivate)
        let stream = ByteStream(deadlines: deadlines)
        let limit = TimeAmount.nanoseconds(max(1_000_000, span.nanoseconds))
        let future = ClientBootstrap(group: loop)
            .connectTimeout(limit)
            .resolver(resolver)
            .channelOption(.socketOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(stream) }
            }
            .connect(host: host, port: port)
        do {
            _ = try await future.get()
            return stream
        } catch {
            throw ConnectFailure.classify(error, host: host, port: port, hidPrivate: resolver.hidPrivate)
        }
    }

    /// Asks a proxy for a tunnel (RFC 9110 §9.3.6). The proxy sees the origin's name and nothing else.
    private func tunnel(
        _ stream: ByteStream, through proxy: NetworkSettings.Proxy, to origin: Origin, before deadline: Instant
    ) async throws(AttemptFailure) {
        let host = origin.host.utf8.contains(UInt8(ascii: ":")) ? "[\(origin.host)]" : origin.host
        let authority = "\(host):\(origin.port)"
        var request = ByteBuffer(string: "CONNECT \(authority) HTTP/1.1\r\nhost: \(authority)\r\n")
        if let authorization = proxy.authorization {
            request.writeStaticString("proxy-authorization: ")
            authorization.value.reveal { _ = request.writeBytes($0) }
            request.writeStaticString("\r\n")
        }
        request.writeStaticString("\r\n")
        stream.send(request)
        var parser = HTTPResponseParser(limits: .response)
        while true {
            let answer: HTTPResponseHead?
            do throws(HTTPFault) { answer = try parser.parseHead(&stream.inbox, requestWasHead: true) } catch {
                stream.close()
                throw AttemptFailure(.refused, detail: "is behind a proxy that does not speak HTTP")
            }
            if let answer {
                if (200..<300).contains(answer.status) { return }
                stream.close()
                throw AttemptFailure(
                    .refused, detail: "is behind the proxy \(proxy.host):\(proxy.port), which answered \(answer.status)"
                )
            }
            try await wait(stream, before: deadline, or: .refused, "is behind a proxy that closed the connection")
        }
    }

    private func secure(_ stream: ByteStream, _ origin: Origin, before deadline: Instant) async throws(AttemptFailure) {
        if origin.network.proxy != nil, (try? SocketAddress(ipAddress: origin.host, port: 0)) != nil {
            // NIOSSL compares an address with that of the connection, which is the proxy's.
            stream.close()
            throw AttemptFailure(
                .tls, detail: "is an address behind a proxy, whose certificate cannot be verified; use a host name")
        }
        do {
            try stream.insertFirst(try tls.handler(host: origin.host, origin.network))
        } catch {
            stream.close()
            throw AttemptFailure(.tls, detail: "could not start TLS: \(error)")
        }
        while !stream.isSecured {
            try await wait(stream, before: deadline, or: .tls, "closed the connection during the TLS handshake")
        }
    }

    private func wait(
        _ stream: ByteStream, before deadline: Instant, or failure: FailureClass, _ detail: String
    ) async throws(AttemptFailure) {
        switch await stream.fill(before: deadline) {
        case .bytes: return
        case .timedOut:
            stream.close()
            throw AttemptFailure(.connect, detail: "took too long to connect")
        case .cancelled:
            stream.close()
            throw AttemptFailure(.clientGone)
        case .ended:
            throw stream.failure.map { ConnectFailure.tls($0) } ?? AttemptFailure(failure, detail: detail)
        }
    }
}
