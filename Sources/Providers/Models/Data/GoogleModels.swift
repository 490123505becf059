// Made by scripts/generate-catalog from Catalog/google.json. Change that file, not this one.

extension CatalogData {
    static let google: StaticString = #"""
        V|google|2026-11-21
        N|gemini-|google
        T|gemini-2.5-pro|reasons
        T|gemini-3|reasons
        M|gemini-2.5-flash|google|gemini|gemini-2.5-flash|1048576|65536||tools,parallel_tools,forced_tools,json_schema,images,audio,documents,reasoning||300000,30000,,2500000|||
        M|gemini-2.5-flash|google|vertex|gemini-2.5-flash|1048576|65535||tools,parallel_tools,forced_tools,json_schema,images,audio,documents,reasoning||300000,30000,,2500000|||2026-10-20
        M|gemini-2.5-flash-lite|google|gemini|gemini-2.5-flash-lite|1048576|65536||tools,parallel_tools,forced_tools,json_schema,images,audio,documents,reasoning||100000,10000,,400000|||
        M|gemini-2.5-flash-lite|google|vertex|gemini-2.5-flash-lite|1048576|65535||tools,parallel_tools,forced_tools,json_schema,images,audio,documents,reasoning||100000,10000,,400000|||2026-10-20
        M|gemini-2.5-flash-lite-preview-09-2025|google|vertex|gemini-2.5-flash-lite-preview-09-2025|1048576|65535||tools,parallel_tools,forced_tools,json_schema,images,audio,documents,reasoning||100000,10000,,400000|||
        M|gemini-2.5-flash-preview-09-2025|google|vertex|gemini-2.5-flash-preview-09-2025|1048576|65535||tools,parallel_tools,forced_tools,json_schema,images,audio,documents,reasoning||300000,30000,,2500000|||
        M|gemini-2.5-pro|google|gemini|gemini-2.5-pro|1048576|65536||tools,forced_tools,json_schema,images,audio,documents,reasoning||1250000,125000,,10000000|200000,2500000,250000,,15000000||
        M|gemini-2.5-pro|google|vertex|gemini-2.5-pro|1048576|65535||tools,forced_tools,json_schema,images,audio,documents,reasoning||1250000,125000,,10000000|200000,2500000,250000,,15000000||2026-10-20
        M|gemini-3-flash-preview|google|gemini|gemini-3-flash-preview|1048576|65536||tools,parallel_tools,forced_tools,json_schema,images,audio,documents,reasoning||500000,50000,,3000000|||
        M|gemini-3-flash-preview|google|vertex|gemini-3-flash-preview|1048576|65535||tools,parallel_tools,forced_tools,json_schema,images,audio,documents,reasoning||500000,50000,,3000000|||
        M|gemini-3.1-flash-lite|google|gemini|gemini-3.1-flash-lite|1048576|65536||tools,parallel_tools,forced_tools,json_schema,images,audio,documents,reasoning||250000,25000,,1500000|||2027-05-07
        M|gemini-3.1-flash-lite|google|vertex|gemini-3.1-flash-lite|1048576|65536||tools,parallel_tools,forced_tools,json_schema,images,audio,documents,reasoning||250000,25000,,1500000|||2027-05-07
        M|gemini-3.1-flash-lite-preview|google|gemini|gemini-3.1-flash-lite-preview|1048576|65536||tools,parallel_tools,forced_tools,json_schema,images,audio,documents,reasoning||250000,25000,,1500000|||2026-05-25
        M|gemini-3.1-flash-lite-preview|google|vertex|gemini-3.1-flash-lite-preview|1048576|65536||tools,parallel_tools,forced_tools,json_schema,images,audio,documents,reasoning||250000,25000,,1500000|||
        M|gemini-3.1-pro-preview|google|gemini|gemini-3.1-pro-preview|1048576|65536||tools,forced_tools,json_schema,images,audio,documents,reasoning||2000000,200000,,12000000|200000,4000000,400000,,18000000||
        M|gemini-3.1-pro-preview|google|vertex|gemini-3.1-pro-preview|1048576|65536||tools,forced_tools,json_schema,images,audio,documents,reasoning||2000000,200000,,12000000|200000,4000000,400000,,18000000||
        M|gemini-3.5-flash|google|gemini|gemini-3.5-flash|1048576|65536||tools,parallel_tools,forced_tools,json_schema,images,audio,documents,reasoning||1500000,150000,,9000000|||
        M|gemini-3.5-flash|google|vertex|gemini-3.5-flash|1048576|65535||tools,parallel_tools,forced_tools,json_schema,images,audio,documents,reasoning||1500000,150000,,9000000|||2027-05-19
        M|gemini-3.5-flash-lite|google|gemini|gemini-3.5-flash-lite|1048576|65536||tools,parallel_tools,forced_tools,json_schema,images,audio,documents,reasoning|sampling|300000,30000,,2500000|||
        M|gemini-3.5-flash-lite|google|vertex|gemini-3.5-flash-lite|1048576|65536||tools,parallel_tools,forced_tools,json_schema,images,audio,documents,reasoning|sampling|300000,30000,,2500000|||2027-07-21
        M|gemini-3.6-flash|google|gemini|gemini-3.6-flash|1048576|65536||tools,parallel_tools,forced_tools,json_schema,images,audio,documents,reasoning|sampling|750000,75000,,3750000|||
        M|gemini-3.6-flash|google|vertex|gemini-3.6-flash|1048576|65536||tools,parallel_tools,forced_tools,json_schema,images,audio,documents,reasoning|sampling|750000,75000,,3750000|||2026-11-19
        M|gemini-3.7-flash|google|gemini|gemini-3.7-flash|1048576|65536||tools,parallel_tools,forced_tools,json_schema,images,audio,documents,reasoning|sampling|750000,75000,,3750000|||
        M|gemini-3.7-flash|google|vertex|gemini-3.7-flash|1048576|65536||tools,parallel_tools,forced_tools,json_schema,images,audio,documents,reasoning|sampling|750000,75000,,3750000|||2027-01-28
        M|gemini-3.8-flash|google|gemini|gemini-3.8-flash|1048576|65536||tools,parallel_tools,forced_tools,json_schema,images,audio,documents,reasoning|sampling|750000,75000,,3750000|||
        M|gemini-3.8-flash|google|vertex|gemini-3.8-flash|1048576|65536||tools,parallel_tools,forced_tools,json_schema,images,audio,documents,reasoning|sampling|750000,75000,,3750000|||
        M|gemini-3.8-flash-cyber|google|vertex|gemini-3.8-flash-cyber|1048576|65536||json_schema,images,audio,documents,reasoning|tools,sampling|1500000,150000,,7500000|||
        M|gemini-4-argon|google|gemini|gemini-4-argon|1048576|1048576||tools,parallel_tools,forced_tools,json_schema,images,audio,documents,reasoning||2000000,100000,,10000000|||
        M|gemini-embedding-001|google|gemini|gemini-embedding-001|2048|||||150000,,,0||3072|2028-05-14
        M|gemini-embedding-2|google|gemini|gemini-embedding-2|8192|||||200000,,,0||3072|
        M|gemini-embedding-2-preview|google|gemini|gemini-embedding-2-preview|8192|||||200000,,,0||3072|
        M|gemini-flash-latest|google|gemini|gemini-flash-latest|1048576|65536||tools,parallel_tools,forced_tools,json_schema,images,audio,documents,reasoning||750000,75000,,3750000|||
        M|gemini-flash-lite-latest|google|gemini|gemini-flash-lite-latest|1048576|65536||tools,parallel_tools,forced_tools,json_schema,images,audio,documents,reasoning||300000,30000,,2500000|||
        M|gemini-omni-1.1-flash|google|gemini|gemini-omni-1.1-flash|1048576|65536||images,audio,reasoning||1500000,,,9000000|||
        M|gemini-omni-flash-preview|google|gemini|gemini-omni-flash-preview|131072|65536||images,audio,reasoning||1500000,,,9000000|||2026-10-22
        M|gemini-omni-flash-preview|google|vertex|gemini-omni-flash-preview|1048576|65535||images,audio,reasoning||1500000,,,9000000|||
        M|gemini-pro-latest|google|gemini|gemini-pro-latest|1048576|65536||tools,forced_tools,json_schema,images,audio,documents,reasoning||2000000,200000,,12000000|200000,4000000,400000,,18000000||
        """#
}
