/// The admin API, described for programs: OpenAPI 3.1. Kept by hand, and held against the paths that are served and the roles
/// that they need by tests.
/// https://spec.openapis.org/oas/v3.1.0
enum OpenAPIDocument {
    /// The whole document.
    static let json = """
        {
        \(head),
        "paths": {
        \(gatewayPaths),
        \(insightPaths)
        },
        "components": {
        "securitySchemes": {
          "token": {
            "type": "http", "scheme": "bearer",
            "description": "The port's own token, or one of `admin_tokens:` of the configuration."
          }
        },
        "responses": {
        \(responses)
        },
        "schemas": {
        \(gatewaySchemas),
        \(insightSchemas)
        }
        }
        }

        """
}
