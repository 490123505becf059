/// Carries a value that is confined to one event loop into a child task, which runs on the same loop.
struct ConfinedToLoop<Value>: @unchecked Sendable {
    let value: Value

    init(_ value: Value) { self.value = value }
}
