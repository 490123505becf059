import PlanBVocabulary

/// Reads a contract: of a target, of a catalog or of a probe. All write it alike.
enum ContractText {
    /// What `tree` says; nothing if it is nil.
    static func contract(_ tree: Tree?) -> Contract {
        var contract = Contract()
        for capability in Capability.allCases {
            if let flag = tree?[capability.rawValue]?.flag { contract.capabilities[capability] = flag }
        }
        contract.context = tree?["context"]?.integer
        contract.output = tree?["output"]?.integer
        contract.body = tree?["body"]?.text.flatMap { try? SizeText.parse($0) }
        return contract
    }
}
