extension OpenAPIDocument {
    /// What is asked and answered about the gateway, its keys and its ledger, by name.
    static let gatewaySchemas = #"""
        "Error": {
          "type": "object", "required": ["error"],
          "properties": {
            "error": {
              "type": "object", "required": ["message"],
              "properties": {"message": {"type": "string", "description": "What is wrong, and what to do."}}
            }
          }
        },
        "Status": {
          "type": "object", "required": ["status", "mode", "generation", "routes", "targets", "health"],
          "properties": {
            "status": {"type": "string", "enum": ["serving", "draining"]},
            "mode": {"type": "string", "enum": ["demo", "production"]},
            "generation": {"type": "integer", "description": "Of the configuration in force."},
            "routes": {
              "type": "array",
              "items": {
                "type": "object", "required": ["name", "try"],
                "properties": {"name": {"type": "string"}, "try": {"type": "array", "items": {"type": "string"}}}
              }
            },
            "targets": {
              "type": "array",
              "items": {
                "type": "object", "required": ["name", "provider", "vendor", "state", "health"],
                "properties": {
                  "name": {"type": "string"}, "provider": {"type": "string"},
                  "vendor": {"type": "string"},
                  "state": {"type": "string", "enum": ["configured", "disabled"]},
                  "health": {
                    "type": "string", "enum": ["well", "doubtful", "recovering", "cooling", "open"],
                    "description": "Open: given up."
                  },
                  "cause": {"type": "string", "description": "Why it is not well."}
                }
              }
            },
            "health": {
              "type": "array",
              "items": {
                "type": "object", "required": ["part", "state"],
                "properties": {"part": {"type": "string"}, "state": {"type": "string"}, "cause": {"type": "string"}}
              },
              "description": "What is not well: endpoints, accounts, regions and models."
            },
            "proofs": {
              "type": "array",
              "items": {
                "type": "object", "required": ["route", "backup", "state"],
                "properties": {
                  "route": {"type": "string"}, "backup": {"type": "string"}, "state": {"type": "string"},
                  "level": {"type": "string"}, "age_seconds": {"type": "integer"}
                }
              }
            },
            "ledger": {
              "type": "object", "required": ["state", "lag_bytes"],
              "properties": {
                "state": {"type": "string", "enum": ["working", "late", "away"]},
                "lag_bytes": {"type": "integer"}, "last_error": {"type": "string"}
              }
            },
            "readiness": {
              "type": "array",
              "items": {
                "type": "object", "required": ["route", "ready", "state", "backups"],
                "properties": {
                  "route": {"type": "string"}, "ready": {"type": "boolean"},
                  "state": {"$ref": "#/components/schemas/ProofState"},
                  "backups": {"type": "array", "items": {"type": "object"}}
                }
              }
            }
          }
        },
        "ProofState": {"type": "string", "enum": ["proven", "stale", "unproven", "none"]},
        "Nodes": {
          "type": "object", "required": ["nodes"],
          "properties": {
            "nodes": {
              "type": "array",
              "items": {
                "type": "object",
                "required": ["node", "version", "configuration", "admin", "seen_seconds_ago"],
                "properties": {
                  "node": {"type": "string"}, "version": {"type": "string"},
                  "configuration": {"type": "string"}, "admin": {"type": "string"},
                  "seen_seconds_ago": {"type": "integer"}
                }
              }
            },
            "node": {"type": "string"}, "leader": {"type": "string"}, "leading": {"type": "boolean"},
            "working": {"type": "boolean"}, "last_error": {"type": ["string", "null"]}
          }
        },
        "Budget": {
          "type": "object",
          "required": [
            "account", "per", "mode", "period_start", "limit_nanodollars", "spent_nanodollars",
            "held_nanodollars"
          ],
          "properties": {
            "account": {"type": "string", "description": "key:ID, team:NAME or route:PATTERN."},
            "per": {"type": "string"}, "mode": {"type": "string"},
            "period_start": {"type": "integer", "description": "Seconds since 1970."},
            "limit_nanodollars": {"type": "integer"}, "spent_nanodollars": {"type": "integer"},
            "held_nanodollars": {"type": "integer"}
          }
        },
        "Key": {
          "type": "object", "required": ["id", "name", "tags", "routes", "vendors", "isExpired"],
          "properties": {
            "id": {"type": "string"}, "name": {"type": "string"},
            "tags": {"type": "array", "items": {"type": "string"}},
            "routes": {"type": "array", "items": {"type": "string"}, "description": "Empty: all."},
            "vendors": {"type": "array", "items": {"type": "string"}, "description": "Empty: all."},
            "isExpired": {"type": "boolean"}, "team": {"type": "string"},
            "formerUntil": {"type": "string"}, "expires": {"type": "string"},
            "limits": {
              "type": "object", "required": [],
              "properties": {"rpm": {"type": "integer"}, "tpm": {"type": "integer"}, "concurrent": {"type": "integer"}}
            },
            "budget": {"type": "object"}, "priority": {"type": "string"}, "rehearse": {"type": "string"},
            "record": {"type": "string"}
          }
        },
        "KeyWish": {
          "type": "object", "required": ["name"],
          "properties": {
            "name": {"type": "string", "description": "What people call it."}, "team": {"type": "string"},
            "tags": {"type": "array", "items": {"type": "string"}},
            "routes": {"type": "array", "items": {"type": "string"}, "description": "None: all."},
            "vendors": {"type": "array", "items": {"type": "string"}, "description": "None: all."},
            "expires": {"type": "string", "description": "2026-12-31 or 2026-12-31T18:00:00Z."},
            "rpm": {"type": "integer", "description": "Requests a minute."},
            "tpm": {"type": "integer", "description": "Tokens a minute."},
            "concurrent": {"type": "integer"},
            "budget": {"type": "string", "description": "50 USD/month."},
            "strict": {"type": "boolean", "description": "The budget is never exceeded."},
            "priority": {"type": "string", "enum": ["normal", "low"]},
            "rehearse": {"type": "string", "enum": ["none", "probe", "shadow", "live"]},
            "record": {"type": "string", "enum": ["allow", "deny"]}
          }
        },
        "IssuedKey": {
          "type": "object", "required": ["id", "key"],
          "properties": {"id": {"type": "string"}, "key": {"type": "string", "description": "The whole key."}}
        },
        "Audit": {
          "type": "object", "required": ["isIntact", "entries"],
          "properties": {
            "isIntact": {"type": "boolean"},
            "entries": {
              "type": "array",
              "items": {
                "type": "object",
                "required": ["time", "actor", "action", "subject", "detail", "previous", "hash", "number"],
                "properties": {
                  "time": {"type": "string"}, "actor": {"type": "string"}, "action": {"type": "string"},
                  "subject": {"type": "string"}, "detail": {"type": "string"},
                  "previous": {"type": "string"}, "hash": {"type": "string"},
                  "number": {"type": "integer"}
                }
              }
            },
            "problem": {"type": "string"}
          }
        },
        "Usage": {
          "type": "object", "required": ["since", "until", "by", "truncated", "rows"],
          "properties": {
            "since": {"type": "string"}, "until": {"type": "string"},
            "by": {"type": "array", "items": {"type": "string"}}, "truncated": {"type": "boolean"},
            "rows": {
              "type": "array",
              "items": {
                "type": "object",
                "required": [
                  "requests", "answered", "attempts", "failovers", "absorbed", "estimated", "unpriced",
                  "input_tokens", "output_tokens", "cached_tokens", "reasoning_tokens", "written_tokens",
                  "cost_nanodollars", "wasted_nanodollars", "duration_ms", "p50_ms", "p95_ms"
                ],
                "properties": {
                  "requests": {"type": "integer"}, "answered": {"type": "integer"},
                  "attempts": {"type": "integer"}, "failovers": {"type": "integer"},
                  "absorbed": {"type": "integer"}, "estimated": {"type": "integer"},
                  "unpriced": {"type": "integer"}, "input_tokens": {"type": "integer"},
                  "output_tokens": {"type": "integer"}, "cached_tokens": {"type": "integer"},
                  "reasoning_tokens": {"type": "integer"}, "written_tokens": {"type": "integer"},
                  "cost_nanodollars": {"type": "integer"}, "wasted_nanodollars": {"type": "integer"},
                  "duration_ms": {"type": "integer"}, "p50_ms": {"type": ["integer", "null"]},
                  "p95_ms": {"type": ["integer", "null"]}
                }
              },
              "description": "Each has a member for every dimension of `by`, too."
            }
          }
        },
        "Request": {
          "type": "object",
          "required": [
            "id", "time", "key", "team", "route", "dialect", "operation", "model", "outcome", "code",
            "node", "tags", "stream", "needs", "bytes_in", "prompt_tokens", "patience_ms", "status",
            "attempts", "duration_ms", "generation", "output_cap", "commit_ms", "resumed_at",
            "input_tokens", "output_tokens", "cached_tokens", "reasoning_tokens", "written_tokens",
            "cost_nanodollars", "conversation", "target", "estimated", "unpriced", "skips"
          ],
          "properties": {
            "id": {"type": "string"},
            "time": {"type": "integer", "description": "Milliseconds since 1970."},
            "key": {"type": "string"}, "team": {"type": "string"}, "route": {"type": "string"},
            "dialect": {"type": "string"}, "operation": {"type": "string"}, "model": {"type": "string"},
            "outcome": {"type": "string"}, "code": {"type": "string"}, "node": {"type": "string"},
            "tags": {"type": "array", "items": {"type": "string"}}, "stream": {"type": "boolean"},
            "needs": {"type": "array", "items": {"type": "string"}}, "bytes_in": {"type": "integer"},
            "prompt_tokens": {"type": "integer"}, "patience_ms": {"type": "integer"},
            "status": {"type": "integer"}, "attempts": {"type": "integer"},
            "duration_ms": {"type": "integer"}, "generation": {"type": "integer"},
            "output_cap": {"type": ["integer", "null"]}, "commit_ms": {"type": ["integer", "null"]},
            "resumed_at": {"type": ["integer", "null"]}, "input_tokens": {"type": ["integer", "null"]},
            "output_tokens": {"type": ["integer", "null"]},
            "cached_tokens": {"type": ["integer", "null"]},
            "reasoning_tokens": {"type": ["integer", "null"]},
            "written_tokens": {"type": ["integer", "null"]},
            "cost_nanodollars": {"type": ["integer", "null"]},
            "conversation": {"type": ["string", "null"]}, "target": {"type": ["string", "null"]},
            "estimated": {"type": "boolean"}, "unpriced": {"type": "boolean"},
            "skips": {"type": "array", "items": {"type": "string"}}
          }
        },
        "Attempt": {
          "type": "object",
          "required": [
            "request", "number", "time", "reason", "key", "team", "route", "operation", "target",
            "vendor", "account", "cloud", "region", "lineage", "model", "outcome", "provider_request",
            "price_version", "detail", "node", "tags", "failure", "status", "sent_ms", "first_output_ms",
            "retry_after_ms", "input_tokens", "output_tokens", "cached_tokens", "reasoning_tokens",
            "written_tokens", "cost_nanodollars", "duration_ms", "bytes_sent", "bytes_received",
            "estimated", "delivered"
          ],
          "properties": {
            "request": {"type": "string"}, "number": {"type": "integer"},
            "time": {"type": "integer", "description": "Milliseconds since 1970."},
            "reason": {"type": "string"}, "key": {"type": "string"}, "team": {"type": "string"},
            "route": {"type": "string"}, "operation": {"type": "string"}, "target": {"type": "string"},
            "vendor": {"type": "string"}, "account": {"type": "string"}, "cloud": {"type": "string"},
            "region": {"type": "string"}, "lineage": {"type": "string"}, "model": {"type": "string"},
            "outcome": {"type": "string"}, "provider_request": {"type": "string"},
            "price_version": {"type": "string"}, "detail": {"type": "string"}, "node": {"type": "string"},
            "tags": {"type": "array", "items": {"type": "string"}},
            "failure": {"type": ["string", "null"]}, "status": {"type": ["integer", "null"]},
            "sent_ms": {"type": ["integer", "null"]}, "first_output_ms": {"type": ["integer", "null"]},
            "retry_after_ms": {"type": ["integer", "null"]},
            "input_tokens": {"type": ["integer", "null"]}, "output_tokens": {"type": ["integer", "null"]},
            "cached_tokens": {"type": ["integer", "null"]},
            "reasoning_tokens": {"type": ["integer", "null"]},
            "written_tokens": {"type": ["integer", "null"]},
            "cost_nanodollars": {"type": ["integer", "null"]}, "duration_ms": {"type": "integer"},
            "bytes_sent": {"type": "integer"}, "bytes_received": {"type": "integer"},
            "estimated": {"type": "boolean"}, "delivered": {"type": "boolean"}
          }
        },
        "LedgerStanding": {
          "type": "object",
          "required": ["working", "applied", "skipped", "lag_bytes", "delay_ms", "last_error"],
          "properties": {
            "working": {"type": "boolean"}, "applied": {"type": "integer"},
            "skipped": {"type": "integer"}, "lag_bytes": {"type": "integer"},
            "delay_ms": {"type": "integer"}, "last_error": {"type": ["string", "null"]}
          }
        }
        """#
}
