/* Strings that are spelled with needless escapes: as Python writes them. */
#include "scan.h"

/* The value of four hexadecimal digits. */
static u32 hex4(const u8 *p) {
    u32 value = 0;
    for (int i = 0; i < 4; i++) value = value << 4 | (u32)(is_digit(p[i]) ? p[i] - '0' : (p[i] | 32) - 'a' + 10);
    return value;
}

static u8 *put_character(u8 *o, u32 c) {
    static const char hex[] = "0123456789abcdef", letters[] = "btn?fr";
    if (c == '"' || c == '\\' || (c >= 8 && c <= 13 && c != 11)) {
        *o++ = '\\';
        *o++ = c < 32 ? (u8)letters[c - 8] : (u8)c;
    } else if (c < 32) {
        memcpy(o, "\\u00", 4);
        o[4] = (u8)hex[c >> 4];
        o[5] = (u8)hex[c & 15];
        o += 6;
    } else if (c < 0x80) {
        *o++ = (u8)c;
    } else if (c < 0x800) {
        *o++ = (u8)(0xC0 | c >> 6);
        *o++ = (u8)(0x80 | (c & 63));
    } else {
        if (c >= 0x10000) *o++ = (u8)(0xF0 | c >> 18);
        *o++ = (u8)(c >= 0x10000 ? 0x80 | (c >> 12 & 63) : 0xE0 | c >> 12);
        *o++ = (u8)(0x80 | (c >> 6 & 63));
        *o++ = (u8)(0x80 | (c & 63));
    }
    return o;
}

enum { SPELLED, PLAIN_LINE, PLAIN };

/* The inside of a string that scan_string has checked, into memory for as many bytes: no character gets longer. Behind
 * its end; NULL for a surrogate without its partner. It has no escapes at all if it is plain, and PLAIN_LINE is NULL for
 * control characters but the tab. */
static u8 *spell(const u8 *p, const u8 *end, u8 *o, int is_plain) {
    while (p < end) {
        if (*p != '\\') {
            *o++ = *p++;
        } else if (p[1] == '/') {
            *o++ = '/';
            p += 2;
        } else if (is_plain && p[1] != 'u') {
            static const char letters[] = "btnfr", characters[] = "\b\t\n\f\r";
            const char *letter = strchr(letters, p[1]);
            if (is_plain == PLAIN_LINE && letter && *letter != 't') return NULL;
            *o++ = letter ? (u8)characters[letter - letters] : p[1];
            p += 2;
        } else if (p[1] != 'u') {
            *o++ = *p++;
            *o++ = *p++;
        } else {
            u32 c = hex4(p + 2);
            p += 6;
            if (c >= 0xD800 && c <= 0xDFFF) {
                /* The closing quote is no backslash, so this looks at no byte behind it. */
                u32 low = p[0] == '\\' && p[1] == 'u' ? hex4(p + 2) : 0;
                if (c > 0xDBFF || low < 0xDC00 || low > 0xDFFF) return NULL;
                c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
                p += 6;
            }
            if (is_plain == PLAIN_LINE && c < 32 && c != '\t') return NULL;
            if (is_plain && c < 128) *o++ = (u8)c;
            else o = put_character(o, c);
        }
    }
    return o;
}

/* Room for n bytes; NULL if there is none. Memory for the texts of a line is taken once, so that none of them moves. */
static u8 *take_room(Capture *c, size_t n) {
    Buffer *texts = c->texts;
    size_t size = c->line_size + LANE_PADDING + 1;
    if (texts->n == 0 && texts->size < size && !buffer_grow(texts, size)) return NULL;
    if (texts->size - texts->n < n) return NULL;
    texts->n += n;
    return texts->start + texts->n - n;
}

/* The inside of a string, written anew between quotes; NULL where Python has to decide. */
const u8 *respell(Capture *c, const u8 *p, u32 *n) {
    u8 *start = take_room(c, (size_t)*n + 2), *end = start ? spell(p, p + *n, start + 1, SPELLED) : NULL;
    if (!end) return NULL;
    *start = *end = '"';
    *n = (u32)(end - start - 1);
    return start + 1;
}

/* The text that the inside of a string is, with a line feed and padding behind it; NULL where Python has to decide. */
u8 *unescape(Capture *c, const u8 *p, u32 *n) {
    u8 *start = take_room(c, (size_t)*n + 1 + LANE_PADDING), *end = start ? spell(p, p + *n, start, PLAIN_LINE) : NULL;
    if (!end) return NULL;
    *n = (u32)(end - start);
    *end = '\n';
    memset(end + 1, 0, LANE_PADDING);
    return start;
}

/* The text that the inside of a string is; 0 where Python has to decide, or without memory. */
int put_unescaped(Buffer *o, const u8 *p, u32 n) {
    if (o->size - o->n < n && !buffer_grow(o, n)) return 0;
    u8 *end = spell(p, p + n, o->start + o->n, PLAIN);
    if (end) o->n = (size_t)(end - o->start);
    return end != NULL;
}
