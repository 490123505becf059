import PlanBEngine
import PlanBLedger
import PlanBPolicy
import PlanBVocabulary

/// What a gateway says of itself: counters and histograms of its process, and how things stand now. `Docs/metrics.md` has all
/// of it; a test holds the two together.
struct MetricsText {
    let gateway: Gateway
    let reading: MetricsReading

    init(_ gateway: Gateway) {
        self.gateway = gateway
        reading = gateway.metrics.reading
    }

    func describe(in text: inout Exposition) {
        process(&text)
        requests(&text)
        attempts(&text)
        failovers(&text)
        streams(&text)
        targets(&text)
        calls(&text)
        money(&text)
        if let figures = gateway.ledgerFigures { journal(figures, &text) }
    }

    private func process(_ text: inout Exposition) {
        text.family("planb_build_info", .gauge, "The build.")
        text.sample([("version", Build.version)], 1)
        text.single(
            "planb_config_generation", .gauge, "The configuration generation in force.", gateway.snapshot.generation)
        text.single(
            "planb_config_rejected_total", .counter, "Changed configurations that were not valid.",
            reading.rejectedReloads)
        text.family(
            "planb_notifications_total", .counter,
            "Messages of `notify:` by webhook and what became of them: delivered, retried, dropped.")
        for entry in reading.notices.entries {
            text.sample([("webhook", entry.key.webhook), ("outcome", entry.key.outcome)], entry.count)
        }
        let telemetry = gateway.metrics.telemetry
        text.family(
            "planb_trace_spans_total", .counter,
            "Spans of traces: those that the collector has, and those that are lost.")
        text.sample([("outcome", "sent")], telemetry.sentSpans)
        text.sample([("outcome", "lost")], telemetry.lostSpans)
        text.family(
            "planb_access_log_lines_total", .counter, "Lines of the access log: those written, and those that are lost."
        )
        text.sample([("outcome", "written")], telemetry.writtenLines)
        text.sample([("outcome", "lost")], telemetry.lostLines)
        text.family("planb_shed_total", .counter, "Requests not let in, or not sent, so that others have room.")
        for entry in reading.sheds.entries { text.sample([("class", "\(entry.key)")], entry.count) }
    }

    private func requests(_ text: inout Exposition) {
        text.family("planb_requests_total", .counter, "Requests that reached a route, by how they ended.")
        for route in reading.routes {
            for entry in route.requests.entries {
                let (outcome, code) = (entry.key.outcome.rawValue, String(entry.key.status))
                text.sample([("route", route.name), ("outcome", outcome), ("code", code)], entry.count)
            }
        }
        text.family("planb_refusals_total", .counter, "Requests refused before a route was found.")
        for entry in reading.refusals.entries { text.sample([("code", String(entry.key))], entry.count) }
        text.family("planb_request_duration_seconds", .histogram, "From arrival to the end of the answer.")
        for route in reading.routes where route.durations.total > 0 {
            text.histogram([("route", route.name)], route.durations)
        }
        text.family(
            "planb_first_output_seconds", .histogram, "From arrival to the first output handed to the client.")
        for route in reading.routes {
            for (target, times) in route.firstOutput {
                text.histogram([("route", route.name), ("target", name(target))], times)
            }
        }
        text.family(
            "planb_overhead_seconds", .histogram, "The gateway's own time: duration less what it waited for others.")
        text.histogram([], reading.own)
    }

    private func attempts(_ text: inout Exposition) {
        text.family("planb_attempts_total", .counter, "Attempts at targets, by status or failure.")
        for target in reading.targets {
            for entry in target.attempts.entries {
                text.sample([("target", target.name), ("outcome", entry.key)], entry.count)
            }
        }
        text.family("planb_attempt_duration_seconds", .histogram, "From an attempt's start to its end.")
        for target in reading.targets where target.durations.total > 0 {
            text.histogram([("target", target.name)], target.durations)
        }
        text.family("planb_probes_total", .counter, "Probes of targets, by status or failure.")
        for target in reading.targets {
            for entry in target.probes.entries {
                text.sample([("target", target.name), ("outcome", entry.key)], entry.count)
            }
        }
    }

    private func failovers(_ text: inout Exposition) {
        text.family("planb_failovers_total", .counter, "Attempts after which the next target was tried.")
        for route in reading.routes {
            for entry in route.failovers.entries {
                let (from, to) = (name(entry.key.from), name(entry.key.to))
                text.sample(
                    [
                        ("route", route.name), ("from", from), ("to", to), ("reason", entry.key.reason.rawValue),
                        ("stage", entry.key.stage.rawValue),
                    ], entry.count)
            }
        }
        text.family("planb_resume_legs_total", .counter, "Attempts to complete a broken answer.")
        for entry in reading.legs.entries {
            text.sample([("method", entry.key.method), ("rescued", entry.key.rescued ? "true" : "false")], entry.count)
        }
    }

    private func streams(_ text: inout Exposition) {
        text.family("planb_streams_interrupted_total", .counter, "Streams that broke after output was sent.")
        for route in reading.routes {
            for entry in route.interruptions.entries {
                let (stage, policy) = (entry.key.stage.rawValue, entry.key.policy)
                text.sample([("route", route.name), ("stage", stage), ("policy", policy)], entry.count)
            }
        }
        text.family(
            "planb_cut_after_first_output_seconds", .histogram,
            "From a stream's first output to its cut: what `hold` would hide.")
        text.histogram([], reading.cutsAfterFirstOutput)
        text.family("planb_stream_idle_seconds", .histogram, "The longest pause in the output of each stream.")
        text.histogram([], reading.idle)
    }

    private func targets(_ text: inout Exposition) {
        let targets = gateway.targetReport
        text.family("planb_target_state", .gauge, "0: well; 1: stands back, or is on its way back; 2: given up.")
        for target in targets { text.sample([("target", target.name)], target.state.level) }
        text.family("planb_target_weight", .gauge, "The share of the requests meant for it that go there first.")
        for target in targets { text.sample([("target", target.name)], target.reading.weight) }
        text.family("planb_retry_budget_remaining", .gauge, "Retries that the target may still get.")
        for target in targets { text.sample([("target", target.name)], target.reading.retries) }
        text.family("planb_health", .gauge, "1: well; 0.5: given up and on its way back; 0: given up.")
        for part in gateway.healthReport {
            let value = part.state == "closed" ? "1" : part.state == "open" ? "0" : "0.5"
            text.sample([("part", part.name)], value)
        }
        text.family(
            "planb_credential_remaining_seconds", .gauge,
            "How long the credential of a target with `credentials: auto` is still good; 0: there is none.")
        for entry in gateway.credentialReport {
            text.sample([("target", entry.target)], entry.seconds.map { String($0) } ?? "+Inf")
        }
        text.family(
            "planb_upstream_ratelimit_remaining", .gauge,
            "What the provider said in the last minute that may still be used of a minute's limit.")
        let now = gateway.clockTime
        for target in reading.targets {
            guard let quota = target.quota, now - quota.at <= .minutes(1) else { continue }
            for (kind, left) in [
                ("requests", quota.reading.requestsLeft), ("tokens", quota.reading.tokensLeft),
                ("output_tokens", quota.reading.outputTokensLeft),
            ] {
                if let left { text.sample([("target", target.name), ("kind", kind)], left) }
            }
        }
    }

    private func calls(_ text: inout Exposition) {
        text.family(
            "gen_ai_client_operation_duration_seconds", .histogram, "How long a call of a model takes (OpenTelemetry).")
        for call in reading.calls {
            for (failure, times) in call.durations {
                let error = failure.map { [(name: "error_type", value: $0.rawValue)] } ?? []
                text.histogram(Self.labels(call) + error, times)
            }
        }
        text.family(
            "gen_ai_client_token_usage", .histogram,
            "Tokens of a call as its provider counted them, estimates left out (OpenTelemetry).")
        for call in reading.calls {
            for (kind, tokens) in [("input", call.inputTokens), ("output", call.outputTokens)] where tokens.total > 0 {
                text.histogram(Self.labels(call) + [("gen_ai_token_type", kind)], tokens)
            }
        }
        text.family(
            "gen_ai_client_operation_time_to_first_chunk_seconds", .histogram,
            "From the start of a streamed call to its first output (OpenTelemetry).")
        for call in reading.calls where call.firstChunks.total > 0 {
            text.histogram(Self.labels(call), call.firstChunks)
        }
        text.family(
            "gen_ai_client_operation_time_per_output_chunk_seconds", .histogram,
            "From one piece of a stream's output to the next (OpenTelemetry).")
        for call in reading.calls where call.chunkGaps.total > 0 { text.histogram(Self.labels(call), call.chunkGaps) }
    }

    private static func labels(_ call: MetricsReading.CallFigures) -> Exposition.Labels {
        [
            ("gen_ai_operation_name", call.operation), ("gen_ai_provider_name", call.provider),
            ("gen_ai_request_model", call.model),
        ]
    }

    private func journal(_ figures: LedgerFigures, _ text: inout Exposition) {
        let samples: [(String, Exposition.Kind, String, Int)] = [
            ("planb_journal_bytes_total", .counter, "Bytes written to the journal.", figures.bytes),
            ("planb_journal_records_total", .counter, "Records written to the journal.", figures.records),
            ("planb_journal_lost_records_total", .counter, "Records that could be written nowhere.", figures.lost),
            ("planb_journal_waiting_records", .gauge, "Records that wait for room on the disk.", figures.waiting),
            ("planb_journal_syncs_total", .counter, "How often the journal was forced to the disk.", figures.syncs),
            ("planb_journal_sync_errors_total", .counter, "How often that failed.", figures.syncErrors),
            ("planb_journal_segment", .gauge, "The number of the file that is written.", figures.segment),
            ("planb_journal_open_requests", .gauge, "Requests with a try that is not over.", figures.open),
        ]
        for (name, kind, help, value) in samples { text.single(name, kind, help, value) }
    }

    func name(_ target: Int) -> String { reading.targets[target].name }
}
