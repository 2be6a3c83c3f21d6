/* JSON values, date-times and UTF-8: strict, and without a word about what is wrong. */
#include "scan.h"

/* Behind any JSON value that starts at p, strictly by the grammar. */
const u8 *skip_value(const u8 *p, int depth) {
    u8 esc = 0;
    int is_plain, has_exponent = 0;
    switch (*p) {
    case '"': p = scan_string(p + 1, &esc); return p ? p + 1 : NULL;
    case 't': return memcmp(p, "true", 4) ? NULL : p + 4;
    case 'n': return memcmp(p, "null", 4) ? NULL : p + 4;
    case 'f': return memcmp(p, "false", 5) ? NULL : p + 5;
    case '{':
        if (UNLIKELY(depth >= MAX_DEPTH)) return NULL;
        p = skip_space(p + 1);
        if (*p == '}') return p + 1;
        for (;;) {
            if (UNLIKELY(*p != '"')) return NULL;
            if (UNLIKELY(!(p = scan_string(p + 1, &esc)))) return NULL;
            p = skip_space(p + 1);
            if (UNLIKELY(*p != ':')) return NULL;
            if (UNLIKELY(!(p = skip_value(skip_space(p + 1), depth + 1)))) return NULL;
            p = skip_space(p);
            if (*p == ',') {
                p = skip_space(p + 1);
                continue;
            }
            return *p == '}' ? p + 1 : NULL;
        }
    case '[':
        if (UNLIKELY(depth >= MAX_DEPTH)) return NULL;
        p = skip_space(p + 1);
        if (*p == ']') return p + 1;
        for (;;) {
            if (UNLIKELY(!(p = skip_value(p, depth + 1)))) return NULL;
            p = skip_space(p);
            if (*p == ',') {
                p = skip_space(p + 1);
                continue;
            }
            return *p == ']' ? p + 1 : NULL;
        }
    default: return scan_number(p, &is_plain, &has_exponent);
    }
}

/* The number of two digits; so negative that sums with others are negative too if they are no digits. */
static int two(const u8 *p) { return is_digit(p[0]) && is_digit(p[1]) ? (p[0] - '0') * 10 + p[1] - '0' : -100000; }

/* Whether n bytes are an RFC 3339 date-time with its offset; with TIME_LAX it may have none. */
int is_time(const u8 *p, u32 n, int kind) {
    static const u8 days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (n < 19 || p[4] != '-' || p[7] != '-' || (p[10] | 32) != 't' || p[13] != ':' || p[16] != ':') return 0;
    int century = two(p), year = century * 100 + two(p + 2), month = two(p + 5), day = two(p + 8);
    int hour = two(p + 11), minute = two(p + 14), second = two(p + 17);
    if (century < 0 || two(p + 2) < 0 || month < 1 || month > 12 || day < 1) return 0;
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60) return 0;
    int is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    if (day > days[month - 1] + (month == 2 && is_leap)) return 0;
    const u8 *end = p + n;
    p += 19;
    if (p < end && *p == '.') {
        p++;
        if (p == end || !is_digit(*p)) return 0;
        while (p < end && is_digit(*p)) p++;
    }
    int offset = 0;
    if (p == end) {
        if (kind != TIME_LAX) return 0;
    } else if ((*p | 32) == 'z') {
        if (p + 1 != end) return 0;
    } else {
        if (end - p != 6 || (*p != '+' && *p != '-') || p[3] != ':') return 0;
        int hours = two(p + 1), minutes = two(p + 4);
        if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return 0;
        offset = (hours * 60 + minutes) * (*p == '-' ? -1 : 1);
    }
    /* A leap second is the last second of a day in UTC. */
    return second < 60 || (hour * 60 + minute - offset + 2880) % 1440 == 1439;
}

#define IS_CONTINUATION(c) (((c) & 0xC0) == 0x80)

/* Whether bytes are UTF-8, strictly. */
int is_utf8(const u8 *p, const u8 *end) {
    while (p < end) {
#ifdef MASK_BITS
        while (end - p >= 64 && !has_high_bytes(p)) p += 64;
        while (end - p >= 16) {
            u64 highs = high_bytes(p);
            if (highs) {
                p += first_of(highs);
                break;
            }
            p += 16;
        }
        if (p == end) break;
#endif
        u8 c = *p;
        if (c < 0x80) {
            p++;
        } else if (c < 0xC2) {
            return 0;
        } else if (c < 0xE0) {
            if (end - p < 2 || !IS_CONTINUATION(p[1])) return 0;
            p += 2;
        } else if (c < 0xF0) {
            if (end - p < 3 || !IS_CONTINUATION(p[1]) || !IS_CONTINUATION(p[2])) return 0;
            /* No second spelling of a shorter one, and no surrogate. */
            if ((c == 0xE0 && p[1] < 0xA0) || (c == 0xED && p[1] > 0x9F)) return 0;
            p += 3;
        } else {
            if (c > 0xF4 || end - p < 4) return 0;
            if (!IS_CONTINUATION(p[1]) || !IS_CONTINUATION(p[2]) || !IS_CONTINUATION(p[3])) return 0;
            if ((c == 0xF0 && p[1] < 0x90) || (c == 0xF4 && p[1] > 0x8F)) return 0;
            p += 4;
        }
    }
    return 1;
}
