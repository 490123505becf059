import Foundation

extension Figures {
    var text: String {
        var lines = [
            String(
                format: "primary fails 25 %%: %d requests, %d failed attempts, %d client errors (%.4f %%)",
                partialOutage.requests, partialOutage.primaryFailures, partialOutage.clientErrors,
                partialOutage.clientErrorRate * 100),
            "",
            "detection                 ms away  requests/s  failed attempts (worst, known)  after s  sent first afterwards  client errors",
        ]
        for row in detection {
            lines.append(
                String(
                    format: "%@%7d  %10d  %15d (%5d, %5d)  %7.3f  %21d  %13d", padded(row.fault), row.away,
                    row.requestsPerSecond, row.failedAttempts, row.failedAttemptsAtWorst,
                    row.failedThoughKnownAtWorst, row.seconds, row.sentFirstAfterwards,
                    row.clientErrors))
        }
        lines += ["", "return                    requests/s   first request s (worst)   full share s"]
        for row in comeback {
            lines.append(
                String(
                    format: "%@%10d   %15.3f (%5.1f)   %12.1f", padded(row.fault), row.requestsPerSecond,
                    row.firstRequest, row.firstRequestAtWorst, row.fullShare))
        }
        lines += ["", "backup with a ramp rule     requests  refused   of batch jobs  refused   throttled"]
        for row in ramp {
            lines.append(
                String(
                    format: "%@%10d  %7d  %14d  %7d  %10d",
                    padded(row.followsRamp ? "admission follows it" : "it does not"), row.requests, row.refused,
                    row.batchRequests, row.batchRefused, row.throttled))
        }
        return lines.joined(separator: "\n")
    }

    private func padded(_ name: String) -> String { name + String(repeating: " ", count: max(0, 26 - name.count)) }
}
