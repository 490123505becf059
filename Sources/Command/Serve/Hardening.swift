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

/// What the process occupies.
enum Footprint {
    /// Starting takes code that serving does not: YAML, the catalog, command lines. Its pages are given back once, a second
    /// after the start; what is still used comes again from the page cache, at the price of a fault for each 64 KiB.
    static func shrinkAfterStart() async {
        try? await Task.sleep(for: .seconds(1))
        planb_release_program_pages()
    }
}
