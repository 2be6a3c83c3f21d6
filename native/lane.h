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

#include "bridge.h"

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

/* ------------------------------------------------------------------ the plan and its results */

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
u32 put_integer(u8 *out, int64_t value);
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
