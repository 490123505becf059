import NIOCore
import PlanBDialects
import PlanBPolicy
import PlanBVocabulary

/// What a request asks for that its bytes do not bound the cost of.
struct CostSurprises {
    /// Images, files, or something that an account keeps.
    var hasMore = true
    /// Tools that the provider runs, as often as it likes.
    var hasHostedTools = false
}

extension Facts {
    /// Looks into the body, once more, on behalf of strict budgets.
    var costSurprises: CostSurprises {
        guard form == .json, case .whole(let bytes) = body else { return CostSurprises() }
        guard costKind == .text || costKind == .prompt else { return CostSurprises() }
        let found = RequestCosts.read(bytes, dialect)
        return CostSurprises(hasMore: found.hasMore || !references.isEmpty, hasHostedTools: found.hasHostedTools)
    }
}
