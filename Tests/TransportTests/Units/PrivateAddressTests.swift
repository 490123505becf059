import NIOCore
import Testing

@testable import PlanBTransport

@Suite("Private addresses")
struct PrivateAddressTests {
    /// The first and the last address of every range, and what lies just outside of it.
    static let private4 = [
        "0.0.0.0", "0.255.255.255", "10.0.0.0", "10.255.255.255", "100.64.0.0", "100.127.255.255", "127.0.0.1",
        "127.255.255.255", "169.254.0.0", "169.254.169.254", "169.254.255.255", "172.16.0.0", "172.31.255.255",
        "192.0.0.0", "192.0.0.255", "192.0.2.0", "192.0.2.255", "192.168.0.0", "192.168.255.255", "198.18.0.0",
        "198.19.255.255", "198.51.100.0", "198.51.100.255", "203.0.113.0", "203.0.113.255", "224.0.0.0",
        "239.255.255.255", "240.0.0.0", "255.255.255.255",
    ]
    static let public4 = [
        "1.0.0.0", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.0",
        "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0", "191.255.255.255", "192.0.1.0", "192.0.3.0",
        "192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0", "198.51.99.255", "198.51.101.0",
        "203.0.112.255", "203.0.114.0", "223.255.255.255", "8.8.8.8",
    ]
    static let private6 = [
        "::", "::1", "::2", "::127.0.0.1", "::8.8.8.8", "fc00::", "fdff:ffff::1", "fe80::1", "febf::1", "fec0::1",
        "feff::1", "ff00::", "ff02::1", "2001:db8::", "2001:db8:ffff::1", "64:ff9b:1::a00:1", "100::1",
    ]
    static let public6 = [
        "2000::", "2001:4860:4860::8888", "2606:4700::1111", "fbff::1", "fe00::1", "fe7f::1", "2001:db7::1",
        "2001:db9::1", "64:ff9b::808:808", "::ffff:8.8.8.8",
    ]

    @Test("are the ranges of RFC 6890 for IPv4", arguments: private4)
    func isPrivate4(_ text: String) throws {
        #expect(PrivateAddress.contains(try SocketAddress(ipAddress: text, port: 1)))
    }

    @Test("are not their neighbours", arguments: public4 + public6)
    func isPublic(_ text: String) throws {
        #expect(!PrivateAddress.contains(try SocketAddress(ipAddress: text, port: 1)))
    }

    @Test("are the ranges for IPv6", arguments: private6)
    func isPrivate6(_ text: String) throws {
        #expect(PrivateAddress.contains(try SocketAddress(ipAddress: text, port: 1)))
    }

    @Test("are found inside of IPv6 addresses that carry IPv4", arguments: private4)
    func embedded(_ text: String) throws {
        for prefix in ["::ffff:", "64:ff9b::"] {
            #expect(PrivateAddress.contains(try SocketAddress(ipAddress: prefix + text, port: 1)), "\(prefix)\(text)")
        }
    }

    @Test("are not public when 6to4 or Teredo carry them", arguments: ["2002:a00:1::1", "2002:7f00:1::", "2001::1"])
    func tunnels(_ text: String) throws {
        #expect(PrivateAddress.contains(try SocketAddress(ipAddress: text, port: 1)))
    }

    @Test("include Unix sockets")
    func unix() throws { #expect(PrivateAddress.contains(try SocketAddress(unixDomainSocketPath: "/a"))) }

    @Test(
        "Loopback is 127.0.0.0/8, ::1, and the first inside the second",
        arguments: [
            ("127.0.0.1", true), ("127.255.255.255", true), ("128.0.0.1", false), ("10.0.0.1", false), ("::1", true),
            ("::2", false), ("::", false), ("::ffff:127.0.0.1", true), ("::ffff:10.0.0.1", false), ("1::1", false),
        ])
    func loopback(_ text: String, _ isLoopback: Bool) throws {
        #expect(try SocketAddress(ipAddress: text, port: 1).isLoopback == isLoopback)
    }
}
