import PlanBReport

/// A report as part of a page: the same blocks that its Markdown and HTML have. A template shows it with `{{>report}}`, where
/// `blocks` is a name of its model.
struct ReportBlocks {
    struct Fact {
        var name: String
        var value: String
    }

    struct Table {
        struct Row {
            var cells: [String]
        }

        var header: [String]
        var lines: [Row]
        var label: String
    }

    struct Sample {
        var label: String
        var lines: [String]
    }

    struct Facts {
        var all: [Fact]
    }

    struct List {
        var items: [String]
    }

    /// One of them is there.
    struct Block {
        var heading: String?
        var paragraph: String?
        var list: List?
        var facts: Facts?
        var table: Table?
        var sample: Sample?
    }

    /// The name of the template.
    static let template = "report"

    /// The blocks of `page`.
    static func blocks(_ page: ReportPage) -> [Block] {
        var heading = page.title
        return page.blocks.map { block in
            switch block {
            case .heading(let text):
                heading = text
                return Block(heading: text)
            case .paragraph(let text): return Block(paragraph: text)
            case .list(let items): return Block(list: List(items: items))
            case .facts(let facts): return Block(facts: Facts(all: facts.map { Fact(name: $0.name, value: $0.value) }))
            case .table(let header, let rows):
                return Block(table: Table(header: header, lines: rows.map { Table.Row(cells: $0) }, label: heading))
            case .sample(let title, let text):
                return Block(sample: Sample(label: title, lines: ForeignText.lines(text)))
            }
        }
    }
}

enum ReportTemplate {
    static let text = """
        {{#blocks}}
        {{#.heading}}<h2>{{.}}</h2>
        {{/.heading}}
        {{#.paragraph}}<p>{{.}}</p>
        {{/.paragraph}}
        {{#.list}}<ul>{{#items}}<li>{{.}}</li>{{/items}}</ul>
        {{/.list}}
        {{#.facts}}<dl class="facts">{{#all}}<dt>{{name}}</dt><dd>{{value}}</dd>{{/all}}</dl>
        {{/.facts}}
        {{#.table}}<div class="scroll" tabindex="0" role="region" aria-label="{{label}}"><table>
        <thead><tr>{{#header}}<th scope="col">{{.}}</th>{{/header}}</tr></thead>
        <tbody>{{#lines}}<tr>{{#cells}}<td>{{.}}</td>{{/cells}}</tr>
        {{/lines}}</tbody></table></div>
        {{/.table}}
        {{#.sample}}<p>{{label}}:</p>
        <pre class="sheet mono" tabindex="0">{{#lines}}{{.}}
        {{/lines}}</pre>
        {{/.sample}}
        {{/blocks}}
        """
}
