enum ReadinessTemplate {
    static let text = """
        <div data-events="/live/events?only=health">
        <div class="head"><h1>Readiness</h1><p role="status" data-live-status></p></div>
        <div data-refresh="readiness">
        <p class="lead">{{headline}}</p>
        {{#remarks}}<p class="notice {{tone}}">{{text}}</p>
        {{/remarks}}
        {{^hasNone}}
        <dl class="tiles">
        <div class="{{surviving.tone}}"><dt>of {{routes}} routes are shown to survive the loss of their vendor</dt><dd>{{surviving.text}}</dd></div>
        <div class="{{unproven.tone}}"><dt>with a backup elsewhere that is not proven</dt><dd>{{unproven.text}}</dd></div>
        <div class="{{troubled.tone}}"><dt>not well now, of all targets</dt><dd>{{troubled.text}}</dd></div>
        </dl>
        <div class="scroll" tabindex="0" role="region" aria-label="Routes">
        <table>
        <caption>Every route: what happens when the vendor that it asks first is gone, and how it is now</caption>
        <thead><tr><th scope="col">Route</th><th scope="col">Loss of the vendor</th><th scope="col">Then</th>
        <th scope="col">Now</th><th scope="col">Chain</th></tr></thead>
        <tbody>
        {{#rows}}<tr><th scope="row"><a href="#{{anchor}}">{{route}}</a></th>
        <td><span class="badge {{loss.tone}}">{{loss.text}}</span></td><td>{{without}}</td>
        <td><span class="badge {{health.tone}}">{{health.text}}</span></td>
        <td><ol class="chain">{{#links}}<li><span class="badge {{health.tone}}">{{target}}</span></li>{{/links}}</ol></td></tr>
        {{/rows}}
        </tbody>
        </table>
        </div>
        {{#rows}}
        <section id="{{anchor}}" aria-labelledby="{{anchor}}-name">
        <h2 id="{{anchor}}-name">{{route}} <span class="badge {{loss.tone}}">{{loss.text}}</span></h2>
        {{#stateful}}<p class="notice warn">Of the last week's requests {{stateful}} refer to state of one account: no backup counts for these.</p>{{/stateful}}
        <div class="scroll" tabindex="0" role="region" aria-label="Targets of {{route}}">
        <table>
        <caption>Targets in the order in which they are asked; a backup counts from {{asks}} on</caption>
        <thead><tr><th scope="col">Target</th><th scope="col">Vendor</th><th scope="col">Turn</th><th scope="col">Health</th>
        <th scope="col">Proof</th><th scope="col">Confidence</th><th scope="col">Proven ago</th>
        <th scope="col" class="number">Capacity</th></tr></thead>
        <tbody>
        {{#links}}<tr><th scope="row">{{target}}<br><small class="soft">{{model}}</small></th><td>{{vendor}}</td><td class="tight">{{turn}}</td>
        <td><span class="badge {{health.tone}}">{{health.text}}</span></td>
        <td><span class="badge {{proof.tone}}">{{proof.text}}</span>{{#missing}}<br><small class="soft">{{.}}</small>{{/missing}}</td>
        <td>{{confidence}}</td><td class="tight">{{proofAge}}</td><td class="number">{{capacity}}</td></tr>
        {{/links}}
        </tbody>
        </table>
        </div>
        </section>
        {{/rows}}
        {{/hasNone}}
        <p class="stamp">As of {{time}}.</p>
        </div>
        </div>
        """
}
