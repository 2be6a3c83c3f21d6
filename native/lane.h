/* The native lane: converts or validates a chunk of NDJSON lines by a plan. It knows no field of any format: the plan
 * has them (src/runbridge/record/native_plan.py makes it from the schemas and the bridge).
 *
 * It does ordinary lines only. A line that is out of the ordinary in any way is handed back with its offsets, and
 * Python processes it. So a function that is not sure returns NULL or 0, and need not say why.
 *
 * How reading is bounded: a line ends with a line feed, and at least LANE_PADDING readable bytes follow that (the last
 * lines of a chunk are copied, see module.c). No function moves its pointer over a byte before it has seen that this is
 * no line feed: strings end at any control character, numbers and names at any other byte, and white space is space and
 * tab only. A pointer therefore never passes the line feed, and a look ahead of at most 16 bytes stays in the padding.
 *
 * How writing is bounded: `put` makes sure that there is room, for every piece. */
#ifndef RUNBRIDGE_LANE_H
#define RUNBRIDGE_LANE_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef uint8_t u8;
typedef uint32_t u32;
typedef uint64_t u64;

#define LANE_PADDING 64
/* Fields of one object in a plan: they are marked in the bits of an u64. */
#define MAX_MEMBERS 64
/* Unknown fields of one object that are captured. */
#define MAX_UNKNOWN 32
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
/* A token with its point moved by at most MAX_PLACES places. */
#define MAX_PLACES 8
#define MAX_SHIFTED (MAX_TOKEN * 2)
/* Rules that move decimal points. */
#define MAX_SHIFTS 8

#if defined(__GNUC__) || defined(__clang__)
#define LIKELY(x) __builtin_expect(!!(x), 1)
#define UNLIKELY(x) __builtin_expect(!!(x), 0)
#else
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

/* ------------------------------------------------------------------ what a schema asks for (plan.c, validate.c) */

typedef struct {
    Text name;
    int node;
    u8 is_raw; /* whether its value is written as it is read, with any escapes */
} Member;

enum { TIME_NONE, TIME_OFFSET, TIME_LAX };

typedef struct {
    int mask;  /* kinds of values */
    int time;  /* a string is a date-time: TIME_ */
    int items; /* the node of the elements of an array; -1: anything */
    int extra; /* the node of fields without a name in `members`; -1: anything */
    int group; /* where its fields are captured: G_ */
    u8 is_closed; /* it has no other fields than `members` */
    u8 is_strict; /* no field may be there twice */
    int n_members, n_words, bits;
    u64 required, seed;
    Member *members;
    Text *words;    /* the strings that are allowed, with quotes, if there are any */
    int16_t *slots; /* a hash table without collisions: the index of a member, or -1 */
} Node;

/* ------------------------------------------------------------------ what is captured of a line */

enum { G_NONE, G_RECORD, G_RESIDUE, G_OWN, G_VIA, G_ENTRY, N_GROUPS };

typedef struct {
    Span slots[MAX_MEMBERS];
    Unknown unknown[MAX_UNKNOWN];
    int n_unknown;
} Group;

/* `texts` is for strings that are spelled anew (text.c), in a line of line_size bytes; it is empty before a line. */
typedef struct {
    Group *groups[N_GROUPS];
    struct Buffer *texts;
    size_t line_size;
} Capture;

/* ------------------------------------------------------------------ what a bridge asks for (plan.c, convert.c) */

enum { OP_SAME, OP_ADD_PREFIX, OP_STRIP_PREFIX, OP_FIRST, OP_FIRST_BACK, OP_TABLE, OP_OPAQUE, OP_CONFORM, OP_SHIFT, N_OPS };

typedef struct {
    Text from, to;
} Pair;

/* A rule in one direction: the value at `source` becomes that of the target with the number of the rule. */
typedef struct {
    int op, source;
    int second;      /* OP_FIRST: the field that stands in for a null or missing one */
    int other;       /* OP_FIRST_BACK: the rule whose value `first` looks at */
    int places;      /* OP_SHIFT: how far the decimal point moves to the right */
    u8 is_nullable;  /* whether the target may be null */
    u8 is_omittable; /* whether the target may be missing */
    u8 is_text;      /* OP_TABLE: whether the target is text */
    Text name;       /* the name of the source, with quotes */
    Text prefix;     /* with its opening quote */
    Text fill;       /* the value of the option `set`, with quotes, for a null or missing source */
    int n_there, n_back;
    Pair *there, *back; /* the rows of a table in this direction and in the other; JSON texts */
} Rule;

enum { DEFAULT_NULL, DEFAULT_TEXT, DEFAULT_MISSING };

/* A field of the source that the target does not have: it goes to the residue, unless it has its default. */
typedef struct {
    int source, kind;
    u8 is_listed;    /* whether the residue lists it if it is missing */
    Text name, text; /* its name with quotes; the default for DEFAULT_TEXT */
} Own;

/* A field of the target: the value of a rule, or one that the incoming residue may have. */
typedef struct {
    int is_own, at, kind;
    u8 is_omittable;
    Text name, text;
} Written;

enum { RES_DROP, RES_EMBED, RES_TEXT };
/* The fields of a residue, in the order of its node. */
enum { R_OF, R_BRIDGE, R_ID, R_OWN, R_VIA, R_ABSENT, R_NULL, R_PROBE, N_RESIDUE };

/* ------------------------------------------------------------------ output */

typedef struct Buffer {
    u8 *start;
    size_t n, size;
    int failed; /* no memory: the caller gives up */
} Buffer;

typedef struct Block Block;

/* All that a conversion needs. Threads share it: without the interpreter lock, nothing of it is changed. */
typedef struct {
    Block *blocks; /* the memory of everything below */
    Node *nodes;
    int n_nodes, root;
    int is_conversion, mode;
    int residue_slot, id_slot, id_rule, own_node, via_node, entry_node;
    Rule *rules;
    Own *owns;
    Written *written;
    int n_rules, n_owns, n_written;
    Text of, bridge, probe; /* what a residue for this conversion has, as JSON texts */
    Text residue_name;      /* without quotes */
    Text head;              /* the beginning of a residue that is written, up to its id */
    /* Memory of an earlier call: new memory would cost as much time as the conversion. Only with the interpreter lock (module.c). */
    Buffer spare, spare_scratch;
} Plan;

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

/* What a call counts, and memory that it needs. */
typedef struct {
    u64 owns[MAX_MEMBERS], absent_owns[MAX_MEMBERS], rules[MAX_MEMBERS]; /* records by what became of a field */
    u64 without_residue;
    int n_names, next_name;
    int has_too_many;
    Buffer scratch; /* for a residue that becomes text */
    Buffer texts;   /* for strings that are spelled anew */
    /* The first n_names of these; the others have no value, because to write them would take longer than short lines. */
    struct {
        u64 count;
        u32 n;
        u8 bytes[MAX_NAME];
    } names[MAX_NAMES];
} Tally;

/* ------------------------------------------------------------------ functions */

/* scan.c */
const u8 *skip_value(const u8 *p, int depth);
int is_time(const u8 *p, u32 n, int kind);
int is_utf8(const u8 *p, const u8 *end);

/* text.c */
const u8 *respell(Capture *c, const u8 *p, u32 *n);
u8 *unescape(Capture *c, const u8 *p, u32 *n);

/* validate.c: behind a value that is valid by a node, NULL for any other one. */
const u8 *check(const Node *nodes, int node, const u8 *p, int depth, Capture *c, Span *out);
int find_member(const Node *d, const u8 *name, u32 n);
u32 hash_name(const u8 *name, u32 n, u64 seed, int bits);

/* convert.c: 1 if the line was converted, 0 if it is handed back; then nothing was written or counted. */
int convert_line(const Plan *plan, const u8 *line, const u8 *end, Buffer *o, Tally *tally);

/* number.c */
u32 move_point(const u8 *p, u32 n, int places, u8 *out);
int shift_token(const u8 *p, u32 n, int places, u8 *out, u32 *n_out, int *comes_back, int *survives);

/* digest.c */
int has_digest(u8 *text, u32 *n);
void put_as_text(Buffer *o, const u8 *residue, size_t n);

/* decimal.cpp */
#ifdef __cplusplus
extern "C" {
#endif
#define SHORTEST_SIZE 40
u32 decimal_shortest(double value, char *out);
int decimal_read(const char *p, u32 n, double *value);
#ifdef __cplusplus
}
#endif

#endif
