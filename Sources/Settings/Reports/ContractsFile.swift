import PlanBVocabulary

/// What `planb check --probe --write` writes and the configuration reads.
public struct ContractsFile: Sendable, Encodable {
    /// What one target showed, and which target that was.
    public struct Entry: Sendable, Encodable {
        let provider: String
        let model: String
        let url: String
        let probed: String
        let contract: Terms
    }

    /// A contract as a mapping: what is not known has no key.
    struct Terms: Sendable, Encodable {
        private let contract: Contract

        init(_ contract: Contract) { self.contract = contract }

        private struct Key: CodingKey {
            var stringValue: String
            var intValue: Int? { nil }
            init(_ name: String) { stringValue = name }
            init?(stringValue: String) { self.stringValue = stringValue }
            init?(intValue: Int) { nil }
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Key.self)
            for capability in Capability.allCases {
                if let can = contract.capabilities[capability] {
                    try container.encode(can, forKey: Key(capability.rawValue))
                }
            }
            if let context = contract.context { try container.encode(context, forKey: Key("context")) }
            if let output = contract.output { try container.encode(output, forKey: Key("output")) }
        }
    }

    let version: Int
    let targets: [String: Entry]
}
