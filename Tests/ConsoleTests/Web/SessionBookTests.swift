import PlanBVocabulary
import Testing

@testable import PlanBConsole

/// Who is signed in, for how long.
struct SessionBookTests {
    private func at(_ minutes: Int) -> Instant { Instant(nanoseconds: 5) + .minutes(minutes) }

    @Test("A session is found by its cookie only, and ends when it is ended")
    func find() {
        var book = SessionBook()
        book.begin(Secret("token"), cookie: "c1", formToken: "f1", now: at(0))
        #expect(book.session("c1", now: at(1))?.formToken == "f1")
        #expect(book.session("c1", now: at(1))?.token == Secret("token"))
        for other in ["", "c", "c2", "C1", "c1 "] { #expect(book.session(other, now: at(1)) == nil) }
        book.end("c2")
        #expect(book.session("c1", now: at(1)) != nil)
        book.end("c1")
        #expect(book.session("c1", now: at(1)) == nil && book.count == 0)
    }

    @Test("It ends when nobody uses it, and at the latest after its longest time")
    func expiry() {
        var book = SessionBook()
        book.begin(Secret("t"), cookie: "idle", formToken: "", now: at(0))
        book.begin(Secret("t"), cookie: "used", formToken: "", now: at(0))
        for minute in stride(from: 50, to: 720, by: 50) { #expect(book.session("used", now: at(minute)) != nil) }
        #expect(book.session("idle", now: at(60)) == nil)
        #expect(book.session("used", now: at(720)) == nil)
    }

    @Test("To look whether it is alive does not keep it alive")
    func peek() {
        var book = SessionBook()
        book.begin(Secret("t"), cookie: "c", formToken: "", now: at(0))
        for minute in 0..<60 { #expect(book.token(of: "c", now: at(minute)) == Secret("t")) }
        #expect(book.token(of: "c", now: at(60)) == nil)
        #expect(book.session("c", now: at(60)) == nil)
    }

    @Test("There are so many at most: who was not seen for longest is signed out")
    func bounded() {
        var book = SessionBook()
        for index in 0..<SessionBook.most {
            book.begin(Secret("t"), cookie: "c\(index)", formToken: "", now: at(0) + .milliseconds(index))
        }
        #expect(book.session("c0", now: at(1)) != nil)
        book.begin(Secret("t"), cookie: "new", formToken: "", now: at(2))
        #expect(book.count == SessionBook.most)
        #expect(book.session("c1", now: at(2)) == nil && book.session("c0", now: at(2)) != nil)
        #expect(book.session("new", now: at(2)) != nil)
    }

    @Test(
        "The cookie among others",
        arguments: [
            (["planb_session_1=V"], "V"), (["a=b; planb_session_1=V; c=d"], "V"), (["a=b", "planb_session_1=V"], "V"),
            (["planb_session_2=V"], nil), (["planb_session_1=V; planb_session_1=V"], nil),
            (["planb_session_1=short"], nil),
            (["xplanb_session_1=V"], nil), (["planb_session_1"], nil), ([""], nil), ([], nil), (["; =; ;;= "], nil),
        ] as [([String], String?)])
    func cookies(_ row: ([String], String?)) {
        let value = String(repeating: "v", count: 64)
        let headers = row.0.map { $0.replacing("V", with: value) }
        #expect(SessionCookie.value(in: headers, port: 1) == row.1.map { _ in value })
    }

    @Test("The cookie is for this server's own pages only")
    func header() {
        #expect(
            SessionCookie.header("x", port: 8701, isSecure: true)
                == "planb_session_8701=x; Path=/; HttpOnly; SameSite=Strict; Secure")
        #expect(SessionCookie.header(nil, port: 1, isSecure: false).hasSuffix("SameSite=Strict; Max-Age=0"))
    }
}
