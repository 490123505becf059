/// Whether what a browser sends comes from the console's own pages. The cookie alone does not say so: other pages can make a
/// browser send requests. (https://www.w3.org/TR/fetch-metadata/, RFC 6454)
enum OriginRule {
    /// Whether a request that changes something, with these headers, comes from a page of `host`. One without both headers
    /// does not come from a browser of this decade, or something took them out.
    static func isOwn(origin: String?, site: String?, host: String) -> Bool {
        if let site, site != "same-origin" { return false }
        guard let origin else { return site == "same-origin" }
        let (sent, own) = (origin.lowercased(), host.lowercased())
        // Something in front may do TLS: the scheme is its business. Browsers leave out the usual port, a Host may have it.
        return [("http://", ":80"), ("https://", ":443")].contains { scheme, port in
            sent == scheme + own || sent + port == scheme + own
        }
    }
}
