import PlanBEngine
import PlanBLedger

/// Writes families and samples.
struct Exposition {
    var text = ""

    mutating func family(_ name: String, _ type: String, _ help: String) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
    }

    mutating func sample(_ name: String, _ labels: [(String, String)], _ value: Int) {
        sample(name, labels, String(value))
    }

    mutating func sample(_ name: String, _ labels: [(String, String)], _ value: String) {
        let pairs = labels.map { "\($0.0)=\"\(Self.escaped($0.1))\"" }.joined(separator: ",")
        text += pairs.isEmpty ? "\(name) \(value)\n" : "\(name){\(pairs)} \(value)\n"
    }

    mutating func histogram(_ name: String, _ help: String, _ histogram: Histogram) {
        family(name, "histogram", help)
        var sum = 0
        for (bound, count) in zip(Histogram.boundsInMilliseconds, histogram.counts) {
            sum += count
            sample("\(name)_bucket", [("le", "\(Double(bound) / 1000)")], sum)
        }
        sample("\(name)_bucket", [("le", "+Inf")], histogram.total)
        sample("\(name)_sum", [], "\(Double(histogram.sumInNanoseconds) / 1e9)")
        sample("\(name)_count", [], histogram.total)
    }

    mutating func journal(_ figures: LedgerFigures) {
        let samples: [(String, String, String, Int)] = [
            ("planb_journal_bytes_total", "counter", "Bytes written to the journal.", figures.bytes),
            ("planb_journal_records_total", "counter", "Records written to the journal.", figures.records),
            ("planb_journal_lost_records_total", "counter", "Records that could be written nowhere.", figures.lost),
            ("planb_journal_waiting_records", "gauge", "Records that wait for room on the disk.", figures.waiting),
            ("planb_journal_syncs_total", "counter", "How often the journal was forced to the disk.", figures.syncs),
            ("planb_journal_sync_errors_total", "counter", "How often that failed.", figures.syncErrors),
            ("planb_journal_segment", "gauge", "The number of the file that is written.", figures.segment),
            ("planb_journal_open_requests", "gauge", "Requests with a try that is not over.", figures.open),
        ]
        for (name, type, help, value) in samples {
            family(name, type, help)
            sample(name, [], value)
        }
    }

    mutating func telemetry(_ counters: TelemetryCounters) {
        family("planb_trace_spans_total", "counter", "Spans of traces: those that the collector has, and those that are lost.")
        sample("planb_trace_spans_total", [("outcome", "sent")], counters.sentSpans)
        sample("planb_trace_spans_total", [("outcome", "lost")], counters.lostSpans)
        family("planb_access_log_lines_total", "counter", "Lines of the access log: those written, and those that are lost.")
        sample("planb_access_log_lines_total", [("outcome", "written")], counters.writtenLines)
        sample("planb_access_log_lines_total", [("outcome", "lost")], counters.lostLines)
    }

    private static func escaped(_ value: String) -> String {
        var text = ""
        for character in value.unicodeScalars {
            switch character {
            case "\\": text += "\\\\"
            case "\"": text += "\\\""
            case "\n": text += "\\n"
            default: text.unicodeScalars.append(character)
            }
        }
        return text
    }
}
