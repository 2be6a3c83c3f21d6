/* One line while it is converted (convert.c, rules.c, residue.c). */
#ifndef RUNBRIDGE_LINE_H
#define RUNBRIDGE_LINE_H

#include "lane.h"

/* A value of the target: a prefix, which is mostly empty, and the rest. A value of kind 0 is missing. */
typedef struct {
    Text prefix, text;
    u8 kind;
} Value;

typedef struct {
    const Plan *plan;
    Tally *tally;
    Capture capture;
    Group record, residue, own, via, entry;
    Order order;
    Span was[MAX_MEMBERS], saw[MAX_MEMBERS]; /* the entries of the incoming residue, by target */
    u64 given, gone; /* targets with an entry, and those that are listed as absent */
    u64 gone_own;    /* fields of the residue that are listed as absent */
    int has_residue;
    Value values[MAX_MEMBERS]; /* by target */
    u64 via_out, fragile, absent;       /* what the new residue says, by source */
    u64 own_out, own_absent, inexact;   /* and by field that the target does not have */
    Value filled[MAX_FILLED];
    u8 made[MAX_MADE][MAX_SHIFTED];
    int n_made;
} Line;

#define BIT(i) ((u64)1 << (i))
/* For each bit that is set, the lowest first. */
#define EACH_BIT(i, bits) \
    for (u64 rest = (bits), i = 0; rest; rest >>= 1, i++) \
        if (rest & 1)
#define PUT(o, literal) put(o, literal, sizeof literal - 1)

/* Bytes of no text are compared too, so there has to be an address. */
static const Text NO_TEXT = {(const u8 *)"", 0};
static const Text NULL_TEXT = {(const u8 *)"null", 4};

static inline Value value_of(Span s) {
    Value v = {{NULL, 0}, {s.p, s.n}, s.kind};
    return v;
}

/* A text of a plan, which is empty for a missing value. */
static inline Value value_in(Text t) {
    u8 first = t.n ? *t.p : 0;
    Value v = {{NULL, 0}, t, 0};
    if (t.n) v.kind = first == '"' ? K_STR : first == 'n' ? K_NULL : first == '{' ? K_OBJ : first == '[' ? K_ARR : first == 't' || first == 'f' ? K_BOOL : K_NUM;
    return v;
}

/* The text of a value, empty for a missing one: its place in the line may be an old one. */
static inline Text key_of(Span s) { return s.kind ? text_of(s) : NO_TEXT; }

static inline int are_digits(const u8 *p, u32 n) {
    for (u32 i = 0; i < n; i++)
        if (p[i] < '0' || p[i] > '9') return 0;
    return n > 0;
}

static inline void put_value(Buffer *o, Value v) {
    if (v.prefix.n) put_text(o, v.prefix);
    put_text(o, v.text);
}

/* rules.c: 0 where Python has to decide. */
int apply_rules(Line *l);
u8 *take_made(Line *l);

/* residue.c */
int read_residue(Line *l);
void put_id(const Line *l, Buffer *o);
void put_residue(const Line *l, Buffer *o);
const u8 *next_name(const u8 *p, Text *name);

#endif
