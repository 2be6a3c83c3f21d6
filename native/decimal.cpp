// The shortest text of a double and the double of a text, by the standard library (Ryu and Eisel-Lemire in most of them).
#include "lane.h"

#include <charconv>

// The digits that Python's `repr` has, without an exponent; 0 if there is no room for them.
u32 decimal_shortest(double value, char *out) {
    std::to_chars_result r = std::to_chars(out, out + SHORTEST_SIZE, value, std::chars_format::fixed);
    return r.ec == std::errc() ? static_cast<u32>(r.ptr - out) : 0;
}

// The nearest double; the text is a JSON number without an exponent, of at most MAX_SHIFTED characters.
double decimal_read(const char *p, u32 n) {
    double value = 0;
    std::from_chars(p, p + n, value);
    return value;
}
