import Crypto
import Hummingbird
import NIOCore

/// Style, script and icon: part of the binary, under names that change with what is in them, so that browsers keep them.
enum WebAssets {
    struct Asset: Sendable {
        let path: String
        let type: String
        let bytes: ByteBuffer

        init(_ name: String, _ ending: String, type: String, _ text: String) {
            let hash = SHA256.hash(data: Array(text.utf8)).prefix(8).map { byte in
                (byte < 16 ? "0" : "") + String(byte, radix: 16)
            }.joined()
            path = "/assets/\(name)-\(hash).\(ending)"
            self.type = type
            bytes = ByteBuffer(string: text)
        }
    }

    static let style = Asset("console", "css", type: "text/css; charset=utf-8", StyleSheet.text + PlotStyle.text)
    static let script = Asset("console", "js", type: "text/javascript; charset=utf-8", PageScript.text)
    static let icon = Asset("icon", "svg", type: "image/svg+xml", iconText)
    static let all = [style, script, icon]

    static func add(to router: Router<AdminContext>) {
        for asset in all {
            router.get(RouterPath(String(asset.path.dropFirst()))) { _, _ in
                var headers = WebConsole.headers(adding: [.contentType: asset.type])
                headers[.cacheControl] = "public, max-age=31536000, immutable"
                return Response(status: .ok, headers: headers, body: .init(byteBuffer: asset.bytes))
            }
        }
    }

    /// Two ways, one of them taken.
    private static let iconText = """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#0f766e"/>\
        <path d="M7 16h6" stroke="#fff" stroke-width="3" stroke-linecap="round" fill="none"/>\
        <path d="M13 16c4 0 4-7 8-7h3" stroke="#5eead4" stroke-width="3" stroke-linecap="round" fill="none" \
        stroke-dasharray="1 5"/><path d="M13 16c4 0 4 7 8 7h3" stroke="#fff" stroke-width="3" stroke-linecap="round" \
        fill="none"/><circle cx="25" cy="23" r="2.5" fill="#fff"/></svg>
        """
}
