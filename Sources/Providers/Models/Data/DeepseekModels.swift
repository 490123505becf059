// Made by scripts/generate-catalog from Catalog/deepseek.json. Change that file, not this one.

extension CatalogData {
    static let deepseek: StaticString = #"""
        V|deepseek|2026-11-21
        N|deepseek-|deepseek
        T|deepseek-reasoner|reasons
        T|deepseek-r1|reasons
        T|deepseek-v4|reasons
        M|deepseek-chat|deepseek|deepseek|deepseek-chat|131072|8192||tools,parallel_tools,forced_tools,json_schema||280000,28000,,420000|||2026-07-24
        M|deepseek-coder|deepseek|deepseek|deepseek-coder|128000|4096||tools,forced_tools||140000,14000,,280000|||
        M|deepseek-flash|deepseek|deepseek|deepseek-flash|1000000|393216||tools,parallel_tools,forced_tools,json_schema,images,reasoning||300000,6000,,1200000|||
        M|deepseek-r1|deepseek|deepseek|deepseek-r1|65536|8192||tools,forced_tools,reasoning||550000,140000,,2190000|||
        M|deepseek-reasoner|deepseek|deepseek|deepseek-reasoner|131072|65536||json_schema,reasoning|tools|280000,28000,,420000|||2026-07-24
        M|deepseek-v3|deepseek|deepseek|deepseek-v3|65536|8192||tools,forced_tools||270000,70000,,1100000|||
        M|deepseek-v3.2|deepseek|deepseek|deepseek-v3.2|163840|163840||tools,forced_tools,reasoning||280000,28000,,400000|||
        M|deepseek-v4-flash|deepseek|deepseek|deepseek-v4-flash|1000000|393216||tools,parallel_tools,forced_tools,json_schema,images,reasoning||300000,6000,,1200000|||
        M|deepseek-v4-pro|deepseek|deepseek|deepseek-v4-pro|1000000|393216||tools,parallel_tools,forced_tools,json_schema,reasoning|images|1320000,44000,,3960000|||
        """#
}
