import PlanBEngine
import PlanBSettings

/// The configuration in force: every value, with where it comes from.
struct ConfigurationPage: Sendable {
    let settings: @Sendable () -> LoadedSettings

    var page: WebPage {
        let settings = settings
        return WebPage(.configuration, template: ConfigurationTemplate.text) { _ throws(WebProblem) in
            let settings = settings()
            return WebContent(
                "Configuration",
                ConfigurationModel(
                    settings.values, settings.unresolved + settings.warnings,
                    generation: settings.snapshot.generation, mode: settings.snapshot.mode.rawValue))
        }
    }
}

/// What the page shows.
struct ConfigurationModel {
    struct Part {
        var anchor: String
        var part: String
        var values: [SettingValue]
    }

    struct Remark {
        var text: String
    }

    var generation: Int
    var mode: String
    var remarks: [Remark]
    var parts: [Part]

    init(_ values: [SettingValue], _ remarks: [Diagnostic], generation: Int, mode: String) {
        self.generation = generation
        self.mode = mode
        self.remarks = remarks.map { Remark(text: $0.description) }
        parts = []
        for value in values {
            if parts.last?.part != value.part {
                parts.append(Part(anchor: "part-\(parts.count + 1)", part: value.part, values: []))
            }
            parts[parts.count - 1].values.append(value)
        }
    }
}

enum ConfigurationTemplate {
    static let text = """
        <h1>Configuration</h1>
        <p class="lead">What is in force: number {{generation}} since the start, {{mode}} mode. Secrets are references; their values are never shown.</p>
        {{#remarks}}<p class="notice warn mono">{{text}}</p>
        {{/remarks}}
        <nav aria-label="Parts of the configuration"><ul>
        {{#parts}}<li><a href="#{{anchor}}">{{part}}</a></li>
        {{/parts}}
        </ul></nav>
        {{#parts}}
        <section id="{{anchor}}">
        <h2 id="{{anchor}}-name">{{part}}</h2>
        <div class="scroll" tabindex="0" role="region" aria-labelledby="{{anchor}}-name">
        <table>
        <thead><tr><th scope="col">Key</th><th scope="col">Value</th><th scope="col">From</th></tr></thead>
        <tbody>
        {{#values}}<tr><th scope="row" class="mono">{{name}}</th><td class="mono">{{value}}</td><td class="soft tight">{{source}}</td></tr>
        {{/values}}
        </tbody>
        </table>
        </div>
        </section>
        {{/parts}}
        """
}
