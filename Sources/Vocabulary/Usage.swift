/// Tokens that an answer used, as its provider counted them.
///
/// Cached tokens are part of `input`, reasoning tokens part of `output`, as in OpenAI's usage object.
public struct Usage: Sendable, Equatable {
    /// Prompt tokens, cached ones included.
    public var input: Int
    /// Generated tokens, reasoning included.
    public var output: Int
    /// The part of `input` that was read from the provider's prompt cache.
    public var cachedInput: Int
    /// The part of `output` that was reasoning.
    public var reasoning: Int
    /// The part of `input` that was written to the provider's prompt cache.
    public var writtenInput: Int

    /// A count of tokens.
    public init(input: Int, output: Int, cachedInput: Int = 0, reasoning: Int = 0, writtenInput: Int = 0) {
        self.input = input
        self.output = output
        self.cachedInput = cachedInput
        self.reasoning = reasoning
        self.writtenInput = writtenInput
    }
}
