import NIOCore
import PlanBWire
import Testing

@Suite("SSE framer, limit")
struct SSELimitTests {
    /// The number of events before the fault; nil if there is no fault.
    private static func eventsBeforeFault(_ pieces: [String], limit: Int) -> Int? {
        var framer = SSEFramer(maximumEventBytes: limit)
        var count = 0
        for piece in pieces {
            framer.append(ByteBuffer(string: piece))
            do throws(SSEFault) {
                while try framer.next() != nil { count += 1 }
            } catch {
                #expect(error == .tooLong(limit: limit))
                #expect(throws: SSEFault.self) { try framer.next() }
                #expect(framer.finish() == nil)
                return count
            }
        }
        return nil
    }

    @Test(
        "the limit holds for a block as a whole, wherever the stream is cut",
        arguments: [
            // Lines with their ends, but for the end of the last one.
            ("data: 34567890\n\n", 14, 13), ("data: 3\ndata: 1\n\n", 15, 14), ("event: 1\r\ndata: 1\r\n\r\n", 18, 17),
            ("data: 1\n\ndata: 34567890\n\n", 14, 13), (": comment\n\n: comment\n\n", 9, 8),
        ])
    func limit(_ stream: String, _ enough: Int, _ tooLittle: Int) {
        let whole = Self.eventsBeforeFault([stream], limit: tooLittle)
        #expect(whole != nil)
        for cut in stream.unicodeScalars.indices {
            let pieces = [String(stream.unicodeScalars[..<cut]), String(stream.unicodeScalars[cut...])]
            #expect(Self.eventsBeforeFault(pieces, limit: enough + 1) == nil)
            #expect(Self.eventsBeforeFault(pieces, limit: tooLittle) == whole)
        }
    }

    @Test("a line that never ends is refused when the limit is reached, not kept")
    func endless() throws {
        var framer = SSEFramer(maximumEventBytes: 1000)
        framer.append(ByteBuffer(string: "data: "))
        for _ in 0..<99 {
            framer.append(ByteBuffer(string: "0123456789"))
            #expect(try framer.next() == nil)
        }
        framer.append(ByteBuffer(string: "0123456789"))
        #expect(throws: SSEFault.tooLong(limit: 1000)) { try framer.next() }
    }

    @Test("lines that no event needs do not count towards the limit: keep-alives may go on forever")
    func keepAlives() throws {
        var framer = SSEFramer(maximumEventBytes: 32)
        // The pieces are cut in the middle of the lines, so that the framer is never empty.
        framer.append(ByteBuffer(string: ": keep"))
        for _ in 0..<5000 {
            framer.append(ByteBuffer(string: "-alive\n: keep"))
            #expect(try framer.next() == nil)
        }
        #expect(framer.commentCount == 5000)
        framer.append(ByteBuffer(string: "\nid: 5\ndata: x\n\n"))
        #expect(try framer.next()?.data == ByteBuffer(string: "x"))
    }

    @Test("the fault names the limit")
    func description() {
        #expect(
            SSEFault.tooLong(limit: 8).description == "an event of the stream is longer than the limit of 8 bytes")
    }
}
