import PlanBVocabulary

// I1, I9: one end, in time, without a provider's words.
extension RequestJudge {
    private static let grace = Instant.Span.milliseconds(100)

    func judgeOutcome() {
        if client.endings != 1 { offend(.outcome, "ended \(client.endings) times") }
        let limit = (client.departedAt.map { min($0, deadline) } ?? deadline) + Self.grace + plan.reads
        if now > limit {
            offend(.outcome, "was over \((now - limit).wholeMilliseconds + Self.grace.wholeMilliseconds) ms too late")
        }
        guard !hasDeparted else { return }
        if !client.isHeadSent { offend(.outcome, "ended without a head") }
        if client.isFinished, client.status == 0 { offend(.outcome, "ended without a status") }
    }

    func judgeSecrecy() {
        if let leak = client.leak { offend(.secrecy, "the client received \(leak)") }
        if client.status == 401 || client.status == 403 { offend(.secrecy, "the client received \(client.status)") }
    }
}
