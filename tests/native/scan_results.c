/* Prints digests of what the scanner and the numbers make of random texts: builds for other machines, and those without
 * vector instructions or the C++ functions for numbers, must print the same. See variants.py. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "../../native/scan.h"

#define MAX_TEXT 300

static u64 state = 0x9E3779B97F4A7C15ull, digest;

static u32 below(u32 limit) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (u32)((state >> 32) % limit);
}

static void add(u64 value) { digest = (digest ^ value) * 0x100000001B3ull; }

static void add_bytes(const u8 *p, size_t n) {
    add(n);
    for (size_t i = 0; i < n; i++) add(p[i]);
}

int buffer_grow(Buffer *o, size_t n) {
    o->size = o->size * 2 + n;
    o->start = realloc(o->start, o->size);
    if (!o->start) abort();
    return 1;
}

/* Mostly letters, so that there are long strings of them too. */
static size_t make_text(u8 *out, u32 n) {
    static const char *const rare[] = {"\"", "\\", "\\\"", "\\n", "\\/", "\\u00e9", "\\ud800", "\xC3\xA9", "\xE2\x82\xAC", "\xED\xA0\x80",
                                       "\xF0\x9F\x98\x80", "\xF4\x90\x80\x80", "\xC0\xAF", "\x80", "\xFF", "\x7F", "\x1F", "\t", "\x01", "\"x\":1,"};
    size_t at = 0;
    u32 rarity = 1 + below(200);
    while (at < n) {
        if (below(rarity)) {
            out[at++] = (u8)(' ' + 3 + below(50));
        } else {
            const char *piece = rare[below(sizeof rare / sizeof *rare)];
            memcpy(out + at, piece, strlen(piece));
            at += strlen(piece);
        }
    }
    return at;
}

static void check_text(u8 *memory) {
    u8 *text = memory + below(16), esc = 0;
    size_t n = make_text(text + 1, below(MAX_TEXT)) + 1;
    text[0] = '"';
    text[n] = '\n';
    for (int i = 1; i <= LANE_PADDING; i++) text[n + i] = (u8)below(256);
    const u8 *end = scan_string(text + 1, &esc);
    add(end ? (u64)(end - text) : 0);
    add(esc);
    add(end == NULL ? 0 : (u64)(skip_value(text, 0) - text));
    add((u64)is_utf8(text, text + n));
    /* Texts that are valid, too: parts of one between its odd bytes. */
    for (size_t i = 0; i < n; i += 1 + below(40)) add((u64)is_utf8(text + i, text + n));
}

static void check_number(void) {
    u8 token[MAX_TOKEN], out[MAX_SHIFTED];
    u32 n = 0, n_out = 0, digits = 1 + below(19), point = below(digits + 1), places = below(2 * MAX_PLACES + 1);
    int comes_back = 0, survives = 0;
    if (!below(8)) token[n++] = '-';
    token[n++] = (u8)(point ? '1' + below(9) : '0');
    for (u32 i = 1; i < point; i++) token[n++] = (u8)('0' + below(10));
    if (point < digits) token[n++] = '.';
    for (u32 i = point; i < digits; i++) token[n++] = (u8)('0' + below(10));
    if (!below(6)) n += (u32)sprintf((char *)token + n, "e%d", (int)below(50) - 25);
    int done = shift_token(token, n, (int)places - MAX_PLACES, out, &n_out, &comes_back, &survives);
    add((u64)done);
    if (!done) return;
    add_bytes(out, n_out);
    add((u64)(comes_back * 2 + survives));
}

static void check_digest(Buffer *o) {
    u8 residue[MAX_TEXT + 32];
    size_t n = make_text(residue, 2 + below(MAX_TEXT));
    o->n = 0;
    put_as_text(o, residue, n);
    add_bytes(o->start, o->n);
}

int main(int argc, char **argv) {
    static u8 memory[2 * MAX_TEXT + LANE_PADDING];
    Buffer o = {NULL, 0, 0, 0};
    long rounds = argc > 1 ? atol(argv[1]) : 0;
#ifdef MASK_BITS
    fprintf(stderr, "vectors with %d bits for each byte\n", MASK_BITS);
#else
    fprintf(stderr, "no vectors\n");
#endif
    for (long i = 1; i <= rounds; i++) {
        check_text(memory);
        check_number();
        check_digest(&o);
        if (i % 10000 == 0) printf("%ld %016" PRIx64 "\n", i, digest);
    }
    free(o.start);
    return 0;
}
