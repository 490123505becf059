// The paths under `/_fake`, for tests in other processes:
//   PUT /_fake/behaviour   a preset: what is done from now on
//   POST /_fake/next       presets, one a line: what is done with the next requests
//   DELETE /_fake/behaviour   back to the script
//   GET /_fake/counters    what happened so far
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
}
