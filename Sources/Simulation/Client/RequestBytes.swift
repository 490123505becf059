import NIOCore
import PlanBEngine
import PlanBVocabulary
import PlanBWire

/// The bytes a simulated client sends.
enum RequestBytes {
    /// The prefix of the model names that clients ask for: what follows is the request's place in the scenario.
    static let modelPrefix = "m-"

    static func body(_ plan: RequestPlan) -> ByteBuffer {
        var body = ByteBufferAllocator().buffer(capacity: 256)
        body.writeString("{\"user\":\"r\(plan.index)\",\"model\":\"\(modelPrefix)\(plan.index)\",")
        if plan.isEmbedding {
            body.writeStaticString("\"input\":\"a prompt\"}")
            return body
        }
        if plan.isStream { body.writeStaticString("\"stream\":true,") }
        if plan.isStream, plan.wantsUsage { body.writeStaticString("\"stream_options\":{\"include_usage\":true},") }
        if plan.wantsForm {
            body.writeStaticString(
                "\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"s\",\"schema\":{\"type\":\"object\"}}},"
            )
        }
        if plan.hasTools {
            body.writeStaticString("\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}],")
        }
        body.writeString("\"temperature\":0,\"messages\":[{\"role\":\"user\",\"content\":\"prompt \(plan.index)")
        // Four bytes a token; a short prompt is nothing but its name.
        if plan.promptTokens > 9 { body.writeRepeatingByte(UInt8(ascii: "x"), count: 4 * plan.promptTokens) }
        body.writeStaticString("\"}]}")
        return body
    }

    static func head(_ plan: RequestPlan, length: Int) -> HTTPRequestHead? {
        var bytes = ByteBufferAllocator().buffer(capacity: 256)
        bytes.writeStaticString(
            plan.isEmbedding ? "POST /v1/embeddings HTTP/1.1\r\n" : "POST /v1/chat/completions HTTP/1.1\r\n")
        bytes.writeString("host: localhost\r\ncontent-type: application/json\r\ncontent-length: \(length)\r\n")
        if plan.isBatch { bytes.writeString("authorization: Bearer \(Configuration.batchKey.text)\r\n") }
        if let deadline = plan.deadline { bytes.writeString("x-planb-deadline: \(deadline.wholeMilliseconds)\r\n") }
        if plan.isRetry { bytes.writeStaticString("x-stainless-retry-count: 1\r\n") }
        if plan.isOptedOut { bytes.writeStaticString("x-planb-rehearse: off\r\n") }
        if let conversation = plan.conversation { bytes.writeString("x-planb-conversation: c\(conversation)\r\n") }
        bytes.writeStaticString("\r\n")
        var parser = HTTPRequestParser()
        return try? parser.parseHead(&bytes)
    }
}
