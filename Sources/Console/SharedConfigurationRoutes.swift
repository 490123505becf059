import Hummingbird
import NIOCore

/// `/api/v1/shared`.
struct SharedConfigurationRoutes {
    private static let limit = 1 << 20

    let shared: any SharedConfiguration

    func add(to router: Router<AdminContext>) {
        let shared = shared
        router.get("api/v1/shared") { _, _ in
            try Self.answer { () throws(AdminRefusal) in try shared.text() }
        }
        router.put("api/v1/shared") { request, context in
            let bytes = try await request.body.collect(upTo: Self.limit)
            guard let text = String(validating: bytes.readableBytesView, as: UTF8.self) else {
                throw HTTPError(.badRequest, message: "The body is not UTF-8 text.")
            }
            return try Self.answer { () throws(AdminRefusal) in
                try shared.replace(with: text, actor: context.principal.name)
                return text
            }
        }
    }

    private static func answer(_ text: () throws(AdminRefusal) -> String) throws -> Response {
        do throws(AdminRefusal) {
            return AdminServer.reply(ByteBuffer(string: try text()), type: "application/yaml")
        } catch { throw HTTPError(.init(code: error.status), message: error.message) }
    }
}
