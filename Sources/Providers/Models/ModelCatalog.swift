/// Which provider offers which models, under which ids. The one that is built in is made from the files in `Catalog`;
/// the configuration may add others.
public struct ModelCatalog: Sendable {
    /// The day of the newest fact; empty if there is none.
    public private(set) var version = ""
    /// All offers, in the order in which they were added.
    public private(set) var offers: [ModelOffer] = []
    private var exact: [Key: Int] = [:]
    private var globs: [(provider: String, glob: IDGlob, offer: Int)] = []
    /// A model's lineage by its name in the catalog.
    private var lineages: [String: String] = [:]
    private var covered: Set<String> = []

    private struct Key: Hashable {
        var provider: String
        var id: String
    }

    /// An empty catalog.
    public init() {}

    /// The catalog of this build.
    public static let builtIn: ModelCatalog = {
        var catalog = ModelCatalog()
        for text in CatalogData.vendors { CatalogText(text).read { catalog.add($0) } }
        return catalog
    }()

    /// Adds an offer. What it says of an id goes before what was said of it so far, and what it leaves open stays.
    public mutating func add(_ offer: ModelOffer) {
        if version.isEmpty || offer.version > version, offer.version.first?.isNumber == true { version = offer.version }
        covered.insert(offer.provider)
        lineages[offer.model] = offer.lineage
        let position = offers.count
        offers.append(offer)
        for id in offer.ids {
            if id.utf8.contains(UInt8(ascii: "*")) {
                globs.append((offer.provider, IDGlob(id), position))
                continue
            }
            let key = Key(provider: offer.provider, id: id)
            if let known = exact[key] {
                var merged = offers[known].overlaid(with: offer)
                merged.ids = [id]
                exact[key] = offers.count
                offers.append(merged)
            } else {
                exact[key] = position
            }
        }
    }

    /// What `provider` offers under `id`; nil if that is not known. An exact id goes before a glob, a longer glob before
    /// a shorter one.
    public func offer(provider: String, id: String) -> ModelOffer? {
        let names = ModelID.names(of: id, provider: provider)
        for (index, name) in names.enumerated() {
            guard let found = lookup(provider, name) else { continue }
            // What a model costs through another of its names is not known.
            guard index > 0, provider == "bedrock" else { return found }
            var offer = found
            offer.price = nil
            return offer
        }
        return nil
    }

    private func lookup(_ provider: String, _ id: String) -> ModelOffer? {
        if let index = exact[Key(provider: provider, id: id)] { return offers[index] }
        let match = globs.filter { $0.provider == provider && $0.glob.matches(id) }
            .max { $0.glob.length < $1.glob.length }
        return match.map { offers[$0.offer] }
    }

    /// The lineage of a model that the catalog knows under `name`, whoever offers it. Folders that hubs put before a name
    /// do not count.
    public func lineage(ofModel name: String) -> String? {
        lineages[name] ?? name.split(separator: "/").last.flatMap { lineages[String($0)] }
    }

    /// Whether the catalog lists what `provider` offers, so that a model that is missing is worth a word.
    public func covers(provider: String) -> Bool { covered.contains(provider) }
}
