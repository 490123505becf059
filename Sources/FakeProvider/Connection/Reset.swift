import NIOCore

/// The C structure `linger`, the same on all platforms that have sockets.
private struct Linger {
    var isOn: CInt = 1
    var seconds: CInt = 0
}

/// Ends a connection with an RST: a socket that lingers for no time drops what it has (socket(7), SO_LINGER).
func reset(_ channel: any Channel) {
    guard let socket = channel as? any SocketOptionProvider else { return channel.close(promise: nil) }
    let set = socket.unsafeSetSocketOption(level: .socket, name: .so_linger, value: Linger())
    set.whenComplete { _ in channel.close(promise: nil) }
}
