import ArgumentParser
import Foundation
import PlanBEngine
import PlanBVocabulary

/// Where an admin port is, and the token that it wants.
enum AdminAddress {
    /// What `$PLANB_ADMIN_URL` says; nil: nothing.
    static func named(_ environment: [String: String]) -> String? {
        environment["PLANB_ADMIN_URL"].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// Reads `--admin`.
    static func parse(_ text: String) throws -> Origin {
        guard let parts = URLComponents(string: text), let scheme = parts.scheme?.lowercased(),
            ["http", "https"].contains(scheme), let host = parts.host, !host.isEmpty, parts.user == nil,
            ["", "/"].contains(parts.path), parts.query == nil
        else {
            throw ValidationError("--admin and PLANB_ADMIN_URL are like http://127.0.0.1:8701")
        }
        let isTLS = scheme == "https"
        return Origin(
            host: host.trimmingCharacters(in: ["[", "]"]), port: parts.port ?? (isTLS ? 443 : 80), isTLS: isTLS,
            allowsPrivate: true)
    }

    /// Where the admin port of a configuration is reached from this machine.
    static func origin(_ address: ListenerSettings.Address?) -> Origin {
        // A listener on all addresses is reached on this one.
        let host = address.map { ["0.0.0.0", "::"].contains($0.host) ? "127.0.0.1" : $0.host } ?? "127.0.0.1"
        return Origin(host: host, port: address?.port ?? 8701, isTLS: false, allowsPrivate: true)
    }

    /// `$PLANB_ADMIN_TOKEN`, else what is in `admin.token` in the data folder; nil: neither can be read.
    static func token(_ environment: [String: String], _ folder: String) -> Secret? {
        if let token = environment["PLANB_ADMIN_TOKEN"], !token.isEmpty { return Secret(token) }
        guard let text = try? String(contentsOfFile: folder + "/admin.token", encoding: .utf8) else { return nil }
        return Secret(text.trimmingCharacters(in: .whitespacesAndNewlines))
    }

    /// What to say without one.
    static func noToken(_ folder: String) -> String {
        "the admin port needs its token: set PLANB_ADMIN_TOKEN, or make \(folder)/admin.token readable (the gateway makes it "
            + "at its first start)"
    }
}
