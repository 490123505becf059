import PlanBProviders
import PlanBVocabulary

/// What is known of a target's model, and from whom.
struct TargetFacts {
    /// Who says so, the weakest word first.
    enum Source: Int, CaseIterable {
        /// What the provider's dialect lets one expect of any model.
        case dialect
        case catalog
        /// What the target itself showed when it was asked.
        case probe
        case configuration

        /// As it is shown to people and scripts.
        var word: String {
            switch self {
            case .dialect: "dialect"
            case .catalog: "catalog"
            case .probe: "probe"
            case .configuration: "configuration"
            }
        }
    }

    /// What each of them says.
    private(set) var contracts: [Source: Contract] = [:]
    /// What the catalog has of it.
    var offer: ModelOffer?
    /// When it was probed last.
    var probed: String?
    /// What its tokens cost.
    var price: Price?
    /// Which price list that is.
    var priceVersion = ""

    subscript(source: Source) -> Contract {
        get { contracts[source] ?? Contract() }
        set { contracts[source] = newValue }
    }

    /// All of it, the strongest word on top.
    var contract: Contract { overlay(Source.allCases) }

    /// What holds whatever model is asked for.
    var stated: Contract { overlay([.probe, .configuration]) }

    /// Whether nobody but the dialect says anything of the model.
    var isUnverified: Bool { offer == nil && stated == Contract() }

    /// Who has the last word on what `part` reads; nil if nobody says anything.
    func source<Part>(of part: (Contract) -> Part?) -> Source? {
        Source.allCases.last { part(self[$0]) != nil }
    }

    private func overlay(_ sources: [Source]) -> Contract {
        sources.reduce(Contract()) { $0.overlaid(with: self[$1]) }
    }
}
