import PlanBEngine
import PlanBVocabulary

/// Reads the variables of OpenTelemetry. They are the operator's alone: nothing of a request or of the configuration file names
/// the collector. A value that is not right is said, and no traces are sent then: half a configuration would be worse.
struct TracesBuilder {
    let context: LoadContext
    /// How the collector is reached.
    let network: NetworkChoice

    /// What is wrong, with the variable that it is about.
    private struct Mistake: Error {
        var variable: String
        var problem: ValueProblem
    }

    /// The settings; nil: no traces are sent.
    func build() -> TraceSettings? {
        do throws(Mistake) { return try read() } catch {
            context.findings.warning(
                .whole(context.file), "the variable \(error.variable): \(error.problem.message); no traces are sent",
                hint: error.problem.hint)
            return nil
        }
    }

    private func read() throws(Mistake) -> TraceSettings? {
        if value("OTEL_SDK_DISABLED")?.lowercased() == "true" { return nil }
        let exporter = value("OTEL_TRACES_EXPORTER")
        if exporter == "none" { return nil }
        guard let endpoint = try endpoint(isWanted: exporter != nil) else { return nil }
        if let exporter, exporter != "otlp" {
            throw mistake(
                "OTEL_TRACES_EXPORTER", "this gateway has only the exporter otlp", hint: "write otlp, or none")
        }
        warnOfUnread()
        let queue = try number("OTEL_BSP_MAX_QUEUE_SIZE", 1...1_000_000, else: 2048)
        let size = try number("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", 1...10_000, else: min(512, queue))
        guard size <= queue else {
            throw mistake("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "must not be more than OTEL_BSP_MAX_QUEUE_SIZE")
        }
        return TraceSettings(
            origin: Origin(
                host: endpoint.host, port: endpoint.port, isTLS: endpoint.isTLS,
                network: NetworkBuilder(context: context).settings(network, for: endpoint), allowsPrivate: true),
            path: endpoint.path.isEmpty ? "/" : endpoint.path, headers: try headers(), encoding: try encoding(),
            timeout: .milliseconds(try number(of: "TIMEOUT", 1...600_000, else: 10_000)), resource: try resource(),
            sampler: try sampler(),
            batches: TraceSettings.Batches(
                delay: .milliseconds(try number("OTEL_BSP_SCHEDULE_DELAY", 0...3_600_000, else: 5000)), queue: queue,
                size: size))
    }

    private func endpoint(isWanted: Bool) throws(Mistake) -> EndpointURL? {
        if let own = value("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") {
            return try url(own, "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
        }
        guard let text = value("OTEL_EXPORTER_OTLP_ENDPOINT") ?? (isWanted ? "http://localhost:4318" : nil) else {
            return nil
        }
        var endpoint = try url(text, "OTEL_EXPORTER_OTLP_ENDPOINT")
        endpoint.path += "/v1/traces"
        return endpoint
    }

    private func url(_ text: String, _ variable: String) throws(Mistake) -> EndpointURL {
        do throws(ValueProblem) { return try EndpointURL.parse(text) } catch {
            throw Mistake(variable: variable, problem: ValueProblem(error.message))
        }
    }

    private func headers() throws(Mistake) -> Secret {
        guard let (variable, text) = choice("HEADERS") else { return Secret([]) }
        var lines = ""
        for (name, value) in try pairs(variable, text) {
            let lowered = name.lowercased()
            guard name.utf8.allSatisfy(Self.isToken), value.utf8.allSatisfy({ ($0 >= 0x20 && $0 < 0x7F) || $0 == 9 })
            else { throw mistake(variable, "a name or a value has characters that a header cannot have") }
            guard !Self.ownHeaders.contains(lowered) else {
                throw mistake(variable, "the header \(lowered) is the gateway's own", hint: "leave it out")
            }
            lines += "\(lowered): \(value)\r\n"
        }
        return Secret(lines)
    }

    private func encoding() throws(Mistake) -> TraceSettings.Encoding {
        guard let (variable, text) = choice("PROTOCOL") else { return .protobuf }
        guard let encoding = TraceSettings.Encoding(rawValue: text) else {
            throw mistake(
                variable, "this gateway speaks OTLP over HTTP only", hint: "write http/protobuf or http/json")
        }
        return encoding
    }

    private func resource() throws(Mistake) -> [TraceSettings.Attribute] {
        var attributes: [TraceSettings.Attribute] = []
        func set(_ name: String, _ value: String) {
            attributes.removeAll { $0.name == name }
            attributes.append(TraceSettings.Attribute(name, value))
        }
        set("service.name", "planb")
        set("service.version", Build.version)
        set("telemetry.sdk.name", "planb")
        set("telemetry.sdk.language", "swift")
        set("telemetry.sdk.version", Build.version)
        if let text = value("OTEL_RESOURCE_ATTRIBUTES") {
            for (name, value) in try pairs("OTEL_RESOURCE_ATTRIBUTES", text) { set(name, value) }
        }
        if let name = value("OTEL_SERVICE_NAME") { set("service.name", name) }
        return attributes.filter { $0.name == "service.name" } + attributes.filter { $0.name != "service.name" }
    }

    private func sampler() throws(Mistake) -> TraceSampler {
        switch value("OTEL_TRACES_SAMPLER") ?? "parentbased_always_on" {
        case "always_on": return TraceSampler(.always, followsParent: false)
        case "always_off": return TraceSampler(.never, followsParent: false)
        case "traceidratio": return TraceSampler(.ratio(try share()), followsParent: false)
        case "parentbased_always_on": return TraceSampler(.always, followsParent: true)
        case "parentbased_always_off": return TraceSampler(.never, followsParent: true)
        case "parentbased_traceidratio": return TraceSampler(.ratio(try share()), followsParent: true)
        default:
            throw mistake(
                "OTEL_TRACES_SAMPLER", "this gateway has no such sampler",
                hint: "write always_on, always_off or traceidratio, each with parentbased_ in front or without it")
        }
    }

    private func share() throws(Mistake) -> Double {
        guard let text = value("OTEL_TRACES_SAMPLER_ARG") else { return 1 }
        guard let share = Double(text), share >= 0, share <= 1 else {
            throw mistake("OTEL_TRACES_SAMPLER_ARG", "expected a share from 0 to 1")
        }
        return share
    }

    private func warnOfUnread() {
        for name in ["COMPRESSION", "CERTIFICATE", "CLIENT_CERTIFICATE", "CLIENT_KEY"] {
            guard let (variable, text) = choice(name), text != "none" else { continue }
            context.findings.warning(
                .whole(context.file), "the variable \(variable) is not read",
                hint: name == "COMPRESSION"
                    ? "traces are sent as they are" : "what network says of ca and client_certificate counts here, too")
        }
    }

    // MARK: Values

    /// The variable of traces alone, else that of all signals.
    private func choice(_ name: String) -> (variable: String, text: String)? {
        for variable in ["OTEL_EXPORTER_OTLP_TRACES_\(name)", "OTEL_EXPORTER_OTLP_\(name)"] {
            if let text = value(variable) { return (variable, text) }
        }
        return nil
    }

    private func number(of name: String, _ range: ClosedRange<Int>, else usual: Int) throws(Mistake) -> Int {
        guard let (variable, _) = choice(name) else { return usual }
        return try number(variable, range, else: usual)
    }

    private func number(_ variable: String, _ range: ClosedRange<Int>, else usual: Int) throws(Mistake) -> Int {
        guard let text = value(variable) else { return usual }
        guard let number = Int(text), range.contains(number) else {
            throw mistake(variable, "expected a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    private func pairs(_ variable: String, _ text: String) throws(Mistake) -> [(name: String, value: String)] {
        do throws(ValueProblem) { return try PairListText.parse(text) } catch {
            throw Mistake(variable: variable, problem: error)
        }
    }

    /// Empty is as if it were not set.
    private func value(_ variable: String) -> String? {
        context.environment[variable].flatMap { $0.isEmpty ? nil : $0 }
    }

    private func mistake(_ variable: String, _ message: String, hint: String? = nil) -> Mistake {
        Mistake(variable: variable, problem: ValueProblem(message, hint: hint))
    }

    private static let ownHeaders: Set = [
        "host", "content-length", "content-type", "content-encoding", "transfer-encoding", "connection", "user-agent",
        "expect", "te", "trailer", "upgrade",
    ]

    /// RFC 9110 §5.6.2.
    private static func isToken(_ byte: UInt8) -> Bool {
        (byte >= 0x30 && byte <= 0x39) || (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A)
            || "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }
}
