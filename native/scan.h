/* The parts of the scanner that are used everywhere, inline. See lane.h for how reading is bounded. */
#ifndef RUNBRIDGE_SCAN_H
#define RUNBRIDGE_SCAN_H

#include "lane.h"

/* Sixteen bytes at once: a mask has MASK_BITS bits for each of them, the lowest ones for the first byte. Without one of
 * these instruction sets, or with LANE_SCALAR, bytes are looked at one by one. */
#if defined(LANE_SCALAR)
#elif defined(__SSE2__) || defined(_M_X64)
#define MASK_BITS 1
#include <emmintrin.h>

/* The bytes that end a string or are special in it: quotes, backslashes and control characters. */
static inline u64 string_stops(const u8 *p) {
    __m128i v = _mm_loadu_si128((const __m128i *)p);
    __m128i special = _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8('"')), _mm_cmpeq_epi8(v, _mm_set1_epi8('\\')));
    __m128i control = _mm_cmpeq_epi8(_mm_min_epu8(v, _mm_set1_epi8(0x1f)), v);
    return (unsigned)_mm_movemask_epi8(_mm_or_si128(special, control));
}

/* The bytes that are not ASCII. */
static inline u64 high_bytes(const u8 *p) { return (unsigned)_mm_movemask_epi8(_mm_loadu_si128((const __m128i *)p)); }

/* Whether any of 64 bytes is not ASCII. */
static inline int has_high_bytes(const u8 *p) {
    const __m128i *v = (const __m128i *)p;
    __m128i one = _mm_or_si128(_mm_loadu_si128(v), _mm_loadu_si128(v + 1));
    __m128i two = _mm_or_si128(_mm_loadu_si128(v + 2), _mm_loadu_si128(v + 3));
    return _mm_movemask_epi8(_mm_or_si128(one, two)) != 0;
}
#elif (defined(__aarch64__) && defined(__ARM_NEON) && !defined(__AARCH64EB__)) || defined(_M_ARM64)
#define MASK_BITS 4
#include <arm_neon.h>

/* Each byte of all ones or zeros becomes four bits. */
static inline u64 mask_of(uint8x16_t v) {
    return vget_lane_u64(vreinterpret_u64_u8(vshrn_n_u16(vreinterpretq_u16_u8(v), 4)), 0);
}

static inline u64 string_stops(const u8 *p) {
    uint8x16_t v = vld1q_u8(p);
    uint8x16_t special = vorrq_u8(vceqq_u8(v, vdupq_n_u8('"')), vceqq_u8(v, vdupq_n_u8('\\')));
    return mask_of(vorrq_u8(special, vcltq_u8(v, vdupq_n_u8(0x20))));
}

static inline u64 high_bytes(const u8 *p) { return mask_of(vcgeq_u8(vld1q_u8(p), vdupq_n_u8(0x80))); }

static inline int has_high_bytes(const u8 *p) {
    uint8x16_t one = vorrq_u8(vld1q_u8(p), vld1q_u8(p + 16)), two = vorrq_u8(vld1q_u8(p + 32), vld1q_u8(p + 48));
    return vmaxvq_u8(vorrq_u8(one, two)) >= 0x80;
}
#endif

#ifdef MASK_BITS
#if defined(_MSC_VER) && !defined(__clang__)
#define LANE_MSVC
#include <intrin.h>
#endif

/* The number of the first byte of a mask that is not 0. */
static inline int first_of(u64 mask) {
#ifdef LANE_MSVC
    unsigned long at;
    _BitScanForward64(&at, mask);
    return (int)at / MASK_BITS;
#else
    return __builtin_ctzll(mask) / MASK_BITS;
#endif
}
#endif

static inline const u8 *skip_space(const u8 *p) {
    while (UNLIKELY(*p == ' ' || *p == '\t')) p++;
    return p;
}

static inline int is_digit(u8 c) { return c >= '0' && c <= '9'; }

/* At the closing quote of the string whose first byte is p; NULL if there is none before a control character. */
static inline const u8 *scan_string(const u8 *p, u8 *esc) {
    for (;;) {
#ifdef MASK_BITS
        u64 stops = string_stops(p);
        while (!stops) stops = string_stops(p += 16);
        p += first_of(stops);
#else
        while (*p != '"' && *p != '\\' && *p >= 0x20) p++;
#endif
        if (LIKELY(*p == '"')) return p;
        if (*p != '\\') return NULL;
        switch (p[1]) {
        case '"':
        case '\\':
        case 'b':
        case 'f':
        case 'n':
        case 'r':
        case 't':
            *esc |= ESC_NEEDED;
            p += 2;
            break;
        case '/':
            *esc |= ESC_NEEDED | ESC_OTHER;
            p += 2;
            break;
        case 'u':
            *esc |= ESC_NEEDED | ESC_OTHER;
            for (int i = 2; i < 6; i++) {
                u8 c = p[i];
                if (!(is_digit(c) || ((c | 32) >= 'a' && (c | 32) <= 'f'))) return NULL;
            }
            p += 6;
            break;
        default: return NULL;
        }
    }
}

/* Behind a number; `is_plain` says whether it has neither a fraction nor an exponent, `has_exponent` what its name says. */
static inline const u8 *scan_number(const u8 *p, int *is_plain, int *has_exponent) {
    if (*p == '-') p++;
    if (*p == '0') {
        p++;
    } else if (*p >= '1' && *p <= '9') {
        do p++;
        while (is_digit(*p));
    } else {
        return NULL;
    }
    *is_plain = 1;
    if (*p == '.') {
        *is_plain = 0;
        p++;
        if (!is_digit(*p)) return NULL;
        do p++;
        while (is_digit(*p));
    }
    if ((*p | 32) == 'e') {
        *is_plain = 0;
        *has_exponent = 1;
        p++;
        if (*p == '+' || *p == '-') p++;
        if (!is_digit(*p)) return NULL;
        do p++;
        while (is_digit(*p));
    }
    return p;
}

/* Whether the fraction of a number that ends before p is zero. */
static inline int is_whole(const u8 *p) {
    while (p[-1] == '0') p--;
    return p[-1] == '.';
}

/* Whether a name is new in an object; `names` are where the others start, behind `first`. */
static inline int is_new(const u8 *first, u32 *names, int *n_names, const u8 *name, u32 n) {
    if (*n_names == MAX_COMPARED) return 0;
    for (int i = 0; i < *n_names; i++)
        if (!memcmp(first + names[i], name, n) && first[names[i] + n] == '"') return 0;
    names[(*n_names)++] = (u32)(name - first);
    return 1;
}

/* The number of a string, or of another value, among the words of a node; -1 if it is none of them. */
static inline int find_word(const Node *d, const u8 *p, u32 n) {
    for (int i = 0; i < d->n_words; i++)
        if (same(d->words[i].p, d->words[i].n, p, n)) return i;
    return -1;
}

/* The index of the field of a node that has a name, -1 if none has: mostly it is the one after the last. */
static inline int next_member(const Node *d, int next, const u8 *name, u32 n) {
    if (next < d->n_members && same(d->members[next].name.p, d->members[next].name.n, name, n)) return next;
    return find_member(d, name, n);
}

#endif
