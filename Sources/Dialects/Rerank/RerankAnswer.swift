public import NIOCore
public import PlanBVocabulary
import PlanBWire

/// The order of documents for a query. Cohere, Jina, vLLM, llama.cpp and Together share one shape of request and answer:
/// `model`, `query`, `documents`, `top_n`; `results` of `index` and `relevance_score`. What one adds, others pass over.
/// https://docs.cohere.com/reference/rerank https://docs.vllm.ai/en/latest/serving/openai_compatible_server.html#re-rank-api
public enum RerankAnswer {
    /// Where requests go.
    public static func path(to dialect: DialectID) -> ProviderPath {
        dialect == .cohere ? ProviderPath("/v2/rerank") : ProviderPath("/rerank")
    }

    /// Looks at an answer that is handed on as it came.
    /// - Returns: how many tokens it counts, if it does.
    /// - Throws: `malformed` if it has no results, or the failure that an error inside a 200 stands for.
    public static func inspect(_ body: ByteBuffer) throws(AttemptFailure) -> Usage? {
        let root = try TypedMember.answer(body)
        if root["error"]?.unlessNull != nil {
            throw OpenAIFailure.classify(status: nil, body: body, retryAfter: nil)
        }
        guard let results = root["results"]?.array else {
            throw AttemptFailure(.malformed, detail: "the answer has no \"results\"")
        }
        for result in results where result["index"]?.int == nil || result["relevance_score"]?.kind != .number {
            throw AttemptFailure(
                .malformed, detail: "a result of the answer has no \"index\" or no \"relevance_score\"")
        }
        guard let tokens = root["usage"]?["total_tokens"]?.int ?? root["usage"]?["prompt_tokens"]?.int else {
            return nil
        }
        return Usage(input: max(0, tokens), output: 0)
    }

    /// Looks at a request.
    /// - Throws: what the client has to change.
    public static func check(_ body: ByteBuffer) throws(ClientError) {
        let root = try TypedMember.root(of: body)
        guard let query = root["query"]?.unlessNull else { throw TypedMember.missing("query") }
        _ = try TypedMember.string(query, "query")
        guard let documents = root["documents"]?.unlessNull else { throw TypedMember.missing("documents") }
        _ = try TypedMember.array(documents, "documents")
        guard !documents.isEmpty else {
            throw .badRequest("invalid_value", parameter: "documents", "\"documents\" is empty.")
        }
    }
}
