import NIOCore
import PlanBEngine
import PlanBLedger
import PlanBVocabulary

/// The metrics in Prometheus' text format, version 0.0.4.
/// https://prometheus.io/docs/instrumenting/exposition_formats/
enum MetricsText {
    static func render(_ gateway: Gateway) -> ByteBuffer {
        let reading = gateway.metrics.reading
        var text = Exposition()
        text.family("planb_build_info", "gauge", "The build.")
        text.sample("planb_build_info", [("version", Build.version)], 1)
        text.family("planb_config_generation", "gauge", "The configuration generation in force.")
        text.sample("planb_config_generation", [], gateway.snapshot.generation)
        text.family("planb_config_rejected_total", "counter", "Changed configurations that were not valid.")
        text.sample("planb_config_rejected_total", [], reading.rejectedReloads)
        text.family("planb_requests_total", "counter", "Requests that reached a route, by how they ended.")
        for (series, count) in reading.requests.sorted(by: { $0.key.order < $1.key.order }) {
            text.sample(
                "planb_requests_total",
                [("route", series.route), ("outcome", series.outcome.rawValue), ("code", String(series.status))], count)
        }
        text.family("planb_refusals_total", "counter", "Requests refused before a route was found.")
        for (status, count) in reading.refusals.sorted(by: { $0.key < $1.key }) {
            text.sample("planb_refusals_total", [("code", String(status))], count)
        }
        text.family("planb_attempts_total", "counter", "Attempts at targets, by status or failure.")
        for (series, count) in reading.attempts.sorted(by: { $0.key.order < $1.key.order }) {
            text.sample("planb_attempts_total", [("target", series.target), ("outcome", series.outcome)], count)
        }
        text.family("planb_failovers_total", "counter", "Attempts after which the next target was tried.")
        for (series, count) in reading.failovers.sorted(by: { $0.key.order < $1.key.order }) {
            text.sample(
                "planb_failovers_total",
                [("route", series.route), ("from", series.from), ("reason", series.reason.rawValue)], count)
        }
        text.family("planb_streams_interrupted_total", "counter", "Streams that broke after output was sent.")
        for (route, count) in reading.interruptions.sorted(by: { $0.key < $1.key }) {
            text.sample("planb_streams_interrupted_total", [("route", route)], count)
        }
        text.family("planb_probes_total", "counter", "Probes of targets that were given up, by status or failure.")
        for (series, count) in reading.probes.sorted(by: { $0.key.order < $1.key.order }) {
            text.sample("planb_probes_total", [("target", series.target), ("outcome", series.outcome)], count)
        }
        text.family("planb_resume_legs_total", "counter", "Attempts to complete a broken answer.")
        for (series, count) in reading.legs.sorted(by: { $0.key.order < $1.key.order }) {
            text.sample(
                "planb_resume_legs_total",
                [("method", series.method), ("rescued", series.rescued ? "true" : "false")], count)
        }
        text.telemetry(gateway.metrics.telemetry)
        if let figures = gateway.ledgerFigures { text.journal(figures) }
        text.family("planb_health", "gauge", "1: well; 0.5: given up and on its way back; 0: given up.")
        for part in gateway.healthReport {
            let value = part.state == "closed" ? "1" : part.state == "open" ? "0" : "0.5"
            text.sample("planb_health", [("part", part.name)], value)
        }
        text.family(
            "planb_credential_remaining_seconds", "gauge",
            "How long the credential of a target with `credentials: auto` is still good; 0: there is none.")
        for entry in gateway.credentialReport {
            let value = entry.seconds.map { String($0) } ?? "+Inf"
            text.sample("planb_credential_remaining_seconds", [("target", entry.target)], value)
        }
        text.histogram(
            "planb_cut_after_first_output_seconds", "From a stream's first output to its cut: what `hold` would hide.",
            reading.cutsAfterFirstOutput)
        text.histogram(
            "planb_request_duration_seconds", "From arrival to the end of the answer.", reading.durations)
        text.histogram(
            "planb_first_output_seconds", "From arrival to the first output handed to the client.", reading.firstOutput)
        return ByteBuffer(string: text.text)
    }
}

extension Metrics.RequestSeries {
    fileprivate var order: String { "\(route) \(outcome.rawValue) \(status)" }
}

extension Metrics.AttemptSeries {
    fileprivate var order: String { "\(target) \(outcome)" }
}

extension Metrics.FailoverSeries {
    fileprivate var order: String { "\(route) \(from) \(reason.rawValue)" }
}

extension Metrics.LegSeries {
    fileprivate var order: String { "\(method) \(rescued)" }
}
