/* Valid lines as rows of columns. Python reads the columns when there are enough rows (plan_columns.c).
 *
 * A record is appended when its end was checked, from the places of its values. What is inside of it was appended
 * before that, so columns have their rows in the order of the records. */
#include "columns.h"
#include "scan.h"

/* Arrow has offsets of 32 bits. */
#define MAX_OFFSET INT32_MAX
#define MAX_INTEGER 18

void table_mark(Table *t, int which) {
    for (int i = 0; i < t->n; i++) {
        Built *b = &t->columns[i];
        if (which == MARK_CALL) b->call = b->now;
        else b->line = b->now;
    }
}

void table_undo(Table *t, int which) {
    for (int i = 0; i < t->n; i++) {
        Built *b = &t->columns[i];
        b->now = which == MARK_CALL ? b->call : b->line;
        b->data.n = b->now.data;
        b->offsets.n = b->now.offsets;
        b->valid.n = (b->now.rows + 7) / 8;
        /* Without memory, the rest of the call fails too. */
        if (which == MARK_CALL) b->data.failed = b->offsets.failed = b->valid.failed = 0;
    }
}

int table_failed(const Table *t) {
    int failed = 0;
    for (int i = 0; i < t->n; i++)
        failed |= t->columns[i].data.failed | t->columns[i].offsets.failed | t->columns[i].valid.failed;
    return failed;
}

/* The bit of a row; those behind it are not defined. */
static void put_bit(Buffer *o, size_t row, int bit) {
    if (o->n == row / 8) put_byte(o, 0);
    if (o->failed) return;
    u8 *byte = &o->start[row / 8], one = (u8)(1 << row % 8);
    *byte = (u8)(bit ? *byte | one : *byte & ~one);
}

static void put_offset(Built *b, size_t value) {
    int32_t offset = (int32_t)value;
    if (!b->offsets.n) put(&b->offsets, "\0\0\0", 4);
    put(&b->offsets, &offset, 4);
}

static void end_row(Built *b, int is_valid) {
    /* Offsets count rows, too. Python takes the rows long before there are so many. */
    b->valid.failed |= b->now.rows == MAX_OFFSET;
    put_bit(&b->valid, b->now.rows, is_valid);
    b->now.rows++;
    b->now.nulls += !is_valid;
    b->now.data = b->data.n;
    b->now.offsets = b->offsets.n;
}

/* A null, and one for everything inside of it that has a row for each of its own. */
static void append_null(Table *t, int at) {
    Built *b = &t->columns[at];
    switch (b->kind) {
    case COL_TEXT:
    case COL_RAW:
    case COL_VERBATIM: put_offset(b, b->data.n); break;
    case COL_LIST:
    case COL_MAP: put_offset(b, t->columns[at + 1].now.rows); break;
    case COL_BOOLEAN: put_bit(&b->data, b->now.rows, 0); break;
    case COL_RECORD:
        for (int i = at + 1; i < b->end; i = t->columns[i].end) append_null(t, i);
        break;
    default: put(&b->data, "\0\0\0\0\0\0\0", 8);
    }
    end_row(b, 0);
}

static int append_bytes(Built *b, Text text) {
    if (b->data.n > MAX_OFFSET - (size_t)text.n) return 0;
    put_text(&b->data, text);
    put_offset(b, b->data.n);
    end_row(b, 1);
    return 1;
}

static int append_text(Built *b, Span s) {
    Text inside = {s.p + 1, s.n - 2};
    if (!s.esc) return append_bytes(b, inside);
    if (b->data.n > MAX_OFFSET - (size_t)inside.n || !put_unescaped(&b->data, inside.p, inside.n)) return 0;
    put_offset(b, b->data.n);
    end_row(b, 1);
    return 1;
}

static int append_time(Built *b, Span s) {
    int64_t value;
    int is_cut;
    if (!units_of_time(s.p + 1, s.n - 2, b->digits, &value, &is_cut)) return 0;
    b->now.rounded += (u64)is_cut;
    put(&b->data, &value, 8);
    end_row(b, 1);
    return 1;
}

/* An integer of at most MAX_INTEGER characters, with zeros behind a point at most. */
static int append_integer(Built *b, Span s) {
    if (s.n > MAX_INTEGER) return 0;
    int is_negative = *s.p == '-';
    int64_t value = 0;
    for (const u8 *p = s.p + is_negative; p < s.p + s.n && is_digit(*p); p++) value = value * 10 + *p - '0';
    if (is_negative) value = -value;
    put(&b->data, &value, 8);
    end_row(b, 1);
    return 1;
}

static int append_number(Built *b, Span s) {
    double value = 0;
    /* The integer zero has no sign. */
    if (!same(s.p, s.n, (const u8 *)"-0", 2) && (s.n > MAX_SHIFTED || !decimal_read((const char *)s.p, s.n, &value))) return 0;
    if (s.n > SAFE_LENGTH || memchr(s.p, 'e', s.n) || memchr(s.p, 'E', s.n)) {
        int is_kept = is_kept_by_double(s.p, s.n, value);
        if (is_kept < 0) return 0;
        b->now.rounded += !is_kept;
    }
    put(&b->data, &value, 8);
    end_row(b, 1);
    return 1;
}

static int append_value(Table *t, int at, Span s);

/* A value of a choice that is not a record. */
static int append_alternative(Table *t, int at, Span s) {
    Built *b = &t->columns[at];
    int is_done = 0;
    for (int i = at + 1; i < b->end; i = t->columns[i].end) {
        if (!(t->columns[i].alternative & s.kind)) append_null(t, i);
        else if (!append_value(t, i, s)) return 0;
        else is_done = 1;
    }
    end_row(b, 1);
    return is_done;
}

/* A value that was checked, or null for none; 0 where Python has to decide. */
static int append_value(Table *t, int at, Span s) {
    Built *b = &t->columns[at];
    if (!s.kind || (s.kind == K_NULL && b->kind != COL_VERBATIM)) {
        if (b->needs_value) return 0;
        append_null(t, at);
        return 1;
    }
    switch (b->kind) {
    case COL_TEXT: return s.kind == K_STR && append_text(b, s);
    case COL_TIME: return s.kind == K_STR && append_time(b, s);
    case COL_NUMBER: return s.kind == K_NUM && append_number(b, s);
    case COL_INTEGER: return s.kind == K_NUM && append_integer(b, s);
    case COL_BOOLEAN:
        put_bit(&b->data, b->now.rows, *s.p == 't');
        end_row(b, 1);
        return s.kind == K_BOOL;
    case COL_LIST: return s.kind == K_ARR; /* by end_list */
    case COL_MAP: return s.kind == K_OBJ;  /* by end_object */
    case COL_RECORD: return s.kind == K_OBJ || append_alternative(t, at, s);
    default: return append_bytes(b, text_of(s));
    }
}

/* The unknown fields of a record as an object, in the order of their names. */
static int append_unknown(Built *b, const Group *group) {
    const Unknown *sorted[MAX_UNKNOWN];
    Buffer *o = &b->data;
    for (int i = 0; i < group->n_unknown; i++) {
        const Unknown *u = &group->unknown[i];
        int at = i;
        for (; at; at--) {
            Text a = sorted[at - 1]->name;
            int order = memcmp(a.p, u->name.p, a.n < u->name.n ? a.n : u->name.n);
            if (order < 0 || (order == 0 && a.n < u->name.n)) break;
            sorted[at] = sorted[at - 1];
        }
        sorted[at] = u;
    }
    for (int i = 0; i < group->n_unknown; i++) {
        put_byte(o, i ? ',' : '{');
        put_unknown(o, sorted[i]);
    }
    put_byte(o, '}');
    if (o->n > MAX_OFFSET) return 0;
    put_offset(b, o->n);
    end_row(b, 1);
    return 1;
}

static int append_missing(Table *t, int at, const Node *d, u64 seen) {
    for (int i = 0; i < d->n_members; i++) {
        int column = d->members[i].column;
        /* A verbatim field is in no schema. */
        if (!(seen >> i & 1) && column >= 0 && t->columns[column].kind != COL_VERBATIM &&
            !append_bytes(&t->columns[at + 1], d->members[i].name))
            return 0;
    }
    put_offset(&t->columns[at], t->columns[at + 1].now.rows);
    end_row(&t->columns[at], 1);
    return 1;
}

int end_object(Table *t, const Node *d, u64 seen) {
    const Group *group = &t->groups[d->group];
    Built *b = &t->columns[d->column];
    if (b->kind == COL_LIST) return 0;
    if (b->kind == COL_MAP) {
        for (int i = 0; i < group->n_unknown; i++)
            if (!append_bytes(b + 1, group->unknown[i].name) || !append_value(t, d->column + 2, group->unknown[i].value)) return 0;
        put_offset(b, b[1].now.rows);
    } else {
        for (int i = 0; i < d->n_members; i++) {
            int at = d->members[i].column;
            if (at >= 0 ? !append_value(t, at, group->slots[i]) : group->slots[i].kind) return 0;
        }
        if (d->missing >= 0 && !append_missing(t, d->missing, d, seen)) return 0;
        if (!group->n_unknown) append_null(t, d->unknown);
        else if (!append_unknown(&t->columns[d->unknown], group)) return 0;
        for (int i = d->column + 1; i < b->end; i = t->columns[i].end)
            if (t->columns[i].alternative) append_null(t, i);
    }
    end_row(b, 1);
    return 1;
}

int append_item(Table *t, const Node *d, Span s) {
    return t->columns[d->column].kind == COL_LIST && append_value(t, d->column + 1, s);
}

int end_list(Table *t, const Node *d) {
    Built *b = &t->columns[d->column];
    if (b->kind != COL_LIST) return 0;
    put_offset(b, b[1].now.rows);
    end_row(b, 1);
    return 1;
}

int append_line(const Plan *plan, const u8 *line, const u8 *end, Buffer *texts) {
    Table *t = plan->table;
    Capture c = {{NULL, NULL, NULL, NULL, NULL, NULL}, NULL, texts, (size_t)(end - line), t};
    for (int i = 0; i < N_GROUPS; i++) c.groups[i] = &t->groups[i];
    texts->n = 0;
    table_mark(t, MARK_LINE);
    if (check(plan->nodes, plan->root, line, 0, &c, NULL) == end && is_utf8(line, end)) return 1;
    table_undo(t, MARK_LINE);
    return 0;
}
