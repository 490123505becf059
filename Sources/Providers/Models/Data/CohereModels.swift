// Made by scripts/generate-catalog from Catalog/cohere.json. Change that file, not this one.

extension CatalogData {
    static let cohere: StaticString = #"""
        V|cohere|2026-11-21
        N|command-|cohere
        N|embed-v|cohere
        N|rerank-|cohere
        M|command-a-03-2025|cohere|cohere|command-a-03-2025|256000|8000||tools,forced_tools||2500000,,,10000000|||
        M|command-a-plus-05-2026|cohere|cohere|command-a-plus-05-2026|128000|64000||tools,forced_tools,json_schema,images,reasoning|||||
        M|command-r-08-2024|cohere|cohere|command-r-08-2024|128000|4096||tools,forced_tools||150000,,,600000|||
        M|command-r-plus-08-2024|cohere|cohere|command-r-plus-08-2024|128000|4096||tools,forced_tools||2500000,,,10000000|||
        M|command-r7b-12-2024|cohere|cohere|command-r7b-12-2024|128000|4096||tools,forced_tools||37500,,,150000|||
        M|embed|cohere|bedrock|cohere.embed-v4:0 us.cohere.embed-v4:0 global.cohere.embed-v4:0|128000|||||120000,,,0||1536|
        M|embed-english-light-v3.0|cohere|cohere|embed-english-light-v3.0|512|||||100000,,,0|||
        M|embed-english-v3|cohere|bedrock|cohere.embed-english-v3|512|||||100000,,,0|||
        M|embed-english-v3.0|cohere|cohere|embed-english-v3.0|512|||||100000,,,0|||
        M|embed-multilingual-v3|cohere|bedrock|cohere.embed-multilingual-v3|512|||||100000,,,0|||
        M|embed-multilingual-v3.0|cohere|cohere|embed-multilingual-v3.0|512|||||100000,,,0|||
        """#
}
