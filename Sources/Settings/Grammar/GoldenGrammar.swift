extension Grammar {
    /// A file of golden prompts.
    static let goldenSet = ObjectShape(
        title: "a golden set",
        fields: [
            Field("version", .integer(1...1), "The version of this grammar: 1."),
            Field("judge", .scalar(.targetName), "The target that judges answers where a check asks for it."),
            Field("prompts", .list(of: .object(prompt), isEmptyAllowed: false), required: true, "The prompts."),
        ])

    static let prompt = ObjectShape(
        title: "a prompt", form: "{name: NAME, user: TEXT, checks: [{contains: TEXT}]}",
        fields: [
            Field("name", .scalar(.promptName), required: true, "Unique in the file."),
            Field("system", .scalar(.prose), "What the model is told beforehand."),
            Field("user", .scalar(.prose), "What is asked."),
            Field(
                "messages", .list(of: .anything, isEmptyAllowed: false),
                "Instead of system and user: the messages of a chat completion."),
            Field("tools", .list(of: .anything, isEmptyAllowed: false), "The functions that may be called."),
            Field("response_format", .anything, "As in a chat completion."),
            Field("max_tokens", .integer(1...1_000_000), "The longest answer."),
            Field("temperature", .scalar(.temperature), "How much chance: 0 to 2."),
            Field(
                "stop", .list(of: .scalar(.prose), isEmptyAllowed: false), "Texts that end the answer; at most four."),
            Field("checks", .list(of: .object(check), isEmptyAllowed: true), "What the answer has to fulfil."),
        ],
        mistaken: [
            "prompt": "write user", "input": "write user", "id": "write name", "expect": "write checks",
            "assert": "write checks", "check": "write checks: [{…}]",
        ])

    static let check = ObjectShape(
        title: "a check", form: "{contains: TEXT}",
        fields: [
            Field("contains", .scalar(.prose), "The text contains this, upper and lower case alike."),
            Field("lacks", .scalar(.prose), "The text does not contain this."),
            Field("regex", .scalar(.regularExpression), "This regular expression finds something in the text."),
            Field("schema", .anything, "The text is JSON that follows this JSON Schema."),
            Field("call", .object(call), "This function is called."),
            Field("judge", .scalar(.prose), "The judge finds that the answer fulfils this sentence."),
        ],
        mistaken: [
            "json_schema": "write schema", "matches": "write regex", "not_contains": "write lacks",
            "excludes": "write lacks", "tool": "write call", "tool_call": "write call",
        ])

    private static let call = ObjectShape(
        title: "call", form: "{name: FUNCTION, arguments: {…}}",
        fields: [
            Field("name", .scalar(.text), required: true, "The function."),
            Field("arguments", .anything, "Arguments that have to be there with these values."),
        ])
}

extension Syntax {
    /// Text of any number of lines.
    static let prose = Syntax("a text", mayBeNumber: true) { text throws(ValueProblem) in
        guard !text.isEmpty else { throw ValueProblem("must not be empty") }
        guard !text.unicodeScalars.contains("\0") else { throw ValueProblem("must not have the character U+0000") }
    }

    /// A sampling temperature.
    static let temperature = Syntax("a temperature", mayBeNumber: true) { text throws(ValueProblem) in
        guard TreeJSON.isNumber(text), let value = Double(text), (0...2).contains(value) else {
            throw ValueProblem("a temperature is a number from 0 to 2")
        }
    }

    /// Stands in reports.
    static let promptName = Syntax("a name", mayBeNumber: true) { text throws(ValueProblem) in
        try Syntax.text.check(text)
        guard text.utf8.count <= 128 else { throw ValueProblem("a name has at most 128 bytes") }
    }
}
