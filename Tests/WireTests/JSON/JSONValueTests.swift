import NIOCore
import PlanBWire
import Testing

@Suite("JSON value")
struct JSONValueTests {
    @Test("order, duplicates and the text of numbers survive reading and writing")
    func roundTrip() throws {
        let text = #"{"b":1e400,"a":[1.0,-0,10000000000000000000001],"b":{"":null},"c":"é\n☕","d":[true,false,[],{}]}"#
        #expect(try JSONValue.of(text).text == text)
    }

    @Test("of several members of a name the last one is looked up, and all of them can be had")
    func duplicates() throws {
        let value = try JSONValue.of(#"{"a":1,"b":2,"\u0061":3}"#)
        #expect(value["a"]?.int == 3)
        #expect(value.all("a") == [1, 3])
        #expect(value["c"] == nil)
        #expect(value.all("c").isEmpty)
    }

    @Test("an accessor gives nil for a value of another kind")
    func accessors() throws {
        let value = try JSONValue.of(#"[{},[],"s",1,true,null,1.5,1e400,99999999999999999999]"#)
        #expect(value[0]?.object == [])
        #expect(value[1]?.array == [])
        #expect(value[2]?.string == "s")
        #expect(value[3]?.int == 1)
        #expect(value[3]?.number == "1")
        #expect(value[4]?.bool == true)
        #expect(value[5]?.isNull == true)
        #expect(value[6]?.int == nil)
        #expect(value[6]?.double == 1.5)
        #expect(value[7]?.double == .infinity)
        #expect(value[8]?.int == nil)
        #expect(value[9] == nil)
        #expect(value[-1] == nil)
        #expect(value["a"] == nil)
        for index in 0..<6 {
            let element = try #require(value[index])
            let kinds = [
                element.object != nil, element.array != nil, element.string != nil, element.number != nil,
                element.bool != nil,
                element.isNull,
            ]
            #expect(kinds.indices.filter { kinds[$0] } == [index])
        }
    }

    @Test("literals stand for the values they look like")
    func literals() throws {
        let value: JSONValue = ["a": [1, true, nil, "x"], "b": [:]]
        #expect(value.text == #"{"a":[1,true,null,"x"],"b":{}}"#)
    }

    @Test("numbers are equal if they are written alike")
    func numberEquality() throws {
        #expect(try JSONValue.of("1") != JSONValue.of("1.0"))
        #expect(try JSONValue.of("1") == 1)
    }

    @Test("a value is appended to what a buffer holds")
    func appends() {
        var buffer = ByteBuffer(string: "data: ")
        JSONValue.array([1]).write(into: &buffer)
        #expect(String(buffer: buffer) == "data: [1]")
    }

    @Test("wide containers are read in time that grows with their length")
    func wide() throws {
        let text = "[" + repeatElement("[]", count: 200_000).joined(separator: ",") + "]"
        #expect(try JSONValue.of(text).array?.count == 200_000)
    }
}
