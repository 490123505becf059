import PlanBWire

extension ChunkParts {
    mutating func readChoices(_ cursor: inout JSONCursor, _ bytes: Span<UInt8>) throws(JSONFault) {
        try cursor.enterArray(in: bytes)
        while try cursor.nextElement(in: bytes) {
            choiceCount += 1
            if try cursor.peekKind(in: bytes) == .object {
                try readChoice(&cursor, bytes)
            } else {
                _ = try cursor.skipValue(in: bytes)
                ambiguity = .unknownOutput
            }
        }
    }

    private mutating func readChoice(_ cursor: inout JSONCursor, _ bytes: Span<UInt8>) throws(JSONFault) {
        var hasDelta = false
        try cursor.enterObject(in: bytes)
        while let key = try cursor.nextKey(in: bytes) {
            if JSONText.equals(key, "delta", in: bytes) {
                if hasDelta { ambiguity = .repeatedMember }
                hasDelta = true
                if try cursor.peekKind(in: bytes) == .object {
                    // After a key the cursor stands right before the value.
                    let start = cursor.offset
                    try readDelta(&cursor, bytes)
                    delta = start..<cursor.offset
                    continue
                }
            }
            let value = try cursor.skipValue(in: bytes)
            if JSONText.equals(key, "index", in: bytes) {
                if value.kind != .null, JSONText.integer(value.bytes, in: bytes) != 0 { ambiguity = .choices }
            } else if JSONText.equals(key, "finish_reason", in: bytes) {
                finishes = value.kind == .string && value.bytes.count > 2
            } else if JSONText.equals(key, "logprobs", in: bytes) {
                hasLogProbabilities = value.kind != .null
            } else if JSONText.equals(key, "text", in: bytes) || JSONText.equals(key, "message", in: bytes) {
                if Self.isFilled(value) { otherOutput = otherOutput ?? .unknownOutput }
            }
        }
    }

    private mutating func readDelta(_ cursor: inout JSONCursor, _ bytes: Span<UInt8>) throws(JSONFault) {
        var hasContent = false
        try cursor.enterObject(in: bytes)
        while let key = try cursor.nextKey(in: bytes) {
            let value = try cursor.skipValue(in: bytes)
            var kind = Member.Kind.unchanging
            if JSONText.equals(key, "content", in: bytes) {
                if hasContent { ambiguity = .repeatedMember }
                hasContent = true
                if value.kind == .string {
                    kind = .content
                    text = try JSONText.unescape(value.bytes, in: bytes)
                } else if Self.isFilled(value) {
                    otherOutput = otherOutput ?? .unknownOutput
                }
            } else if JSONText.equals(key, "role", in: bytes) {
                if value.kind == .string { (kind, hasRole) = (.role, true) }
            } else if JSONText.equals(key, "reasoning_content", in: bytes)
                || JSONText.equals(key, "reasoning", in: bytes)
            {
                if Self.isFilled(value) { (kind, hasReasoning) = (.reasoning, true) }
            } else if Self.isFilled(value) {
                otherOutput = otherOutput ?? Obstacle(outputIn: key, bytes)
            }
            members.append(Member(kind: kind, bytes: key.lowerBound - 1..<value.bytes.upperBound, value: value))
        }
    }

    /// Neither null nor empty. Numbers and truth values say something about the output, but are none.
    private static func isFilled(_ value: JSONValueRange) -> Bool {
        switch value.kind {
        case .string, .array, .object: value.bytes.count > 2
        case .number, .true, .false, .null: false
        }
    }
}
