extension OpenAPIDocument {
    /// What is asked and answered about rehearsals, and in reports, by name.
    static let insightSchemas = #"""
        "Readiness": {
          "type": "object", "required": ["ready", "notReady", "now", "routes"],
          "properties": {
            "ready": {"type": "boolean"}, "notReady": {"type": "array", "items": {"type": "string"}},
            "now": {"type": "integer", "description": "Milliseconds since 1970."},
            "routes": {
              "type": "array",
              "items": {
                "type": "object", "required": ["route", "state", "primary", "minimum", "backups"],
                "properties": {
                  "route": {"type": "string"}, "state": {"$ref": "#/components/schemas/ProofState"},
                  "primary": {"type": "string"}, "minimum": {"type": "number"},
                  "backups": {
                    "type": "array",
                    "items": {
                      "type": "object",
                      "required": ["target", "state", "isIndependent", "missing", "levels"],
                      "properties": {
                        "target": {"type": "string"},
                        "state": {"$ref": "#/components/schemas/ProofState"},
                        "isIndependent": {"type": "boolean"},
                        "missing": {"type": "array", "items": {"type": "string"}},
                        "levels": {"type": "array", "items": {"type": "object"}}
                      }
                    }
                  },
                  "stateful": {"type": "number"}
                }
              }
            },
            "minimum": {"type": "number"}
          }
        },
        "Evidence": {
          "type": "object", "required": ["line", "problems"],
          "properties": {
            "line": {"type": "string", "description": "Signed, and chained to the one before."},
            "problems": {"type": "array", "items": {"type": "string"}}
          }
        },
        "Rehearsal": {
          "type": "object",
          "required": [
            "id", "route", "level", "primary", "backup", "actor", "reason", "started", "state",
            "requests", "controls", "userFailures", "userFailureCap", "spend", "verdict"
          ],
          "properties": {
            "id": {"type": "string"}, "route": {"type": "string"}, "level": {"type": "string"},
            "primary": {"type": "string"}, "backup": {"type": "string"}, "actor": {"type": "string"},
            "reason": {"type": "string"},
            "started": {"type": "integer", "description": "Milliseconds since 1970."},
            "state": {"type": "string", "enum": ["running", "ended", "aborted", "interrupted"]},
            "requests": {"type": "integer"}, "controls": {"type": "integer"},
            "userFailures": {"type": "integer"}, "userFailureCap": {"type": "integer"},
            "spend": {"type": "integer"},
            "verdict": {"type": "string", "enum": ["good", "bad", "undecided"]},
            "ended": {"type": "integer"}, "share": {"type": "number"}, "unanswered": {"type": "integer"},
            "spendCap": {"type": "integer"}, "score": {"type": "object"}
          }
        },
        "RehearsalWish": {
          "type": "object", "required": ["route", "level"],
          "properties": {
            "route": {"type": "string"},
            "level": {"type": "string", "enum": ["probe", "golden", "shadow", "live", "cutover", "fault"]},
            "backup": {"type": "string"}, "share": {"type": "string", "description": "5%."},
            "for": {"type": "string", "description": "10m."},
            "accept": {"type": "boolean", "description": "Content with what the preview asks."},
            "dry_run": {"type": "boolean"}
          }
        },
        "RehearsalPreview": {
          "type": "object", "required": ["steps", "userFailures"],
          "properties": {
            "steps": {"type": "array", "items": {"type": "string"}}, "userFailures": {"type": "integer"},
            "requests": {"type": "integer"}, "cost": {"type": "integer", "description": "Nanodollars."},
            "asks": {"type": "string"}
          }
        },
        "RecordingWish": {
          "type": "object", "required": ["route"],
          "properties": {
            "route": {"type": "string"},
            "count": {"type": "integer", "description": "Prompts at most. Default: 100."},
            "for": {"type": "string", "description": "10m."}
          }
        },
        "Recording": {
          "type": "object",
          "required": [
            "id", "route", "isRunning", "wanted", "seen", "kept", "duplicates", "refused", "began",
            "until", "unusable", "reason"
          ],
          "properties": {
            "id": {"type": "string"}, "route": {"type": "string"}, "isRunning": {"type": "boolean"},
            "wanted": {"type": "integer"}, "seen": {"type": "integer"}, "kept": {"type": "integer"},
            "duplicates": {"type": "integer"}, "refused": {"type": "integer"},
            "began": {"type": "integer"}, "until": {"type": "integer"},
            "unusable": {"type": "object", "additionalProperties": {"type": "integer"}},
            "reason": {"type": "string"}, "yaml": {"type": "string"}
          }
        },
        "Served": {
          "type": "object", "required": ["requests", "answered"],
          "properties": {"requests": {"type": "integer"}, "answered": {"type": "integer"}}
        },
        "Times": {
          "type": "object", "required": [],
          "properties": {
            "p50": {"type": "integer", "description": "Milliseconds."}, "p95": {"type": "integer"},
            "p99": {"type": "integer"}
          }
        },
        "WhatIf": {
          "type": "object",
          "required": [
            "scenario", "since", "until", "recorded", "leftOut", "before", "after", "refused",
            "costBefore", "costAfter", "unpriced", "failovers", "firstOutputBefore", "firstOutputAfter",
            "durationBefore", "durationAfter", "routes", "targets"
          ],
          "properties": {
            "scenario": {"type": "string"}, "since": {"type": "integer"}, "until": {"type": "integer"},
            "recorded": {"$ref": "#/components/schemas/Served"}, "leftOut": {"type": "integer"},
            "before": {"$ref": "#/components/schemas/Served"},
            "after": {"$ref": "#/components/schemas/Served"},
            "refused": {"type": "object", "additionalProperties": {"type": "integer"}},
            "costBefore": {"type": "integer", "description": "Nanodollars."},
            "costAfter": {"type": "integer"}, "unpriced": {"type": "integer"},
            "failovers": {"type": "integer"}, "firstOutputBefore": {"$ref": "#/components/schemas/Times"},
            "firstOutputAfter": {"$ref": "#/components/schemas/Times"},
            "durationBefore": {"$ref": "#/components/schemas/Times"},
            "durationAfter": {"$ref": "#/components/schemas/Times"},
            "routes": {
              "type": "array",
              "items": {
                "type": "object", "required": ["route", "before", "after", "refused"],
                "properties": {
                  "route": {"type": "string"}, "before": {"$ref": "#/components/schemas/Served"},
                  "after": {"$ref": "#/components/schemas/Served"},
                  "refused": {"type": "object", "additionalProperties": {"type": "integer"}}
                }
              }
            },
            "targets": {
              "type": "array",
              "items": {
                "type": "object",
                "required": [
                  "target", "isLost", "before", "after", "cost", "throttled", "mostRequests",
                  "mostTokens", "measured", "quota"
                ],
                "properties": {
                  "target": {"type": "string"}, "isLost": {"type": "boolean"},
                  "before": {"type": "integer"}, "after": {"type": "integer"},
                  "cost": {"type": "integer"}, "throttled": {"type": "integer"},
                  "mostRequests": {"type": "integer"}, "mostTokens": {"type": "integer"},
                  "measured": {"type": "integer"}, "quota": {"type": "string"}
                }
              }
            }
          }
        },
        "Incidents": {
          "type": "object", "required": ["since", "until", "lookedAtFrom", "isCut", "incidents"],
          "properties": {
            "since": {"type": "integer"}, "until": {"type": "integer"},
            "lookedAtFrom": {"type": "integer"}, "isCut": {"type": "boolean"},
            "incidents": {
              "type": "array",
              "items": {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}}
            }
          }
        },
        "Incident": {
          "type": "object",
          "required": [
            "incident", "isCut", "all", "concerned", "response", "targets", "standIns", "callers",
            "timeline", "events", "drills", "callerCount", "stepMinutes", "atTheSameTime"
          ],
          "properties": {
            "incident": {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}},
            "isCut": {"type": "boolean"}, "all": {"$ref": "#/components/schemas/Endings"},
            "concerned": {"$ref": "#/components/schemas/Endings"}, "response": {"type": "object"},
            "targets": {"type": "array", "items": {"type": "object"}},
            "standIns": {"type": "array", "items": {"type": "object"}},
            "callers": {"type": "array", "items": {"type": "object"}},
            "timeline": {"type": "array", "items": {"type": "object"}},
            "events": {"type": "array", "items": {"type": "object"}},
            "drills": {"type": "array", "items": {"type": "object"}}, "callerCount": {"type": "integer"},
            "stepMinutes": {"type": "integer"},
            "atTheSameTime": {"type": "array", "items": {"type": "string"}}
          }
        },
        "Endings": {
          "type": "object", "required": ["requests", "answered", "refused", "cut", "left"],
          "properties": {
            "requests": {"type": "integer"}, "answered": {"type": "integer"},
            "refused": {"type": "integer"}, "cut": {"type": "integer"}, "left": {"type": "integer"}
          }
        },
        "Exposure": {
          "type": "object", "required": ["requests", "cost", "concentrations", "routes"],
          "properties": {
            "requests": {"type": "integer"}, "cost": {"type": "integer", "description": "Nanodollars."},
            "concentrations": {
              "type": "array",
              "items": {
                "type": "object", "required": ["by", "shares"],
                "properties": {
                  "by": {"type": "string"}, "shares": {"type": "array", "items": {"type": "object"}},
                  "index": {"type": "integer", "description": "Herfindahl-Hirschman, to 10,000."}
                }
              }
            },
            "routes": {
              "type": "array",
              "items": {
                "type": "object", "required": ["route", "smallestLosses"],
                "properties": {
                  "route": {"type": "string"},
                  "smallestLosses": {"type": "array", "items": {"type": "array", "items": {"type": "string"}}}
                }
              }
            }
          }
        }
        """#
}
