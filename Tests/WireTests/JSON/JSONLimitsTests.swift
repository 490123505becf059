import PlanBWire
import Testing

@Suite("JSON limits")
struct JSONLimitsTests {
    @Test("the depth that is allowed is accepted, one more is not", arguments: [0, 1, 2, 63, 64])
    func depth(_ depth: Int) {
        let limits = JSONLimits(depth: depth)
        func nested(_ count: Int) -> [UInt8] {
            Array((String(repeating: "[", count: count) + "1" + String(repeating: "]", count: count)).utf8)
        }
        #expect(JSONReading(nested(depth), limits: limits).fault() == nil)
        #expect(JSONReading(nested(depth + 1), limits: limits).fault()?.reason == .depth)
        #expect(JSONReading(nested(depth + 1), limits: limits).fault()?.offset == depth)
    }

    @Test("a depth outside of 0 to 64 is clamped")
    func clamped() {
        #expect(JSONLimits(depth: 1000).depth == 64)
        #expect(JSONLimits(depth: -1).depth == 0)
        var limits = JSONLimits.default
        limits.depth = 65
        #expect(limits.depth == 64)
    }

    @Test("the depth counts what the caller entered")
    func depthBelowCaller() throws {
        let bytes = Array(#"{"a":[[]]}"#.utf8)
        var cursor = JSONCursor(limits: JSONLimits(depth: 2))
        try cursor.enterObject(in: bytes.span)
        _ = try cursor.nextKey(in: bytes.span)
        let before = cursor.offset
        #expect(throws: JSONFault.self) { try cursor.skipValue(in: bytes.span) }
        #expect(cursor.offset == before)
    }

    @Test("members are counted over all objects of a document; elements of arrays are not")
    func members() {
        let limits = JSONLimits(members: 4)
        let four = Array(#"{"a":{"b":[1,2,3,4,5,6]},"c":[{"d":1}]}"#.utf8)
        #expect(JSONReading(four, limits: limits).fault() == nil)
        let five = Array(#"{"a":{"b":[1,2,3,4,5,6]},"c":[{"d":1}],"e":1}"#.utf8)
        let fault = JSONReading(five, limits: limits).fault()
        #expect(fault?.reason == .tooManyMembers)
        #expect(fault?.offset == 39)
    }

    @Test("a million members are refused after the first hundred thousand", arguments: [#""k":1,"#, #""k":{},"#])
    func millionMembers(_ member: String) {
        let bytes = Array(("{" + String(repeating: member, count: 1_000_000)).utf8)
        var cursor = JSONCursor()
        let fault = #expect(throws: JSONFault.self) { try cursor.skipValue(in: bytes.span) }
        #expect(fault?.reason == .tooManyMembers)
        #expect(fault?.offset == 1 + 100_000 * member.utf8.count)
        let sameFault = #expect(throws: JSONFault.self) { try JSONOutline(bytes.span) }
        #expect(sameFault == fault)
    }
}
