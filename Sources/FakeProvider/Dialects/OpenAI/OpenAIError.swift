/// An error as OpenAI tells it: four keys, and null where there is nothing to say.
struct OpenAIError: Sendable, Equatable {
    var status: Int
    var message: String
    var type: String?
    var param: String?
    var code: String?
    /// More members of the error, as JSON; Azure has some.
    var more = ""

    init(
        _ status: Int, _ message: String, type: String? = "invalid_request_error", param: String? = nil,
        code: String? = nil
    ) {
        self.status = status
        self.message = message
        self.type = type
        self.param = param
        self.code = code
    }

    /// The body. OpenAI's is indented by four; an event of a stream is in one line. Azure has the status for a code and
    /// no type.
    func body(azure: Bool = false, compact: Bool = false) -> String {
        let members =
            azure
            ? [("code", quoted(code ?? String(status))), ("message", quoted(message))]
            : [
                ("message", quoted(message)), ("type", quoted(type)), ("param", quoted(param)), ("code", quoted(code)),
            ]
        if compact || azure {
            return #"{"error":{"# + members.map { "\"\($0)\":\($1)" }.joined(separator: ",") + more + "}}"
        }
        let lines = members.map { "        \"\($0)\": \($1)" }.joined(separator: ",\n")
        return "{\n    \"error\": {\n\(lines)\n    }\n}\n"
    }
}

extension OpenAIError {
    static let notJSON = OpenAIError(
        400,
        "We could not parse the JSON body of your request. (HINT: This likely means you aren't using your HTTP library "
            + "correctly. The OpenAI API expects a JSON payload, but what was sent was not valid JSON.)")
    static let notAForm = OpenAIError(400, "Could not parse multipart form")
    static let noModel = OpenAIError(400, "you must provide a model parameter")

    static func missing(_ name: String) -> Self {
        OpenAIError(
            400, "Missing required parameter: '\(name)'.", param: name, code: "missing_required_parameter")
    }

    static func unknownURL(_ request: ReceivedRequest) -> Self {
        OpenAIError(404, "Invalid URL (\(request.method) \(request.path))")
    }

    static func notAllowed(_ request: ReceivedRequest) -> Self {
        OpenAIError(405, "Not allowed to \(request.method) on \(request.path).", code: "method_not_supported")
    }

    static func unknownModel(_ model: String) -> Self {
        OpenAIError(
            404, "The model `\(model)` does not exist or you do not have access to it.", code: "model_not_found")
    }
}

extension OpenAICall {
    /// The complaint about a key that is wrong or missing. A wrong key is shown as OpenAI shows it: its ends.
    var keyError: OpenAIError {
        let told = request.header("authorization") ?? request.header("api-key")
        if isAzure {
            return .azureKey
        }
        guard let key = told?.split(separator: " ").last else {
            return OpenAIError(
                401,
                "You didn't provide an API key. You need to provide your API key in an Authorization header using "
                    + "Bearer auth (i.e. Authorization: Bearer YOUR_KEY), or as the password field (with blank "
                    + "username) if you're accessing the API from your browser and are prompted for a username and "
                    + "password. You can obtain an API key from https://platform.openai.com/account/api-keys.")
        }
        let shown = key.count > 8 ? "\(key.prefix(4))***\(key.suffix(4))" : "***"
        return OpenAIError(
            401,
            "Incorrect API key provided: \(shown). You can find your API key at "
                + "https://platform.openai.com/account/api-keys.", code: "invalid_api_key")
    }
}
