import NIOCore
import PlanBDialects
import PlanBPolicy
import PlanBVocabulary
import PlanBWire

// Which requests of users take part in a drill.
extension Gateway {
    /// Why no drill may begin, or go on, on `route` now, as the end of a sentence; nil: nothing is in its way.
    public func obstacle(to route: String) -> String? {
        let installation = self.installation
        guard let route = installation.snapshot.routes.routes.first(where: { $0.pattern.text == route }) else {
            return "is not configured"
        }
        guard !isDraining else { return "is served by a gateway that is about to stop" }
        for target in route.targets where !isWell(target, installation) {
            return "has a target that is not well: \(installation.snapshot[target].name)"
        }
        if watches.isBurning(route.pattern.text, at: time.now()) {
            return "fails for more users than it can afford just now (1 %)"
        }
        return nil
    }

    private func isWell(_ target: TargetID, _ installation: Installation) -> Bool {
        guard target.index < installation.slots.count else { return false }
        return board.with { $0.isWell(installation.slots[target.index]) }
    }

    /// A request's part in a drill that runs on its route; nil: it has none. Who has one must `withdraw` or leave it.
    func ticket(
        for facts: Facts, _ request: ClientRequest, _ caller: Caller, _ route: Route, _ installation: Installation
    ) -> DrillTicket? {
        guard drills.runs(on: route.pattern.text), facts.isConversation, facts.isRepeatable, facts.references.isEmpty
        else { return nil }
        let fields = request.head.fields
        let isOff = fields.first("x-planb-rehearse").map { $0.lowercased() == "off" } ?? false
        let conversation = RequestHints.conversation(fields, facts, caller: caller.id)
        let now = time.now()
        let consent = caller.key?.rehearsal ?? .live
        guard
            let (number, order, arm) = drills.draw(
                route: route.pattern.text, conversation: conversation, consent: consent, now: now)
        else { return nil }
        if order.isRecording {
            // The route, the holder of the key, and whoever sends the request have to agree, each at this moment.
            guard !isOff, route.rehearsal.mayRecord, caller.key?.mayRecord ?? true else {
                drills.passOver(number)
                return nil
            }
        } else if isOff {
            return nil
        }
        if !order.isRecording, rules.drillsOnlyWhenWell, !route.targets.allSatisfy({ isWell($0, installation) }) {
            drills.passOver(number)
            return nil
        }
        let isExperiment = arm == .experiment
        let demandsForm = isExperiment && facts.demandsForm
        // Being asked of another target first, or having a failure made up, takes time, so that a request can fail that would
        // not have failed. What is held back to its end, as all is in such a drill, is begun anew elsewhere, if there is time.
        let isHeldBack =
            (order.buffers || route.onCut == .buffer) && hasTimeForTwo(facts, fields, route, arrival: request.arrival)
        let exposes = isExperiment && (order.level == .fault || demandsForm || !isHeldBack)
        // Where a cut would be seen for certain, none is made up.
        if isExperiment, order.fault?.followsCommit == true, facts.isEventStream, !order.buffers,
            route.onCut == .error
        {
            drills.passOver(number)
            return nil
        }
        let bound = order.isRecording ? 0 : facts.bound(of: arm, order, route, installation.snapshot)
        guard drills.enter(number, arm, exposes: exposes, bound: bound, now: now) else { return nil }
        return DrillTicket(
            number: number, order: order, arm: arm, exposes: exposes, demandsForm: demandsForm, bound: bound,
            conversation: conversation,
            place: isExperiment ? drills.place(of: number, in: installation) : installation)
    }

    /// Whether the primary has at least half a minute of its own after the backup has used up its half of the time.
    private func hasTimeForTwo(_ facts: Facts, _ fields: HTTPFields, _ route: Route, arrival: Instant) -> Bool {
        let total = route.timeouts.total ?? Self.leastTotal
        // A wrong header is refused a little later.
        let deadline = try? RequestHints.deadline(fields, facts: facts, total: total, arrival: arrival)
        return (deadline ?? arrival) - time.now() >= Self.timeForTwo
    }

    private static let timeForTwo = Instant.Span.minutes(1)
    /// What a route gives its requests that says nothing: no model has less.
    private static let leastTotal = Instant.Span.minutes(10)

    /// The request has no part in the drill after all.
    func withdraw(_ ticket: DrillTicket) {
        drills.withdraw(ticket.number, ticket.arm, exposes: ticket.exposes, bound: ticket.bound)
    }
}

extension DrillTicket {
    /// Labels for the ledger.
    var tags: [String] {
        order.isRecording
            ? ["planb.recording=\(order.id)"] : ["planb.drill=\(order.id)", "planb.arm=\(arm.rawValue)"]
    }

    /// Puts the target that is asked because of the drill in front; false: it cannot serve the request, or may not, which its
    /// copy may not either.
    func fits(_ plan: inout Plan) -> Bool {
        switch arm {
        case .control: return true
        case .copied: return order.isRecording || plan.candidates.contains { $0.name == order.backup }
        case .experiment: break
        }
        guard let forced else {
            net = plan.candidates.first
            return plan.candidates.first?.name == order.primary && plan.candidates.count > 1
        }
        guard plan.candidates.count > 1, let index = plan.candidates.firstIndex(where: { $0.name == forced }) else {
            return false
        }
        plan.candidates.insert(plan.candidates.remove(at: index), at: 0)
        return true
    }
}

extension Facts {
    /// The most that a request may cost in a drill, in nanodollars. One of the experiment may be asked of every target of the
    /// route before it is answered, each of which may charge for it, and once more to complete an answer that broke.
    fileprivate func bound(of arm: DrillArm, _ order: DrillOrder, _ route: Route, _ snapshot: Snapshot) -> Int {
        switch arm {
        case .control: return 0
        case .copied: return bound(at: order.backup, snapshot)
        case .experiment:
            let bounds = route.targets.map { bound(at: snapshot[$0].name, snapshot) }
            let twice = route.onCut == .error || route.onCut == .buffer ? 0 : bounds.max() ?? 0
            return (bounds + [twice]).reduce(0) { sum, bound in
                let (next, overflow) = sum.addingReportingOverflow(bound)
                return overflow ? .max : next
            }
        }
    }

    /// The answer has to follow a form that is seen only when it is complete: a schema, or at least JSON. That one wants JSON
    /// is written in a few ways; a body that has the words elsewhere is only judged for nothing.
    var demandsForm: Bool {
        if probe.needs.contains(.jsonSchema) { return true }
        guard form == .json, case .whole(let body) = body else { return false }
        return Self.hasWordOfForm(body.readableBytesUInt8Span)
    }

    /// Whether `json_object`, `json_schema` or `application/json` can be in `bytes`, in one pass.
    private static func hasWordOfForm(_ bytes: Span<UInt8>) -> Bool {
        guard bytes.count > 5 else { return false }
        for index in 1..<(bytes.count - 4)
        where bytes[index] == UInt8(ascii: "j") && bytes[index + 1] == UInt8(ascii: "s")
            && bytes[index + 2] == UInt8(ascii: "o") && bytes[index + 3] == UInt8(ascii: "n")
        {
            if bytes[index + 4] == UInt8(ascii: "_") || bytes[index - 1] == UInt8(ascii: "/") { return true }
        }
        return false
    }

    /// The most that a request may cost at the target called `name`, in nanodollars. Where the length of the answer is not
    /// bounded, a long one is assumed; where no price is known, the ceiling.
    func bound(at name: String, _ snapshot: Snapshot) -> Int {
        guard let target = snapshot.targets.first(where: { $0.name == name }) else { return .max }
        let price: Price
        if let known = target.price {
            price = known
        } else if target.vendor == "self" {
            return 0
        } else {
            let ceiling = snapshot.unpricedCeiling ?? Snapshot.usualCeiling
            price = Price(input: ceiling, output: ceiling)
        }
        let bound = CostBound(
            bytes: collectedBytes, hasMore: false, cap: probe.outputCap ?? target.contract.output ?? Self.longAnswer,
            choices: probe.answers, kind: operation == .embedding ? .prompt : .text)
        guard let usage = try? bound.usage(target.contract) else { return .max }
        return price.most(input: usage.input, output: usage.output)
    }

    /// Tokens of a long answer.
    private static let longAnswer = 32768
}
