import NIOCore
import PlanBSettings
import PlanBVocabulary
import PlanBWire

/// Spans as a request of OTLP in JSON. Unlike JSON of Protocol Buffers elsewhere, names of traces and spans are hexadecimal:
/// https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
enum OTLPJSON {
    static func body(_ spans: [TraceSpan], of resource: [TraceSettings.Attribute]) -> [UInt8] {
        var json = JSONWriter(buffer: ByteBufferAllocator().buffer(capacity: 1024 + spans.count * 1536))
        json.beginObject()
        json.list("resourceSpans") { json in
            json.beginObject()
            json.key("resource")
            json.beginObject()
            json.list("attributes") { json in
                for attribute in resource { json.attribute(.init(attribute.name, .text(attribute.value))) }
            }
            json.endObject()
            json.list("scopeSpans") { json in
                json.beginObject()
                json.key("scope")
                json.beginObject()
                json.member("name", OTLPScope.name)
                json.member("version", Build.version)
                json.endObject()
                json.list("spans") { json in
                    for span in spans { json.span(span) }
                }
                json.endObject()
            }
            json.endObject()
        }
        json.endObject()
        return Array(json.buffer.readableBytesView)
    }
}

/// Who makes the spans.
enum OTLPScope {
    static let name = "planb"
}

extension TraceSpan {
    /// What OTLP says of the parent beside whether the trace is recorded: whether it is known to be remote, and whether it is.
    var flags: UInt32 { 0x101 | (hasRemoteParent ? 0x200 : 0) }
}

extension JSONWriter {
    fileprivate mutating func list(_ name: String, _ write: (inout JSONWriter) -> Void) {
        key(name)
        beginArray()
        write(&self)
        endArray()
    }

    fileprivate mutating func span(_ span: TraceSpan) {
        beginObject()
        member("traceId", span.trace.text)
        member("spanId", HexText.sixteen(span.span))
        if let parent = span.parent { member("parentSpanId", HexText.sixteen(parent)) }
        if !span.state.isEmpty { member("traceState", span.state) }
        member("flags", Int(span.flags))
        member("name", span.name)
        member("kind", span.kind.rawValue)
        member("startTimeUnixNano", String(span.start))
        member("endTimeUnixNano", String(span.end))
        list("attributes") { json in
            for attribute in span.attributes { json.attribute(attribute) }
        }
        if !span.events.isEmpty {
            list("events") { json in
                for event in span.events { json.event(event) }
            }
        }
        if !span.links.isEmpty {
            list("links") { json in
                for link in span.links {
                    json.beginObject()
                    json.member("traceId", link.trace.text)
                    json.member("spanId", HexText.sixteen(link.span))
                    json.endObject()
                }
            }
        }
        if let error = span.error {
            key("status")
            beginObject()
            member("code", 2)
            member("message", error)
            endObject()
        }
        endObject()
    }

    private mutating func event(_ event: TraceSpan.Event) {
        beginObject()
        member("timeUnixNano", String(event.time))
        member("name", event.name)
        list("attributes") { json in
            for attribute in event.attributes { json.attribute(attribute) }
        }
        endObject()
    }

    fileprivate mutating func attribute(_ attribute: TraceSpan.Attribute) {
        beginObject()
        member("key", attribute.name)
        key("value")
        beginObject()
        switch attribute.value {
        case .text(let text): member("stringValue", text)
        case .int(let number): member("intValue", String(number))
        case .double(let number):
            key("doubleValue")
            self.number("\(number)")
        case .flag(let flag): member("boolValue", flag)
        case .texts(let texts):
            key("arrayValue")
            beginObject()
            list("values") { json in
                for text in texts {
                    json.beginObject()
                    json.member("stringValue", text)
                    json.endObject()
                }
            }
            endObject()
        }
        endObject()
        endObject()
    }
}
