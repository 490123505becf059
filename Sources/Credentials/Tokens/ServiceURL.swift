import PlanBEngine

/// The address of a service that gives credentials, as environments and files name it.
struct ServiceURL: Equatable {
    var isTLS: Bool
    /// Without brackets.
    var host: String
    var port: Int
    /// Path and query, at least a slash.
    var target: String

    /// Nil unless `text` is an http or https URL of visible ASCII without credentials and fragment.
    init?(_ text: String) {
        guard text.utf8.count <= 4096, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return nil }
        let lowered = text.lowercased()
        isTLS = lowered.hasPrefix("https://")
        guard isTLS || lowered.hasPrefix("http://") else { return nil }
        let rest = text.dropFirst(isTLS ? 8 : 7)
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        target = String(rest.dropFirst(authority.count))
        guard !authority.contains("@"), !authority.contains("\\"), !target.contains("#") else { return nil }
        if !target.hasPrefix("/") { target = "/" + target }
        var name = authority
        port = isTLS ? 443 : 80
        let bracket = authority.lastIndex(of: "]")
        if let colon = authority.lastIndex(of: ":"), bracket.map({ $0 < colon }) ?? true {
            guard let number = Int(authority[authority.index(after: colon)...]), (1...65_535).contains(number) else {
                return nil
            }
            port = number
            name = authority[..<colon]
        }
        if name.hasPrefix("["), name.hasSuffix("]") { name = name.dropFirst().dropLast() }
        guard !name.isEmpty, !name.contains("[") else { return nil }
        host = name.lowercased()
    }

    /// Only this machine answers there.
    var isLoopback: Bool {
        address?.first == 127 || host == "localhost" || host == "::1"
    }

    /// Secrets may be sent there: encrypted, or not over a network.
    var isSafe: Bool { isTLS || isLoopback }

    /// A metadata service of a cloud, which is not behind any network: a link-local address, AWS's own IPv6 ones, or an
    /// agent on this machine. Whatever else somebody writes into the environment is not asked for credentials.
    var isMetadata: Bool {
        isLoopback || address?.starts(with: [169, 254]) == true || host == "fd00:ec2::254" || host == "fd00:ec2::23"
    }

    /// The four numbers of an IPv4 address in its one usual form; nil if the host is none.
    private var address: [UInt8]? {
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { part in UInt8(part).flatMap { String($0) == part ? $0 : nil } }
        return parts.count == 4 && numbers.count == 4 ? numbers : nil
    }

    func origin(_ network: NetworkSettings = .direct, allowsPrivate: Bool = false) -> Origin {
        Origin(host: host, port: port, isTLS: isTLS, network: network, allowsPrivate: allowsPrivate)
    }

    /// The same place with another path and query.
    func with(target: String) -> ServiceURL {
        var copy = self
        copy.target = target
        return copy
    }
}
