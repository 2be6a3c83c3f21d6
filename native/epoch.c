/* Date-times and their numbers since 1970-01-01T00:00:00Z, as runbridge/_runtime/times.py has them. */
#include "scan.h"

typedef int64_t i64;

#define DAY 86400
/* Days before 1970, counted from 0000-03-01 in the Gregorian calendar, and in 400 years. */
#define DAYS_TO_1970 719468
#define DAYS_IN_ERA 146097
#define FIRST_SECOND (-62135596800)
#define LAST_SECOND 253402300799
/* An i64 has the nanoseconds of so many seconds. */
#define MAX_NANOSECONDS 9223372036
/* So many digits of a fraction, and so many seconds between two times, fit in an i64 together. */
#define MAX_FRACTION 9
#define MAX_SECONDS 1000000000

typedef struct {
    i64 seconds;
    const u8 *fraction;
    int n;
} Epoch;

static int number_of(const u8 *p, int n) {
    int value = 0;
    for (int i = 0; i < n; i++) value = value * 10 + p[i] - '0';
    return value;
}

static u8 *put_digits(u8 *o, int value, int n) {
    for (int i = n - 1; i >= 0; i--, value /= 10) o[i] = (u8)('0' + value % 10);
    return o + n;
}

/* A date-time between quotes; one without an offset is in UTC. */
static int read_epoch(const u8 *p, u32 n, Epoch *e) {
    if (!is_time(p, n, TIME_LAX)) return 0;
    int year = number_of(p, 4), month = number_of(p + 5, 2), day = number_of(p + 8, 2);
    if (month < 3) {
        year--;
        month += 12;
    }
    int era = (year < 0 ? year - 399 : year) / 400, year_of_era = year - era * 400;
    i64 days = (i64)era * DAYS_IN_ERA + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + (153 * (month - 3) + 2) / 5 +
               day - 1 - DAYS_TO_1970;
    e->seconds = days * DAY + number_of(p + 11, 2) * 3600 + number_of(p + 14, 2) * 60 + number_of(p + 17, 2);
    e->fraction = p + 20;
    e->n = 0;
    const u8 *end = p + n;
    if (p + 19 < end && p[19] == '.')
        while (e->fraction + e->n < end && is_digit(e->fraction[e->n])) e->n++;
    if (n > 6 && (end[-6] == '+' || end[-6] == '-') && end[-3] == ':')
        e->seconds -= (number_of(end - 5, 2) * 3600 + number_of(end - 2, 2) * 60) * (end[-6] == '-' ? -1 : 1);
    return e->n <= MAX_FRACTION;
}

/* The fraction of a time as an integer of so many digits. */
static i64 scaled(const Epoch *e, int digits) {
    i64 value = 0;
    for (int i = 0; i < digits; i++) value = value * 10 + (i < e->n ? e->fraction[i] - '0' : 0);
    return value;
}

static i64 power(int digits) {
    i64 value = 1;
    while (digits--) value *= 10;
    return value;
}

/* The date-time of a number of at most 15 digits, in seconds with the point moved by `places`. */
u32 time_of_integer(const u8 *p, u32 n, int places, u8 *out) {
    i64 value = 0;
    for (u32 i = 0; i < n; i++) value = value * 10 + p[i] - '0';
    i64 seconds = value / power(places);
    int rest = (int)(value % power(places)), clock = (int)(seconds % DAY);
    if (seconds > LAST_SECOND) return 0;
    int days = (int)(seconds / DAY) + DAYS_TO_1970, era = days / DAYS_IN_ERA, of_era = days % DAYS_IN_ERA;
    int year = (of_era - of_era / 1460 + of_era / 36524 - of_era / (DAYS_IN_ERA - 1)) / 365;
    int day = of_era - (365 * year + year / 4 - year / 100), month = (5 * day + 2) / 153;
    day += 1 - (153 * month + 2) / 5;
    month += month < 10 ? 3 : -9;
    u8 *o = out;
    *o++ = '"';
    o = put_digits(o, era * 400 + year + (month < 3), 4);
    *o++ = '-';
    o = put_digits(o, month, 2);
    *o++ = '-';
    o = put_digits(o, day, 2);
    *o++ = 'T';
    o = put_digits(o, clock / 3600, 2);
    *o++ = ':';
    o = put_digits(o, clock / 60 % 60, 2);
    *o++ = ':';
    o = put_digits(o, clock % 60, 2);
    if (rest) {
        *o++ = '.';
        o = put_digits(o, rest, places);
        while (o[-1] == '0') o--;
    }
    *o++ = 'Z';
    *o++ = '"';
    return (u32)(o - out);
}

/* The integer of a date-time that is written as the one of this integer is. */
u32 integer_of_time(const u8 *p, u32 n, int places, u8 *out) {
    u8 again[MAX_SHIFTED];
    Epoch e;
    if (!read_epoch(p, n, &e) || e.n > places || e.seconds < 0) return 0;
    i64 value = e.seconds * power(places) + scaled(&e, places);
    u32 size = put_integer(out, value);
    if (size > 15) return 0;
    u32 n_again = time_of_integer(out, size, places, again);
    return n_again == n + 2 && !memcmp(again + 1, p, n) ? size : 0;
}

/* A date-time between quotes in units since 1970, those of a second with so many digits; further ones are cut off. 0 where
 * Python has to decide: for leap seconds, and near or beyond the limits of nanoseconds and those of the years 1 to 9999. */
int units_of_time(const u8 *p, u32 n, int digits, int64_t *units, int *is_cut) {
    Epoch e;
    if (!read_epoch(p, n, &e) || p[17] == '6') return 0;
    if (digits > 6 ? e.seconds <= -MAX_NANOSECONDS || e.seconds >= MAX_NANOSECONDS
                   : e.seconds < FIRST_SECOND || e.seconds > LAST_SECOND)
        return 0;
    *is_cut = 0;
    for (int i = digits; i < e.n; i++) *is_cut |= e.fraction[i] != '0';
    *units = e.seconds * power(digits) + scaled(&e, digits);
    return 1;
}

/* The time between two date-times, which are JSON texts, in seconds with the point moved by `places`. */
u32 time_between(Text start, Text end, int places, u8 *out) {
    Epoch from, to;
    u8 exact[24];
    if (!read_epoch(start.p + 1, start.n - 2, &from) || !read_epoch(end.p + 1, end.n - 2, &to)) return 0;
    i64 seconds = to.seconds - from.seconds;
    if (seconds > MAX_SECONDS || seconds < -MAX_SECONDS) return 0;
    int digits = from.n > to.n ? from.n : to.n;
    u32 n = put_integer(exact, seconds * power(digits) + scaled(&to, digits) - scaled(&from, digits));
    return move_point(exact, n, places - digits, out);
}
