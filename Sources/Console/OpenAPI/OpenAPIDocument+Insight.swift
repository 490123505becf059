extension OpenAPIDocument {
    /// Paths of rehearsals, and of what the ledger and the configuration say together.
    static let insightPaths = #"""
        "/api/v1/readiness": {
          "get": {
            "operationId": "readiness", "tags": ["rehearsals"],
            "summary": "Whether every route has a backup that was shown to work.",
            "x-planb-role": "viewer",
            "parameters": [
              {
                "name": "min", "in": "query",
                "description": "What a backup has to reach, instead of what each route says: 95%.",
                "schema": {"type": "string"}
              },
              {
                "name": "evidence", "in": "query", "description": "Puts it on record, signed.",
                "schema": {"type": "string", "enum": ["0", "1", "false", "true"]}
              }
            ],
            "responses": {
              "200": {
                "description": "What is known; with `evidence=1` the line that was put on record.",
                "content": {
                  "application/json": {
                    "schema": {
                      "oneOf": [
                        {"$ref": "#/components/schemas/Readiness"},
                        {"$ref": "#/components/schemas/Evidence"}
                      ]
                    }
                  }
                }
              },
              "401": {"$ref": "#/components/responses/401"},
              "403": {"$ref": "#/components/responses/403"},
              "400": {"$ref": "#/components/responses/400"},
              "404": {"$ref": "#/components/responses/404"}, "500": {"$ref": "#/components/responses/500"}
            }
          }
        },
        "/api/v1/rehearsals": {
          "get": {
            "operationId": "listRehearsals", "tags": ["rehearsals"],
            "summary": "The drills of late, the newest first, without samples.", "x-planb-role": "viewer",
            "parameters": [
              {
                "name": "route", "in": "query", "description": "Only of this route.",
                "schema": {"type": "string"}
              },
              {
                "name": "limit", "in": "query", "description": "At most so many.",
                "schema": {"type": "integer", "minimum": 1, "maximum": 1000, "default": 50}
              }
            ],
            "responses": {
              "200": {
                "description": "Drills.",
                "content": {
                  "application/json": {
                    "schema": {
                      "type": "object", "required": ["rehearsals"],
                      "properties": {
                        "rehearsals": {"type": "array", "items": {"$ref": "#/components/schemas/Rehearsal"}}
                      }
                    }
                  }
                }
              },
              "401": {"$ref": "#/components/responses/401"},
              "403": {"$ref": "#/components/responses/403"}, "400": {"$ref": "#/components/responses/400"}
            }
          },
          "post": {
            "operationId": "startRehearsal", "tags": ["rehearsals"],
            "summary": "Begins a drill, or says what it would do.", "x-planb-role": "operator",
            "requestBody": {
              "required": true,
              "content": {"application/json": {"schema": {"$ref": "#/components/schemas/RehearsalWish"}}}
            },
            "responses": {
              "200": {
                "description": "With `dry_run`: what it would do and cost.",
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/RehearsalPreview"}}}
              },
              "202": {
                "description": "It has begun.",
                "content": {
                  "application/json": {
                    "schema": {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}}
                  }
                }
              },
              "401": {"$ref": "#/components/responses/401"},
              "403": {"$ref": "#/components/responses/403"},
              "400": {"$ref": "#/components/responses/400"},
              "404": {"$ref": "#/components/responses/404"},
              "409": {"$ref": "#/components/responses/409"}, "500": {"$ref": "#/components/responses/500"}
            }
          }
        },
        "/api/v1/rehearsals/{id}": {
          "get": {
            "operationId": "getRehearsal", "tags": ["rehearsals"],
            "summary": "The report of a drill, also while it goes on. Samples are shown from the role operator on.",
            "x-planb-role": "viewer",
            "parameters": [
              {
                "name": "id", "in": "path", "required": true, "description": "The drill.",
                "schema": {"type": "string"}
              },
              {
                "name": "format", "in": "query", "description": "The form of the report. Default: json.",
                "schema": {"type": "string", "enum": ["json", "md", "html", "text"]}
              }
            ],
            "responses": {
              "200": {
                "description": "The report.",
                "content": {
                  "application/json": {"schema": {"$ref": "#/components/schemas/Rehearsal"}},
                  "text/markdown": {"schema": {"type": "string"}},
                  "text/html": {"schema": {"type": "string"}},
                  "text/plain": {"schema": {"type": "string"}}
                }
              },
              "401": {"$ref": "#/components/responses/401"},
              "403": {"$ref": "#/components/responses/403"},
              "400": {"$ref": "#/components/responses/400"}, "404": {"$ref": "#/components/responses/404"}
            }
          },
          "delete": {
            "operationId": "abortRehearsal", "tags": ["rehearsals"],
            "summary": "Ends a drill now; of a recording, drops what it has kept.",
            "x-planb-role": "operator",
            "parameters": [
              {
                "name": "id", "in": "path", "required": true,
                "description": "The drill, or the recording.", "schema": {"type": "string"}
              }
            ],
            "responses": {
              "200": {
                "description": "It is ended.",
                "content": {
                  "application/json": {
                    "schema": {
                      "type": "object", "required": ["aborted"],
                      "properties": {"aborted": {"type": "string"}}
                    }
                  }
                }
              },
              "401": {"$ref": "#/components/responses/401"},
              "403": {"$ref": "#/components/responses/403"},
              "404": {"$ref": "#/components/responses/404"},
              "409": {"$ref": "#/components/responses/409"}, "500": {"$ref": "#/components/responses/500"}
            }
          }
        },
        "/api/v1/rehearsals/record": {
          "post": {
            "operationId": "startRecording", "tags": ["rehearsals"],
            "summary": "Begins to record prompts of users for a golden set, redacted.",
            "x-planb-role": "operator",
            "requestBody": {
              "required": true,
              "content": {"application/json": {"schema": {"$ref": "#/components/schemas/RecordingWish"}}}
            },
            "responses": {
              "202": {
                "description": "It has begun.",
                "content": {
                  "application/json": {
                    "schema": {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}}
                  }
                }
              },
              "401": {"$ref": "#/components/responses/401"},
              "403": {"$ref": "#/components/responses/403"},
              "400": {"$ref": "#/components/responses/400"},
              "404": {"$ref": "#/components/responses/404"},
              "409": {"$ref": "#/components/responses/409"}, "500": {"$ref": "#/components/responses/500"}
            }
          }
        },
        "/api/v1/rehearsals/record/{id}": {
          "get": {
            "operationId": "getRecording", "tags": ["rehearsals"],
            "summary": "How a recording stands. One that is over is forgotten with this answer.",
            "x-planb-role": "operator",
            "parameters": [
              {
                "name": "id", "in": "path", "required": true, "description": "The recording.",
                "schema": {"type": "string"}
              }
            ],
            "responses": {
              "200": {
                "description": "How it stands.",
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Recording"}}}
              },
              "401": {"$ref": "#/components/responses/401"},
              "403": {"$ref": "#/components/responses/403"}, "404": {"$ref": "#/components/responses/404"}
            }
          }
        },
        "/api/v1/exposure": {
          "get": {
            "operationId": "exposure", "tags": ["insight"],
            "summary": "What depends on which vendor, account, cloud, region and model lineage.",
            "x-planb-role": "viewer",
            "parameters": [
              {
                "name": "since", "in": "query", "description": "From which day on, UTC. Default: 30d.",
                "schema": {"type": "string"}
              },
              {
                "name": "until", "in": "query", "description": "Up to which day. Default: now.",
                "schema": {"type": "string"}
              },
              {
                "name": "format", "in": "query", "description": "The form of the report. Default: json.",
                "schema": {"type": "string", "enum": ["json", "md", "html", "text"]}
              }
            ],
            "responses": {
              "200": {
                "description": "The report.",
                "content": {
                  "application/json": {"schema": {"$ref": "#/components/schemas/Exposure"}},
                  "text/markdown": {"schema": {"type": "string"}},
                  "text/html": {"schema": {"type": "string"}},
                  "text/plain": {"schema": {"type": "string"}}
                }
              },
              "401": {"$ref": "#/components/responses/401"},
              "403": {"$ref": "#/components/responses/403"},
              "400": {"$ref": "#/components/responses/400"}, "503": {"$ref": "#/components/responses/503"}
            }
          }
        },
        "/api/v1/whatif": {
          "get": {
            "operationId": "whatif", "tags": ["insight"],
            "summary": "Replays recorded traffic with something lost. One at a time.",
            "x-planb-role": "viewer",
            "parameters": [
              {
                "name": "lose", "in": "query",
                "description": "What is lost, as planb whatif takes it; several are separated by commas.",
                "schema": {"type": "string"}
              },
              {
                "name": "scenario", "in": "query", "description": "A scenario by name.",
                "schema": {"type": "string"}
              },
              {
                "name": "at", "in": "query", "description": "From when on it is lost.",
                "schema": {"type": "string"}
              },
              {
                "name": "for", "in": "query", "description": "For how long: 90m, 2h, 1d.",
                "schema": {"type": "string"}
              },
              {
                "name": "since", "in": "query",
                "description": "Which requests are replayed. Default: 7d.", "schema": {"type": "string"}
              },
              {
                "name": "silent", "in": "query",
                "description": "What is lost takes requests and never answers.",
                "schema": {"type": "string", "enum": ["0", "1", "false", "true"]}
              },
              {
                "name": "format", "in": "query", "description": "The form of the report. Default: json.",
                "schema": {"type": "string", "enum": ["json", "md", "html", "text"]}
              }
            ],
            "responses": {
              "200": {
                "description": "The report.",
                "content": {
                  "application/json": {"schema": {"$ref": "#/components/schemas/WhatIf"}},
                  "text/markdown": {"schema": {"type": "string"}},
                  "text/html": {"schema": {"type": "string"}},
                  "text/plain": {"schema": {"type": "string"}}
                }
              },
              "401": {"$ref": "#/components/responses/401"},
              "403": {"$ref": "#/components/responses/403"},
              "400": {"$ref": "#/components/responses/400"},
              "409": {"$ref": "#/components/responses/409"}, "503": {"$ref": "#/components/responses/503"}
            }
          }
        },
        "/api/v1/incidents": {
          "get": {
            "operationId": "listIncidents", "tags": ["insight"],
            "summary": "What went wrong, and what was done about it.", "x-planb-role": "viewer",
            "parameters": [
              {
                "name": "since", "in": "query",
                "description": "From when on: 1h, 7d, 2026-12-31, 2026-12-31T18:00:00Z.",
                "schema": {"type": "string"}
              },
              {
                "name": "until", "in": "query", "description": "Up to when. Default: now.",
                "schema": {"type": "string"}
              },
              {
                "name": "format", "in": "query", "description": "The form of the report. Default: json.",
                "schema": {"type": "string", "enum": ["json", "md", "html", "text"]}
              }
            ],
            "responses": {
              "200": {
                "description": "Incidents, the latest first.",
                "content": {
                  "application/json": {"schema": {"$ref": "#/components/schemas/Incidents"}},
                  "text/markdown": {"schema": {"type": "string"}},
                  "text/html": {"schema": {"type": "string"}},
                  "text/plain": {"schema": {"type": "string"}}
                }
              },
              "401": {"$ref": "#/components/responses/401"},
              "403": {"$ref": "#/components/responses/403"},
              "400": {"$ref": "#/components/responses/400"}, "503": {"$ref": "#/components/responses/503"}
            }
          }
        },
        "/api/v1/incidents/{id}": {
          "get": {
            "operationId": "getIncident", "tags": ["insight"], "summary": "One incident on a page.",
            "x-planb-role": "viewer",
            "parameters": [
              {
                "name": "id", "in": "path", "required": true, "description": "The incident.",
                "schema": {"type": "string"}
              },
              {
                "name": "format", "in": "query", "description": "The form of the report. Default: json.",
                "schema": {"type": "string", "enum": ["json", "md", "html", "text"]}
              }
            ],
            "responses": {
              "200": {
                "description": "The report.",
                "content": {
                  "application/json": {"schema": {"$ref": "#/components/schemas/Incident"}},
                  "text/markdown": {"schema": {"type": "string"}},
                  "text/html": {"schema": {"type": "string"}},
                  "text/plain": {"schema": {"type": "string"}}
                }
              },
              "401": {"$ref": "#/components/responses/401"},
              "403": {"$ref": "#/components/responses/403"},
              "400": {"$ref": "#/components/responses/400"},
              "404": {"$ref": "#/components/responses/404"}, "503": {"$ref": "#/components/responses/503"}
            }
          }
        }
        """#
}
