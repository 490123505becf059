enum LiveTemplate {
    static let text = """
        <div class="head"><h1>Live</h1><p role="status" data-live-status></p></div>
        <p class="lead">Requests as they run, and what changes.</p>
        {{^isWatchable}}<p class="notice">This gateway cannot be watched: only what is over is shown.</p>{{/isWatchable}}
        <p class="notice unscripted">Without JavaScript this page shows what is over. <a href="/live">Reload it</a> for more.</p>
        {{#trouble}}<p class="notice warn">{{trouble}}</p>{{/trouble}}
        <section data-events="/live/events">
        <h2 id="targets-name">Targets</h2>
        <ul class="chain loose" data-refresh="targets">
        {{#targets}}<li><span class="badge {{tone}}">{{target}}: {{words}}</span></li>
        {{/targets}}
        </ul>
        </section>
        <section class="script">
        <h2 id="changes-name">What changed</h2>
        <div class="scroll" tabindex="0" role="region" aria-labelledby="changes-name">
        <table>
        <caption>Failovers, and what was given up or came back, since this page was opened; the newest first</caption>
        <thead><tr><th scope="col">Time (UTC)</th><th scope="col">What</th><th scope="col">Where</th><th scope="col">Why</th></tr></thead>
        <tbody data-changes></tbody>
        </table>
        </div>
        </section>
        <section class="script">
        <h2 id="running-name">Under way</h2>
        <div class="scroll" tabindex="0" role="region" aria-labelledby="running-name">
        <table>
        <caption>Requests that began since this page was opened</caption>
        <thead><tr><th scope="col">Request</th><th scope="col">Route</th><th scope="col">Key</th><th scope="col">Target</th>
        <th scope="col">Try</th><th scope="col">Since (UTC)</th></tr></thead>
        <tbody data-running></tbody>
        </table>
        </div>
        </section>
        <section>
        <h2 id="ended-name">Ended</h2>
        <p class="hint">The newest first. <a href="/live">Reload</a></p>
        <div class="scroll" tabindex="0" role="region" aria-labelledby="ended-name">
        <table>
        <caption>The newest requests that are over</caption>
        <thead><tr><th scope="col">Request</th><th scope="col">Route</th><th scope="col">Target</th><th scope="col">Outcome</th>
        <th scope="col">Status</th><th scope="col">Tries</th><th scope="col">Took</th><th scope="col">Tokens</th><th scope="col">Cost</th></tr></thead>
        <tbody data-ended>
        {{#rows}}<tr><th scope="row"><a href="{{path}}">{{id}}</a></th><td>{{route}}</td><td>{{target}}</td>
        <td><span class="badge {{tone}}">{{outcome}}</span></td><td>{{status}}</td><td>{{tries}}</td><td>{{took}}</td>
        <td>{{tokens}}</td><td>{{cost}}</td></tr>
        {{/rows}}
        </tbody>
        </table>
        </div>
        </section>
        """
}
