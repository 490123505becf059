// Made by scripts/generate-catalog from Catalog/openai.json. Change that file, not this one.

extension CatalogData {
    static let openai: StaticString = #"""
        V|openai|2026-11-21
        N|gpt-|openai
        N|chatgpt-|openai
        N|o1|openai
        N|o3|openai
        N|o4|openai
        N|text-embedding-|openai
        N|whisper-|openai
        N|tts-|openai
        N|dall-e|openai
        N|sora-|openai
        N|omni-moderation|openai
        N|text-moderation|openai
        N|gpt-oss|
        T|o1-pro|thinks_long
        T|o3-pro|thinks_long
        T|o3-deep-research|thinks_long
        T|o4-mini-deep-research|thinks_long
        T|gpt-5-pro|thinks_long
        T|gpt-5.2-pro|thinks_long
        T|gpt-5.4-pro|thinks_long
        T|gpt-5.5-pro|thinks_long
        T|gpt-oss|reasons
        T|gpt-5-chat|none
        T|gpt-5|reasons
        T|gpt-6|reasons
        T|o1|reasons
        T|o3|reasons
        T|o4|reasons
        M|gpt-3.5-turbo|openai|openai|gpt-3.5-turbo|16385|4096||tools,forced_tools|reasoning|500000,,,1500000|||2026-10-23
        M|gpt-4|openai|openai|gpt-4|8192|4096||tools,forced_tools|reasoning|30000000,,,60000000|||2026-10-23
        M|gpt-4-turbo|openai|openai|gpt-4-turbo gpt-4-turbo-2024-04-09|128000|4096||tools,parallel_tools,forced_tools,images,documents|reasoning|10000000,,,30000000|||2026-10-23
        M|gpt-4.1|openai|azure|gpt-4.1 gpt-4.1-2025-04-14|1047576|32768||tools,parallel_tools,forced_tools,json_schema,images|audio,reasoning|2000000,500000,,8000000|||2027-04-14
        M|gpt-4.1|openai|openai|gpt-4.1 gpt-4.1-2025-04-14|1047576|32768||tools,parallel_tools,forced_tools,json_schema,images,documents|audio,reasoning|2000000,500000,,8000000|||2027-01-14
        M|gpt-4.1-mini|openai|azure|gpt-4.1-mini gpt-4.1-mini-2025-04-14|1047576|32768||tools,parallel_tools,forced_tools,json_schema,images|audio,reasoning|400000,100000,,1600000|||2027-04-14
        M|gpt-4.1-mini|openai|openai|gpt-4.1-mini|1047576|32768||tools,parallel_tools,forced_tools,json_schema,images,documents|audio,reasoning|400000,100000,,1600000|||
        M|gpt-4.1-mini|openai|openai|gpt-4.1-mini-2025-04-14|1047576|32768||tools,parallel_tools,forced_tools,json_schema,images,documents|audio,reasoning|400000,100000,,1600000|||2027-01-14
        M|gpt-4.1-nano|openai|azure|gpt-4.1-nano gpt-4.1-nano-2025-04-14|1047576|32768||tools,parallel_tools,forced_tools,json_schema,images|audio,reasoning|100000,25000,,400000|||2027-04-14
        M|gpt-4.1-nano|openai|openai|gpt-4.1-nano gpt-4.1-nano-2025-04-14|1047576|32768||tools,parallel_tools,forced_tools,json_schema,images,documents|audio,reasoning|100000,25000,,400000|||2026-10-23
        M|gpt-4o|openai|azure|gpt-4o gpt-4o-2024-08-06 gpt-4o-2024-11-20|128000|16384||tools,parallel_tools,forced_tools,json_schema,images|reasoning|2500000,1250000,,10000000|||2027-04-14
        M|gpt-4o|openai|azure|gpt-4o-2024-05-13|128000|4096||tools,parallel_tools,forced_tools,images|reasoning|5000000,,,15000000|||2026-12-09
        M|gpt-4o|openai|openai|gpt-4o gpt-4o-2024-08-06 gpt-4o-2024-11-20|128000|16384||tools,parallel_tools,forced_tools,json_schema,images,documents|reasoning|2500000,1250000,,10000000|||2027-01-14
        M|gpt-4o|openai|openai|gpt-4o-2024-05-13|128000|4096||tools,parallel_tools,forced_tools,images,documents|reasoning|5000000,,,15000000|||2026-10-23
        M|gpt-4o-mini|openai|azure|gpt-4o-mini gpt-4o-mini-2024-07-18|128000|16384||tools,parallel_tools,forced_tools,json_schema,images|reasoning|150000,75000,,600000|||2027-04-14
        M|gpt-4o-mini|openai|openai|gpt-4o-mini|128000|16384||tools,parallel_tools,forced_tools,json_schema,images,documents|reasoning|150000,75000,,600000|||
        M|gpt-4o-mini|openai|openai|gpt-4o-mini-2024-07-18|128000|16384||tools,parallel_tools,forced_tools,json_schema,images,documents|reasoning|150000,75000,,600000|||2027-01-14
        M|gpt-5|openai|azure|gpt-5 gpt-5-2025-08-07|272000|128000||tools,parallel_tools,forced_tools,json_schema,images,documents,reasoning|audio,reasoning_off,sampling|1250000,125000,,10000000|||2027-02-09
        M|gpt-5|openai|openai|gpt-5 gpt-5-2025-08-07|272000|128000||tools,parallel_tools,forced_tools,json_schema,images,documents,reasoning|audio,reasoning_off,sampling|1250000,125000,,10000000|||2026-12-11
        M|gpt-5-chat|openai|azure|gpt-5-chat|128000|16384||images|audio|1250000,125000,,10000000|||2026-06-29
        M|gpt-5-chat|openai|openai|gpt-5-chat|128000|16384||json_schema,images,documents,reasoning|tools,audio,reasoning_off|1250000,125000,,10000000|||2026-07-23
        M|gpt-5-chat-latest|openai|openai|gpt-5-chat-latest|128000|16384||tools,parallel_tools,forced_tools,json_schema,images,documents,reasoning|audio|1250000,125000,,10000000|||2026-07-23
        M|gpt-5-codex|openai|azure|gpt-5-codex|272000|128000||tools,parallel_tools,forced_tools,json_schema,images,documents,reasoning|audio|1250000,125000,,10000000|||2027-03-17
        M|gpt-5-codex|openai|openai|gpt-5-codex|272000|128000||tools,parallel_tools,forced_tools,json_schema,images,documents,reasoning|audio|1250000,125000,,10000000|||2026-07-23
        M|gpt-5-mini|openai|azure|gpt-5-mini gpt-5-mini-2025-08-07|272000|128000||tools,parallel_tools,forced_tools,json_schema,images,documents,reasoning|audio,reasoning_off,sampling|250000,25000,,2000000|||2027-02-09
        M|gpt-5-mini|openai|openai|gpt-5-mini gpt-5-mini-2025-08-07|272000|128000||tools,parallel_tools,forced_tools,json_schema,images,documents,reasoning|audio,reasoning_off,sampling|250000,25000,,2000000|||2026-12-11
        M|gpt-5-nano|openai|azure|gpt-5-nano gpt-5-nano-2025-08-07|272000|128000||tools,parallel_tools,forced_tools,json_schema,images,documents,reasoning|audio,reasoning_off,sampling|50000,5000,,400000|||2027-02-09
        M|gpt-5-nano|openai|openai|gpt-5-nano gpt-5-nano-2025-08-07|272000|128000||tools,parallel_tools,forced_tools,json_schema,images,documents,reasoning|audio,reasoning_off,sampling|50000,5000,,400000|||2026-12-11
        M|gpt-5-pro|openai|azure|gpt-5-pro|272000|128000||tools,parallel_tools,forced_tools,json_schema,images,documents,reasoning|audio|15000000,,,120000000|||2027-04-07
        M|gpt-5-pro|openai|openai|gpt-5-pro|400000|272000||tools,parallel_tools,forced_tools,json_schema,images,documents,reasoning|audio,reasoning_off|15000000,,,120000000|||
        M|gpt-5-pro|openai|openai|gpt-5-pro-2025-10-06|400000|272000||tools,parallel_tools,forced_tools,json_schema,images,documents,reasoning|audio,reasoning_off|15000000,,,120000000|||2026-12-11
        M|gpt-5.1|openai|azure|gpt-5.1-2025-11-13 gpt-5.1|272000|128000||tools,parallel_tools,forced_tools,json_schema,images,documents,reasoning,reasoning_off|audio|1250000,125000,,10000000|||2027-05-15
        M|gpt-5.1|openai|openai|gpt-5.1|272000|128000||tools,parallel_tools,forced_tools,json_schema,images,documents,reasoning,reasoning_off|audio|1250000,125000,,10000000|||2027-04-01
        M|gpt-5.1|openai|openai|gpt-5.1-2025-11-13|272000|128000||tools,parallel_tools,forced_tools,json_schema,images,documents,reasoning,reasoning_off|audio|1250000,125000,,10000000|||
        M|gpt-5.1-chat|openai|azure|gpt-5.1-chat|111616|16384||tools,parallel_tools,forced_tools,json_schema,reasoning||1250000,125000,,10000000|||2026-06-29
        M|gpt-5.1-chat-latest|openai|openai|gpt-5.1-chat-latest|128000|16384||tools,parallel_tools,forced_tools,json_schema,images,documents,reasoning|audio|1250000,125000,,10000000|||2026-07-23
        M|gpt-5.1-codex|openai|azure|gpt-5.1-codex-2025-11-13 gpt-5.1-codex|272000|128000||tools,parallel_tools,forced_tools,json_schema,images,documents,reasoning|audio|1250000,125000,,10000000|||2027-05-15
        M|gpt-5.1-codex|openai|openai|gpt-5.1-codex|400000|128000||tools,parallel_tools,forced_tools,json_schema,images,documents,reasoning|audio|1250000,125000,,10000000|||2026-07-23
        M|gpt-5.1-codex-max|openai|azure|gpt-5.1-codex-max|272000|128000||tools,parallel_tools,forced_tools,json_schema,images,documents,reasoning|audio|1250000,125000,,10000000|||2027-05-18
        M|gpt-5.1-codex-max|openai|openai|gpt-5.1-codex-max|400000|128000||tools,parallel_tools,forced_tools,json_schema,images,documents,reasoning|audio|1250000,125000,,10000000|||2026-07-23
        M|gpt-5.1-codex-mini|openai|azure|gpt-5.1-codex-mini-2025-11-13 gpt-5.1-codex-mini|272000|128000||tools,parallel_tools,forced_tools,json_schema,images,documents,reasoning|audio|250000,25000,,2000000|||2027-05-15
        M|gpt-5.1-codex-mini|openai|openai|gpt-5.1-codex-mini|400000|128000||tools,parallel_tools,forced_tools,json_schema,images,documents,reasoning|audio|250000,25000,,2000000|||2026-07-23
        M|gpt-5.2|openai|azure|gpt-5.2 gpt-5.2-2025-12-11|272000|128000||tools,parallel_tools,forced_tools,json_schema,images,documents,reasoning|audio|1750000,175000,,14000000|||2027-06-08
        M|gpt-5.2|openai|openai|gpt-5.2 gpt-5.2-2025-12-11|272000|128000||tools,parallel_tools,forced_tools,json_schema,images,documents,reasoning,reasoning_off|audio|1750000,175000,,14000000|||
        M|gpt-5.2-chat|openai|azure|gpt-5.2-chat|111616|16384||tools,parallel_tools,forced_tools,json_schema||1750000,175000,,14000000|||2026-06-29
        M|gpt-5.2-chat-latest|openai|openai|gpt-5.2-chat-latest|128000|16384||tools,parallel_tools,forced_tools,json_schema,images,documents,reasoning|audio|1750000,175000,,14000000|||2026-08-10
        M|gpt-5.2-codex|openai|azure|gpt-5.2-codex|272000|128000||tools,parallel_tools,forced_tools,json_schema,images,documents,reasoning|audio|1750000,175000,,14000000|||2027-07-13
        M|gpt-5.2-codex|openai|openai|gpt-5.2-codex|272000|128000||tools,parallel_tools,forced_tools,json_schema,images,documents,reasoning|audio|1750000,175000,,14000000|||2026-07-23
        M|gpt-5.2-pro|openai|azure|gpt-5.2-pro gpt-5.2-pro-2025-12-11|272000|128000||tools,parallel_tools,forced_tools,json_schema,images,documents,reasoning|audio|21000000,,,168000000|||
        M|gpt-5.2-pro|openai|openai|gpt-5.2-pro gpt-5.2-pro-2025-12-11|272000|128000||tools,parallel_tools,forced_tools,json_schema,images,documents,reasoning|audio,reasoning_off|21000000,,,168000000|||
        M|gpt-5.3-chat|openai|azure|gpt-5.3-chat|111616|16384||tools,parallel_tools,forced_tools,json_schema||1750000,175000,,14000000|||2026-06-29
        M|gpt-5.3-chat-latest|openai|openai|gpt-5.3-chat-latest|128000|16384||tools,parallel_tools,forced_tools,json_schema,images,documents,reasoning|audio|1750000,175000,,14000000|||2026-08-10
        M|gpt-5.3-codex|openai|azure|gpt-5.3-codex|272000|128000||tools,parallel_tools,forced_tools,json_schema,images,documents,reasoning|audio|1750000,175000,,14000000|||2027-08-24
        M|gpt-5.3-codex|openai|openai|gpt-5.3-codex|272000|128000||tools,parallel_tools,forced_tools,json_schema,images,documents,reasoning,reasoning_off|audio|1750000,175000,,14000000|||2027-04-01
        M|gpt-5.4|openai|azure|gpt-5.4 gpt-5.4-2026-03-05|922000|128000||tools,parallel_tools,forced_tools,json_schema,images,documents,reasoning,reasoning_off|audio|2500000,250000,,15000000|272000,5000000,500000,,22500000||2027-09-02
        M|gpt-5.4|openai|openai|gpt-5.4 gpt-5.4-2026-03-05|1050000|128000||tools,parallel_tools,forced_tools,json_schema,images,documents,reasoning,reasoning_off|audio|2500000,250000,,15000000|272000,5000000,500000,,22500000||
        M|gpt-5.4-mini|openai|azure|gpt-5.4-mini gpt-5.4-mini-2026-03-17|272000|128000||tools,parallel_tools,forced_tools,json_schema,images,documents,reasoning,reasoning_off|audio|750000,75000,,4500000|||2027-09-21
        M|gpt-5.4-mini|openai|openai|gpt-5.4-mini gpt-5.4-mini-2026-03-17|272000|128000||tools,parallel_tools,forced_tools,json_schema,images,documents,reasoning,reasoning_off|audio|750000,75000,,4500000|||
        M|gpt-5.4-nano|openai|azure|gpt-5.4-nano gpt-5.4-nano-2026-03-17|272000|128000||tools,parallel_tools,forced_tools,json_schema,images,documents,reasoning,reasoning_off|audio|200000,20000,,1250000|||2027-09-21
        M|gpt-5.4-nano|openai|openai|gpt-5.4-nano|272000|128000||tools,parallel_tools,forced_tools,json_schema,images,documents,reasoning,reasoning_off|audio|200000,20000,,1250000|||2027-04-01
        M|gpt-5.4-nano|openai|openai|gpt-5.4-nano-2026-03-17|272000|128000||tools,parallel_tools,forced_tools,json_schema,images,documents,reasoning,reasoning_off|audio|200000,20000,,1250000|||
        M|gpt-5.4-pro|openai|azure|gpt-5.4-pro gpt-5.4-pro-2026-03-05|922000|128000||tools,parallel_tools,forced_tools,images,documents,reasoning|json_schema,audio|30000000,3000000,,180000000|272000,60000000,6000000,,270000000||2027-09-07
        M|gpt-5.4-pro|openai|openai|gpt-5.4-pro gpt-5.4-pro-2026-03-05|1050000|128000||tools,parallel_tools,forced_tools,images,documents,reasoning|json_schema,audio,reasoning_off|30000000,,,180000000|272000,60000000,,,270000000||
        M|gpt-5.5|openai|azure|gpt-5.5 gpt-5.5-2026-04-24|922000|128000||tools,parallel_tools,forced_tools,json_schema,images,documents,reasoning,reasoning_off|audio|5000000,500000,,30000000|272000,10000000,1000000,,45000000||2027-10-26
        M|gpt-5.5|openai|azure|gpt-5.5-2026-04-23|922000|128000||tools,parallel_tools,forced_tools,json_schema,images,documents,reasoning|audio|5000000,500000,,30000000|272000,10000000,1000000,,45000000||2027-10-26
        M|gpt-5.5|openai|openai|gpt-5.5 gpt-5.5-2026-04-23|1050000|128000||tools,parallel_tools,forced_tools,json_schema,images,documents,reasoning,reasoning_off|audio|5000000,500000,,30000000|272000,10000000,1000000,,45000000||
        M|gpt-5.5-cyber|openai|openai|gpt-5.5-cyber||||reasoning||12500000,1250000,,75000000|||
        M|gpt-5.5-cyber-preview|openai|openai|gpt-5.5-cyber-preview||||reasoning||12500000,1250000,,75000000|||
        M|gpt-5.5-pro|openai|azure|gpt-5.5-pro|1050000|128000||tools,parallel_tools,forced_tools,images,documents,reasoning|json_schema,audio,reasoning_off|30000000,3000000,,180000000|272000,60000000,6000000,,270000000||
        M|gpt-5.5-pro|openai|azure|gpt-5.5-pro-2026-04-23|1050000|128000||tools,parallel_tools,forced_tools,images,documents,reasoning|json_schema,audio|30000000,3000000,,180000000|272000,60000000,6000000,,270000000||
        M|gpt-5.5-pro|openai|openai|gpt-5.5-pro gpt-5.5-pro-2026-04-23|1050000|128000||tools,parallel_tools,forced_tools,images,documents,reasoning|json_schema,audio,reasoning_off|30000000,,,180000000|272000,60000000,,,270000000||
        M|gpt-5.6|openai|azure|gpt-5.6|922000|128000||tools,parallel_tools,forced_tools,json_schema,images,documents,reasoning,reasoning_off|audio|4000000,400000,5000000,20000000|272000,8000000,800000,10000000,30000000||
        M|gpt-5.6|openai|openai|gpt-5.6|922000|128000||tools,parallel_tools,forced_tools,json_schema,images,documents,reasoning,reasoning_off|audio|4000000,400000,5000000,20000000|272000,8000000,800000,10000000,30000000||
        M|gpt-5.6-cyber|openai|openai|gpt-5.6-cyber|400000|128000||tools,parallel_tools,forced_tools,json_schema,images,documents,reasoning|audio|12500000,1250000,15625000,75000000|272000,25000000,2500000,31250000,112500000||
        M|gpt-5.6-luna|openai|azure|gpt-5.6-luna gpt-5.6-luna-2026-07-09|922000|128000||tools,parallel_tools,forced_tools,json_schema,images,documents,reasoning,reasoning_off|audio|200000,20000,250000,1200000|272000,400000,40000,500000,1800000||2028-01-11
        M|gpt-5.6-luna|openai|openai|gpt-5.6-luna|922000|128000||tools,parallel_tools,forced_tools,json_schema,images,documents,reasoning,reasoning_off|audio|200000,20000,250000,1200000|272000,400000,40000,500000,1800000||
        M|gpt-5.6-sol|openai|azure|gpt-5.6-sol gpt-5.6-sol-2026-07-09|922000|128000||tools,parallel_tools,forced_tools,json_schema,images,documents,reasoning,reasoning_off|audio|4000000,400000,5000000,20000000|272000,8000000,800000,10000000,30000000||2028-01-11
        M|gpt-5.6-sol|openai|openai|gpt-5.6-sol|922000|128000||tools,parallel_tools,forced_tools,json_schema,images,documents,reasoning,reasoning_off|audio|4000000,400000,5000000,20000000|272000,8000000,800000,10000000,30000000||
        M|gpt-5.6-terra|openai|azure|gpt-5.6-terra gpt-5.6-terra-2026-07-09|922000|128000||tools,parallel_tools,forced_tools,json_schema,images,documents,reasoning,reasoning_off|audio|2000000,200000,2500000,12000000|272000,4000000,400000,5000000,18000000||2028-01-11
        M|gpt-5.6-terra|openai|openai|gpt-5.6-terra|922000|128000||tools,parallel_tools,forced_tools,json_schema,images,documents,reasoning,reasoning_off|audio|2000000,200000,2500000,12000000|272000,4000000,400000,5000000,18000000||
        M|gpt-6-astra|openai|azure|gpt-6-astra gpt-6-astra-2026-09-03|922000|128000||tools,parallel_tools,forced_tools,json_schema,images,documents,reasoning|audio,reasoning_off,sampling|10000000,1000000,12500000,50000000|272000,20000000,2000000,25000000,75000000||2028-01-11
        M|gpt-6-astra|openai|openai|gpt-6-astra|922000|128000||tools,parallel_tools,forced_tools,json_schema,images,documents,reasoning|audio,reasoning_off,sampling|10000000,1000000,12500000,50000000|272000,20000000,2000000,25000000,75000000||
        M|gpt-6-luna|openai|azure|gpt-6-luna gpt-6-luna-2026-09-22|922000|128000||tools,parallel_tools,forced_tools,json_schema,images,documents,reasoning,reasoning_off|audio|100000,10000,125000,500000|272000,200000,20000,250000,750000||2028-03-11
        M|gpt-6-luna|openai|openai|gpt-6-luna|922000|128000||tools,parallel_tools,forced_tools,json_schema,images,documents,reasoning,reasoning_off|audio|100000,10000,125000,500000|272000,200000,20000,250000,750000||
        M|gpt-6-sol|openai|azure|gpt-6-sol gpt-6-sol-2026-09-22|922000|128000||tools,parallel_tools,forced_tools,json_schema,images,documents,reasoning,reasoning_off|audio|2000000,200000,2500000,10000000|272000,4000000,400000,5000000,15000000||2028-03-11
        M|gpt-6-sol|openai|openai|gpt-6-sol|922000|128000||tools,parallel_tools,forced_tools,json_schema,images,documents,reasoning,reasoning_off|audio|2000000,200000,2500000,10000000|272000,4000000,400000,5000000,15000000||
        M|gpt-6.1-sol|openai|azure|gpt-6.1-sol gpt-6.1-sol-2026-09-29|922000|128000||tools,parallel_tools,forced_tools,json_schema,images,documents,reasoning|audio,reasoning_off,sampling|2000000,100000,2500000,10000000|272000,4000000,200000,5000000,15000000||2028-03-11
        M|gpt-6.1-sol|openai|openai|gpt-6.1-sol|922000|128000||tools,parallel_tools,forced_tools,json_schema,images,documents,reasoning|audio,reasoning_off,sampling|2000000,100000,2500000,10000000|272000,4000000,200000,5000000,15000000||
        M|gpt-oss-120b|gpt-oss|groq|openai/gpt-oss-120b|131072|65536||tools,parallel_tools,forced_tools,json_schema,reasoning|images|150000,75000,,600000|||
        M|gpt-oss-120b-1|gpt-oss|bedrock|openai.gpt-oss-120b-1:0|128000|16384||tools,forced_tools,json_schema,reasoning||150000,,,600000|||
        M|gpt-oss-20b|gpt-oss|groq|openai/gpt-oss-20b|131072|65536||tools,parallel_tools,forced_tools,json_schema,reasoning|images|75000,37500,,300000|||
        M|gpt-oss-20b-1|gpt-oss|bedrock|openai.gpt-oss-20b-1:0|128000|16384||tools,forced_tools,json_schema,reasoning||70000,,,300000|||
        M|gpt-oss-safeguard-120b|gpt-oss|bedrock|openai.gpt-oss-safeguard-120b|128000|16000||tools,json_schema|images,audio|150000,,,600000|||
        M|gpt-oss-safeguard-20b|gpt-oss|bedrock|openai.gpt-oss-safeguard-20b|128000|16000||tools,json_schema|images,audio|70000,,,200000|||
        M|gpt-oss-safeguard-20b|gpt-oss|groq|openai/gpt-oss-safeguard-20b|131072|65536||tools,forced_tools,json_schema,reasoning|images|75000,37000,,300000|||
        M|o1|openai|azure|o1 o1-2024-12-17|200000|100000||tools,parallel_tools,forced_tools,images,reasoning|reasoning_off,sampling|15000000,7500000,,60000000|||2026-11-19
        M|o1|openai|openai|o1|200000|100000||tools,forced_tools,json_schema,images,documents,reasoning|reasoning_off,sampling|15000000,7500000,,60000000|||2026-10-23
        M|o1|openai|openai|o1-2024-12-17|200000|100000||tools,parallel_tools,forced_tools,json_schema,images,documents,reasoning|reasoning_off,sampling|15000000,7500000,,60000000|||2026-10-23
        M|o1-mini|openai|azure|o1-mini o1-mini-2024-09-12|128000|65536||tools,parallel_tools,reasoning|images|1100000,550000,,4400000|||
        M|o1-pro|openai|openai|o1-pro o1-pro-2025-03-19|200000|100000||tools,parallel_tools,forced_tools,json_schema,images,documents,reasoning|audio|150000000,,,600000000|||2026-10-23
        M|o3|openai|azure|o3 o3-2025-04-16|200000|100000||tools,forced_tools,json_schema,images,reasoning|audio,reasoning_off,sampling|2000000,500000,,8000000|||2026-11-19
        M|o3|openai|openai|o3 o3-2025-04-16|200000|100000||tools,forced_tools,json_schema,images,documents,reasoning|audio,reasoning_off,sampling|2000000,500000,,8000000|||2026-12-11
        M|o3-mini|openai|azure|o3-mini|200000|100000||json_schema,reasoning|images,reasoning_off,sampling|1100000,550000,,4400000|||2026-11-19
        M|o3-mini|openai|azure|o3-mini-2025-01-31|200000|100000||reasoning|images,reasoning_off,sampling|1100000,550000,,4400000|||2026-11-19
        M|o3-mini|openai|openai|o3-mini o3-mini-2025-01-31|200000|100000||tools,forced_tools,json_schema,reasoning|images,reasoning_off,sampling|1100000,550000,,4400000|||2026-10-23
        M|o3-pro|openai|azure|o3-pro o3-pro-2025-06-10|200000|100000||tools,forced_tools,json_schema,images,reasoning|audio|20000000,,,80000000|||2026-11-19
        M|o3-pro|openai|openai|o3-pro|200000|100000||tools,forced_tools,json_schema,images,documents,reasoning|audio|20000000,,,80000000|||
        M|o3-pro|openai|openai|o3-pro-2025-06-10|200000|100000||tools,forced_tools,json_schema,images,documents,reasoning|audio|20000000,,,80000000|||2026-12-11
        M|o4-mini|openai|azure|o4-mini|200000|100000||tools,forced_tools,json_schema,images,reasoning|audio,reasoning_off,sampling|1100000,275000,,4400000|||2026-11-19
        M|o4-mini|openai|azure|o4-mini-2025-04-16|200000|100000||tools,forced_tools,json_schema,images,reasoning|reasoning_off,sampling|1100000,275000,,4400000|||2026-11-19
        M|o4-mini|openai|openai|o4-mini o4-mini-2025-04-16|200000|100000||tools,forced_tools,json_schema,images,documents,reasoning|reasoning_off,sampling|1100000,275000,,4400000|||2026-10-23
        M|text-embedding-3-large|openai|azure|text-embedding-3-large|8192|||||143000,,,0|||2028-02-09
        M|text-embedding-3-large|openai|openai|text-embedding-3-large|8191|||||130000,,,0||3072|
        M|text-embedding-3-small|openai|azure|text-embedding-3-small|8192|||||22000,,,0|||2028-02-09
        M|text-embedding-3-small|openai|openai|text-embedding-3-small|8191|||||20000,,,0||1536|
        M|text-embedding-ada-002|openai|azure|text-embedding-ada-002|8192|||||110000,,,0|||2028-02-09
        M|text-embedding-ada-002|openai|openai|text-embedding-ada-002|8191|||||100000,,,0||1536|
        M|text-embedding-ada-002-v2|openai|openai|text-embedding-ada-002-v2|8191|||||100000,,,0|||
        """#
}
