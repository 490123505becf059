import NIOCore
import PlanBWire

// Members of a client's request, with their type checked. `null` counts as not there.
extension JSONNode {
    /// The member `name`, unless it is `null`.
    func member(_ name: StaticString) -> JSONNode? { self[name]?.unlessNull }

    /// The string at `path`.
    func text(at path: String) throws(ClientError) -> JSONString {
        guard let text else { throw .wrongType(path, "a string") }
        return text
    }

    /// The truth value at `path`.
    func flag(at path: String) throws(ClientError) -> Bool {
        guard let bool else { throw .wrongType(path, "true or false") }
        return bool
    }

    /// The integer at `path`.
    func integer(at path: String) throws(ClientError) -> Int {
        guard let int else { throw .wrongType(path, "an integer") }
        return int
    }

    /// The number at `path`, as it was written.
    func numeral(at path: String) throws(ClientError) -> JSONNode {
        guard kind == .number else { throw .wrongType(path, "a number") }
        return self
    }

    /// The elements of the array at `path`.
    func elements(at path: String) throws(ClientError) -> Items {
        guard let array else { throw .wrongType(path, "an array") }
        return array
    }

    /// This value, if it is an object.
    func object(at path: String) throws(ClientError) -> JSONNode {
        guard kind == .object else { throw .wrongType(path, "an object") }
        return self
    }
}

extension ClientError {
    static func wrongType(_ path: String, _ expected: String) -> ClientError {
        .badRequest("invalid_type", parameter: path, "\"\(path)\" must be \(expected).")
    }

    static func missing(_ path: String) -> ClientError {
        .badRequest("missing_required_parameter", parameter: path, "\"\(path)\" is missing.")
    }

    static func wrongValue(_ path: String, _ expected: String) -> ClientError {
        .badRequest("invalid_value", parameter: path, "\"\(path)\" must be \(expected).")
    }
}

extension JSONNode {
    /// The root of a client's request.
    init(request body: ByteBuffer) throws(ClientError) {
        guard body.readableBytes > 0 else {
            throw .badRequest("empty_body", "The request body is empty; send a JSON object.")
        }
        do throws(JSONFault) { self = try JSONNode(reading: body) } catch {
            throw .badRequest("invalid_json", "The request body is not valid JSON: \(error.description)")
        }
        guard kind == .object else { throw .badRequest("invalid_json", "The request body is not a JSON object.") }
    }
}
