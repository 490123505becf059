import PlanBEngine
import PlanBVocabulary

/// Reads how the gateway listens.
struct ListenerBuilder {
    let context: LoadContext

    func build(_ root: Tree, mode: Snapshot.Mode) -> ListenerSettings {
        let standard = ListenerSettings(
            listen: ListenerSettings.Address(host: "127.0.0.1", port: 8700),
            admin: ListenerSettings.Address(host: "127.0.0.1", port: 8701))
        var settings = standard
        if let address = address(root["listen"]) { settings.listen = address }
        if let address = address(root["admin"]) { settings.admin = address }
        settings.tls = tls(root["tls"])
        settings.limits = limits(root["limits"])
        settings.drain = drain(root["drain"])
        settings.corsOrigins = (root["cors"]?.items ?? []).compactMap { try? OriginText.parse($0.text ?? "") }
        settings.adminHosts = (root["admin_hosts"]?.items ?? []).compactMap(\.text)
        if !settings.listen.isLoopback, IPAddress(settings.listen.host) == nil {
            settings.hosts = [settings.listen.host]
        }
        checkExposure(root, settings, mode: mode)
        checkDistinct(root, settings)
        return settings
    }

    private func address(_ tree: Tree?) -> ListenerSettings.Address? {
        tree?.text.flatMap { try? AddressText.parse($0) }
    }

    private func tls(_ tree: Tree?) -> ListenerSettings.TLS? {
        guard let tree, let certificate = context.pem(tree["certificate"], label: "CERTIFICATE"),
            let key = context.pem(tree["key"], label: "PRIVATE KEY", isPrivate: true)
        else { return nil }
        return ListenerSettings.TLS(
            certificate: certificate, key: key, clientCA: context.pem(tree["client_ca"], label: "CERTIFICATE"))
    }

    private func limits(_ tree: Tree?) -> ListenerSettings.Limits {
        var limits = ListenerSettings.Limits.standard
        guard let tree else { return limits }
        func size(_ key: String) -> Int? { tree[key]?.text.flatMap { try? SizeText.parse($0) } }
        limits.body = size("body") ?? limits.body
        limits.upload = size("upload") ?? max(limits.upload, limits.body)
        limits.buffered = size("buffered") ?? max(limits.buffered, limits.body)
        let place = (tree["body"] ?? tree).place
        if limits.body > SizeText.limit { context.findings.error(place, "\"body\" can be at most 1GiB") }
        if limits.upload < limits.body { context.findings.error(place, "\"body\" is more than \"upload\"") }
        if limits.buffered < limits.body { context.findings.error(place, "\"body\" is more than \"buffered\"") }
        return limits
    }

    private func drain(_ tree: Tree?) -> ListenerSettings.Drain {
        var drain = ListenerSettings.Drain.standard
        func span(_ key: String) -> Instant.Span? { tree?[key]?.text.flatMap { try? DurationText.parse($0) } }
        drain.delay = span("delay") ?? drain.delay
        drain.timeout = span("timeout") ?? drain.timeout
        return drain
    }

    private func checkExposure(_ root: Tree, _ settings: ListenerSettings, mode: Snapshot.Mode) {
        let isPlaintextAllowed = root["plaintext"]?.text == "allowed"
        let listen = (root["listen"] ?? root).place
        let admin = (root["admin"] ?? root).place
        if mode == .demo {
            for (name, address, place) in [("listen", settings.listen, listen), ("admin", settings.admin, admin)]
            where !address.isLoopback {
                context.findings.error(
                    place, "\"\(name)\": demo mode asks nobody for a key and is only for loopback",
                    hint: "write 127.0.0.1:\(address.port), or mode: production")
            }
            return
        }
        if !settings.listen.isLoopback, root["tls"] == nil, !isPlaintextAllowed {
            context.findings.error(
                listen, "\"listen\" is not on loopback and there is no TLS: keys would cross the network in the clear",
                hint: "add tls: {certificate: …, key: …}, or plaintext: allowed if something in front does TLS")
        }
        if !settings.admin.isLoopback, !isPlaintextAllowed {
            context.findings.error(
                admin, "\"admin\" is not on loopback, and the admin port has no TLS in this build",
                hint: "write 127.0.0.1:\(settings.admin.port), or plaintext: allowed if something in front does TLS")
        }
        if isPlaintextAllowed, settings.listen.isLoopback, settings.admin.isLoopback {
            context.findings.warning(
                (root["plaintext"] ?? root).place, "\"plaintext\" has no effect: both ports are on loopback")
        }
    }

    private func checkDistinct(_ root: Tree, _ settings: ListenerSettings) {
        let wildcards = ["0.0.0.0", "::"]
        let (listen, admin) = (settings.listen, settings.admin)
        let overlap = listen.host == admin.host || wildcards.contains(listen.host) || wildcards.contains(admin.host)
        guard listen.port == admin.port, listen.port != 0, overlap else { return }
        context.findings.error(
            (root["admin"] ?? root["listen"] ?? root).place,
            "the admin port is the data port: \(listen.port)", hint: "give them different ports")
    }
}
