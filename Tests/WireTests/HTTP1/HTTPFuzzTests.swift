import NIOCore
import PlanBWire
import Testing

struct HTTPFuzzTests {
    /// Pieces of messages that mean something to some parser.
    static let dictionary = [
        "\r\n", "\n", "\r", "\r\n\r\n", " ", "\t", ":", "\0", "\u{7F}", "é", "\r\n ", ",", ";", "%", "?", "0",
        "0\r\n\r\n",
        "ffffffffffffffff", "99999999999999999999", "Content-Length: 5\r\n", "Transfer-Encoding: chunked\r\n",
        "chunked",
        "HTTP/1.1", "HTTP/1.0", "Host: a\r\n", "GET / HTTP/1.1\r\n", "Connection: close\r\n",
        "Expect: 100-continue\r\n",
    ].map { Array($0.utf8) }

    /// `seed` with a few random edits.
    static func mutate(_ seed: [UInt8], _ random: inout HTTPRandom) -> [UInt8] {
        var bytes = seed
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let place = Int.random(in: 0...bytes.count, using: &random)
            let end = min(bytes.count, place + Int.random(in: 0...8, using: &random))
            switch Int.random(in: 0..<5, using: &random) {
            case 0 where place < bytes.count: bytes[place] = UInt8.random(in: .min ... .max, using: &random)
            case 1 where place < bytes.count: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            case 2: bytes.removeSubrange(place..<end)
            case 3: bytes.insert(contentsOf: bytes[place..<end], at: place)
            default:
                bytes.insert(contentsOf: dictionary[Int.random(in: 0..<dictionary.count, using: &random)], at: place)
            }
        }
        return bytes
    }

    @Test("Mutated messages never trap, and are read alike in one piece and in many", arguments: [true, false])
    func mutations(isRequest: Bool) {
        let seeds = (isRequest ? HTTPSplitTests.requests : HTTPSplitTests.responses).map { Array($0.utf8) }
        var random = HTTPRandom(seed: 42)
        for _ in 0..<20_000 {
            let bytes = Self.mutate(seeds[Int.random(in: 0..<seeds.count, using: &random)], &random)
            let whole = HTTPSplitTests.read([bytes], isRequest)
            let pieces = random.split(bytes, cuts: 5)
            #expect(HTTPSplitTests.read(pieces, isRequest) == whole, "\(pieces)")
        }
    }

    @Test("What a mutated head is accepted as can be written and read back")
    func acceptedHeads() throws {
        let seeds = HTTPSplitTests.requests.map { Array($0.utf8) }
        var random = HTTPRandom(seed: 7)
        var accepted = 0
        for _ in 0..<20_000 {
            let bytes = Self.mutate(seeds[Int.random(in: 0..<seeds.count, using: &random)], &random)
            var buffer = ByteBuffer(bytes: bytes)
            var parser = HTTPRequestParser()
            guard let head = try? parser.parseHead(&buffer), head.version == .http1_1 else { continue }
            accepted += 1
            var copy = ByteBuffer()
            #expect(HTTPEncoder.appendRequestLine(head.method, target: head.target, to: &copy))
            head.fields.forEach { name, value in
                let isWritten = HTTPEncoder.appendField(name: name, value: value, to: &copy)
                #expect(isWritten)
            }
            HTTPEncoder.appendHeadEnd(to: &copy)
            var second = HTTPRequestParser()
            let again = try #require(try second.parseHead(&copy))
            #expect(again.method == head.method && again.target == head.target && again.framing == head.framing)
            #expect(again.keepAlive == head.keepAlive && again.expectsContinue == head.expectsContinue)
            #expect(again.fields.count == head.fields.count && copy.readableBytes == 0)
        }
        // Else the loop above would check nothing.
        #expect(accepted > 1000)
    }

    @Test("Random bytes never trap a body decoder, and never make data out of nothing")
    func bodies() {
        let alphabet = Array("0123aF;=\"\r\r\r\n\n\nx: \t\0".utf8)
        var random = HTTPRandom(seed: 3)
        for _ in 0..<40_000 {
            let bytes = (0..<Int.random(in: 0...24, using: &random)).map { _ in
                alphabet[Int.random(in: 0..<alphabet.count, using: &random)]
            }
            let whole = HTTPBodyTests.decode(.chunked, [bytes])
            #expect(whole.data.count + whole.rest <= bytes.count)
            let split = HTTPBodyTests.decode(.chunked, bytes.map { [$0] })
            #expect(split.data == whole.data && split.fault == whole.fault && split.isComplete == whole.isComplete)
        }
    }

    @Test("Random paths never trap, and a normalised path normalises to itself")
    func paths() {
        let alphabet = Array("//..%%222eEfF5cC0;aA~?\\ é".utf8)
        var random = HTTPRandom(seed: 5)
        var accepted = 0
        for _ in 0..<40_000 {
            let path =
                [UInt8(ascii: "/")]
                + (0..<Int.random(in: 0...8, using: &random)).map { _ in
                    alphabet[Int.random(in: 0..<alphabet.count, using: &random)]
                }
            guard let normal = try? HTTPTarget.normalise(path: path.span) else { continue }
            accepted += 1
            #expect((try? HTTPTargetTests.normalise(normal)) == normal)
            #expect(!normal.contains("//") && !normal.split(separator: "/").contains { $0 == "." || $0 == ".." })
        }
        #expect(accepted > 1500)
    }
}
