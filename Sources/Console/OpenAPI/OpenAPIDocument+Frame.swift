extension OpenAPIDocument {
    /// What stands before the paths, and the answers that many of them share.
    static let head = #"""
        "openapi": "3.1.0",
        "info": {
          "title": "Plan B admin API", "version": "1",
          "license": {"name": "Apache 2.0", "identifier": "Apache-2.0"},
          "description": "`x-planb-role` is the least role that may use a path. What a gateway does not have answers 404."
        },
        "servers": [{"url": "/", "description": "The port that `admin:` of the configuration names."}],
        "security": [{"token": []}],
        "tags": [
          {"name": "gateway"}, {"name": "keys"}, {"name": "ledger"}, {"name": "rehearsals"},
          {"name": "insight"}
        ]
        """#

    /// Answers that say what is wrong, by status.
    static let responses = #"""
        "400": {
          "description": "The question, or the order, makes no sense.",
          "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
        },
        "401": {
          "description": "No token, or one that is not known.",
          "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
        },
        "403": {
          "description": "The role is not enough, or the configuration does not allow it.",
          "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
        },
        "404": {
          "description": "There is no such thing, or this gateway has nothing of the kind.",
          "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
        },
        "409": {
          "description": "Not now, or not by this way.",
          "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
        },
        "500": {
          "description": "It could not be written down.",
          "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
        },
        "503": {
          "description": "The ledger's database is away, or as much is asked already as may be.",
          "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
        }
        """#
}
