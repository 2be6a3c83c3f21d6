/* One line: its fields are captured, the incoming residue is read, the rules are applied, and the record is written. */
#include "line.h"

/* ------------------------------------------------------------------ values that are computed from others */

/* A value of the source at a slot, or of the target. */
static Value value_at(const Line *l, int is_source, int at) { return is_source ? value_of(l->record.slots[at]) : l->values[at]; }

/* The default of a field; 0 where Python has to decide. */
static int compute(Line *l, const Default *standard, int is_source, Value *out) {
    int is_met = 1;
    const Computed *d = standard->computed;
    Value from = value_at(l, is_source, d->from);
    *out = value_in(standard->text);
    if (standard->kind == DEFAULT_DIFFERENCE) {
        Value start = value_at(l, is_source, d->start);
        if (from.kind != K_STR || start.kind != K_STR) return 1;
        u8 *made = take_made(l);
        u32 n = made && !from.prefix.n && !start.prefix.n ? time_between(start.text, from.text, d->places, made) : 0;
        out->text.p = made;
        out->text.n = n;
        out->kind = K_NUM;
        return n > 0;
    }
    for (int i = 0; i < d->n_whens; i++) {
        const When *when = &d->whens[i];
        Value v = value_at(l, is_source, when->at);
        int word = 0;
        while (word < when->n_words && !(v.kind && same_text(when->words[word], v.text))) word++;
        if (v.prefix.n) return 0;
        is_met &= word < when->n_words;
    }
    if (!is_met || from.kind != K_STR) return 1;
    *out = from;
    return !from.prefix.n && !(d->option.n && same_text(from.text, d->option));
}

/* The value of a part: that of a source, or of a target. */
static Value value_of_branch(const Line *l, int is_source, const Branch *b) {
    return is_source ? value_of(l->record.slots[l->plan->sources[b->value].slot]) : l->values[b->value];
}

/* The first value that a part of an object is made of; MAX_MEMBERS for none. */
static int first_of(const Line *l, int is_source, const Branch *b) {
    if (b->value >= 0) return value_of_branch(l, is_source, b).kind ? b->value : MAX_MEMBERS;
    int first = MAX_MEMBERS;
    for (int i = 0; i < b->n; i++) {
        int at = first_of(l, is_source, &l->plan->branches[b->first + i]);
        if (at < first) first = at;
    }
    return first;
}

/* A part of an object, in the order of the rules; 0 if there is no value for it, and nothing is written. */
static int put_branch(const Line *l, int is_source, const Branch *b, Buffer *o) {
    u64 done = 0;
    int is_inner = b->head.n > 1;
    if (first_of(l, is_source, b) == MAX_MEMBERS) return 0;
    put_text(o, b->name);
    if (b->value >= 0) {
        put_value(o, value_of_branch(l, is_source, b));
        return 1;
    }
    put_text(o, b->head);
    for (;;) {
        int next = -1, lowest = MAX_MEMBERS;
        for (int i = 0; i < b->n; i++) {
            int at = done >> i & 1 ? MAX_MEMBERS : first_of(l, is_source, &l->plan->branches[b->first + i]);
            if (at >= lowest) continue;
            lowest = at;
            next = i;
        }
        if (next < 0) break;
        if (is_inner) put_byte(o, ',');
        is_inner = 1;
        done |= BIT(next);
        put_branch(l, is_source, &l->plan->branches[b->first + next], o);
    }
    put_byte(o, *b->head.p == '[' ? ']' : '}');
    return 1;
}

/* Fields of the target without a rule that the residue does not have. Python decides about those that must be there. */
static int fill_fields(Line *l) {
    const Plan *plan = l->plan;
    Buffer *built = &l->tally->built;
    for (int i = 0; i < plan->n_written; i++) {
        const Written *w = &plan->written[i];
        if (!w->is_own || l->own.slots[w->at].kind || (l->gone_own & BIT(w->at))) continue;
        if (w->standard.is_needed && w->standard.kind != DEFAULT_BUILT) return 0;
        if (w->standard.kind < DEFAULT_COPY) continue;
        Value *v = &l->filled[w->standard.computed->filled];
        if (w->standard.kind != DEFAULT_BUILT) {
            if (!compute(l, &w->standard, 0, v) || !v->kind) return 0;
            continue;
        }
        *v = value_in(NO_TEXT);
        size_t start = built->n;
        if (!put_branch(l, 0, &plan->branches[w->standard.computed->branch], built)) {
            if (w->standard.is_needed) return 0;
            continue;
        }
        size_t n = built->n - start;
        put(built, LINE_END, sizeof LINE_END);
        if (built->failed) return 0;
        u8 *text = built->start + start;
        if (check(plan->nodes, w->standard.computed->node, text, 1, &l->capture, NULL) != text + n) return 0;
        v->text.p = NULL;
        v->text.n = (u32)n;
        v->kind = K_OBJ;
    }
    /* No more text moves. */
    size_t start = 0;
    for (int i = 0; i < plan->n_written; i++) {
        const Written *w = &plan->written[i];
        if (!w->is_own || w->standard.kind != DEFAULT_BUILT || l->own.slots[w->at].kind) continue;
        Value *v = &l->filled[w->standard.computed->filled];
        if (!v->kind) continue;
        v->text.p = built->start + start;
        start += v->text.n + sizeof LINE_END;
    }
    return 1;
}

/* Whether a field of the source comes back, made of the values inside of it. 0 where Python has to decide. */
static int is_rebuilt(Line *l, int at, int *result) {
    const Plan *plan = l->plan;
    const Own *own = &plan->owns[at];
    Span s = l->record.slots[own->source];
    *result = 0;
    if (s.kind == K_NULL || (l->record.more >> own->source & 1)) return 1;
    Buffer *o = &l->tally->residues;
    size_t start = o->n;
    if (l->inexact >> at & 1 || !put_branch(l, 1, &plan->branches[own->standard.computed->branch], o) || o->failed) return 0;
    size_t n = o->n - start;
    o->n = start;
    for (size_t i = start; i + 5 < start + n; i++)
        if (!memcmp(o->start + i, ":null", 5)) return 0;
    *result = same(o->start + start, n, s.p, s.n);
    return *result;
}

/* Which fields of the source go to the residue. */
static int find_own(Line *l) {
    const Plan *plan = l->plan;
    for (int i = 0; i < plan->n_owns; i++) {
        const Own *own = &plan->owns[i];
        const Default *d = &own->standard;
        Span s = l->record.slots[own->source];
        int is_default = 0;
        Value v;
        if (!s.kind) {
            if (d->is_needed || (l->inexact >> i & 1)) return 0;
            if (own->is_listed) l->own_absent |= BIT(i);
            continue;
        }
        switch (d->kind) {
        case DEFAULT_NULL: is_default = s.kind == K_NULL; break;
        case DEFAULT_TEXT: is_default = same_text(text_of(s), d->text); break;
        case DEFAULT_MISSING: break;
        case DEFAULT_BUILT:
            is_default = same_text(text_of(s), d->text);
            if (!is_default && !is_rebuilt(l, i, &is_default)) return 0;
            break;
        default:
            if (!compute(l, d, 1, &v)) return 0;
            is_default = v.kind && same_text(text_of(s), v.text);
        }
        if (!is_default) l->own_out |= BIT(i);
    }
    return 1;
}

/* ------------------------------------------------------------------ output */

#define MAX_FIELDS (2 * MAX_MEMBERS + MAX_UNKNOWN + 1)

typedef struct {
    Text name;
    size_t start;
} Field;

/* The name in a comma, quotes and a colon. */
static Text inner_name(Text name) {
    Text inner = {name.p + 2, name.n - 4};
    return inner;
}

static void add_field(Field *fields, int *n, Text name, const Buffer *o) {
    fields[*n].name = name;
    fields[(*n)++].start = o->n;
}

/* The fields of the target, each with a comma before it; returns how many of them go to `fields`, if that is there. */
static int put_fields(const Line *l, Buffer *o, Field *fields) {
    const Plan *plan = l->plan;
    int n = 0;
    for (int i = 0; i < plan->n_written; i++) {
        const Written *w = &plan->written[i];
        const Value *v = &l->values[w->at];
        Value other;
        if (w->is_own) {
            const Default *d = &w->standard;
            Span s = l->own.slots[w->at];
            if (!s.kind && (l->gone_own & BIT(w->at))) continue;
            if (s.kind) other = value_of(s);
            else if (d->kind < DEFAULT_COPY) other = value_in(d->kind == DEFAULT_NULL ? NULL_TEXT : d->text);
            v = s.kind || d->kind < DEFAULT_COPY ? &other : &l->filled[d->computed->filled];
        }
        if (!v->kind) continue;
        if (fields) add_field(fields, &n, inner_name(w->name), o);
        put_text(o, w->name);
        put_value(o, *v);
    }
    for (int i = 0; i < l->own.n_unknown; i++) {
        const Unknown *u = &l->own.unknown[i];
        if (fields) add_field(fields, &n, u->name, o);
        put_byte(o, ',');
        put_unknown(o, u);
    }
    return n;
}

static void put_copy(Buffer *o, const Buffer *copy, size_t start, size_t end, const Field *fields, int n, int at) {
    put(o, copy->start + fields[at].start - start, (at + 1 < n ? fields[at + 1].start : end) - fields[at].start);
}

/* The fields from `start` on in the order that the residue has; others come last. */
static void put_in_order(const Line *l, Buffer *o, size_t start, const Field *fields, int n) {
    Buffer *copy = &l->tally->built;
    size_t end = o->n;
    u8 done[MAX_FIELDS] = {0};
    int hint = 0;
    Text name;
    copy->n = 0;
    put(copy, o->start + start, end - start);
    o->failed |= copy->failed;
    if (o->failed) return;
    o->n = start;
    for (const u8 *p = l->residue.slots[R_ORDER].p; (p = next_name(p, &name));) {
        int tried = 0;
        while (tried < n && !same_text(fields[(hint + tried) % n].name, name)) tried++;
        int at = n ? (hint + tried) % n : 0;
        if (tried == n || done[at]) continue;
        put_copy(o, copy, start, end, fields, n, at);
        done[at] = 1;
        hint = at + 1;
    }
    for (int at = 0; at < n; at++)
        if (!done[at]) put_copy(o, copy, start, end, fields, n, at);
}

static void put_inside(const Plan *plan, Buffer *o, const u8 *residue, size_t n) {
    put_byte(o, ',');
    put_byte(o, '"');
    put_text(o, plan->residue_name);
    PUT(o, "\":");
    if (plan->mode == RES_EMBED) put(o, residue, n);
    else put_as_text(o, residue, n);
}

/* ------------------------------------------------------------------ counts */

/* A name as it is counted: if it is too long, it is cut between two characters. */
static Text counted_name(Text name) {
    if (name.n > MAX_NAME) {
        name.n = MAX_NAME;
        while ((name.p[name.n] & 0xC0) == 0x80) name.n--;
    }
    return name;
}

/* The number of a name that was counted before, or n_names. */
static int find_name(const Tally *t, Text name) {
    int n = t->n_names;
    /* Records mostly have the same unknown fields in the same order. */
    for (int tried = 0; tried < n; tried++) {
        int at = t->next_name + tried < n ? t->next_name + tried : t->next_name + tried - n;
        if (same(t->names[at].bytes, t->names[at].n, name.p, name.n)) return at;
    }
    return n;
}

/* Whether the names of a record can be counted. */
static int can_count(const Line *l) {
    const Tally *t = l->tally;
    int n_new = 0;
    if (LIKELY(t->n_names + l->record.n_unknown <= MAX_NAMES)) return 1;
    for (int i = 0; i < l->record.n_unknown; i++) n_new += find_name(t, counted_name(l->record.unknown[i].name)) == t->n_names;
    return t->n_names + n_new <= MAX_NAMES;
}

static void count_name(Tally *t, Text name) {
    name = counted_name(name);
    int at = find_name(t, name);
    if (at < t->n_names) {
        t->names[at].count++;
    } else {
        if (name.n) memcpy(t->names[at].bytes, name.p, name.n);
        t->names[at].n = name.n;
        t->names[at].count = 1;
        t->n_names = at + 1;
    }
    t->next_name = at + 1 == t->n_names ? 0 : at + 1;
}

static void count_bits(u64 *counts, u64 bits) {
    for (int i = 0; bits; i++, bits >>= 1) counts[i] += bits & 1;
}

static void count(const Line *l, Tally *t) {
    count_bits(t->owns, l->own_out);
    count_bits(t->vias, l->via_out & ~l->fragile);
    count_bits(t->absent, l->absent);
    count_bits(t->absent_owns, l->own_absent);
    for (int i = 0; i < l->record.n_unknown; i++) count_name(t, l->record.unknown[i].name);
    t->without_residue += !l->has_residue;
}

/* ------------------------------------------------------------------ one line */

int convert_line(const Plan *plan, const u8 *line, const u8 *end, Buffer *o, Tally *tally) {
    Line l;
    Capture c = {{NULL, &l.record, &l.residue, &l.own, &l.via, &l.entry}, NULL, &tally->texts, (size_t)(end - line), NULL};
    l.plan = plan;
    l.tally = tally;
    l.capture = c;
    l.given = l.gone = l.gone_own = 0;
    l.via_out = l.fragile = l.absent = l.inexact = l.own_out = l.own_absent = 0;
    l.n_made = l.order.n = l.order.rank = l.order.is_unusual = 0;
    if (plan->writes_order) l.capture.order = &l.order;
    l.own.n_unknown = l.via.n_unknown = 0;
    for (int i = 0; i < plan->nodes[plan->own_node].n_slots; i++) l.own.slots[i].kind = 0;
    for (int i = 0; i < N_RESIDUE; i++) l.residue.slots[i].kind = 0;
    tally->texts.n = tally->built.n = 0;

    const u8 *p = check(plan->nodes, plan->root, line, 0, &l.capture, NULL);
    if (p != end || !is_utf8(line, end)) return 0;
    l.has_residue = l.record.slots[plan->residue_slot].kind != 0;
    if (l.has_residue && !read_residue(&l)) return 0;
    if (!apply_rules(&l) || !fill_fields(&l) || !find_own(&l) || !can_count(&l)) return 0;

    /* From here on, nothing is refused. */
    Field fields[MAX_FIELDS];
    int is_ordered = l.residue.slots[R_ORDER].kind != 0;
    size_t start = o->n;
    int n = put_fields(&l, o, is_ordered ? fields : NULL);
    Buffer *kept = &tally->residues;
    size_t before = kept->n;
    if (tally->keeps_residues) {
        put_id(&l, kept);
        put_byte(kept, '\n');
    }
    size_t residue = kept->n;
    int has_residue = l.own_out || l.record.n_unknown || l.via_out || l.absent || l.own_absent ||
                      (plan->writes_order && l.order.is_unusual);
    if (has_residue && (plan->mode != RES_NONE || tally->keeps_residues)) put_residue(&l, kept);
    if (has_residue && plan->mode != RES_NONE && !kept->failed) {
        if (is_ordered) add_field(fields, &n, plan->residue_name, o);
        put_inside(plan, o, kept->start + residue, kept->n - residue);
    }
    if (!tally->keeps_residues) {
        kept->n = before;
    } else {
        if (!has_residue) put_text(kept, NULL_TEXT);
        put_byte(kept, '\n');
    }
    if (is_ordered) put_in_order(&l, o, start, fields, n);
    /* Every field has a comma before it; a record may have no field. */
    if (o->n == start) put_byte(o, ',');
    PUT(o, "}\n");
    if (!o->failed) o->start[start] = '{';
    count(&l, tally);
    return 1;
}
