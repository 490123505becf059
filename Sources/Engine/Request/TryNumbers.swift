/// Numbers the tries of one request, in the order in which they are sent. Confined to the event loop of the request.
final class TryNumbers {
    private var last = 0

    /// What `next` will say.
    var upcoming: Int { last + 1 }

    /// 1, then 2, and so on.
    func next() -> Int {
        last += 1
        return last
    }
}
