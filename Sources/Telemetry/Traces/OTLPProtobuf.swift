import PlanBSettings
import PlanBVocabulary

/// Spans as a request of OTLP in Protocol Buffers. The numbers of the fields:
/// https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/trace/v1/trace.proto
enum OTLPProtobuf {
    static func body(_ spans: [TraceSpan], of resource: [TraceSettings.Attribute]) -> [UInt8] {
        var request = ProtobufWriter(capacity: 4096 + spans.count * 1024)
        request.message(1) { resourceSpans in
            resourceSpans.message(1) { message in
                for attribute in resource {
                    message.attribute(1, .init(attribute.name, .text(attribute.value)))
                }
            }
            resourceSpans.message(2) { scopeSpans in
                scopeSpans.message(1) { scope in
                    scope.string(1, OTLPScope.name)
                    scope.string(2, Build.version)
                }
                for span in spans { scopeSpans.message(2) { $0.span(span) } }
            }
        }
        return request.bytes
    }
}

extension ProtobufWriter {
    fileprivate mutating func span(_ span: TraceSpan) {
        words(1, span.trace.high, span.trace.low)
        words(2, span.span)
        string(3, span.state)
        if let parent = span.parent { words(4, parent) }
        string(5, span.name)
        varint(6, UInt64(span.kind.rawValue))
        fixed64(7, span.start)
        fixed64(8, span.end)
        for item in span.attributes { attribute(9, item) }
        for event in span.events {
            message(11) { message in
                message.fixed64(1, event.time)
                message.string(2, event.name)
                for item in event.attributes { message.attribute(3, item) }
            }
        }
        for link in span.links {
            message(13) { message in
                message.words(1, link.trace.high, link.trace.low)
                message.words(2, link.span)
            }
        }
        if let error = span.error {
            message(15) { message in
                message.string(2, error)
                message.varint(3, 2)
            }
        }
        fixed32(16, span.flags)
    }

    fileprivate mutating func attribute(_ field: Int, _ attribute: TraceSpan.Attribute) {
        message(field) { message in
            message.string(1, attribute.name)
            message.message(2) { $0.value(attribute.value) }
        }
    }

    private mutating func value(_ value: TraceSpan.Value) {
        switch value {
        case .text(let text): member(1, text)
        case .flag(let flag): member(2, UInt64(flag ? 1 : 0))
        case .int(let number): member(3, UInt64(bitPattern: Int64(number)))
        case .double(let number): member(4, number)
        case .texts(let texts):
            message(5) { list in
                for text in texts { list.message(1) { $0.member(1, text) } }
            }
        }
    }
}
