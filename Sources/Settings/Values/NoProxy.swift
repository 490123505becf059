/// The hosts that are reached without a proxy, as `NO_PROXY` names them. There is no standard; this is what curl and Go
/// agree on: `*`, host names with everything below them, addresses, networks in CIDR notation, each with `:port` or not.
struct NoProxy: Equatable {
    private enum Rule: Equatable {
        case everything
        case domain(String, port: Int?)
        case network(IPAddress, bits: Int)
        case address(IPAddress, port: Int?)
    }

    private var rules: [Rule] = []

    /// Rules from texts, each of which may hold several, separated by commas or blanks. What cannot be read is left out.
    init(_ texts: [String]) {
        rules = texts.flatMap { $0.split(whereSeparator: { $0 == "," || $0 == " " || $0 == "\t" }) }
            .compactMap { Self.rule(String($0).lowercased()) }
    }

    /// Whether `host`, a lower-case name or an address literal, is reached directly.
    func matches(host: String, port: Int) -> Bool {
        let address = IPAddress(host)
        return rules.contains { rule in
            switch rule {
            case .everything: true
            case .domain(let domain, let only):
                (only == nil || only == port) && (host == domain || host.hasSuffix("." + domain))
            case .network(let network, let bits): address?.isInside(network, bits: bits) == true
            case .address(let listed, let only): (only == nil || only == port) && address == listed
            }
        }
    }

    private static func rule(_ text: String) -> Rule? {
        if text == "*" { return .everything }
        if let slash = text.firstIndex(of: "/") {
            guard let network = IPAddress(String(text[..<slash])), let bits = Int(text[text.index(after: slash)...]),
                bits >= 0, bits <= network.bytes.count * 8
            else { return nil }
            return .network(network, bits: bits)
        }
        if let address = IPAddress(text) { return .address(address, port: nil) }
        var host = text
        var port: Int?
        if let colon = text.lastIndex(of: ":"), let number = Int(text[text.index(after: colon)...]) {
            host = String(text[..<colon])
            port = number
        }
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        if let address = IPAddress(host) { return .address(address, port: port) }
        if host.hasPrefix("*.") { host.removeFirst(2) } else if host.hasPrefix(".") { host.removeFirst() }
        return host.isEmpty ? nil : .domain(host, port: port)
    }
}
