import NIOCore
import PlanBDialects
import PlanBLedger
import PlanBPolicy
import PlanBVocabulary
import PlanBWire
import Synchronization

/// What a request came to before any target was asked.
enum Arrangement {
    /// One of Plan B's own documents.
    case document(ReplyHead, ByteBuffer)
    /// A request for a target.
    case exchange(Exchange)
}

// The steps from a head to an admitted request: identify, collect, probe, plan. Each may refuse.
extension Gateway {
    func arrange(
        _ request: ClientRequest, id: String, _ installation: Installation
    ) async throws(ClientError) -> Arrangement {
        let snapshot = installation.snapshot
        let head = request.head
        request.memory.align(with: snapshot)
        let known = request.memory.knownEndpoint(head)
        let path = known == nil ? try head.acceptedPath() : ""
        if known == nil, let page = Pages.open(path, method: head.method, self, snapshot) {
            return .document(ReplyHeads.page(page, id: id), page.body)
        }
        try FrontDoor.check(head, snapshot.listener, request.memory)
        if let preflight = WebOrigin.preflight(head, snapshot.listener) { return .document(preflight, ByteBuffer()) }
        try RequestHints.refuseUnbuilt(head.fields)
        if snapshot.mode == .production, let doubt = keyTrust.doubt(at: time.now()) { throw Identify.error(doubt) }
        let caller = try Identify.caller(of: request, snapshot, epoch: time.epochSeconds())
        let asked: Endpoint
        if let known {
            asked = known
        } else {
            asked = try endpoint(path, head)
            if asked.isFixed { request.memory.remember(asked, for: head) }
        }
        switch asked {
        case .unbuilt(let dialect):
            throw ClientError(
                501, code: "not_in_this_build", "This endpoint of the \(dialect) dialect is not in this build.",
                shouldRetry: false)
        case .conversation(let dialect, let place):
            let facts = try await readConversation(request, dialect, place, snapshot)
            return .exchange(try admit(facts, request, caller, id: id, installation))
        case .call(let operation, let dialect, let place):
            let facts = try await readCall(request, operation, dialect, place, snapshot)
            return .exchange(try admit(facts, request, caller, id: id, installation))
        case .models(let dialect): return try models(head, dialect, caller, id: id, snapshot)
        case .model(let dialect, let name): return try model(name, dialect, caller, id: id, snapshot)
        case .stored(let item, let path):
            let facts = try await readStored(request, id: item, path: path, snapshot)
            return .exchange(try admit(facts, request, caller, id: id, installation, on: keepers(caller, snapshot)))
        case .other(let dialect, let path):
            let (facts, target) = try await readPassthrough(request, dialect, path, snapshot)
            return .exchange(try admit(facts, request, caller, id: id, installation, on: .passthrough(to: target)))
        case .openAI(let asked): return try await arrange(request, asked, caller, id: id, installation)
        }
    }

    private func models(
        _ head: HTTPRequestHead, _ dialect: DialectID, _ caller: Caller, id: String, _ snapshot: Snapshot
    ) throws(ClientError) -> Arrangement {
        let page = dialect == .openAI ? ModelListPage() : try head.modelPage()
        let body = try ModelListing.list(Pages.models(snapshot, caller), for: dialect, page: page)
        return .document(ReplyHeads.document(id: id), body)
    }

    private func model(
        _ name: String, _ dialect: DialectID, _ caller: Caller, id: String, _ snapshot: Snapshot
    ) throws(ClientError) -> Arrangement {
        guard let model = Pages.model(name, snapshot, caller) else { throw unknownModel(name, snapshot) }
        return .document(ReplyHeads.document(id: id), ModelListing.model(model, for: dialect))
    }

    private func arrange(
        _ request: ClientRequest, _ asked: OpenAIEndpoint, _ caller: Caller, id: String, _ installation: Installation
    ) async throws(ClientError) -> Arrangement {
        let snapshot = installation.snapshot
        switch asked {
        case .models: return try models(request.head, .openAI, caller, id: id, snapshot)
        case .model(let name): return try model(name, .openAI, caller, id: id, snapshot)
        case .operation(let operation, let deployment):
            let facts = try await readFacts(request, operation, deployment: deployment, snapshot)
            return .exchange(try admit(facts, request, caller, id: id, installation))
        case .other(let rest):
            let (facts, target) = try await readPassthrough(request, .openAI, rest, snapshot)
            return .exchange(try admit(facts, request, caller, id: id, installation, on: .passthrough(to: target)))
        case .storedResponse, .inputTokens, .rerank: throw unknownPath
        }
    }

    /// Nothing may be sent to a provider that could not be accounted for. Where the disk is full is the operator's business.
    private var unrecordable: ClientError {
        ClientError(
            503, code: "ledger_full",
            "The gateway cannot write its ledger now, so it takes no new requests; its operator can see why on its "
                + "standard error.", shouldRetry: true, retryAfterSeconds: 5)
    }

    private var unknownPath: ClientError {
        ClientError(
            404, code: "unknown_path",
            "There is no endpoint at this path; the OpenAI API is served below /v1, those of Anthropic, Google, Cohere "
                + "and Bedrock at their own paths.", shouldRetry: false)
    }

    private func endpoint(_ path: String, _ head: HTTPRequestHead) throws(ClientError) -> Endpoint {
        guard let endpoint = Endpoint.match(method: head.method.description, path: path, client: head.clientDialect)
        else { throw unknownPath }
        return endpoint
    }

    /// Finds the route and makes the plan.
    private func admit(
        _ facts: Facts, _ request: ClientRequest, _ caller: Caller, id: String, _ installation: Installation,
        on given: Route? = nil
    ) throws(ClientError) -> Exchange {
        if ledger.refusal != nil { throw unrecordable }
        let route: Route
        if let given { route = given } else { route = try self.route(facts.model, caller, installation.snapshot) }
        let ticket = given == nil ? ticket(for: facts, request, caller, route, installation) : nil
        do throws(ClientError) {
            if let ticket, let exchange = try admit(facts, request, caller, id: id, installation, route, ticket) {
                return exchange
            }
        } catch {
            if let ticket { withdraw(ticket) }
            throw error
        }
        if let ticket { withdraw(ticket) }
        guard let exchange = try admit(facts, request, caller, id: id, installation, route, nil) else {
            throw unknownPath
        }
        return exchange
    }

    /// Makes the plan; nil if the request cannot have its part in the drill.
    private func admit(
        _ facts: Facts, _ request: ClientRequest, _ caller: Caller, id: String, _ installation: Installation,
        _ route: Route, _ ticket: DrillTicket?
    ) throws(ClientError) -> Exchange? {
        let place = ticket?.place ?? installation
        let snapshot = place.snapshot
        let fields = request.head.fields
        var demand = facts.demand(
            isRetry: RequestHints.isRetry(fields), failoverOff: false,
            conversation: ticket?.conversation
                ?? (route.hasGroup ? RequestHints.conversation(fields, facts, caller: caller.id) : nil))
        demand.sharesVectorSpace = route.sharesVectorSpace
        try StateClaim.refuseOthers(facts.named, caller: caller.id, owners)
        let claim = try StateClaim(
            facts.references, caller: caller.id, owners, usual: snapshot.usualHolder(of: facts.dialect))
        demand.isNarrowed = claim != nil
        let all = standings(
            route, demand, asked: snapshot.routes.resolve(facts.model), in: facts.dialect, caller, place)
        let standings = claim?.narrow(all, facts.dialect, snapshot) ?? all
        facts.look(for: &demand, at: standings)
        var plan = Planner.plan(needs: route.needs, standings: standings, demand: demand)
        if let ticket, !ticket.fits(&plan) { return nil }
        let total = route.timeouts.total ?? ClockRules.total(for: demand, at: plan.candidates)
        let deadline = try RequestHints.deadline(fields, facts: facts, total: total, arrival: request.arrival)
        let tags = try RequestTags.read(fields, snapshot.keys)
        // Nothing may fail from here on: who was let in has to leave.
        let purse = try self.purse(facts, demand, caller, route, installation)
        buffered.add(facts.collectedBytes, ordering: .relaxed)
        return Exchange(
            id: id, snapshot: snapshot, caller: caller, facts: facts, demand: demand, route: route,
            arrival: request.arrival, arrivedAt: time.epochMilliseconds(), deadline: deadline, claim: claim,
            webOrigin: WebOrigin.allowed(request.head, snapshot.listener),
            head: RequestHints.vendorFields(fields, of: facts), board: place.board, drill: ticket,
            trace: trace(of: fields), waits: request.waits,
            attempts: Attempts(
                plan, route: route, deadline: deadline,
                mayRepeat: facts.isRepeatable && facts.operation != .passthrough && facts.operation != .stored,
                forced: ticket?.forced, ask: Ask(caller.priority, promptTokens: demand.promptTokens), rules: rules),
            skips: plan.skips, purse: purse,
            tags: tags + (ticket?.tags ?? []))
    }

    private func standings(
        _ route: Route, _ demand: Demand, asked: String, in dialect: DialectID, _ caller: Caller,
        _ installation: Installation
    ) -> [Standing] {
        var chance = self.chance()
        return installation.snapshot.standings(
            of: route, asked: asked, dialect: dialect, vendors: caller.key?.vendors ?? [], slots: installation.slots
        ) { group, members in
            installation.board.with { GroupOrder.order(members, of: group, demand: demand, health: $0, &chance) }
        }
    }

    /// The route of a model, if the caller may use it.
    private func route(_ model: String, _ caller: Caller, _ snapshot: Snapshot) throws(ClientError) -> Route {
        guard let route = snapshot.routes.route(for: model) else { throw unknownModel(model, snapshot) }
        if let key = caller.key, !key.mayUse(route, for: snapshot.routes.resolve(model)) {
            throw ClientError(
                403, code: "route_not_allowed", parameter: "model",
                "The key \"\(key.name)\" may not use the route \"\(route.pattern.text)\".", shouldRetry: false)
        }
        return route
    }

    private func unknownModel(_ name: String, _ snapshot: Snapshot) -> ClientError {
        let nearest = NearestName.suggestions(for: name, among: snapshot.routes.exactNames)
        let hint = nearest.isEmpty ? "" : " Did you mean \(nearest.map { "\"\($0)\"" }.joined(separator: ", "))?"
        return ClientError(
            404, code: "model_not_found", parameter: "model", "No route serves the model \"\(name)\".\(hint)",
            shouldRetry: false)
    }
}
