import PlanBEngine

/// Where to listen, as it is written: `127.0.0.1:8700`, `"[::1]:8700"`, `gateway.internal:8700`.
enum AddressText {
    static func parse(_ text: String) throws(ValueProblem) -> ListenerSettings.Address {
        guard let colon = text.lastIndex(of: ":") else {
            let isPort = !text.isEmpty && text.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
            throw ValueProblem(
                "expected HOST:PORT", hint: isPort ? "write 127.0.0.1:\(text)" : "write 127.0.0.1:8700, for example")
        }
        let written = String(text[..<colon])
        let port = try parsePort(String(text[text.index(after: colon)...]), from: 0)
        if written.isEmpty {
            throw ValueProblem(
                "the host is missing", hint: "write 127.0.0.1:\(port), or 0.0.0.0:\(port) for every interface")
        }
        if written.hasPrefix("["), written.hasSuffix("]") {
            let host = String(written.dropFirst().dropLast())
            guard let address = IPAddress(host), address.isVersion6 else {
                throw ValueProblem("not an IPv6 address in the brackets")
            }
            return ListenerSettings.Address(host: address == IPAddress("::1") ? "::1" : host, port: port)
        }
        if written.contains(":") {
            throw ValueProblem("an IPv6 address is written in brackets", hint: "write \"[::1]:8700\", for example")
        }
        guard IPAddress(written) != nil || HostName.isValid(written) else {
            throw ValueProblem("the host is neither an address nor a host name")
        }
        return ListenerSettings.Address(host: written.lowercased(), port: port)
    }

    /// A TCP port from `lowest` to 65535.
    static func parsePort(_ text: String, from lowest: Int) throws(ValueProblem) -> Int {
        guard !text.isEmpty, text.utf8.count <= 5, text.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }),
            let port = Int(text), port >= lowest, port <= 65535
        else { throw ValueProblem("the port must be a number from \(lowest) to 65535") }
        return port
    }
}
