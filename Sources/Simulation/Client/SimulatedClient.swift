import NIOCore
import PlanBEngine
import PlanBVocabulary

/// A client: what it received, how that ended, and when.
final class SimulatedClient {
    let plan: RequestPlan
    let presence = ClientPresence()
    private let world: World
    private var loop: VirtualLoop { world.loop }
    /// The generation of the configuration that was in force when it asked.
    let generation: Int

    private(set) var status = 0
    private(set) var isHeadSent = false
    private(set) var isFinished = false
    private(set) var isAborted = false
    /// How often the answer was ended.
    private(set) var endings = 0
    private(set) var endedAt = Instant(nanoseconds: 0)
    private(set) var firstTextAt: Instant?
    /// Places in the order of all events: its first text, and its end or departure.
    private(set) var firstTextOrder: Int?
    private(set) var endOrder: Int?
    private(set) var answer = AnswerReader()
    /// The longest time between two signs of life before the end.
    private(set) var departedAt: Instant?
    private(set) var leak: String?
    private var head: ReplyHead?
    private var beats: VirtualLoop.Timer?
    private var reading: VirtualLoop.Timer?

    init(_ plan: RequestPlan, _ world: World, generation: Int) {
        self.plan = plan
        self.world = world
        self.generation = generation
    }

    /// The client goes away.
    func depart() {
        guard endings == 0 else { return }
        departedAt = loop.now()
        endOrder = world.nextOrder()
        world.trace.note(4, loop.now(), plan.index)
        world.trace.write(loop.now(), "request \(plan.index): the client leaves")
        presence.depart(.clientGone)
        if let reading { loop.end(reading) }
    }

    // MARK: - What the gateway does

    func begin(_ head: ReplyHead) {
        stopBeats()
        if !isHeadSent { self.head = head }
    }

    func receive(_ bytes: ByteBuffer) {
        sendHead()
        take(bytes)
    }

    /// Reads, as slowly as it is. Returns whether it is still there.
    func read() async -> Bool {
        if plan.reads > .zero {
            reading = nil
            let moment = loop.now() + plan.reads
            _ = await loop.wait(until: moment) { self.reading = $0 }
            reading = nil
        }
        return !presence.isGone
    }

    func keepAlive(after span: Instant.Span, head: ReplyHead, beat: ByteBuffer) {
        beats = loop.at(loop.now() + span) { [unowned self] in
            if !isHeadSent { self.head = head }
            receive(beat)
            keepAlive(after: span, head: head, beat: beat)
        }
    }

    func end(_ last: ByteBuffer, isClean: Bool) {
        stopBeats()
        endings += 1
        endedAt = loop.now()
        endOrder = endOrder ?? world.nextOrder()
        if isClean { isFinished = true } else { isAborted = true }
        if departedAt == nil {
            sendHead()
            take(last)
        }
        world.isEnded[plan.index] = true
        world.trace.note(5, endedAt, plan.index, status * 2 + (isClean ? 1 : 0))
        world.trace.write(endedAt, "request \(plan.index): \(isClean ? "ends" : "is broken off"), status \(status)")
    }

    /// The sink was dropped.
    func dropped() {
        stopBeats()
        guard endings == 0 else { return }
        endings = 1
        world.isEnded[plan.index] = true
        isAborted = true
        endedAt = loop.now()
        endOrder = endOrder ?? world.nextOrder()
    }

    private func stopBeats() {
        if let beats { loop.end(beats) }
        beats = nil
    }

    private func sendHead() {
        guard !isHeadSent, let head else { return }
        isHeadSent = true
        status = head.status
        inspect(head.fields)
        world.trace.note(6, loop.now(), plan.index, status)
    }

    private func take(_ bytes: ByteBuffer) {
        guard bytes.readableBytes > 0 else { return }
        let before = answer.text.count
        bytes.withUnsafeReadableBytes { raw in
            let bytes = raw.bindMemory(to: UInt8.self)
            if status == 200, plan.isStream, !plan.isEmbedding { answer.feed(bytes) } else { answer.readObject(bytes) }
        }
        inspect(bytes)
        if answer.text.count > before {
            firstTextAt = firstTextAt ?? loop.now()
            if firstTextOrder == nil { firstTextOrder = world.nextOrder() }
            if status == 200 { world.delivered[plan.index] = answer.text.count }
        }
        world.trace.note(7, loop.now(), plan.index, bytes.readableBytes)
        world.trace.write(
            loop.now(),
            "request \(plan.index): receives \(bytes.readableBytes) bytes, \(preview(bytes))")
    }

    private func preview(_ bytes: ByteBuffer) -> String {
        String(String(buffer: bytes).replacing("\n", with: "⏎").suffix(160))
    }

    /// Nothing of what providers say of themselves may arrive here.
    private func inspect(_ bytes: ByteBuffer) {
        bytes.withUnsafeReadableBytes { raw in
            let bytes = raw.bindMemory(to: UInt8.self)
            // Letters that are rare in what clients do receive.
            var place = 0
            while let hit = Scan.next(UInt8(ascii: "y"), in: bytes, from: place) {
                if Scan.matches("canary", in: bytes, at: hit - 5) {
                    leak = "a secret, or the words of a provider's error"
                }
                place = hit + 1
            }
            if Scan.find("<html", in: bytes) != nil { leak = "a web page" }
        }
    }
}
