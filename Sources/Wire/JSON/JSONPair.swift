/// One member of a `JSONValue.object`.
public struct JSONPair: Sendable, Equatable {
    /// The name, without escapes.
    public var name: String
    /// The value.
    public var value: JSONValue

    /// - Parameters:
    ///   - name: the name, without escapes.
    ///   - value: the value.
    public init(_ name: String, _ value: JSONValue) {
        self.name = name
        self.value = value
    }
}
