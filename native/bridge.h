/* What a bridge asks for: its rules, defaults and the fields that they are about (plan_rules.c, rules.c, convert.c). */
#ifndef RUNBRIDGE_BRIDGE_H
#define RUNBRIDGE_BRIDGE_H

#include "values.h"

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

#endif
