/* The parts of the scanner that are used everywhere, inline. See lane.h for how reading is bounded. */
#ifndef RUNBRIDGE_SCAN_H
#define RUNBRIDGE_SCAN_H

#include "lane.h"

#if defined(__SSE2__) || defined(_M_X64)
#define LANE_SSE2 1
#include <emmintrin.h>
#ifdef _MSC_VER
#include <intrin.h>
static inline int lowest_bit(unsigned mask) {
    unsigned long at;
    _BitScanForward(&at, mask);
    return (int)at;
}
#else
static inline int lowest_bit(unsigned mask) { return __builtin_ctz(mask); }
#endif
#endif

static inline const u8 *skip_space(const u8 *p) {
    while (UNLIKELY(*p == ' ' || *p == '\t')) p++;
    return p;
}

static inline int is_digit(u8 c) { return c >= '0' && c <= '9'; }

/* At the closing quote of the string whose first byte is p; NULL if there is none before a control character. */
static inline const u8 *scan_string(const u8 *p, u8 *esc) {
    for (;;) {
#ifdef LANE_SSE2
        for (;;) {
            __m128i v = _mm_loadu_si128((const __m128i *)p);
            __m128i special = _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8('"')), _mm_cmpeq_epi8(v, _mm_set1_epi8('\\')));
            __m128i control = _mm_cmpeq_epi8(_mm_min_epu8(v, _mm_set1_epi8(0x1f)), v);
            unsigned stops = (unsigned)_mm_movemask_epi8(_mm_or_si128(special, control));
            if (stops) {
                p += lowest_bit(stops);
                break;
            }
            p += 16;
        }
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

#endif
