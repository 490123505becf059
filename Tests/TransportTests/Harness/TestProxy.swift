import NIOCore
import Synchronization

/// What a CONNECT proxy does with the tunnels that it is asked for.
enum TestProxy {
    /// Makes every tunnel, to a port of this machine whatever the name; records what it was asked.
    static func tunnel(
        to port: Int, asked: Asked
    ) -> @Sendable (inout TestServer.Connection) async throws -> Void {
        { connection in
            asked.add(try await connection.receive(through: "\r\n\r\n"))
            let far = try await Client.connect(to: port)
            try await connection.send("HTTP/1.1 200 Connection established\r\nvia: 1.1 test\r\n\r\n")
            let channel = connection.channel
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask {
                    var sent = 0
                    while try await far.receivedMore(than: sent) {
                        let bytes = far.bytes[sent...]
                        sent += bytes.count
                        try await channel.writeAndFlush(ByteBuffer(bytes: bytes))
                    }
                }
                while let bytes = try? await connection.receive() { try await far.send(Array(bytes.readableBytesView)) }
                await far.close()
                tasks.cancelAll()
            }
        }
    }

    /// Says this to every request.
    static func refuse(_ answer: String) -> @Sendable (inout TestServer.Connection) async throws -> Void {
        { connection in
            _ = try await connection.receive(through: "\r\n\r\n")
            try await connection.send(answer)
        }
    }

    /// Heads that were received.
    final class Asked: Sendable {
        private let heads = Mutex<[String]>([])
        func add(_ head: String) { heads.withLock { $0.append(head) } }
        var all: [String] { heads.withLock { $0 } }
    }
}
