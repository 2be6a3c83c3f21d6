/* A residue as text: one JSON string with the residue and a digest; `encode_text` of _runtime/conversion.py. */
#include "lane.h"

static const u32 K[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01,
    0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc,
    0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147,
    0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08,
    0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208,
    0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

static u32 rotate(u32 x, int n) { return x >> n | x << (32 - n); }

static void add_block(u32 *h, const u8 *p) {
    u32 w[64];
    for (int i = 0; i < 16; i++) w[i] = (u32)p[4 * i] << 24 | (u32)p[4 * i + 1] << 16 | (u32)p[4 * i + 2] << 8 | p[4 * i + 3];
    for (int i = 16; i < 64; i++)
        w[i] = w[i - 16] + (rotate(w[i - 15], 7) ^ rotate(w[i - 15], 18) ^ w[i - 15] >> 3) + w[i - 7] +
               (rotate(w[i - 2], 17) ^ rotate(w[i - 2], 19) ^ w[i - 2] >> 10);
    u32 a = h[0], b = h[1], c = h[2], d = h[3], e = h[4], f = h[5], g = h[6], k = h[7];
    for (int i = 0; i < 64; i++) {
        u32 one = k + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) + ((e & f) ^ (~e & g)) + K[i] + w[i];
        u32 two = (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
        k = g, g = f, f = e, e = d + one, d = c, c = b, b = a, a = one + two;
    }
    h[0] += a, h[1] += b, h[2] += c, h[3] += d, h[4] += e, h[5] += f, h[6] += g, h[7] += k;
}

/* The first 64 bits of the SHA-256 of n bytes. */
static u64 sha256_start(const u8 *p, size_t n) {
    u32 h[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
    u8 last[128] = {0};
    size_t done = 0;
    for (; n - done >= 64; done += 64) add_block(h, p + done);
    size_t rest = n - done, size = rest < 56 ? 64 : 128;
    if (rest) memcpy(last, p + done, rest);
    last[rest] = 0x80;
    for (int i = 0; i < 8; i++) last[size - 1 - i] = (u8)((u64)n * 8 >> 8 * i);
    add_block(h, last);
    if (size == 128) add_block(h, last + 64);
    return (u64)h[0] << 32 | h[1];
}

static void put_escaped(Buffer *o, const u8 *p, size_t n) {
    size_t done = 0;
    for (size_t i = 0; i < n; i++) {
        /* The only control character in a line of JSON is the tab. */
        if (p[i] != '"' && p[i] != '\\' && p[i] != '\t') continue;
        put(o, p + done, i - done);
        put_byte(o, '\\');
        put_byte(o, p[i] == '\t' ? 't' : p[i]);
        done = i + 1;
    }
    put(o, p + done, n - done);
}

static const char HEX[] = "0123456789abcdef";

/* Whether a text is a residue with its digest, which is then removed: `decode_text` of _runtime/conversion.py. */
int has_digest(u8 *text, u32 *n) {
    static const char before[] = ",\"digest\":\"";
    u32 n_before = sizeof before - 1, size = n_before + 18;
    if (*n <= size) return 0;
    u8 *p = text + *n - size;
    if (memcmp(p, before, n_before) || memcmp(p + size - 2, "\"}", 2)) return 0;
    *p = '}';
    *n -= size - 1;
    u64 start = sha256_start(text, *n);
    for (u32 i = 0; i < 16; i++)
        if (p[n_before + i] != (u8)HEX[start >> (60 - 4 * i) & 15]) return 0;
    p[1] = '\n';
    return 1;
}

/* `residue` is an object that is not empty. */
void put_as_text(Buffer *o, const u8 *residue, size_t n) {
    static const char digest[] = ",\\\"digest\\\":\\\"";
    if (n < 2) return;
    u64 start = sha256_start(residue, n);
    put_byte(o, '"');
    put_escaped(o, residue, n - 1);
    put(o, digest, sizeof digest - 1);
    for (int i = 60; i >= 0; i -= 4) put_byte(o, (u8)HEX[start >> i & 15]);
    put(o, "\\\"}\"", 4);
}
