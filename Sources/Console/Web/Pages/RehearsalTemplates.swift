enum RehearsalTemplates {
    static let list = """
        <h1>Rehearsals</h1>
        <p class="lead">A backup counts as proven when a drill has shown that it works.</p>
        {{#form}}
        <details class="sheet">
        <summary>Begin a rehearsal</summary>
        <form class="stack" method="post" action="/rehearsals/preview">
        <input type="hidden" name="form_token" value="{{formToken}}">
        <div class="pair">
        <div><label for="route">Route</label><select id="route" name="route" required>{{#routes}}<option>{{.}}</option>{{/routes}}</select></div>
        <div><label for="level">Level</label><select id="level" name="level">{{#levels}}<option>{{.}}</option>{{/levels}}</select></div>
        </div>
        <div class="pair">
        <div><label for="backup">Backup <small>the first one, if empty</small></label><input id="backup" name="backup" maxlength="64"></div>
        <div><label for="share">Share <small>such as 5%</small></label><input id="share" name="share" maxlength="10"></div>
        <div><label for="for">For <small>such as 10m</small></label><input id="for" name="for" maxlength="10"></div>
        </div>
        <div><button type="submit">What would it do?</button></div>
        </form>
        </details>
        {{/form}}
        <div data-refresh="rehearsals" data-every="5000">
        {{#isEmpty}}<p class="notice">There are no rehearsals yet.</p>{{/isEmpty}}
        {{^isEmpty}}
        <div class="scroll" tabindex="0" role="region" aria-label="Rehearsals">
        <table>
        <caption>Rehearsals of late, the newest first</caption>
        <thead><tr><th scope="col">Began</th><th scope="col">Route</th><th scope="col">Level</th><th scope="col">Backup</th>
        <th scope="col">Result</th><th scope="col">Conformance</th><th scope="col">By</th></tr></thead>
        <tbody>
        {{#rows}}<tr><th scope="row" class="tight"><a href="{{path}}">{{began}}</a></th><td>{{route}}</td><td>{{level}}</td><td>{{backup}}</td>
        <td><span class="badge {{tone}}">{{state}}</span></td><td>{{conformance}}</td><td>{{actor}}</td></tr>
        {{/rows}}
        </tbody>
        </table>
        </div>
        {{/isEmpty}}
        </div>
        """

    static let one = """
        <p><a href="/rehearsals">Rehearsals</a></p>
        <div data-refresh="rehearsal"{{#isRunning}} data-every="2000"{{/isRunning}}>
        <h1>{{route}}: {{level}} <span class="badge {{tone}}">{{state}}</span></h1>
        <p class="lead" role="status">{{progress}}</p>
        {{#abort}}<form method="post" action="{{path}}" data-confirm="End this rehearsal now?">
        <input type="hidden" name="form_token" value="{{formToken}}">
        <button type="submit" class="bad">End it now</button>
        </form>{{/abort}}
        <p class="hint">The report as <a href="{{document}}html">HTML</a>, <a href="{{document}}md">Markdown</a>,
        <a href="{{document}}json">JSON</a>.</p>
        {{>report}}
        </div>
        """

    static let preview = """
        <p><a href="/rehearsals">Rehearsals</a></p>
        <h1>{{route}}: {{level}}</h1>
        <p class="lead">Nothing has happened yet. This is what it would do.</p>
        <div class="sheet">
        <ol>{{#steps}}<li>{{.}}</li>{{/steps}}</ol>
        <dl class="facts">
        {{#requests}}<dt>Requests of its own</dt><dd>{{.}}</dd>{{/requests}}
        <dt>Cost at most</dt><dd>{{cost}}</dd>
        <dt>Failures that users may see at most</dt><dd>{{failures}}</dd>
        </dl>
        </div>
        <form class="stack" method="post" action="/rehearsals">
        <input type="hidden" name="form_token" value="{{formToken}}">
        <input type="hidden" name="route" value="{{route}}">
        <input type="hidden" name="level" value="{{level}}">
        <input type="hidden" name="backup" value="{{backup}}">
        <input type="hidden" name="share" value="{{share}}">
        <input type="hidden" name="for" value="{{span}}">
        {{#asks}}<p class="notice warn"><label><input type="checkbox" name="accept" value="yes" required>I accept: {{.}}</label></p>{{/asks}}
        <div><button type="submit">Begin</button></div>
        </form>
        """
}
