// Made by scripts/generate-catalog from Catalog/aleph-alpha.json. Change that file, not this one.

extension CatalogData {
    static let alephAlpha: StaticString = #"""
        V|aleph-alpha|2026-11-21
        N|luminous-|aleph-alpha
        N|pharia-|aleph-alpha
        """#
}
