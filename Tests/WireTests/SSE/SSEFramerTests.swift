import NIOCore
import PlanBWire
import Testing

@Suite("SSE framer")
struct SSEFramerTests {
    typealias Event = SSEReference.Event

    static let streams: [(String, [Event])] = [
        // The examples of the standard.
        ("data: YHOO\ndata: +2\ndata: 10\n\n", [Event(data: "YHOO\n+2\n10")]),
        (
            ": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event",
            [Event(data: "first event"), Event(data: "second event"), Event(data: " third event", terminated: false)]
        ),
        ("data\n\ndata\ndata\n\ndata:", [Event(data: ""), Event(data: "\n"), Event(data: "", terminated: false)]),
        ("data:test\n\ndata: test\n\n", [Event(data: "test"), Event(data: "test")]),
        (
            "event: add\ndata: 7\n\nevent: remove\ndata: 2\n\ndata: 3\n\n",
            [Event(data: "7", event: "add"), Event(data: "2", event: "remove"), Event(data: "3")]
        ),
        // Ends of line.
        ("data: a\r\rdata: b\r\n\r\ndata: c\n\n", [Event(data: "a"), Event(data: "b"), Event(data: "c")]),
        ("data: a\n\r\ndata: b\r\n\ndata: c\r\r\n", [Event(data: "a"), Event(data: "b"), Event(data: "c")]),
        ("\n\r\r\n\n\ndata: a\n\n\n\n", [Event(data: "a")]),
        // Fields.
        ("event: a\nevent: b\ndata: x\n\n", [Event(data: "x", event: "b")]),
        ("event: a\nevent:\ndata: x\n\n", [Event(data: "x")]),
        ("event\ndata: x\n\n", [Event(data: "x")]),
        ("data: x\nevent: late\n\n", [Event(data: "x", event: "late")]),
        ("event: alone\n\ndata: x\n\n", [Event(data: "x")]),
        ("dat: a\ndatax: b\nDATA: c\n data: d\ndata : e\neven: f\nevents: g\n\n", []),
        ("id: 1\u{0}2\nretry: abc\nretry: 10\n\n", []),
        ("id: 1\ndata: x\nretry: 5\n:c\nfoo\n\n", [Event(data: "x")]),
        ("data: a:b: c\n\n", [Event(data: "a:b: c")]),
        ("data:\tx \n\n", [Event(data: "\tx ")]),
        // The byte order mark.
        ("\u{EF}\u{BB}\u{BF}data: x\n\n", [Event(data: "x")]),
        ("\u{EF}\u{BB}\u{BF}\u{EF}\u{BB}\u{BF}data: x\n\n", []),
        ("\n\u{EF}\u{BB}\u{BF}data: x\n\n", []),
        ("\u{EF}\u{BB}data: x\n\n", []),
        // Ends of stream.
        ("", []), ("\u{EF}\u{BB}", []), (":", []), ("data: x", [Event(data: "x", terminated: false)]),
        ("data: x\r", [Event(data: "x", terminated: false)]), ("data: x\r\n", [Event(data: "x", terminated: false)]),
        ("data: x\nda", [Event(data: "x", terminated: false)]), ("data: x\n\nda", [Event(data: "x")]),
        ("event: y\nid: 3\n", []),
    ]

    @Test("a stream yields the events of the standard, however it is cut in two", arguments: streams)
    func events(_ stream: String, _ events: [Event]) throws {
        let bytes = stream.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
        #expect(SSEReference.events(bytes) == events)
        for cut in 0...bytes.count {
            #expect(try SSEFramer.events([Array(bytes[..<cut]), Array(bytes[cut...])]) == events)
        }
        #expect(try SSEFramer.events(bytes.map { [$0] }) == events)
    }

    @Test("an event whose blank line ends in CR is returned before the next byte arrives")
    func carriageReturn() throws {
        var framer = SSEFramer()
        framer.append(ByteBuffer(string: "data: a\r\n\r"))
        #expect(try framer.next()?.data == ByteBuffer(string: "a"))
        framer.append(ByteBuffer(string: "\ndata: b\r\n\r\n"))
        #expect(try framer.next()?.data == ByteBuffer(string: "b"))
        #expect(try framer.next() == nil)
    }

    @Test("comments are counted and yield nothing")
    func comments() throws {
        var framer = SSEFramer()
        framer.append(ByteBuffer(string: ": keep-alive\n\n:\ndata: x\n: inside\n\n: open"))
        #expect(try framer.next()?.data == ByteBuffer(string: "x"))
        #expect(try framer.next() == nil)
        #expect(framer.commentCount == 3)
        framer.append(ByteBuffer(string: " end\n"))
        #expect(try framer.next() == nil)
        #expect(framer.commentCount == 4)
    }

    @Test("the payload of the usual event is a slice of what was received")
    func slices() throws {
        let received = ByteBuffer(string: "event: e\ndata: payload\n\ndata: second\n\n")
        var framer = SSEFramer()
        framer.append(received)
        for (text, offset) in [("payload", 15), ("second", 30)] {
            let data = try #require(try framer.next()).data
            #expect(String(buffer: data) == text)
            let source = received.withUnsafeReadableBytes { $0.baseAddress }
            let slice = data.withUnsafeReadableBytes { $0.baseAddress }
            #expect(slice == source.map { $0 + offset })
        }
    }

    @Test("events that were returned keep their bytes while more is appended")
    func slicesSurvive() throws {
        var framer = SSEFramer()
        var events: [SSEEvent] = []
        for piece in ["data: one\n\nda", "ta: two\n\ndata: th", "ree\n", "\n"] {
            framer.append(ByteBuffer(string: piece))
            while let event = try framer.next() { events.append(event) }
        }
        #expect(events.map { String(buffer: $0.data) } == ["one", "two", "three"])
    }

    @Test("finish returns the events that were not asked for before what was cut off")
    func finishDrains() {
        var framer = SSEFramer()
        framer.append(ByteBuffer(string: "data: 1\n\ndata: 2\n\ndata: 3"))
        let events = [framer.finish(), framer.finish(), framer.finish(), framer.finish()]
        #expect(events.map { $0?.terminated } == [true, true, false, nil])
    }
}
