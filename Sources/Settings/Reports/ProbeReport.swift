public import PlanBEngine
import PlanBProviders
import PlanBVocabulary

/// What targets showed when they were asked: the answer of `planb check --probe`.
public struct ProbeReport: Sendable, Encodable {
    /// One target.
    public struct Target: Sendable, Encodable {
        /// Its name.
        public let target: String
        /// The word after `provider:`.
        public let provider: String
        /// The model it was asked for.
        public let model: String?
        /// It answered: it is there, takes the credential, and knows the model.
        public let reachable: Bool
        /// What came of each question.
        public let findings: [Finding]
        /// The most tokens of a prompt, as the provider says.
        public let context: Int?
        /// The most tokens of an answer, as the provider says.
        public let output: Int?
        /// How many requests it took.
        public let requests: Int
        /// Tokens of prompts, as far as answers tell.
        public let inputTokens: Int
        /// Tokens of answers, as far as they tell.
        public let outputTokens: Int
        /// What it cost in dollars; nil if the price is not known.
        public let cost: String?
        /// What the contract said before and the target showed otherwise.
        public let contradicts: [String]

        private enum CodingKeys: String, CodingKey {
            case target, provider, model, reachable, findings, context, output, requests, cost, contradicts
            case inputTokens = "input_tokens"
            case outputTokens = "output_tokens"
        }
    }

    /// What came of one question.
    public struct Finding: Sendable, Encodable {
        /// `answer`, `stream`, `tools` and so on.
        public let question: String
        /// Whether it can; nil if the answer does not tell.
        public let can: Bool?
        /// For people.
        public let detail: String
    }

    /// When, in UTC.
    public let probed: String
    /// The targets, in the order of the configuration.
    public let targets: [Target]
    private let records: [Record]

    private struct Record: Sendable {
        var name: String
        var provider: String
        var model: String
        var url: String
        var contract: Contract
    }

    private enum CodingKeys: CodingKey { case probed, targets }

    /// Whether all targets answered.
    public var ok: Bool { targets.allSatisfy(\.reachable) }

    /// A report of `interviews`, made at `epochSeconds` since 1970.
    public init(_ interviews: [(UpstreamTarget, Interview)], epochSeconds: Int64) {
        probed = TimestampText.text(epochSeconds)
        targets = interviews.map { Target($0, $1) }
        records = interviews.compactMap { target, interview in
            guard interview.isReachable, let model = target.model else { return nil }
            let url = EndpointURL(
                isTLS: target.origin.isTLS, host: target.origin.host, port: target.origin.port, path: target.basePath)
            return Record(
                name: target.name, provider: target.provider.name, model: model, url: url.origin + url.path,
                contract: interview.contract)
        }
    }

    /// For people: a row for each target, then what is to be said of some.
    public var text: String {
        let questions = InterviewQuestion.allCases.map(\.rawValue)
        let header = ["target", "model"] + questions + ["context", "requests", "tokens", "cost"]
        let rows = targets.map { target -> [String] in
            let cells = questions.map { question -> String in
                guard let finding = target.findings.first(where: { $0.question == question }) else { return "-" }
                return finding.can.map { $0 ? "yes" : "no" } ?? "?"
            }
            return [target.target, target.model ?? "-"] + cells + [
                target.context.map(String.init) ?? "-", String(target.requests),
                "\(target.inputTokens)+\(target.outputTokens)", target.cost.map { $0 + " USD" } ?? "?",
            ]
        }
        let remarks = targets.flatMap { target in
            target.findings.filter { $0.can != true }.map { "\(target.target): \($0.question): \($0.detail)" }
                + target.contradicts.map { "\(target.target): \($0)" }
        }
        let requests = targets.reduce(0) { $0 + $1.requests }
        return
            (["probed \(probed), with \(requests) requests"] + TextTable.lines([header] + rows)
            + (remarks.isEmpty ? [] : [""] + remarks)).joined(separator: "\n")
    }

    /// The file that the configuration reads: what was shown for certain by those that answered.
    public var contracts: ContractsFile {
        ContractsFile(
            version: 1,
            targets: Dictionary(
                records.map { record in
                    (
                        record.name,
                        ContractsFile.Entry(
                            provider: record.provider, model: record.model, url: record.url, probed: probed,
                            contract: ContractsFile.Terms(record.contract))
                    )
                }, uniquingKeysWith: { first, _ in first }))
    }
}

extension ProbeReport.Target {
    init(_ target: UpstreamTarget, _ interview: Interview) {
        self.target = target.name
        provider = target.provider.name
        model = target.model
        reachable = interview.isReachable
        findings = interview.findings.map {
            ProbeReport.Finding(question: $0.question.rawValue, can: $0.can, detail: $0.detail)
        }
        context = interview.limits.context
        output = interview.limits.output
        requests = interview.requests
        inputTokens = interview.usage.input
        outputTokens = interview.usage.output
        // Nanodollars; a probe costs less than a cent, so that all digits count.
        cost = target.price.map { PriceSummary.dollars($0.cost(of: interview.usage) / 1000) }
        let shown = interview.contract.capabilities
        contradicts = Capability.allCases.compactMap { capability in
            guard let said = target.contract.capabilities[capability], let now = shown[capability], said != now else {
                return nil
            }
            return "its contract says \(capability.rawValue): \(said), and it showed \(now)"
        }
    }
}
