// The paths under `/_fake`, for tests in other processes:
//   PUT /_fake/behaviour   a preset: what is done from now on
//   POST /_fake/next       presets, one a line: what is done with the next requests
//   DELETE /_fake/behaviour   back to the script
//   GET /_fake/counters    what happened so far
//   GET /_fake/requests    the requests that are kept, in the order of arrival (`Options.keptRequests`)
extension Core {
    private static let controlPath = "/_fake/"

    /// Whether a request is not for the provider but for its script. Those are neither counted nor recorded.
    func isControl(_ request: ReceivedRequest) -> Bool {
        options.remoteControl && request.target.hasPrefix(Self.controlPath)
    }

    /// The answer to a request for control; nil for any other request.
    func control(_ request: ReceivedRequest) -> Reply? {
        guard isControl(request) else { return nil }
        switch (request.method, request.path.dropFirst(Self.controlPath.count)) {
        case ("GET", "counters"): return Reply(json: countersText)
        case ("GET", "requests"): return Reply(json: requestsText)
        case ("DELETE", "behaviour"):
            steer { $0.clear() }
            return Reply(json: "{}")
        case ("PUT", "behaviour"): return steer(by: request) { $0.set($1.last) }
        case ("POST", "next"): return steer(by: request) { $0.enqueue($1) }
        default: return Reply(status: 404, json: #"{"message":"no such control"}"#)
        }
    }

    private func steer(by request: ReceivedRequest, _ change: (inout ScriptRunner, [Behaviour]) -> Void) -> Reply {
        do throws(Behaviour.PresetError) {
            var behaviours: [Behaviour] = []
            for line in request.text.split(whereSeparator: \.isNewline) {
                behaviours.append(try Behaviour.preset(String(line)))
            }
            steer { change(&$0, behaviours) }
            return Reply(json: "{}")
        } catch {
            return Reply(status: 400, json: #"{"message":\#(quoted(error.description))}"#)
        }
    }

    private var countersText: String {
        let counters = counters
        return """
            {"open_connections":\(counters.openConnections),"total_connections":\(counters.totalConnections),\
            "total_requests":\(counters.totalRequests),"answered_requests":\(counters.answeredRequests),\
            "cut_requests":\(counters.cutRequests),"cancelled_requests":\(counters.cancelledRequests)}
            """
    }

    /// Bodies are text here, since all dialects write JSON. Values of headers are secrets of tests only.
    private var requestsText: String {
        let texts = requests.map { request in
            let headers = request.headers.map { "[\(quoted($0.name)),\(quoted($0.value))]" }
            return """
                {"index":\(request.index),"method":\(quoted(request.method)),"target":\(quoted(request.target)),\
                "behaviour":\(quoted(request.behaviour)),"headers":[\(headers.joined(separator: ","))],\
                "body":\(quoted(request.text))}
                """
        }
        return "[\(texts.joined(separator: ","))]"
    }
}
