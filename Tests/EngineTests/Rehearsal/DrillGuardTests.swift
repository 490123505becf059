import NIOCore
import PlanBEngine
import PlanBLedger
import PlanBPolicy
import PlanBTesting
import PlanBVocabulary
import PlanBWire
import Testing

/// What a drill must not do to users, nor to what is known of them.
struct DrillGuardTests {
    private static let key = Result { try #require(KeyText.make(entropy: (1..<6).map { UInt64($0) << 40 })) }

    private static let hang = ScriptedUpstream.Act.answer(
        status: 200, contentType: "application/json", pieces: [.wait(.seconds(600)), .text("{}")])

    /// A client that leaves was not answered, and nobody failed.
    @Test func whoLeavesIsNeitherAnAnswerNorAFailure() async throws {
        for level in [DrillLevel.live, .fault] {
            let world = World()
            let watch = Watch(world.gateway)
            let order = DrillTests.order(level, fault: level == .fault ? .unavailable : nil)
            let number = try #require(world.gateway.drills.begin(order))
            _ = try await world.send(to: world.upstream(["b": [.fail(AttemptFailure(.clientGone))]]))
            let seen = try #require(watch.seen.first)
            #expect(seen.outcome == .abandoned && seen.answer == nil && !seen.isHeld)
            #expect(world.rows.requests.map(\.outcome) == [.abandoned])
            let tally = try #require(world.gateway.drills.tally(of: number))
            #expect(tally.underWay == 0 && tally.exposed == 0 && tally.failures == 0)
            if level == .fault {
                let detection = try #require(world.gateway.drills.detection(of: number))
                #expect(detection.injected == 1 && detection.answered == 0 && detection.failed == 0)
            }
        }
    }

    /// What only the backup finds wrong with a request is not the user's answer.
    @Test(arguments: [DrillLevel.live, .cutover, .fault])
    func theBackupsRefusalIsNotTheAnswer(level: DrillLevel) async throws {
        let world = World()
        let order = DrillTests.order(level, fault: level == .fault ? .unavailable : nil)
        let number = try #require(world.gateway.drills.begin(order))
        let upstream = world.upstream(["a": [.full, .status(400)], "b": [.status(400), .status(400)]])
        let received = try await world.send(to: upstream)
        #expect(received.status == 200 && received.field("x-planb-target") == "a")
        #expect(upstream.requests.map(\.host) == ["b", "a"])
        // Where everybody says so, it is so, and no failure of the drill.
        let refused = try await world.send(to: upstream)
        #expect(refused.status == 400 && upstream.requests.map(\.host) == ["b", "a", "b", "a"])
        #expect(world.gateway.drills.tally(of: number)?.failures == 0)
        #expect(world.rows.requests.map(\.outcome) == [.answered, .surfaced])
    }

    /// However slow the backup is, the primary has half of the time.
    @Test(arguments: [false, true])
    func thePrimaryHasTimeLeft(isStream: Bool) async throws {
        let world = World()
        let number = try #require(world.gateway.drills.begin(DrillTests.order(.live)))
        let received = try await world.send(
            isStream ? World.streamed : World.chat, headers: ["x-planb-deadline: 4000"],
            to: world.upstream(["a": [isStream ? .goodStream : .full], "b": [Self.hang]]))
        #expect(received.status == 200 && received.isFinished)
        #expect(received.field("x-planb-attempts") == (isStream ? "b:first_token,a:200" : "b:answer,a:200"))
        let attempts = world.rows.attempts
        #expect(attempts.first.map { $0.duration <= .milliseconds(2000) } == true)
        #expect(world.gateway.drills.tally(of: number)?.failures == 0)
    }

    /// A stream that is held back has not been seen by anybody: it does not use up the time either.
    @Test func aStreamThatIsHeldBackLeavesTimeAsWell() async throws {
        let world = World()
        let number = try #require(world.gateway.drills.begin(DrillTests.order(.live, buffers: true)))
        var drip: [ScriptedUpstream.Piece] = [.text(ScriptedUpstream.Act.role)]
        for _ in 0..<100 { drip += [.text(ScriptedUpstream.Act.content), .wait(.milliseconds(500))] }
        let received = try await world.send(
            World.streamed, headers: ["x-planb-deadline: 4000"],
            to: world.upstream(["a": [.goodStream], "b": [.stream(drip)]]))
        #expect(received.isFinished && received.field("x-planb-attempts") == "b:answer,a:200")
        #expect(world.gateway.drills.tally(of: number)?.failures == 0)
    }

    @Test func aMadeUpStallLeavesTime() async throws {
        for (deadline, most) in [(4000, 2000), (500_000, 30_000)] {
            let world = World()
            _ = try #require(world.gateway.drills.begin(DrillTests.order(.fault, fault: .stall)))
            let start = world.time.now()
            let received = try await world.send(
                headers: ["x-planb-deadline: \(deadline)"], to: world.upstream(["b": [.full]]))
            #expect(received.status == 200 && received.field("x-planb-target") == "b")
            #expect(world.time.now() - start <= .milliseconds(most))
        }
    }

    /// When nobody answers in an experiment, its user has seen a failure; of a copied request the drill has no part in it.
    @Test func nobodyAnswering() async throws {
        for (level, failures) in [(DrillLevel.live, 1), (.cutover, 1), (.fault, 1), (.shadow, 0)] {
            let world = World()
            let order = DrillTests.order(level, fault: level == .fault ? .unavailable : nil)
            let number = try #require(world.gateway.drills.begin(order))
            let received = try await world.send(
                headers: ["x-planb-deadline: 4000"], to: world.upstream(["a": [Self.hang], "b": [Self.hang]]))
            #expect(received.status >= 500)
            #expect(world.gateway.drills.tally(of: number)?.failures == failures)
            #expect(world.gateway.drills.tally(of: number)?.underWay == 0)
        }
    }

    @Test func withoutAnAllowanceNoWholeAnswerTakesPart() async throws {
        let world = World()
        let number = try #require(world.gateway.drills.begin(DrillTests.order(.live, failures: 0)))
        let received = try await world.send(to: world.upstream(["a": [.full]]))
        #expect(received.field("x-planb-target") == "a" && received.field("x-planb-rehearsal") == nil)
        #expect(world.gateway.drills.tally(of: number)?.passedOver == 1)
        // Where everything is held back to its end, it does.
        let careful = World()
        _ = try #require(careful.gateway.drills.begin(DrillTests.order(.live, failures: 0, buffers: true)))
        #expect(try await careful.send(to: careful.upstream(["b": [.full]])).field("x-planb-target") == "b")
    }

    /// A key that may not send to a vendor may not be copied to it.
    @Test func copiesStayWithTheVendorsOfTheKey() async throws {
        let text = try Self.key.get().text
        for (vendors, isCopied) in [(["mistral"], false), (["mistral", "groq"], true), ([], true)] {
            let house = World(keys: try ring(vendors: vendors), providers: ["mistral", "groq"])
            let watch = Watch(house.gateway)
            let number = try #require(house.gateway.drills.begin(DrillTests.order(.shadow)))
            let received = try await house.send(
                headers: ["authorization: Bearer \(text)"], to: house.upstream(["a": [.full]]))
            #expect(received.status == 200 && received.field("x-planb-target") == "a")
            #expect(house.gateway.drills.tally(of: number)?.requests == (isCopied ? 1 : 0))
            #expect((watch.seen.first?.arm == .copied) == isCopied)
        }
    }

    /// The same of what is made of such a request later.
    @Test func whatIsMadeOfARequestStaysWithTheVendorsOfItsKey() async throws {
        let text = try Self.key.get().text
        let world = World(keys: try ring(vendors: ["mistral"]), providers: ["mistral", "mistral"])
        let watch = Watch(world.gateway)
        _ = try #require(world.gateway.drills.begin(DrillTests.order(.live)))
        _ = try await world.send(headers: ["authorization: Bearer \(text)"], to: world.upstream(["b": [.full]]))
        let request = try #require(watch.seen.first?.request)
        let next = try #require(request.followUp("hi"))
        for asked in [request, next] {
            let other = World(providers: ["mistral", "groq"])
            let upstream = other.upstream(["a": [.full], "b": [.full]])
            for (target, isAsked) in [("a", true), ("b", false)] {
                let answer = await other.gateway.rehearse(
                    asked, at: target, of: "gpt-4.1", label: "x", patience: .seconds(9), upstream)
                #expect((answer != nil) == isAsked)
            }
            #expect(upstream.requests.map(\.host) == ["a"])
        }
    }

    /// What nobody knows the price of counts with the most that it may have cost.
    @Test func whatHasNoPriceCountsAgainstTheCap() async throws {
        let world = World(providers: ["mistral", "mistral"])
        let number = try #require(world.gateway.drills.begin(DrillTests.order(.live, spend: 1 << 50)))
        let upstream = world.upstream(["b": [.full, .full, .status(401)]])
        _ = try await world.send(to: upstream)
        let tally = try #require(world.gateway.drills.tally(of: number))
        #expect(tally.spend > 0 && tally.underWay == 0)
        let request = try RehearsalRequest(chat: #"{"messages":[{"role":"user","content":"x"}]}"#, model: "gpt-4.1")
        let bound = world.gateway.bound(of: request, at: "b")
        for isAnswered in [true, false] {
            let answer = try #require(
                await world.gateway.rehearse(
                    request, at: "b", of: "gpt-4.1", label: "x", patience: .seconds(9), upstream))
            #expect(answer.cost == nil && answer.charge(atMost: bound) == (isAnswered ? bound : 0))
        }
        // One's own server charges nothing.
        let own = World()
        let free = try #require(own.gateway.drills.begin(DrillTests.order(.live, spend: 0)))
        _ = try await own.send(to: own.upstream(["b": [.full]]))
        #expect(own.gateway.drills.tally(of: free)?.requests == 1 && own.gateway.drills.tally(of: free)?.spend == 0)
    }

    /// JSON without a schema is a form as well.
    @Test func jsonModeIsHeldUntilItIsJudged() async throws {
        let world = World()
        let watch = Watch(world.gateway)
        let number = try #require(world.gateway.drills.begin(DrillTests.order(.live, failures: 1)))
        let body =
            #"{"model":"gpt-4.1","response_format":{"type":"json_object"},"messages":[{"role":"user","content":"x"}]}"#
        _ = try await world.send(body, to: world.upstream(["b": [.full]]))
        #expect(world.gateway.drills.tally(of: number)?.exposed == 1)
        watch.seen.first?.release(isFailure: true)
        #expect(world.gateway.drills.tally(of: number)?.failures == 1)
    }

    @Test func aHeaderSaysWhatARequestWasUsedFor() async throws {
        for (share, reveal, expected) in [
            (1.0, Route.Reveal.full, "live experiment"), (0, .full, nil), (1, .none, nil),
        ] {
            let world = World { $0.reveal = reveal }
            _ = try #require(world.gateway.drills.begin(DrillTests.order(.live, share: share)))
            let received = try await world.send(to: world.upstream(["a": [.full], "b": [.full]]))
            #expect(received.status == 200 && received.field("x-planb-rehearsal") == expected)
        }
    }

    private func ring(vendors: [String]) throws -> KeyRing {
        let pepper = Secret(Array("pepper".utf8))
        let mac = KeyRing.mac(of: Array(try Self.key.get().text.utf8), pepper: pepper)
        return KeyRing(
            pepper: pepper, keys: [VirtualKey(id: try Self.key.get().id, mac: mac, name: "web", vendors: vendors)])
    }
}

extension ScriptedUpstream.Act {
    /// A whole answer that has come to its end.
    fileprivate static let full = ScriptedUpstream.Act.answer(
        status: 200, contentType: "application/json",
        pieces: [
            .text(
                #"{"id":"c","model":"m","choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","#
                    + #""content":"hi"}}],"usage":{"prompt_tokens":3,"completion_tokens":1}}"#)
        ])
}
