import Mustache
import PlanBEngine

/// All templates, read once. A page is the frame with the page's own template in it.
struct WebTemplates: Sendable {
    private let library: MustacheLibrary
    /// What there is, in the order of the navigation.
    private let places: [WebPlace]

    /// Reads the templates of `pages` by their paths, and others by name; throws at a mistake in one of them.
    init(_ pages: [WebPage], others: [String: String]) throws {
        MustacheContentTypes.register(SafeText(), named: SafeText.name)
        var library = MustacheLibrary()
        // A partial does not inherit how values are escaped: each template says it itself.
        let head = "{{% CONTENT_TYPE:\(SafeText.name)}}\n"
        try library.register(head + FrameTemplate.text, named: "frame")
        for page in pages { try library.register(head + page.template, named: "page " + page.path) }
        for (name, text) in others { try library.register(head + text, named: name) }
        self.library = library
        places = WebPlace.all.filter { place in pages.contains { $0.place == place } }
    }

    /// The frame around `content`, shown with the template `name`.
    func text(_ name: String, _ content: WebContent, _ visit: WebVisit?, at place: WebPlace?) -> String {
        library.render(FrameModel(name, content, visit, at: place, of: places), withTemplate: "frame") ?? ""
    }

    /// One template without the frame.
    func text(_ name: String, of model: Any) -> String { library.render(model, withTemplate: name) ?? "" }
}

/// What the frame shows.
struct FrameModel {
    struct Entry {
        var path: String
        var title: String
        var isHere: Bool
    }

    struct Person {
        var name: String
        var role: String
        var formToken: String
    }

    var frameTitle: String
    var frameTemplate: String
    var style = WebAssets.style.path
    var script = WebAssets.script.path
    var icon = WebAssets.icon.path
    /// Nil: nobody is signed in.
    var person: Person?
    var navigation: [Entry]
    var page: Any

    init(_ template: String, _ content: WebContent, _ visit: WebVisit?, at place: WebPlace?, of places: [WebPlace]) {
        frameTitle = content.title
        frameTemplate = template
        page = content.model
        person = visit.map {
            Person(name: $0.principal.name, role: $0.principal.role.rawValue, formToken: $0.formToken)
        }
        navigation =
            visit.map { visit in
                places.filter { visit.may($0.see) }.map {
                    Entry(path: $0.path, title: $0.title, isHere: $0 == place)
                }
            } ?? []
    }
}

/// The page around all pages. It works without the script, which only brings what changes.
enum FrameTemplate {
    static let text = """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>{{frameTitle}} · Plan B</title>
        <link rel="stylesheet" href="{{style}}">
        <link rel="icon" href="{{icon}}" type="image/svg+xml">
        <script src="{{script}}" defer></script>
        </head>
        <body>
        <a class="skip" href="#content">Skip to the content</a>
        <header class="top">
        <a class="brand" href="/"><img src="{{icon}}" alt="" width="24" height="24">Plan B</a>
        {{#person}}
        <nav aria-label="Pages"><ul>
        {{#navigation}}<li><a href="{{path}}"{{#isHere}} aria-current="page"{{/isHere}}>{{title}}</a></li>
        {{/navigation}}
        </ul></nav>
        <form class="person" method="post" action="/sign-out">
        <input type="hidden" name="form_token" value="{{formToken}}">
        <span>{{name}} <small>{{role}}</small></span>
        <button type="submit" class="quiet">Sign out</button>
        </form>
        {{/person}}
        </header>
        <main id="content" tabindex="-1">
        {{#page}}{{>*frameTemplate}}{{/page}}
        </main>
        </body>
        </html>
        """
}
