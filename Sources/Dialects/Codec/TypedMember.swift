import NIOCore
import PlanBConversation
import PlanBVocabulary
import PlanBWire

/// Reads members of a client's request by the type they must have. What is wrong with one is said in a sentence.
enum TypedMember {
    /// The object that is a request's body.
    static func root(of body: ByteBuffer) throws(ClientError) -> JSONNode {
        guard body.readableBytes > 0 else {
            throw .badRequest("empty_body", "The request body is empty; send a JSON object with \"model\".")
        }
        let root: JSONNode
        do throws(JSONFault) { root = try JSONNode(reading: body) } catch {
            throw .badRequest("invalid_json", "The request body is not valid JSON: \(error.description)")
        }
        guard root.kind == .object else {
            throw .badRequest("invalid_json", "The request body is a JSON \(root.kind); send an object.")
        }
        return root
    }

    /// The name of the model.
    static func model(_ node: JSONNode?, _ path: PathFacts) throws(ClientError) -> String {
        guard let node = node?.unlessNull else {
            if let model = path.model { return model }
            throw .badRequest(
                "missing_required_parameter", parameter: "model", "\"model\" is missing; name the model to use.")
        }
        let model = try string(node, "model").text
        guard !model.isEmpty else { throw .badRequest("invalid_value", parameter: "model", "\"model\" is empty.") }
        return model
    }

    static func string(_ node: JSONNode, _ path: @autoclosure () -> String) throws(ClientError) -> JSONString {
        guard let text = node.text else { throw wrongType(path(), "a string") }
        return text
    }

    /// A string that must be there and say something.
    static func word(_ node: JSONNode?, _ path: @autoclosure () -> String) throws(ClientError) -> String {
        guard let node = node?.unlessNull else { throw missing(path()) }
        let text = try string(node, path()).text
        guard !text.isEmpty else {
            let path = path()
            throw .badRequest("invalid_value", parameter: path, "\"\(path)\" is empty.")
        }
        return text
    }

    static func bool(_ node: JSONNode, _ path: @autoclosure () -> String) throws(ClientError) -> Bool {
        guard let value = node.bool else { throw wrongType(path(), "true or false") }
        return value
    }

    /// A number, as it was written.
    static func number(_ node: JSONNode, _ path: @autoclosure () -> String) throws(ClientError) -> JSONNode {
        guard node.kind == .number else { throw wrongType(path(), "a number") }
        return node
    }

    static func int(
        _ node: JSONNode, _ path: @autoclosure () -> String, in range: ClosedRange<Int>
    ) throws(ClientError) -> Int {
        guard let value = node.int else { throw wrongType(path(), "an integer") }
        guard range.contains(value) else {
            let path = path()
            let bounds = range.upperBound == .max ? "at least \(range.lowerBound)" : "\(range)"
            throw .badRequest("invalid_value", parameter: path, "\"\(path)\" must be \(bounds).")
        }
        return value
    }

    static func array(_ node: JSONNode, _ path: @autoclosure () -> String) throws(ClientError) -> JSONNode.Items {
        guard let items = node.array else { throw wrongType(path(), "an array") }
        return items
    }

    static func object(_ node: JSONNode?, _ path: @autoclosure () -> String) throws(ClientError) -> JSONNode {
        guard let node = node?.unlessNull else { throw missing(path()) }
        guard node.kind == .object else { throw wrongType(path(), "an object") }
        return node
    }

    static func wrongType(_ path: String, _ type: String) -> ClientError {
        .badRequest("invalid_type", parameter: path, "\"\(path)\" must be \(type).")
    }

    static func missing(_ path: String) -> ClientError {
        .badRequest("missing_required_parameter", parameter: path, "\"\(path)\" is missing.")
    }

    static func unknown(_ path: String, _ choice: String) -> ClientError {
        .badRequest("invalid_value", parameter: path, "\"\(path)\" must be \(choice).")
    }

    /// A count of tokens, which some providers write with a fraction. What is negative or absurd counts as nothing.
    static func count(_ node: JSONNode?) -> Int {
        guard let node else { return 0 }
        if let value = node.int { return max(0, value) }
        guard let value = node.double, value > 0, value < 1e15 else { return 0 }
        return Int(value.rounded())
    }

    /// An answer of a provider, or an event of it: an object.
    static func answer(_ body: ByteBuffer) throws(AttemptFailure) -> JSONNode {
        let node: JSONNode
        do throws(JSONFault) { node = try JSONNode(reading: body) } catch {
            throw AttemptFailure(.malformed, detail: "the answer is not valid JSON: \(error.description)")
        }
        guard node.kind == .object else { throw AttemptFailure(.malformed, detail: "the answer is no JSON object") }
        return node
    }

    /// A provider's word in a failure's detail, if it is one that may be shown.
    static func shown(_ word: String?) -> String { word.flatMap { PlainWord.read($0) }.map { " \"\($0)\"" } ?? "" }
}
