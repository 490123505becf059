/// Where in an attempt something goes wrong.
enum Stage: Int, CaseIterable {
    /// Name, connection, handshake.
    case connect
    /// Between the request and the response head, or in the head.
    case head
    /// After the head, before the first output.
    case preamble
    /// Right after the first piece of text.
    case firstText
    /// Anywhere in the text.
    case midText
    /// In the arguments of a tool call.
    case toolArguments
    /// After the last output, before the finish reason.
    case finish
    /// After the finish reason, before the terminator.
    case afterFinish

    var title: String {
        switch self {
        case .connect: "connect"
        case .head: "head"
        case .preamble: "preamble"
        case .firstText: "first text"
        case .midText: "mid text"
        case .toolArguments: "tool args"
        case .finish: "finish"
        case .afterFinish: "after finish"
        }
    }
}
