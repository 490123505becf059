import CPlanBSystem

/// What the process does to itself so that its secrets stay in it.
enum Hardening {
    /// No core dumps, and no other process of the same user may read our memory or our environment.
    static func apply() {
        if planb_forbid_dumps() != 0 { Terminal.note("planb: this system cannot forbid memory dumps") }
    }
}

/// How many processors this process may use: an event loop for each.
enum Processors {
    static var allowed: Int { Int(planb_allowed_processors()) }
}
