/* Numbers as text: moved decimal points, and whether a number comes back although another tool printed it anew.
 * The same as runbridge/_runtime/numbers.py, for numbers that are not too long. */
#include "scan.h"

/* The exponent of a token: where it starts (the token's end, if it has none), and its value in *out. -1 if it has more
 * than four digits, and for what is no exponent. */
static int find_exponent(const u8 *p, u32 n, int *out) {
    u32 at = 0, i;
    int value = 0, is_negative;
    while (at < n && (p[at] | 32) != 'e') at++;
    *out = 0;
    if (at == n) return (int)n;
    i = at + 1;
    is_negative = i < n && p[i] == '-';
    if (i < n && (p[i] == '-' || p[i] == '+')) i++;
    if (i == n || n - i > 4) return -1;
    for (; i < n; i++) {
        if (!is_digit(p[i])) return -1;
        value = value * 10 + p[i] - '0';
    }
    *out = is_negative ? -value : value;
    return (int)at;
}

/* The digits of an integer, with its sign; returns how many bytes, which are at most 20. */
u32 put_integer(u8 *out, int64_t value) {
    u8 digits[20];
    u32 n = 0, size = 0;
    u64 rest = value < 0 ? 0 - (u64)value : (u64)value;
    if (value < 0) out[size++] = '-';
    do digits[n++] = (u8)('0' + rest % 10);
    while (rest /= 10);
    while (n) out[size++] = digits[--n];
    return size;
}

/* The token with its point moved to the right, into MAX_SHIFTED bytes; 0 if it is too long. */
u32 move_point(const u8 *p, u32 n, int places, u8 *out) {
    u8 digits[MAX_TOKEN];
    int n_digits = 0, point = -1, exponent, mantissa;
    u32 i = 0;
    if (n == 0 || n > MAX_TOKEN || (mantissa = find_exponent(p, n, &exponent)) < 0) return 0;
    u8 *o = out;
    if ((u32)mantissa < n) {
        /* The digits stay, and the exponent changes. */
        memcpy(o, p, (size_t)mantissa + 1);
        o += mantissa + 1;
        if (p[mantissa + 1] == '+' && exponent + places >= 0) *o++ = '+';
        return (u32)(o - out) + put_integer(o, exponent + places);
    }
    if (p[0] == '-') *o++ = p[i++];
    for (; i < n; i++) {
        if (p[i] == '.') point = n_digits;
        else if (is_digit(p[i])) digits[n_digits++] = p[i];
        else return 0;
    }
    if (point < 0) point = n_digits;
    point += places;
    const u8 *head = o;
    for (int at = 0; at < point; at++) {
        u8 c = at < n_digits ? digits[at] : '0';
        if (c != '0' || o > head) *o++ = c;
    }
    if (o == head) *o++ = '0';
    /* The fraction without the zeros at its end. */
    int first = point > 0 ? point : 0, last = n_digits;
    while (last > first && digits[last - 1] == '0') last--;
    if (last > first) {
        *o++ = '.';
        for (int at = point; at < last; at++) *o++ = at < 0 ? '0' : digits[at];
    }
    return (u32)(o - out);
}

/* A number exactly: its digits without outer zeros, none at all for zero, and a power of ten. */
typedef struct {
    u8 digits[MAX_SHIFTED];
    int n, exponent, is_negative;
} Decimal;

static int read_decimal(const u8 *p, u32 n, Decimal *d) {
    int places = 0, has_point = 0, exponent, mantissa = n > MAX_SHIFTED ? -1 : find_exponent(p, n, &exponent);
    if (mantissa < 0) return 0;
    d->n = 0;
    d->is_negative = *p == '-';
    for (int i = d->is_negative; i < mantissa; i++) {
        places += has_point;
        if (p[i] == '.') has_point = 1;
        else if (d->n || p[i] != '0') d->digits[d->n++] = p[i];
    }
    d->exponent = exponent - places;
    for (; d->n && d->digits[d->n - 1] == '0'; d->n--) d->exponent++;
    if (!d->n) d->exponent = d->is_negative = 0;
    return 1;
}

static int are_equal(const Decimal *a, const Decimal *b) {
    return a->exponent == b->exponent && a->is_negative == b->is_negative &&
           same(a->digits, (size_t)a->n, b->digits, (size_t)b->n);
}

/* The shortest text of a double as a decimal. */
static int print_double(double value, Decimal *d) {
    u8 text[SHORTEST_SIZE];
    u32 n = decimal_shortest(value, (char *)text);
    return n && read_decimal(text, n, d);
}

/* Whether a number is the shortest text of its double; -1 where Python has to decide. */
int is_kept_by_double(const u8 *p, u32 n, double value) {
    Decimal exact, printed;
    if (!read_decimal(p, n, &exact) || !print_double(value, &printed)) return -1;
    return are_equal(&exact, &printed);
}

/* The double of a decimal with at most 17 digits. */
static int double_of(const Decimal *d, double *value) {
    u8 text[MAX_SHIFTED + 16], *o = text;
    if (d->is_negative) *o++ = '-';
    memcpy(o, d->digits, (size_t)d->n);
    o += d->n;
    if (!d->n) *o++ = '0';
    *o++ = 'e';
    o += put_integer(o, d->exponent);
    return decimal_read((const char *)text, (u32)(o - text), value);
}

/* `_survives` of numbers.py: 1 or 0; -1 where Python has to decide. */
static int survives_one_way(const u8 *token, u32 n, const u8 *other, u32 n_other, int places) {
    double value, other_value, shifted_value;
    Decimal exact, printed, shifted;
    if (!decimal_read((const char *)other, n_other, &other_value) || !decimal_read((const char *)token, n, &value) ||
        !read_decimal(token, n, &exact) || !print_double(value, &printed) || !print_double(other_value, &shifted))
        return -1;
    /* No residue saves a number that is printed as another one. */
    if (!are_equal(&printed, &exact)) return 1;
    if (shifted.n) shifted.exponent += places;
    if (are_equal(&shifted, &exact)) return 1;
    return double_of(&shifted, &shifted_value) ? shifted_value == value : -1;
}

/* `scale` of numbers.py: the moved token, whether it comes back with its text, and so after a tool printed one anew.
 * 0 where Python has to decide. */
int shift_token(const u8 *p, u32 n, int places, u8 *out, u32 *n_out, int *comes_back, int *survives) {
    u8 again[MAX_SHIFTED];
    *n_out = move_point(p, n, places, out);
    if (!*n_out) return 0;
    int exponent, is_plain = find_exponent(p, n, &exponent) == (int)n && !(p[n - 1] == '0' && memchr(p, '.', n));
    if (!is_plain && *n_out > MAX_TOKEN) return 0;
    *comes_back = is_plain || same(again, move_point(out, *n_out, -places, again), p, n);
    *survives = 1;
    /* A number that does not come back goes to the residue in any case. */
    if ((is_plain && n <= SAFE_LENGTH) || !*comes_back) return 1;
    int there = survives_one_way(p, n, out, *n_out, -places), back = survives_one_way(out, *n_out, p, n, places);
    if (there < 0 || back < 0) return 0;
    *survives = there && back;
    return 1;
}
