import Foundation
import NIOCore
import PlanBEngine
import PlanBLedger
import PlanBTesting
import PlanBVocabulary
import Synchronization
import Testing

@testable import PlanBConsole

/// Who gets into the console, from where, and what their forms may do.
struct ConsoleGateTests {
    @Test("Browsers are shown where to sign in, programs are told what they need")
    func strangers() async throws {
        try await ConsolePort.serve { port, _ in
            for path in ["/", "/live", "/keys", "/rehearsals/x", "/nothing", "//keys"] {
                let answer = try await port.ask("GET", path)
                #expect(answer.status == 303 && answer["location"]?.hasPrefix("/sign-in") == true, "\(path)")
            }
            #expect(try await port.ask("GET", "/live?a=1")["location"] == "/sign-in?next=%2flive%3fa%3d1")
            for path in ["/api/v1/status", "/metrics", "/status", "/api/v1/nothing", "//api/v1/keys"] {
                let answer = try await port.ask("GET", path)
                #expect(answer.status == 401 && answer.body.contains("needs its token"), "\(path)")
            }
            for header in [
                "Basic YTpi", "Bearer", "Bearer ", "Bearer wrong", "bearer own-0123456789abcdef", "' OR 1=1 --",
            ] {
                let answer = try await port.ask("GET", "/", ["authorization: \(header)"])
                #expect(answer.status == 401, "\(header)")
            }
            let page = try await port.ask("GET", "/sign-in")
            #expect(page.status == 200 && page.body.contains("type=\"password\""))
        }
    }

    @Test("A session begins with any token, has its role, and ends with it")
    func sessions() async throws {
        try await ConsolePort.serve { port, gateway in
            for token in ["", "wrong", "own-0123456789abcde", "own-0123456789abcdef "] {
                let answer = try await port.form("/sign-in", [("token", token)])
                #expect(answer.status == 403 && answer.cookie == nil, "\(token)")
            }
            let answer = try await port.form("/sign-in", [("token", "own-0123456789abcdef"), ("next", "/keys")])
            #expect(answer.status == 303 && answer["location"] == "/keys")
            let header = try #require(answer["set-cookie"])
            for word in ["HttpOnly", "SameSite=Strict", "Path=/"] { #expect(header.contains(word)) }
            #expect(!header.contains("Secure"))
            let cookie = try #require(answer.cookie)
            let front = try await port.ask("GET", "/", ["cookie: \(cookie)"])
            #expect(front.status == 200 && front.body.contains("admin") && front.body.contains("There are no routes."))
            #expect(!front.body.contains("own-0123456789abcdef"))
            #expect(try await port.ask("GET", "/api/v1/status", ["cookie: \(cookie)"]).status == 200)
            let altered = String(cookie.dropLast()) + (cookie.hasSuffix("0") ? "1" : "0")
            #expect(try await port.ask("GET", "/", ["cookie: \(altered)"]).status == 303)

            // It ends by signing out, for everybody who has the cookie.
            let token = try #require(front.formToken)
            #expect(try await port.form("/sign-out", [("form_token", "x")], cookie: cookie).status == 403)
            let out = try await port.form("/sign-out", [("form_token", token)], cookie: cookie)
            #expect(out.status == 303 && out["set-cookie"]?.contains("Max-Age=0") == true)
            #expect(try await port.ask("GET", "/", ["cookie: \(cookie)"]).status == 303)

            // It ends when its token is withdrawn, and has another role when the token has.
            let viewer = try await port.signIn(ConsolePort.token(.viewer))
            #expect(try await port.ask("GET", "/keys", ["cookie: \(viewer)"]).status == 403)
            let promoted = AdminToken(
                name: "x", role: .operator, source: FixedSecret(Secret(ConsolePort.token(.viewer))))
            gateway.replace(with: ConsolePort.snapshot([promoted]))
            #expect(try await port.ask("GET", "/keys", ["cookie: \(viewer)"]).status == 200)
            gateway.replace(with: ConsolePort.snapshot([]))
            #expect(try await port.ask("GET", "/", ["cookie: \(viewer)"]).status == 303)
            gateway.replace(with: ConsolePort.snapshot(ConsolePort.tokens))
            #expect(try await port.ask("GET", "/", ["cookie: \(viewer)"]).status == 303, "what has ended stays ended")
        }
    }

    @Test("A session ends when nobody uses it")
    func idle() async throws {
        try await ConsolePort.serve { port, _ in
            let cookie = try await port.signIn(ConsolePort.token(.admin))
            port.time.advance(.minutes(59))
            #expect(try await port.ask("GET", "/", ["cookie: \(cookie)"]).status == 200)
            port.time.advance(.minutes(60))
            #expect(try await port.ask("GET", "/", ["cookie: \(cookie)"]).status == 303)
        }
    }

    @Test("Behind something that does TLS the cookie is for TLS only")
    func secure() async throws {
        try await ConsolePort.serve { port, _ in
            let answer = try await port.ask(
                "POST", "/sign-in",
                [
                    "content-type: application/x-www-form-urlencoded", "origin: https://localhost",
                    "x-forwarded-proto: https",
                ], body: "token=own-0123456789abcdef")
            #expect(answer["set-cookie"]?.hasSuffix("; Secure") == true)
        }
    }

    @Test("Every page and form needs its role, and what one may not use is not offered")
    func roles() async throws {
        try await ConsolePort.serve { port, _ in
            for role in AdminRole.allCases {
                let cookie = try await port.signIn(ConsolePort.token(role))
                let front = try await port.ask("GET", "/", ["cookie: \(cookie)"])
                let token = try #require(front.formToken)
                for place in [WebPlace.readiness, .live, .keys] {
                    let isAllowed = role >= place.see
                    let answer = try await port.ask("GET", place.path, ["cookie: \(cookie)"])
                    #expect(answer.status == (isAllowed ? 200 : 403), "\(role) \(place.path)")
                    #expect(front.body.contains("<a href=\"\(place.path)\"") == isAllowed || place.path == "/")
                }
                for path in ["/keys", "/keys/aaaaaaaa/rotate", "/keys/aaaaaaaa/revoke"] {
                    let answer = try await port.form(path, [("form_token", token), ("name", "n")], cookie: cookie)
                    #expect((answer.status == 403) == (role < .admin), "\(role) \(path): \(answer.status)")
                }
                let keys = try await port.ask("GET", "/keys", ["cookie: \(cookie)"])
                #expect(keys.body.contains("Make a key") == (role == .admin))
            }
        }
    }

    @Test("A form has an effect only from the console's own pages, with its own token")
    func forgery() async throws {
        let keys = ConsolePort.Keys()
        try await ConsolePort.serve(keys: keys) { port, _ in
            let cookie = try await port.signIn(ConsolePort.token(.admin))
            let other = try await port.signIn(ConsolePort.token(.admin))
            let token = try #require(try await port.ask("GET", "/", ["cookie: \(cookie)"]).formToken)
            let otherToken = try #require(try await port.ask("GET", "/", ["cookie: \(other)"]).formToken)
            #expect(token != otherToken)
            let good = [("form_token", token), ("name", "n")]
            for (fields, origin, site) in [
                (good, "http://attacker.example", nil), (good, "null", nil), (good, nil, nil),
                (good, "http://localhost:3000", "same-site"), (good, "http://localhost", "cross-site"),
                ([("name", "n")], "http://localhost", nil),
                ([("form_token", ""), ("name", "n")], "http://localhost", nil),
                ([("form_token", otherToken), ("name", "n")], "http://localhost", nil),
            ] as [([(String, String)], String?, String?)] {
                let answer = try await port.form("/keys", fields, cookie: cookie, origin: origin, site: site)
                #expect(answer.status == 403, "\(fields) \(origin ?? "-") \(site ?? "-")")
            }
            // A cookie is no token for the API either.
            let body = "{\"name\":\"n\"}"
            for headers in [
                [], ["origin: http://localhost"], ["origin: http://localhost", "x-planb-form-token: \(otherToken)"],
                ["origin: http://attacker.example", "x-planb-form-token: \(token)"], ["x-planb-form-token: \(token)"],
            ] {
                let answer = try await port.ask(
                    "POST", "/api/v1/keys", ["cookie: \(cookie)", "content-type: application/json"] + headers,
                    body: body)
                #expect(answer.status == 403, "\(headers)")
            }
            for site in ["cross-site", "same-site", "nonsense"] {
                let answer = try await port.ask(
                    "GET", "/api/v1/status", ["cookie: \(cookie)", "sec-fetch-site: \(site)"])
                #expect(answer.status == 403, "\(site)")
            }
            #expect(keys.asked.withLock { $0 } == [])
            let answer = try await port.ask(
                "POST", "/api/v1/keys",
                ["cookie: \(cookie)", "origin: http://localhost", "x-planb-form-token: \(token)"], body: body)
            #expect(answer.status == 201)
            let made = try await port.form("/keys", good, cookie: cookie)
            #expect(made.status == 201 && made.body.contains("planb_aaaaaaaa_secret"))
            #expect(made["cache-control"] == "no-store")
            // A program with a token sends no cookie, and needs no form token.
            let program = try await port.ask(
                "POST", "/api/v1/keys", host: "planb.monitoring", ["authorization: Bearer own-0123456789abcdef"],
                body: body)
            #expect(program.status == 201)
        }
        #expect(keys.asked.withLock { $0 } == ["the-admin creates n", "the-admin creates n", "admin creates n"])
    }

    @Test("Sign-in itself is only from the console's own page")
    func signInForgery() async throws {
        try await ConsolePort.serve { port, _ in
            for (origin, site) in [
                ("http://attacker.example", nil), (nil, nil), ("null", nil), ("http://localhost", "cross-site"),
            ]
                as [(String?, String?)]
            {
                let answer = try await port.form(
                    "/sign-in", [("token", "own-0123456789abcdef")], origin: origin, site: site)
                #expect(answer.status == 403 && answer.cookie == nil)
            }
        }
    }

    @Test("A Host that is not this gateway's is refused, also with a session; a token needs none")
    func hosts() async throws {
        try await ConsolePort.serve { port, gateway in
            let cookie = try await port.signIn(ConsolePort.token(.admin))
            gateway.replace(with: ConsolePort.snapshot(ConsolePort.tokens, hosts: ["planb.internal"]))
            #expect(try await port.ask("GET", "/", host: "planb.internal:443", ["cookie: \(cookie)"]).status == 200)
            for path in ["/", "/api/v1/status", "/sign-in", WebAssets.style.path, "/metrics"] {
                for host in ["attacker.example", "localhost.attacker.example:8701"] {
                    let answer = try await port.ask("GET", path, host: host, ["cookie: \(cookie)"])
                    #expect(answer.status == 421, "\(path) \(host)")
                }
                for host in [nil, "", "localhost/../api/v1", "localhost?", "localhost#", "a@localhost"] as [String?] {
                    let answer = try await port.ask(
                        "GET", path, host: host, ["cookie: \(cookie)", "authorization: Bearer own-0123456789abcdef"])
                    #expect(answer.status == 400, "\(path) \(host ?? "none")")
                }
            }
            let scraper = try await port.ask(
                "GET", "/metrics", host: "planb.monitoring:8701",
                ["authorization: Bearer \(ConsolePort.token(.viewer))"])
            #expect(scraper.status == 200)
        }
    }

    @Test("No encoding of a path is a way around its role")
    func paths() async throws {
        try await ConsolePort.serve { port, _ in
            let viewer = ["authorization: Bearer \(ConsolePort.token(.viewer))"]
            for path in [
                "/api/v1/keys", "/api/v1//keys", "//api/v1/keys", "/api/v1/keys/", "/api//v1/keys//", "/api/v1/./keys",
                "/api/v1/status/../keys", "/api/v1/%6Beys", "/api/v1/keys%2f", "/api/v1/keys?x=/metrics",
                "/api/v1/keys#/metrics",
                "/api/v1/keys;/metrics", "/metrics/../api/v1/keys", "/API/v1/keys", "/api/v1/KEYS",
                "http://localhost/api/v1/keys",
                "/keys", "//keys", "/keys/", "/./keys", "/assets/../keys", "/sign-in/../keys",
            ] {
                let answer = try await port.ask("GET", path, viewer)
                #expect([400, 401, 403, 404].contains(answer.status), "\(path): \(answer.status)")
                #expect(!answer.body.contains("Secrets are not kept"), "\(path)")
            }
        }
    }

    @Test("Only so many tries to sign in, and so many requests, from one address")
    func limits() async throws {
        try await ConsolePort.serve { port, _ in
            for _ in 0..<10 { #expect(try await port.form("/sign-in", [("token", "wrong")]).status == 403) }
            let answer = try await port.form("/sign-in", [("token", "own-0123456789abcdef")])
            #expect(answer.status == 429 && answer["retry-after"] == "5" && answer.cookie == nil)
            port.time.advance(.seconds(5))
            _ = try await port.signIn("own-0123456789abcdef")
            _ = try await port.signIn("own-0123456789abcdef")
        }
        let door = AdminDoor(
            token: Secret("t"),
            gateway: Gateway(
                snapshot: ConsolePort.snapshot([]), time: ManualTime(), ledger: ConsolePort.NoLedger(),
                ids: RequestIDs(seed: (1, 2)), entropy: Entropy(seed: 1)))
        for _ in 0..<2000 { #expect(door.wait(of: "10.0.0.1") == nil) }
        #expect(door.wait(of: "10.0.0.1") == .milliseconds(2))
        #expect(door.wait(of: "10.0.0.2") == nil)
    }

    @Test("Pages may do nothing but what they need, and their parts are kept by browsers")
    func headers() async throws {
        try await ConsolePort.serve { port, _ in
            let bearer = ["authorization: Bearer own-0123456789abcdef"]
            for path in ["/", "/live", "/keys", "/sign-in", "/nothing", WebAssets.icon.path] {
                let answer = try await port.ask("GET", path, bearer)
                let policy = try #require(answer["content-security-policy"])
                #expect(policy.hasPrefix("default-src 'none'; ") && policy.contains("frame-ancestors 'none'"))
                #expect(!policy.contains("unsafe") && !policy.contains("*") && !policy.contains("http"))
                #expect(answer["x-content-type-options"] == "nosniff")
                for word in ["style=", "<style", "onclick", "onload", "javascript:", "<script>", "http://", "https://"]
                {
                    #expect(!answer.body.contains(word) || path.hasSuffix("svg"), "\(path): \(word)")
                }
            }
            for asset in WebAssets.all {
                let answer = try await port.ask("GET", asset.path)
                #expect(answer.status == 200 && answer["cache-control"]?.contains("immutable") == true)
            }
            let front = try await port.ask("GET", "/", bearer)
            let total = front.body.utf8.count + WebAssets.all.reduce(0) { $0 + $1.bytes.readableBytes }
            #expect(total < 60_000, "\(total)")
        }
    }

    @Test("Events tell requests as they happen, to so many browsers")
    func events() async throws {
        let feed = LedgerFeed(ConsolePort.NoLedger())
        try await ConsolePort.serve(feed: feed) { port, _ in
            let bearer = ["authorization: Bearer \(ConsolePort.token(.viewer))"]
            let first = try await port.ask("GET", "/live/events", bearer)
            #expect(first.status == 200 && first["content-type"] == "text/event-stream")
            #expect(try await port.ask("GET", "/live/events").status == 303)
        }
    }

    @Test("Seats are given back, also when nobody says so")
    func seats() throws {
        let seats = LiveSeats(2)
        let first = try #require(seats.take())
        do {
            let second = seats.take()
            #expect(second != nil && seats.take() == nil && seats.count == 2)
            withExtendedLifetime(second) {}
        }
        #expect(seats.count == 1)
        first.leave()
        first.leave()
        #expect(seats.count == 0)
    }
}
