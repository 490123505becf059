import PlanBPolicy
import PlanBVocabulary

/// Which classes of failure the ledger may give for what really happened.
enum Truth {
    static func allows(
        _ failure: FailureClass?, of attempt: AttemptRecord, _ route: RoutePlan, deadline: Instant
    ) -> Bool {
        guard let failure else { return attempt.isFinished && !attempt.isBroken }
        switch failure {
        case .clientGone, .draining: return attempt.end == .dropped || attempt.end == .complete || attempt.isFinished
        case .superseded: return route.hedge != .off
        case .mismatch: return attempt.isRecovery
        case .deadline where attempt.endedAt >= deadline: return true
        case .deadline, .firstToken, .idle, .answer, .connect:
            if case .late = attempt.end { return true }
            return attempt.end == .dropped
        default: break
        }
        guard let fault = attempt.fault else { return false }
        return classes(of: fault, at: attempt.stage).contains(failure)
    }

    private static func classes(of fault: FaultKind, at stage: Stage) -> [FailureClass] {
        switch fault {
        case .dns: [.dns]
        case .refused: [.refused]
        case .connectHang: [.connect]
        case .tls: [.tls]
        case .reset: stage == .head ? [.reset] : [.cut]
        case .stall, .pingsOnly: []
        case .internalError: [.serverError]
        case .badGateway, .gatewayTimeout: [.gateway]
        case .unavailable, .unavailableWait, .overloaded: [.overloaded]
        case .rateLimitShort, .rateLimitLong, .rateLimitSilent: [.rateLimited]
        case .quota, .payment: [.quota]
        case .unauthorized, .forbidden: [.credential]
        case .modelGone: [.modelGone]
        case .contextTooLong: [.contextLength]
        case .invalidRequest: [.badRequest]
        case .unsupported: [.unsupported]
        case .contentFilter: [.contentFilter]
        case .tooLarge: [.tooLarge]
        case .htmlPage: [.gateway, .malformed]
        case .redirect: [.redirect]
        case .wrongType: [.malformed, .gateway]
        case .encoding: [.encoding]
        case .errorEvent: [.serverError]
        case .earlyEnd: [.cut, .malformed]
        case .brokenJSON, .invalidUTF8: [.malformed, .cut]
        case .roleOnly: [.cut, .empty]
        case .emptyChoices: [.empty, .cut]
        case .emptyAnswer: [.empty]
        case .oversized: [.oversized, .malformed]
        case .slowHead, .slowDrip, .comments, .missingUsage: []
        }
    }
}
