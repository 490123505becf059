// CRC-32C, the polynomial 0x1EDC6F41 reflected (RFC 3720, appendix B.4): eight bytes an instruction where there is one.
#include "CPlanBSystem.h"

#include <string.h>

#if defined(__x86_64__)
#include <nmmintrin.h>
#elif defined(__aarch64__) && defined(__ARM_FEATURE_CRC32)
#include <arm_acle.h>
#endif

static uint32_t table[256];

__attribute__((constructor)) static void fill(void) {
    for (uint32_t byte = 0; byte < 256; byte++) {
        uint32_t value = byte;
        for (int bit = 0; bit < 8; bit++) value = value & 1 ? value >> 1 ^ 0x82F63B78u : value >> 1;
        table[byte] = value;
    }
}

uint32_t planb_crc32c_portable(uint32_t start, const void *bytes, size_t count) {
    const uint8_t *next = bytes;
    uint32_t crc = ~start;
    while (count-- > 0) crc = crc >> 8 ^ table[(crc ^ *next++) & 0xFF];
    return ~crc;
}

#if defined(__x86_64__)

__attribute__((target("sse4.2"))) static uint32_t fast(uint32_t start, const uint8_t *next, size_t count) {
    uint64_t crc = (uint32_t)~start;
    for (; count >= 8; count -= 8, next += 8) {
        uint64_t word;
        memcpy(&word, next, 8);
        crc = _mm_crc32_u64(crc, word);
    }
    while (count-- > 0) crc = _mm_crc32_u8((uint32_t)crc, *next++);
    return ~(uint32_t)crc;
}

static int is_fast(void) { return __builtin_cpu_supports("sse4.2"); }

#elif defined(__aarch64__) && defined(__ARM_FEATURE_CRC32)

static uint32_t fast(uint32_t start, const uint8_t *next, size_t count) {
    uint32_t crc = ~start;
    for (; count >= 8; count -= 8, next += 8) {
        uint64_t word;
        memcpy(&word, next, 8);
        crc = __crc32cd(crc, word);
    }
    while (count-- > 0) crc = __crc32cb(crc, *next++);
    return ~crc;
}

static int is_fast(void) { return 1; }

#else

static uint32_t fast(uint32_t start, const uint8_t *next, size_t count) {
    return planb_crc32c_portable(start, next, count);
}

static int is_fast(void) { return 0; }

#endif

uint32_t planb_crc32c(uint32_t start, const void *bytes, size_t count) {
    return is_fast() ? fast(start, bytes, count) : planb_crc32c_portable(start, bytes, count);
}
