import NIOCore
import PlanBDialects
import PlanBVocabulary
import PlanBWire

extension HTTPRequestHead {
    /// The path in its one accepted spelling, or the 400 that it gets.
    func acceptedPath() throws(ClientError) -> String {
        // The names of Amazon's models may have slashes, which their clients encode.
        let isModel = path.readableBytesView.starts(with: "/model/".utf8)
        do throws(HTTPFault) { return try normalisedPath(keepsSlashes: isModel) } catch {
            throw ClientError(error.status, code: "invalid_path", error.description, shouldRetry: false)
        }
    }

    /// The path as it was sent, for finding the dialect of an error.
    var pathText: String { String(buffer: path) }

    /// What the headers say about the client, for paths that several dialects have: OpenAI's send none of these.
    var clientDialect: DialectID? {
        if fields.contains("anthropic-version") { return .anthropic }
        return fields.contains("x-goog-api-key") || fields.contains("x-goog-api-client") ? .gemini : nil
    }

    /// What the path says, with what the query adds: Google streams an array to whoever does not ask for events.
    func refined(_ place: PathFacts, _ dialect: DialectID) throws(ClientError) -> PathFacts {
        guard dialect == .gemini, place.isStream == true else { return place }
        var alt: String?
        if query != nil {
            do throws(HTTPFault) { alt = try queryItems().value(of: "alt") } catch {
                throw ClientError(error.status, code: "invalid_query", error.description, shouldRetry: false)
            }
        }
        guard alt != "sse" else { return place }
        var place = place
        place.variant = .array
        return place
    }

    /// The page of a list of models, in the words of either dialect that has pages.
    func modelPage() throws(ClientError) -> ModelListPage {
        guard query != nil else { return ModelListPage() }
        do throws(HTTPFault) {
            let items = try queryItems()
            return ModelListPage(
                limit: items.value(of: "limit") ?? items.value(of: "pageSize"),
                after: items.value(of: "after_id") ?? items.value(of: "pageToken"), before: items.value(of: "before_id")
            )
        } catch {
            throw ClientError(error.status, code: "invalid_query", error.description, shouldRetry: false)
        }
    }

    /// The `key`s of the query: Google's clients send their credential there.
    func keysInQuery() throws(ClientError) -> [String] {
        guard query != nil else { return [] }
        do throws(HTTPFault) { return try queryItems().values(of: "key") } catch {
            throw ClientError(error.status, code: "invalid_query", error.description, shouldRetry: false)
        }
    }

    /// The query without `key=…`, which is a credential of ours, however its name is written.
    var queryWithoutKey: String {
        guard let query else { return "" }
        let items = String(buffer: query).split(separator: "&")
        return items.filter { (try? HTTPTarget.decode(segment: $0.prefix { $0 != "=" })) != "key" }
            .joined(separator: "&")
    }
}

extension Facts {
    /// What the collected body adds to the bytes that are held.
    var collectedBytes: Int {
        switch body {
        case .whole(let bytes), .prefix(let bytes): bytes.readableBytes
        }
    }
}
