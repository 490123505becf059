// Made by scripts/generate-catalog from Catalog/meta.json. Change that file, not this one.

extension CatalogData {
    static let meta: StaticString = #"""
        V|meta|2026-11-21
        M|llama-guard-3-8b|llama|groq|llama-guard-3-8b|8192|||||200000,,,200000|||2025-06-06
        M|llama-prompt-guard-2-22m|llama|groq|meta-llama/llama-prompt-guard-2-22m|512|512||||30000,,,30000|||
        M|llama-prompt-guard-2-86m|llama|groq|meta-llama/llama-prompt-guard-2-86m|512|512||||40000,,,40000|||
        M|llama2-13b-chat-v1|llama|bedrock|meta.llama2-13b-chat-v1|4096|4096||||750000,,,1000000|||
        M|llama2-70b-chat-v1|llama|bedrock|meta.llama2-70b-chat-v1|4096|4096||||1950000,,,2560000|||
        M|llama3-1-405b-instruct|llama|bedrock|meta.llama3-1-405b-instruct-v1:0 us.meta.llama3-1-405b-instruct-v1:0|128000|4096||tools||2400000,,,2400000|||2026-07-07
        M|llama3-1-70b-instruct|llama|bedrock|meta.llama3-1-70b-instruct-v1:0 us.meta.llama3-1-70b-instruct-v1:0|128000|4096||tools||720000,,,720000|||2027-03-30
        M|llama3-1-8b-instruct|llama|bedrock|meta.llama3-1-8b-instruct-v1:0 us.meta.llama3-1-8b-instruct-v1:0|128000|4096||tools||220000,,,220000|||2027-03-30
        M|llama3-2-11b-instruct|llama|bedrock|meta.llama3-2-11b-instruct-v1:0 us.meta.llama3-2-11b-instruct-v1:0|128000|4096||tools,images||160000,,,160000|||2026-07-07
        M|llama3-2-1b-instruct|llama|bedrock|eu.meta.llama3-2-1b-instruct-v1:0|128000|4096||tools||130000,,,130000|||2026-07-07
        M|llama3-2-1b-instruct|llama|bedrock|meta.llama3-2-1b-instruct-v1:0 us.meta.llama3-2-1b-instruct-v1:0|128000|4096||tools||100000,,,100000|||2026-07-07
        M|llama3-2-3b-instruct|llama|bedrock|eu.meta.llama3-2-3b-instruct-v1:0|128000|4096||tools||190000,,,190000|||2026-07-07
        M|llama3-2-3b-instruct|llama|bedrock|meta.llama3-2-3b-instruct-v1:0 us.meta.llama3-2-3b-instruct-v1:0|128000|4096||tools||150000,,,150000|||2026-07-07
        M|llama3-2-90b-instruct|llama|bedrock|meta.llama3-2-90b-instruct-v1:0 us.meta.llama3-2-90b-instruct-v1:0|128000|4096||tools,images||720000,,,720000|||2026-07-07
        M|llama3-3-70b-instruct|llama|bedrock|meta.llama3-3-70b-instruct-v1:0 us.meta.llama3-3-70b-instruct-v1:0|128000|4096||tools||720000,,,720000|||2027-03-30
        M|llama3-70b-instruct|llama|bedrock|meta.llama3-70b-instruct-v1:0|8192|8192||||2650000,,,3500000|||2027-03-30
        M|llama3-8b-instruct|llama|bedrock|meta.llama3-8b-instruct-v1:0|8192|8192||||300000,,,600000|||2027-03-30
        M|llama4-maverick-17b-instruct|llama|bedrock|meta.llama4-maverick-17b-instruct-v1:0 us.meta.llama4-maverick-17b-instruct-v1:0|1000000|8192||tools||240000,,,970000|||2027-03-30
        M|llama4-scout-17b-instruct|llama|bedrock|meta.llama4-scout-17b-instruct-v1:0 us.meta.llama4-scout-17b-instruct-v1:0|10000000|8192||tools||170000,,,660000|||2027-03-30
        """#
}
