enum Redaction { static func redact(_ text: String) -> String { text } }
