extension OpenAPIDocument {
    /// Paths of the gateway, its keys and its ledger.
    static let gatewayPaths = #"""
        "/api/v1/openapi.json": {
          "get": {
            "operationId": "openapi", "tags": ["gateway"], "summary": "This document.",
            "x-planb-role": "viewer",
            "responses": {
              "200": {
                "description": "OpenAPI 3.1.",
                "content": {"application/json": {"schema": {"type": "object"}}}
              },
              "401": {"$ref": "#/components/responses/401"}, "403": {"$ref": "#/components/responses/403"}
            }
          }
        },
        "/api/v1/status": {
          "get": {
            "operationId": "status", "tags": ["gateway"],
            "summary": "Routes, targets and their health, the ledger's database, readiness.",
            "x-planb-role": "viewer",
            "responses": {
              "200": {
                "description": "How the gateway is.",
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Status"}}}
              },
              "401": {"$ref": "#/components/responses/401"}, "403": {"$ref": "#/components/responses/403"}
            }
          }
        },
        "/api/v1/nodes": {
          "get": {
            "operationId": "nodes", "tags": ["gateway"],
            "summary": "The gateways on the same database, and which of them leads.",
            "x-planb-role": "viewer",
            "responses": {
              "200": {
                "description": "What this node knows of the others.",
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Nodes"}}}
              },
              "401": {"$ref": "#/components/responses/401"}, "403": {"$ref": "#/components/responses/403"}
            }
          }
        },
        "/api/v1/budgets": {
          "get": {
            "operationId": "budgets", "tags": ["gateway"],
            "summary": "Every budget, as it stands on this node.", "x-planb-role": "viewer",
            "responses": {
              "200": {
                "description": "All budgets.",
                "content": {
                  "application/json": {
                    "schema": {
                      "type": "object", "required": ["budgets"],
                      "properties": {"budgets": {"type": "array", "items": {"$ref": "#/components/schemas/Budget"}}}
                    }
                  }
                }
              },
              "401": {"$ref": "#/components/responses/401"}, "403": {"$ref": "#/components/responses/403"}
            }
          }
        },
        "/api/v1/keys": {
          "get": {
            "operationId": "listKeys", "tags": ["keys"],
            "summary": "The keys of callers, without their secrets.", "x-planb-role": "operator",
            "responses": {
              "200": {
                "description": "All keys.",
                "content": {
                  "application/json": {"schema": {"type": "array", "items": {"$ref": "#/components/schemas/Key"}}}
                }
              },
              "401": {"$ref": "#/components/responses/401"},
              "403": {"$ref": "#/components/responses/403"}, "500": {"$ref": "#/components/responses/500"}
            }
          },
          "post": {
            "operationId": "createKey", "tags": ["keys"], "summary": "Makes a key.",
            "x-planb-role": "admin",
            "requestBody": {
              "required": true,
              "content": {"application/json": {"schema": {"$ref": "#/components/schemas/KeyWish"}}}
            },
            "responses": {
              "201": {
                "description": "The key. It is shown this once.",
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/IssuedKey"}}}
              },
              "401": {"$ref": "#/components/responses/401"},
              "403": {"$ref": "#/components/responses/403"},
              "400": {"$ref": "#/components/responses/400"},
              "409": {"$ref": "#/components/responses/409"}, "500": {"$ref": "#/components/responses/500"}
            }
          }
        },
        "/api/v1/keys/{id}": {
          "delete": {
            "operationId": "revokeKey", "tags": ["keys"],
            "summary": "Withdraws a key: the next request with it is refused.", "x-planb-role": "admin",
            "parameters": [
              {
                "name": "id", "in": "path", "required": true, "description": "The key's id.",
                "schema": {"type": "string"}
              }
            ],
            "responses": {
              "200": {
                "description": "It is withdrawn.",
                "content": {
                  "application/json": {
                    "schema": {
                      "type": "object", "required": ["revoked"],
                      "properties": {"revoked": {"type": "string"}}
                    }
                  }
                }
              },
              "401": {"$ref": "#/components/responses/401"},
              "403": {"$ref": "#/components/responses/403"},
              "400": {"$ref": "#/components/responses/400"},
              "409": {"$ref": "#/components/responses/409"}, "500": {"$ref": "#/components/responses/500"}
            }
          }
        },
        "/api/v1/keys/{id}/rotate": {
          "post": {
            "operationId": "rotateKey", "tags": ["keys"], "summary": "Gives a key another secret.",
            "x-planb-role": "admin",
            "parameters": [
              {
                "name": "id", "in": "path", "required": true, "description": "The key's id.",
                "schema": {"type": "string"}
              }
            ],
            "requestBody": {
              "required": true,
              "content": {
                "application/json": {
                  "schema": {
                    "type": "object", "required": ["overlap_seconds"],
                    "properties": {
                      "overlap_seconds": {
                        "type": "integer", "minimum": 0, "maximum": 31536000,
                        "description": "For how long the former secret is accepted as well."
                      }
                    }
                  }
                }
              }
            },
            "responses": {
              "201": {
                "description": "The new secret. It is shown this once.",
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/IssuedKey"}}}
              },
              "401": {"$ref": "#/components/responses/401"},
              "403": {"$ref": "#/components/responses/403"},
              "400": {"$ref": "#/components/responses/400"},
              "409": {"$ref": "#/components/responses/409"}, "500": {"$ref": "#/components/responses/500"}
            }
          }
        },
        "/api/v1/audit": {
          "get": {
            "operationId": "audit", "tags": ["keys"],
            "summary": "Who changed what, and whether the log is intact.", "x-planb-role": "operator",
            "parameters": [
              {
                "name": "limit", "in": "query", "description": "At most so many.",
                "schema": {"type": "integer", "minimum": 0, "maximum": 10000, "default": 100}
              }
            ],
            "responses": {
              "200": {
                "description": "The last entries, oldest first.",
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Audit"}}}
              },
              "401": {"$ref": "#/components/responses/401"},
              "403": {"$ref": "#/components/responses/403"}, "500": {"$ref": "#/components/responses/500"}
            }
          }
        },
        "/api/v1/usage": {
          "get": {
            "operationId": "usage", "tags": ["ledger"], "summary": "Sums by day, key, route, target, …",
            "x-planb-role": "viewer",
            "parameters": [
              {
                "name": "since", "in": "query", "description": "From which day on, UTC. Default: 7d.",
                "schema": {"type": "string"}
              },
              {
                "name": "until", "in": "query", "description": "Up to which day. Default: now.",
                "schema": {"type": "string"}
              },
              {
                "name": "by", "in": "query",
                "description": "Separated by commas: day, key, team, route, target, vendor, model, operation, tag.",
                "schema": {"type": "string"}
              },
              {
                "name": "format", "in": "query", "description": "Default: json.",
                "schema": {"type": "string", "enum": ["json", "csv"]}
              },
              {
                "name": "limit", "in": "query", "description": "At most so many rows.",
                "schema": {"type": "integer", "minimum": 1, "maximum": 100000, "default": 10000}
              }
            ],
            "responses": {
              "200": {
                "description": "The sums.",
                "content": {
                  "application/json": {"schema": {"$ref": "#/components/schemas/Usage"}},
                  "text/csv": {"schema": {"type": "string"}}
                }
              },
              "401": {"$ref": "#/components/responses/401"},
              "403": {"$ref": "#/components/responses/403"},
              "400": {"$ref": "#/components/responses/400"}, "503": {"$ref": "#/components/responses/503"}
            }
          }
        },
        "/api/v1/requests": {
          "get": {
            "operationId": "listRequests", "tags": ["ledger"], "summary": "Requests, the newest first.",
            "x-planb-role": "viewer",
            "parameters": [
              {
                "name": "since", "in": "query",
                "description": "From when on: 1h, 7d, 2026-12-31, 2026-12-31T18:00:00Z.",
                "schema": {"type": "string"}
              },
              {
                "name": "route", "in": "query", "description": "Only of this route.",
                "schema": {"type": "string"}
              },
              {
                "name": "key", "in": "query", "description": "Only of the key with this id.",
                "schema": {"type": "string"}
              },
              {
                "name": "errors", "in": "query", "description": "Only those that were not answered.",
                "schema": {"type": "string", "enum": ["0", "1", "false", "true"]}
              },
              {
                "name": "after", "in": "query",
                "description": "Only those that came into the ledger after this.",
                "schema": {"type": "integer"}
              },
              {
                "name": "limit", "in": "query", "description": "At most so many.",
                "schema": {"type": "integer", "minimum": 1, "maximum": 10000, "default": 100}
              }
            ],
            "responses": {
              "200": {
                "description": "Requests.",
                "content": {
                  "application/json": {
                    "schema": {
                      "type": "object", "required": ["requests", "after"],
                      "properties": {
                        "requests": {"type": "array", "items": {"$ref": "#/components/schemas/Request"}},
                        "after": {
                          "type": "integer",
                          "description": "To be given back as `after`, to see only what is new."
                        }
                      }
                    }
                  }
                }
              },
              "401": {"$ref": "#/components/responses/401"},
              "403": {"$ref": "#/components/responses/403"},
              "400": {"$ref": "#/components/responses/400"}, "503": {"$ref": "#/components/responses/503"}
            }
          }
        },
        "/api/v1/requests/{id}": {
          "get": {
            "operationId": "getRequest", "tags": ["ledger"],
            "summary": "Why a request went where it went.", "x-planb-role": "viewer",
            "parameters": [
              {
                "name": "id", "in": "path", "required": true, "description": "What `x-request-id` said.",
                "schema": {"type": "string"}
              }
            ],
            "responses": {
              "200": {
                "description": "The request and its attempts.",
                "content": {
                  "application/json": {
                    "schema": {
                      "type": "object", "required": ["request", "attempts"],
                      "properties": {
                        "request": {"oneOf": [{"$ref": "#/components/schemas/Request"}, {"type": "null"}]},
                        "attempts": {"type": "array", "items": {"$ref": "#/components/schemas/Attempt"}}
                      }
                    }
                  }
                }
              },
              "401": {"$ref": "#/components/responses/401"},
              "403": {"$ref": "#/components/responses/403"},
              "404": {"$ref": "#/components/responses/404"}, "503": {"$ref": "#/components/responses/503"}
            }
          }
        },
        "/api/v1/ledger": {
          "get": {
            "operationId": "ledger", "tags": ["ledger"], "summary": "How far the database is behind.",
            "x-planb-role": "viewer",
            "responses": {
              "200": {
                "description": "How it stands.",
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/LedgerStanding"}}}
              },
              "401": {"$ref": "#/components/responses/401"}, "403": {"$ref": "#/components/responses/403"}
            }
          }
        },
        "/api/v1/export": {
          "get": {
            "operationId": "export", "tags": ["ledger"], "summary": "All rows of a table.",
            "x-planb-role": "operator",
            "parameters": [
              {
                "name": "table", "in": "query", "description": "Default: requests.",
                "schema": {"type": "string", "enum": ["requests", "attempts", "events"]}
              },
              {
                "name": "since", "in": "query",
                "description": "From when on: 1h, 7d, 2026-12-31, 2026-12-31T18:00:00Z.",
                "schema": {"type": "string"}
              },
              {
                "name": "format", "in": "query", "description": "Default: jsonl.",
                "schema": {"type": "string", "enum": ["jsonl", "csv"]}
              }
            ],
            "responses": {
              "200": {
                "description": "One row a line.",
                "content": {
                  "application/jsonl": {"schema": {"type": "string"}},
                  "text/csv": {"schema": {"type": "string"}}
                }
              },
              "401": {"$ref": "#/components/responses/401"},
              "403": {"$ref": "#/components/responses/403"},
              "400": {"$ref": "#/components/responses/400"}, "503": {"$ref": "#/components/responses/503"}
            }
          }
        },
        "/api/v1/erase": {
          "post": {
            "operationId": "erase", "tags": ["ledger"], "summary": "Removes rows for good.",
            "x-planb-role": "admin",
            "requestBody": {
              "required": true,
              "content": {
                "application/json": {
                  "schema": {
                    "type": "object", "minProperties": 1, "maxProperties": 1,
                    "properties": {
                      "key": {"type": "string", "description": "All of a key, by its id."},
                      "tag": {"type": "string", "description": "All with a tag."},
                      "before": {"type": "string", "description": "All before a time."}
                    }
                  }
                }
              }
            },
            "responses": {
              "200": {
                "description": "How many.",
                "content": {
                  "application/json": {
                    "schema": {
                      "type": "object", "required": ["requests", "attempts", "events", "sums"],
                      "properties": {
                        "requests": {"type": "integer"}, "attempts": {"type": "integer"},
                        "events": {"type": "integer"}, "sums": {"type": "integer"}
                      }
                    }
                  }
                }
              },
              "401": {"$ref": "#/components/responses/401"},
              "403": {"$ref": "#/components/responses/403"},
              "400": {"$ref": "#/components/responses/400"}, "503": {"$ref": "#/components/responses/503"}
            }
          }
        },
        "/api/v1/shared": {
          "get": {
            "operationId": "getShared", "tags": ["gateway"],
            "summary": "The routes and prices that all gateways on the same database have.",
            "x-planb-role": "operator",
            "responses": {
              "200": {"description": "YAML.", "content": {"application/yaml": {"schema": {"type": "string"}}}},
              "401": {"$ref": "#/components/responses/401"},
              "403": {"$ref": "#/components/responses/403"},
              "404": {"$ref": "#/components/responses/404"}, "500": {"$ref": "#/components/responses/500"}
            }
          },
          "put": {
            "operationId": "putShared", "tags": ["gateway"],
            "summary": "Puts other routes and prices in force on all of them.", "x-planb-role": "admin",
            "responses": {
              "200": {
                "description": "What is in force now.",
                "content": {"application/yaml": {"schema": {"type": "string"}}}
              },
              "401": {"$ref": "#/components/responses/401"},
              "403": {"$ref": "#/components/responses/403"},
              "400": {"$ref": "#/components/responses/400"},
              "404": {"$ref": "#/components/responses/404"}, "500": {"$ref": "#/components/responses/500"}
            },
            "requestBody": {"required": true, "content": {"application/yaml": {"schema": {"type": "string"}}}}
          }
        }
        """#
}
