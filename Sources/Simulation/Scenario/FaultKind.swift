/// What can go wrong at a provider. Every row of the decision matrix (Docs/failover.md) that a provider can cause.
enum FaultKind: Int, CaseIterable {
    // The way there.
    case dns, refused, connectHang, tls
    // Connections and silence, at any stage.
    case reset, stall
    // Error answers.
    case internalError, badGateway, gatewayTimeout, unavailable, unavailableWait, overloaded
    case rateLimitShort, rateLimitLong, rateLimitSilent
    case quota, payment, unauthorized, forbidden, modelGone
    case contextTooLong, invalidRequest, unsupported, contentFilter, tooLarge
    // Answers that are none.
    case htmlPage, redirect, wrongType, encoding
    case errorEvent, earlyEnd, brokenJSON, invalidUTF8
    case pingsOnly, roleOnly, emptyChoices, emptyAnswer, oversized
    // Not failures, though some take them for one.
    case slowHead, slowDrip, comments, missingUsage

    /// Where it can happen.
    var stages: [Stage] {
        switch self {
        case .dns, .refused, .connectHang, .tls: [.connect]
        case .reset, .stall: [.head, .preamble, .firstText, .midText, .toolArguments, .finish, .afterFinish]
        case .errorEvent, .earlyEnd, .brokenJSON, .invalidUTF8:
            [.preamble, .firstText, .midText, .toolArguments, .finish, .afterFinish]
        case .pingsOnly, .roleOnly, .emptyChoices, .oversized, .comments: [.preamble]
        case .emptyAnswer: [.finish]
        case .slowDrip: [.firstText]
        case .missingUsage: [.afterFinish]
        default: [.head]
        }
    }

    /// An attempt that meets it can still be a good one.
    var isHarmless: Bool {
        switch self {
        case .slowHead, .slowDrip, .comments, .missingUsage: true
        default: false
        }
    }

    /// It slows answers down: whether a request still fits into its deadline is not certain.
    var isSlow: Bool { self == .slowHead || self == .slowDrip }

    /// It is an answer about the request, after which nobody else need be asked.
    var isFinal: Bool {
        switch self {
        case .contextTooLong, .invalidRequest, .contentFilter, .tooLarge: true
        default: false
        }
    }

    /// It says that the account's credential or quota is refused.
    var refusesAccount: Bool {
        switch self {
        case .quota, .payment, .unauthorized, .forbidden: true
        default: false
        }
    }

    /// What it comes to for an embedding, which has no events, no text and no roles.
    var ofEmbedding: FaultKind {
        switch self {
        case .errorEvent, .brokenJSON, .invalidUTF8, .emptyChoices, .emptyAnswer: .earlyEnd
        case .roleOnly, .pingsOnly, .oversized: .stall
        case .comments: .missingUsage
        default: self
        }
    }

    /// The status of the answer, if it is an error answer.
    var status: Int? {
        switch self {
        case .internalError: 500
        case .badGateway: 502
        case .gatewayTimeout: 504
        case .unavailable, .unavailableWait: 503
        case .overloaded: 529
        case .rateLimitShort, .rateLimitLong, .rateLimitSilent, .quota: 429
        case .payment: 402
        case .unauthorized: 401
        case .forbidden: 403
        case .modelGone: 404
        case .contextTooLong, .invalidRequest, .unsupported, .contentFilter: 400
        case .tooLarge: 413
        case .redirect: 307
        default: nil
        }
    }
}
