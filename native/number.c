/* Numbers as text: moved decimal points, and whether a number comes back although another tool printed it anew.
 * The same as runbridge/_runtime/numbers.py, for numbers without an exponent. */
#include "scan.h"

/* The token with its point moved to the right, into MAX_SHIFTED bytes; 0 if it is too long or has an exponent. */
u32 shift_plain(const u8 *p, u32 n, int places, u8 *out) {
    u8 digits[MAX_TOKEN];
    int n_digits = 0, point = -1;
    u32 i = 0;
    if (n == 0 || n > MAX_TOKEN) return 0;
    u8 *o = out;
    if (p[0] == '-') *o++ = p[i++];
    for (; i < n; i++) {
        if (p[i] == '.') point = n_digits;
        else if (is_digit(p[i])) digits[n_digits++] = p[i];
        else return 0;
    }
    if (point < 0) point = n_digits;
    point += places;
    int has_head = 0;
    for (int at = 0; at < point; at++) {
        u8 c = at < n_digits ? digits[at] : '0';
        if (c != '0' || has_head) {
            *o++ = c;
            has_head = 1;
        }
    }
    if (!has_head) *o++ = '0';
    /* The fraction without the zeros at its end. */
    int first = point > 0 ? point : 0, last = n_digits;
    while (last > first && digits[last - 1] == '0') last--;
    if (last > first) {
        *o++ = '.';
        for (int at = point; at < last; at++) *o++ = at < 0 ? '0' : digits[at];
    }
    return (u32)(o - out);
}

/* The shortest text of a double, without `.0` at its end; 0 where Python writes an exponent. */
static u32 shortest(double value, u8 *out) {
    if (value != 0 && (value >= 9e15 || value < 1e-4)) return 0;
    return decimal_shortest(value, (char *)out);
}

static u32 without_zeros(const u8 *p, u32 n) {
    if (memchr(p, '.', n)) {
        while (p[n - 1] == '0') n--;
        if (p[n - 1] == '.') n--;
    }
    return n;
}

/* Whether two tokens without an exponent are the same number. */
static int same_number(const u8 *a, u32 an, const u8 *b, u32 bn) {
    return same(a, without_zeros(a, an), b, without_zeros(b, bn));
}

/* `_survives` of numbers.py: 1 or 0; -1 where Python has to decide. */
static int survives_one_way(const u8 *token, u32 n, const u8 *other, u32 n_other, int places) {
    u8 other_text[SHORTEST_SIZE], text[SHORTEST_SIZE], shifted[MAX_SHIFTED];
    if (*token == '-') return -1;
    double other_value = decimal_read((const char *)other, n_other), value = decimal_read((const char *)token, n);
    u32 n_other_text = shortest(other_value, other_text), n_text = shortest(value, text);
    if (!n_other_text || !n_text) return -1;
    /* Python's text always has a point. */
    if (same(other_text, n_other_text, other, n_other) && memchr(other, '.', n_other)) return 1;
    /* No residue saves a number that is printed as another one. */
    if (!same_number(text, n_text, token, n)) return 1;
    u32 n_shifted = shift_plain(other_text, n_other_text, places, shifted);
    if (!n_shifted) return -1;
    return same_number(shifted, n_shifted, token, n) || decimal_read((const char *)shifted, n_shifted) == value;
}

/* A token of this length has at most 15 digits, with a point or a sign, and a double always keeps 15 digits. */
#define SAFE_LENGTH 15

/* `scale` of numbers.py: the moved token, whether it comes back with its text, and so after a tool printed one anew.
 * 0 where Python has to decide. */
int shift_token(const u8 *p, u32 n, int places, u8 *out, u32 *n_out, int *comes_back, int *survives) {
    *n_out = shift_plain(p, n, places, out);
    if (!*n_out) return 0;
    *comes_back = !(p[n - 1] == '0' && memchr(p, '.', n));
    *survives = 1;
    /* A number that does not come back goes to the residue in any case. */
    if (n <= SAFE_LENGTH || !*comes_back) return 1;
    int there = survives_one_way(p, n, out, *n_out, -places), back = survives_one_way(out, *n_out, p, n, places);
    if (there < 0 || back < 0) return 0;
    *survives = there && back;
    return 1;
}
