/* The native lane: converts, validates or counts a chunk of NDJSON lines by a plan. It knows no field of any format: the
 * plan has them (src/runbridge/record/native_plan.py makes it from the schemas and the bridge).
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

/* ------------------------------------------------------------------ what a schema asks for (plan.c, validate.c) */

typedef struct {
    Text name;
    int node;
    int16_t slot; /* where its value is captured in the group of the node; -1: nowhere */
    int8_t rank;  /* its place in the order in which fields are written; -1: none */
    u8 is_raw;    /* whether its value is written as it is read, with any escapes */
    int column;   /* of a table; -1: none */
} Member;

/* An item of an array, by the text in a field of it: a value of the first such item goes from one slot to another. */
typedef struct {
    Text word; /* with quotes */
    int key, from, to;
} Find;

enum { TIME_NONE, TIME_OFFSET, TIME_LAX };

typedef struct {
    int mask;  /* kinds of values */
    int time;  /* a string is a date-time: TIME_ */
    int items; /* the node of the elements of an array; -1: anything */
    int extra; /* the node of fields without a name in `members`; -1: anything */
    int group; /* where its fields are captured: G_ */
    u8 is_closed;  /* it has no other fields than `members` */
    u8 is_strict;  /* no field may be there twice */
    u8 is_inside;  /* it is the value of a field of the group's object, or inside of one */
    u8 is_special; /* it is inside, or its fields are listed in their order */
    int n_members, n_words, bits;
    u64 required, seed;
    Member *members;
    Text *words;    /* the strings that are allowed, with quotes, if there are any */
    int16_t *slots; /* a hash table without collisions: the index of a member, or -1 */
    int n_slots;    /* of its group */
    int holder;     /* inside of a field: its number. It has more if there are values besides those captured */
    int n_finds;
    Find *finds;
    /* Columns of a table: of its own values, of its unknown fields and of the names of missing ones; -1: none. */
    int column, unknown, missing;
    u32 first_slot;   /* counting: the number of its first slot, and what it does with values that belong to a slot */
    const u8 *states; /* COUNT_ */
} Node;

/* Counting: the slots of a node. Those of its words and of its fields follow. */
enum {
    S_NULL,
    S_BOOL,
    S_INT,
    S_NUM,
    S_STR,
    S_ARR,
    S_OBJ,
    S_EMPTY,   /* of the strings */
    S_UNSAFE,  /* integers that a double may not have, and containers of an opaque node with such integers */
    S_WHOLE,   /* of the integers: those written as fractions */
    S_MISSING, /* objects without this field, which they need */
    S_OTHER,   /* fields of an object that are not listed */
    S_TIMES    /* by their offset and their decimal places */
};
#define N_PLACES 10
#define S_WORDS (S_TIMES + 3 * N_PLACES)
/* Values of a slot are for Python, are counted, or are counted if they are among the words of the node. */
enum { COUNT_NOT, COUNT_ALL, COUNT_WORDS };

/* How often something was counted, in how many lines, and in which one last. */
typedef struct {
    u32 count, lines, last;
} Slot;

/* ------------------------------------------------------------------ what is captured of a line */

enum { G_NONE, G_RECORD, G_RESIDUE, G_OWN, G_VIA, G_ENTRY, N_GROUPS };

typedef struct {
    Span slots[MAX_SLOTS];
    Unknown unknown[MAX_UNKNOWN];
    int n_unknown;
    u64 more; /* fields that have more in them than what is captured */
} Group;

/* The names of the fields of a record in their order, and whether it is another one than that of a written record. */
typedef struct {
    Text names[MAX_MEMBERS + MAX_UNKNOWN];
    int n, rank;
    u8 is_unusual;
} Order;

/* `texts` is for strings that are spelled anew (text.c), in a line of line_size bytes; it is empty before a line. `order`
 * is NULL if nobody asks for it. */
typedef struct {
    Group *groups[N_GROUPS];
    Order *order;
    struct Buffer *texts;
    size_t line_size;
    struct Table *table; /* where values go to columns, else NULL */
} Capture;

/* ------------------------------------------------------------------ what a bridge asks for (plan_rules.c, rules.c) */

/* What a rule makes of ordinary values; OP_ROWS has nothing but rows. */
enum {
    OP_ROWS,
    OP_COPY,
    OP_CONFORM,
    OP_ADD_PREFIX,
    OP_STRIP_PREFIX,
    OP_SHIFT,
    OP_TEXT_OF_INTEGER,
    OP_INTEGER_OF_TEXT,
    OP_TIME_OF_INTEGER,
    OP_INTEGER_OF_TIME,
    OP_NUMBER_OF_DURATION,
    OP_DURATION_OF_NUMBER,
    OP_FIRST,
    OP_FIRST_BACK,
    N_OPS
};
/* What the residue says of a source that does not come back by the rule alone. */
enum { NOTE_NOTHING, NOTE_VIA, NOTE_ABSENT, NOTE_INSIDE };

/* What values become that are known before: null, missing and words. Values are JSON texts, a missing one is empty. */
typedef struct {
    Text key[2], made[2];
    u8 any[2];  /* whether the value may be any string */
    u8 note[2]; /* NOTE_ */
} Row;

/* A value that a rule reads; the first n_noted of a plan are fields, which a residue may say something of. */
typedef struct {
    int slot, rule;
    int own;         /* the number of the field that it is inside of, among those that the target does not have; or -1 */
    u8 is_depended;  /* whether defaults are computed from it */
    Text name;       /* with quotes */
} Source;

/* A value that a rule writes; the first n_via of a plan are fields, which an incoming residue may have an entry for. */
typedef struct {
    int node;
    int holder;             /* the field of an incoming residue that it is inside of; -1: it is a field itself */
    int seen[MAX_SOURCES];  /* slots of the values that a residue has instead */
    int n_seen;
    u8 is_omittable;
    u8 builds; /* whether the field is made if it is missing */
} Target;

/* A rule in one direction. What most values need comes first. */
typedef struct {
    u64 bits;          /* its targets */
    int slot, target;  /* of its first source; its first target */
    int op, kinds;     /* the operation, and the kinds of values that it is for */
    u8 is_copied;      /* whether values of these kinds become the target as they are */
    u8 is_inside;      /* whether the target is inside of a field */
    u8 has_words;      /* whether there are rows for values of these kinds */
    u8 restores;       /* whether entries of a residue can be used */
    int n_sources, n_targets, n_rows, n_backs;
    Row *rows, *backs; /* in this direction and in the other */
    Text option;       /* Python decides about this value */
    Text prefix;       /* with its opening quote */
    int sources[MAX_SOURCES], targets[2];
    int others[MAX_SOURCES], n_others; /* OP_FIRST_BACK: the other targets whose values `first` looks at */
    int places;                        /* how far a decimal point moves to the right */
    int conforming; /* kinds of values that come back from the target, others become `otherwise`; 0: all */
    Text otherwise; /* what values become that do not conform */
    Text fill;      /* OP_FIRST_BACK: what stands for a value that no field supplies */
} Rule;

/* A condition of a default: the value at a slot or target is one of some texts. */
typedef struct {
    int at, n_words;
    Text *words;
} When;

/* DEFAULT_BUILT is of a field that values of rules are inside of. */
enum { DEFAULT_NULL, DEFAULT_TEXT, DEFAULT_MISSING, DEFAULT_COPY, DEFAULT_DIFFERENCE, DEFAULT_BUILT };

/* A default that is computed. */
typedef struct {
    Text option;         /* DEFAULT_COPY: Python decides about this value */
    int from, start;     /* slots in a source, targets in a target: what is copied, or the end and the start of a time */
    int places, n_whens; /* of a time in seconds */
    int branch;          /* DEFAULT_BUILT: how it is made */
    int node;            /* and what it has to be */
    int filled;          /* where it is kept for a target */
    When *whens;
} Computed;

typedef struct {
    int kind;
    u8 is_needed; /* Python decides about a record without it */
    Text text;    /* DEFAULT_TEXT; what stands for nothing for the computed ones, which may be empty */
    Computed *computed;
} Default;

/* A field of the source that the target does not have: it goes to the residue, unless it has its default. */
typedef struct {
    int source;
    u8 is_listed;  /* whether the residue lists it if it is missing */
    u8 lists_null; /* whether the residue lists it if it is null */
    Text name;     /* with quotes */
    Default standard;
} Own;

/* A field of the target: the value of a rule, or one that the incoming residue may have. */
typedef struct {
    int at;
    u8 is_own, is_omittable, lists_null;
    Text name; /* with a comma, quotes and a colon */
    Default standard;
} Written;

/* A part of an object that is made of values of rules: a value, or a list or an object of other parts. */
typedef struct {
    Text name, head; /* `"name":`, and how it begins */
    int value;       /* a source or a target, in the order of the rules; -1: it has parts */
    int first, n;    /* its parts */
} Branch;

/* Where the residue is in a converted record; RES_NONE: nowhere. */
enum { RES_NONE, RES_EMBED, RES_TEXT };
/* The fields of a residue, in the order of its node. */
enum { R_OF, R_BRIDGE, R_ID, R_OWN, R_VIA, R_ABSENT, R_ORDER, R_NULL, R_PROBE, N_RESIDUE };

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
    struct Table *table; /* where lines become rows, else NULL */
    Node *nodes;
    int n_nodes, root;
    int is_conversion, mode;
    u32 n_slots; /* counting: of all nodes together; 0 otherwise */
    int residue_slot, id_slot, id_target, own_node, via_node, entry_node;
    u8 reads_order, writes_order;
    Source *sources;
    Target *targets;
    Rule *rules;
    Own *owns;
    Written *written;
    Branch *branches;
    int n_sources, n_noted, n_targets, n_via, n_rules, n_owns, n_written, n_branches;
    Text of, bridge, probe; /* what a residue for this conversion has, as JSON texts */
    Text residue_name;      /* without quotes */
    Text head;              /* the beginning of a residue that is written, up to its id */
    /* Memory of an earlier call: new memory would cost as much time as the conversion. Only with the interpreter lock (module.c). */
    Buffer spare, spare_residues;
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
    /* Records by what became of a field. */
    u64 owns[MAX_MEMBERS], vias[MAX_MEMBERS], absent[MAX_MEMBERS], absent_owns[MAX_MEMBERS];
    u8 keeps_residues;
    u64 without_residue;
    int n_names, next_name;
    Buffer residues; /* if they are kept, the id and the residue of each record, each on a line; and scratch memory */
    Buffer texts;   /* for strings that are spelled anew */
    Buffer built;   /* for values that are made of others; counting: the slots that a line has values for */
    Buffer slots;   /* counting: a Slot for each of the plan */
    u32 n_counted;
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
int put_unescaped(Buffer *o, const u8 *p, u32 n);

/* validate.c: behind a value that is valid by a node, NULL for any other one. */
const u8 *check(const Node *nodes, int node, const u8 *p, int depth, Capture *c, Span *out);
int find_member(const Node *d, const u8 *name, u32 n);
u32 hash_name(const u8 *name, u32 n, u64 seed, int bits);

/* columns.c: 0 where Python has to decide. */
int end_object(struct Table *t, const Node *d, u64 seen);
int append_item(struct Table *t, const Node *d, Span s);
int end_list(struct Table *t, const Node *d);

/* convert.c: 1 if the line was converted, 0 if it is handed back; then nothing was written or counted. */
int convert_line(const Plan *plan, const u8 *line, const u8 *end, Buffer *o, Tally *tally);

/* count.c: 1 if the line was counted, 0 if it is handed back; then nothing was. `at` is its offset in the chunk. */
int count_line(const Plan *plan, const u8 *line, const u8 *end, size_t at, Buffer *o, Tally *tally);
int put_slots(const Plan *plan, const Tally *tally, Buffer *o);

/* number.c */
u32 move_point(const u8 *p, u32 n, int places, u8 *out);
int is_kept_by_double(const u8 *p, u32 n, double value);
int shift_token(const u8 *p, u32 n, int places, u8 *out, u32 *n_out, int *comes_back, int *survives);

/* epoch.c: the length of a JSON text of at most MAX_SHIFTED bytes; 0 where Python has to decide. */
u32 time_of_integer(const u8 *p, u32 n, int places, u8 *out);
u32 integer_of_time(const u8 *p, u32 n, int places, u8 *out);
u32 time_between(Text start, Text end, int places, u8 *out);
int units_of_time(const u8 *p, u32 n, int digits, int64_t *units, int *is_cut);

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
