/* Values in lines, and the buffers that they are written to. */
#ifndef RUNBRIDGE_VALUES_H
#define RUNBRIDGE_VALUES_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef uint8_t u8;
typedef uint32_t u32;
typedef uint64_t u64;

#define LANE_PADDING 64
/* What is behind a copy of a line. */
static const u8 LINE_END[1 + LANE_PADDING] = {'\n'};
/* Fields of one object in a plan: they are marked in the bits of an u64. */
#define MAX_MEMBERS 64
/* Unknown fields of one object that are captured: they too are marked in the bits of an u64. */
#define MAX_UNKNOWN 64
/* Fields of one object that are compared with each other. */
#define MAX_COMPARED 128
/* Levels of nesting; Python decides about deeper ones. */
#define MAX_DEPTH 200
/* Names of unknown fields that one call counts. */
#define MAX_NAMES 256
/* The bytes of a name that are counted: Python shows at most 60 characters, of four bytes or less. */
#define MAX_NAME 256
/* The longest number whose decimal point is moved. */
#define MAX_TOKEN 40
/* A number of so many characters without an exponent has at most 15 digits, which a double always keeps. So all tools print it
 * as it is, if it has no needless zeros. */
#define SAFE_LENGTH 15
/* A token with its point moved by at most MAX_PLACES places. */
#define MAX_PLACES 8
#define MAX_SHIFTED (MAX_TOKEN * 2)
/* Values of one line that rules make: numbers and times. */
#define MAX_MADE 16
/* Values of one object that are captured: those of its fields, and others inside of these. */
#define MAX_SLOTS 128
/* Values that a rule reads. */
#define MAX_SOURCES 4
/* Fields of the target that are computed for each record. */
#define MAX_FILLED 16

#if defined(__GNUC__) || defined(__clang__)
#define LIKELY(x) __builtin_expect(!!(x), 1)
#define UNLIKELY(x) __builtin_expect(!!(x), 0)
#define ALWAYS_INLINE static inline __attribute__((always_inline))
#else
#define ALWAYS_INLINE static inline
#define LIKELY(x) (x)
#define UNLIKELY(x) (x)
#endif

/* Kinds of values, as bits; a span of kind 0 is of a missing field. K_INT restricts K_NUM in the mask of a node. */
enum { K_NULL = 1, K_BOOL = 2, K_NUM = 4, K_STR = 8, K_ARR = 16, K_OBJ = 32, K_INT = 64 };
#define K_ANY (K_NULL | K_BOOL | K_NUM | K_STR | K_ARR | K_OBJ)
/* Escapes in a string: those that JSON needs are written as they are, others would be spelled differently. */
enum { ESC_NEEDED = 1, ESC_OTHER = 2 };

/* Bytes that belong to a plan, or to a chunk. */
typedef struct {
    const u8 *p;
    u32 n;
} Text;

/* A JSON value in a line, from its first byte to its last. */
typedef struct {
    const u8 *p;
    u32 n;
    u8 kind, esc;
} Span;

/* A field that no schema names. */
typedef struct {
    Text name; /* without its quotes, which stand around it in the line */
    Span value;
} Unknown;

typedef struct Buffer {
    u8 *start;
    size_t n, size;
    int failed; /* no memory: the caller gives up */
} Buffer;

/* Room for n more bytes; 0 if there is no memory. */
int buffer_grow(Buffer *o, size_t n);

static inline void put(Buffer *o, const void *bytes, size_t n) {
    if (UNLIKELY(o->size - o->n < n) && !buffer_grow(o, n)) return;
    if (n) memcpy(o->start + o->n, bytes, n);
    o->n += n;
}

static inline void put_byte(Buffer *o, u8 byte) {
    if (UNLIKELY(o->size == o->n) && !buffer_grow(o, 1)) return;
    o->start[o->n++] = byte;
}

static inline void put_text(Buffer *o, Text t) { put(o, t.p, t.n); }

static inline int same(const u8 *a, size_t an, const u8 *b, size_t bn) { return an == bn && !memcmp(a, b, an); }

static inline int same_text(Text a, Text b) { return same(a.p, a.n, b.p, b.n); }

static inline Text text_of(Span s) {
    Text t = {s.p, s.n};
    return t;
}

/* A field with its name. */
static inline void put_unknown(Buffer *o, const Unknown *u) {
    put(o, u->name.p - 1, (size_t)u->name.n + 2);
    put_byte(o, ':');
    put_text(o, text_of(u->value));
}

#endif
