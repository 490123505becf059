// Made by scripts/generate-catalog from Catalog/qwen.json. Change that file, not this one.

extension CatalogData {
    static let qwen: StaticString = #"""
        V|qwen|2026-11-21
        T|qwq-|reasons
        M|qwen3.8-27b|qwen|groq|qwen/qwen3.8-27b|131072|16384||tools,forced_tools,json_schema,images,reasoning||800000,,,4000000|||
        """#
}
