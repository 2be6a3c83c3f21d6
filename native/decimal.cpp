// The shortest text of a double and the double of a text, by the standard library of C++ (Ryu and Eisel-Lemire in most of
// them), or that of C where it has no such functions. This file is C and C++.
#include "lane.h"

#if defined(__cplusplus) && !defined(LANE_WITHOUT_CHARCONV) && defined(__has_include)
#if __has_include(<charconv>)
#include <charconv>
#endif
#endif

// The macro says that there are these functions for floating-point numbers, and not only for integers.
#ifdef __cpp_lib_to_chars

// The digits that Python's `repr` has, with an exponent; 0 if there is no room for them.
u32 decimal_shortest(double value, char *out) {
    std::to_chars_result r = std::to_chars(out, out + SHORTEST_SIZE, value, std::chars_format::scientific);
    return r.ec == std::errc() ? static_cast<u32>(r.ptr - out) : 0;
}

// Whether a JSON number of at most MAX_SHIFTED characters has a nearest double that is neither infinite nor too small.
int decimal_read(const char *p, u32 n, double *value) {
    std::from_chars_result r = std::from_chars(p, p + n, *value);
    return r.ec == std::errc() && r.ptr == p + n;
}

#else

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

// 0 also where Python has to decide: with a point of another locale, and for some powers of two. The doubles below these are
// closer than those above, so that other digits than the nearest could be fewer.
u32 decimal_shortest(double value, char *out) {
    int exponent;
    for (int digits = 15; digits <= 17; digits++) {
        if (digits > 15 && fabs(frexp(value, &exponent)) == 0.5) return 0;
        int n = snprintf(out, SHORTEST_SIZE, "%.*e", digits - 1, value);
        if (n <= 0 || n >= SHORTEST_SIZE || !memchr(out, '.', 3)) return 0;
        if (strtod(out, NULL) == value) return (u32)n;
    }
    return 0;
}

// Whether a JSON number of at most MAX_SHIFTED characters has a nearest double that is neither infinite nor too small.
int decimal_read(const char *p, u32 n, double *value) {
    char text[MAX_SHIFTED + 1], *end;
    if (n > MAX_SHIFTED) return 0;
    memcpy(text, p, n);
    text[n] = 0;
    *value = strtod(text, &end);
    if (end != text + n || isinf(*value)) return 0;
    return *value != 0 || !text[strcspn(text, "123456789eE")] || (text[strcspn(text, "123456789eE")] | 32) == 'e';
}

#endif
