/* One line: its fields are captured, the incoming residue is read, the rules are applied, and the record is written. */
#include "scan.h"

/* A value of the target: a prefix, which is mostly empty, and the rest. A value of kind 0 is missing. */
typedef struct {
    Text prefix, text;
    u8 kind;
} Value;

typedef struct {
    const Plan *plan;
    Group record, residue, own, via, entry;
    Span was[MAX_MEMBERS], saw[MAX_MEMBERS]; /* the entries of the incoming residue, by rule */
    u64 given, gone, gone_own;               /* rules with an entry; rules and own fields that are listed as absent */
    int has_residue;
    Value values[MAX_MEMBERS]; /* the fields of the target, by rule */
    Value kept[MAX_MEMBERS];   /* what the new residue says of a source, for the rules in `via_out` */
    u64 via_out, fragile, absent; /* by rule */
    u64 own_out, own_absent;      /* by field that the target does not have */
    u8 shifted[MAX_SHIFTS][MAX_SHIFTED];
    int n_shifted;
} Line;

#define BIT(i) ((u64)1 << (i))

static const Text NO_TEXT = {NULL, 0};
static const Text NULL_TEXT = {(const u8 *)"null", 4};
static const Text QUOTE = {(const u8 *)"\"", 1};

static Value value_of(Span s) {
    Value v = {{NULL, 0}, {s.p, s.n}, s.kind};
    return v;
}

static Value value_in(Text t) {
    Value v = {{NULL, 0}, t, 0};
    v.kind = *t.p == '"' ? K_STR : *t.p == 'n' ? K_NULL : K_BOOL;
    return v;
}

static Value missing(void) {
    Value v = {{NULL, 0}, {NULL, 0}, 0};
    return v;
}

static void keep(Line *l, int rule, Value was) {
    l->kept[rule] = was;
    l->via_out |= BIT(rule);
}

/* ------------------------------------------------------------------ the incoming residue */

/* The next string of an array of strings, which was checked before. `p` is at its bracket or behind a string. */
static const u8 *next_name(const u8 *p, Text *name) {
    u8 esc = 0;
    p = skip_space(*p == '[' ? p + 1 : p);
    if (*p == ',') p = skip_space(p + 1);
    if (*p != '"') return NULL;
    name->p = p + 1;
    p = scan_string(p + 1, &esc);
    if (!p) return NULL;
    name->n = (u32)(p - name->p);
    return p + 1;
}

static int read_entries(Line *l, Capture *c) {
    const Plan *plan = l->plan;
    const Span *entry = l->entry.slots;
    if (l->via.n_unknown) return 0;
    for (int i = 0; i < plan->n_rules; i++) {
        if (!l->via.slots[i].kind) continue;
        if (!check(plan->nodes, plan->entry_node, l->via.slots[i].p, 3, c, NULL) || l->entry.n_unknown) return 0;
        if (entry[0].kind == K_NULL && !plan->rules[i].is_nullable) return 0;
        l->was[i] = entry[0];
        l->saw[i] = entry[1];
        l->given |= BIT(i);
    }
    return 1;
}

static int read_absent(Line *l) {
    const Plan *plan = l->plan;
    Text name;
    for (const u8 *p = l->residue.slots[R_ABSENT].p; (p = next_name(p, &name));) {
        int rule = find_member(&plan->nodes[plan->via_node], name.p, name.n);
        int own = rule < 0 ? find_member(&plan->nodes[plan->own_node], name.p, name.n) : -1;
        if (rule >= 0) {
            if (!plan->rules[rule].is_omittable) return 0;
            l->gone |= BIT(rule);
        } else if (own >= 0 && !l->own.slots[own].kind) {
            l->gone_own |= BIT(own);
        } else {
            return 0;
        }
    }
    for (int i = 0; i < plan->n_written; i++)
        if (plan->written[i].is_own && (l->gone_own & BIT(plan->written[i].at)) && !plan->written[i].is_omittable) return 0;
    return 1;
}

/* Whether the residue lists exactly the nulls that it has: another tool may have added some, or left some out. */
static int has_listed_nulls(const Line *l) {
    const Plan *plan = l->plan;
    u64 own = 0, unknown = 0, entries = 0;
    for (int i = 0; i < plan->n_written; i++) {
        const Written *w = &plan->written[i];
        if (!w->is_own || l->own.slots[w->at].kind != K_NULL) continue;
        if (w->kind != DEFAULT_MISSING) return 0;
        own |= BIT(w->at);
    }
    for (int i = 0; i < l->own.n_unknown; i++)
        if (l->own.unknown[i].value.kind == K_NULL) unknown |= BIT(i);
    for (int i = 0; i < plan->n_rules; i++)
        if ((l->given & BIT(i)) && l->was[i].kind == K_NULL && !(l->saw[i].kind & ~K_NULL)) entries |= BIT(i);
    Text name;
    if (!l->residue.slots[R_NULL].kind) return !(own | unknown | entries);
    for (const u8 *p = l->residue.slots[R_NULL].p; (p = next_name(p, &name));) {
        int at = find_member(&plan->nodes[plan->own_node], name.p, name.n);
        int rule = find_member(&plan->nodes[plan->via_node], name.p, name.n);
        if (at >= 0 && (own & BIT(at))) {
            own &= ~BIT(at);
        } else if (rule >= 0 && (entries & BIT(rule))) {
            entries &= ~BIT(rule);
        } else {
            int i = 0;
            while (i < l->own.n_unknown && !((unknown & BIT(i)) && same_text(l->own.unknown[i].name, name))) i++;
            if (i == l->own.n_unknown) return 0;
            unknown &= ~BIT(i);
        }
    }
    return !(own | unknown | entries);
}

/* A residue that is text: it is captured as an embedded one is. */
static int read_text(Line *l, Capture *c) {
    const Plan *plan = l->plan;
    Span s = l->record.slots[plan->residue_slot];
    u32 n = s.n - 2;
    u8 *text = unescape(c, s.p + 1, &n);
    if (!text || !has_digest(text, &n)) return 0;
    return *text == '{' && check(plan->nodes, plan->nodes[plan->root].members[plan->residue_slot].node, text, 1, c, NULL) ==
                               text + n;
}

static int read_residue(Line *l, Capture *c) {
    const Plan *plan = l->plan;
    const Span *r = l->residue.slots;
    if (l->record.slots[plan->residue_slot].kind == K_STR && !read_text(l, c)) return 0;
    if (l->residue.n_unknown) return 0;
    if (!same_text(text_of(r[R_OF]), plan->of) || !same_text(text_of(r[R_BRIDGE]), plan->bridge)) return 0;
    if (!same_text(text_of(r[R_PROBE]), plan->probe)) return 0;
    if (!same_text(text_of(r[R_ID]), text_of(l->record.slots[plan->id_slot]))) return 0;
    if (r[R_OWN].kind) {
        for (int i = 0; i < l->own.n_unknown; i++) {
            Text name = l->own.unknown[i].name;
            if (find_member(&plan->nodes[plan->via_node], name.p, name.n) >= 0) return 0;
            if (same_text(name, plan->residue_name)) return 0;
        }
    }
    if (r[R_VIA].kind && !read_entries(l, c)) return 0;
    if (r[R_ABSENT].kind && !read_absent(l)) return 0;
    return has_listed_nulls(l);
}

/* ------------------------------------------------------------------ the rules */

static const Text *row_of(const Pair *rows, int n, Text from) {
    for (int i = 0; i < n; i++)
        if (same_text(rows[i].from, from)) return &rows[i].to;
    return NULL;
}

static int apply_same(Line *l, int i, Span s, int is_given, int is_gone) {
    const Rule *r = &l->plan->rules[i];
    Value *v = &l->values[i];
    if (!s.kind || (s.kind == K_NULL && !r->is_nullable)) {
        if (is_given || is_gone || (!r->is_nullable && !r->fill.n)) return 0;
        *v = value_in(r->is_nullable ? NULL_TEXT : r->fill);
        if (s.kind) keep(l, i, value_in(NULL_TEXT));
        else l->absent |= BIT(i);
        return 1;
    }
    *v = value_of(s);
    if (is_given) {
        if (l->was[i].kind != K_NULL || !r->fill.n || !same_text(text_of(s), r->fill)) return 0;
        *v = value_in(NULL_TEXT);
    } else if (is_gone) {
        if (s.kind != K_NULL && !(r->fill.n && same_text(text_of(s), r->fill))) return 0;
        *v = missing();
    }
    return 1;
}

static int apply_add_prefix(Line *l, int i, Span s, int is_given, int is_gone) {
    const Rule *r = &l->plan->rules[i];
    Value *v = &l->values[i];
    if (is_gone || s.kind != K_STR) return 0;
    v->kind = K_STR;
    v->prefix = r->prefix;
    v->text.p = s.p + 1;
    v->text.n = s.n - 1;
    if (!is_given) return 1;
    Span was = l->was[i];
    if (was.kind != K_STR || was.esc) return 0;
    if (was.n > r->prefix.n && !memcmp(was.p, r->prefix.p, r->prefix.n)) {
        if (!same(was.p + r->prefix.n, was.n - r->prefix.n, s.p + 1, s.n - 1)) return 0;
    } else if (!same_text(text_of(was), text_of(s))) {
        return 0;
    }
    *v = value_of(was);
    return 1;
}

static int apply_strip_prefix(Line *l, int i, Span s, int is_given, int is_gone) {
    const Rule *r = &l->plan->rules[i];
    Value *v = &l->values[i];
    if (is_given || is_gone || s.kind != K_STR) return 0;
    *v = value_of(s);
    if (s.n > r->prefix.n && !memcmp(s.p, r->prefix.p, r->prefix.n)) {
        v->prefix = QUOTE;
        v->text.p = s.p + r->prefix.n;
        v->text.n = s.n - r->prefix.n;
    } else {
        keep(l, i, value_of(s));
    }
    return 1;
}

static int apply_first(Line *l, int i, Span s, int is_given, int is_gone) {
    const Rule *r = &l->plan->rules[i];
    Span second = l->record.slots[r->second];
    if (is_given || is_gone) return 0;
    if (s.kind == K_STR) l->values[i] = value_of(s);
    else if (second.kind == K_STR) l->values[i] = value_of(second);
    else if (r->fill.n) l->values[i] = value_in(r->fill);
    else return 0;
    if (!s.kind) l->absent |= BIT(i);
    else if (s.kind == K_NULL) keep(l, i, value_in(NULL_TEXT));
    return 1;
}

static int apply_first_back(Line *l, int i, Span s, int is_given, int is_gone) {
    const Rule *r = &l->plan->rules[i];
    Value other = l->values[r->other];
    l->values[i] = value_of(s);
    if (s.kind != K_STR) return 0;
    if (!is_given && !is_gone) return 1;
    if (is_given && l->was[i].kind != K_NULL) return 0;
    Text instead = other.kind == K_STR ? other.text : r->fill;
    if ((other.kind == K_STR && other.prefix.n) || !same_text(instead, text_of(s))) return 0;
    l->values[i] = is_given ? value_in(NULL_TEXT) : missing();
    return 1;
}

static int apply_table(Line *l, int i, Span s, int is_given, int is_gone) {
    const Rule *r = &l->plan->rules[i];
    Text key = s.kind ? text_of(s) : NULL_TEXT;
    const Text *to = row_of(r->there, r->n_there, key), *back;
    /* A missing value has no `esc`. */
    if (!to || (s.kind && s.esc)) return 0;
    Value v = value_in(*to);
    if (is_given) {
        Span was = l->was[i];
        if (!s.kind || was.esc || was.kind != (r->is_text ? K_STR : K_NULL)) return 0;
        back = row_of(r->back, r->n_back, text_of(was));
        if (!back || !same_text(*back, key)) return 0;
        v = value_of(was);
    } else if (is_gone) {
        back = r->is_text ? NULL : row_of(r->back, r->n_back, NULL_TEXT);
        if (!s.kind || !back || !same_text(*back, key)) return 0;
        l->values[i] = missing();
        return 1;
    }
    l->values[i] = v;
    if (!s.kind) {
        l->absent |= BIT(i);
        return 1;
    }
    back = row_of(r->back, r->n_back, v.text);
    if (!back || !same_text(*back, key)) keep(l, i, value_of(s));
    return 1;
}

/* A value of any kind for one that a schema describes: missing becomes null. */
static int apply_opaque(Line *l, int i, Span s, int is_given, int is_gone) {
    Value *v = &l->values[i];
    *v = s.kind ? value_of(s) : value_in(NULL_TEXT);
    if (is_given) {
        /* Nothing but an array conforms, so every other value becomes a missing one. */
        if (s.kind || l->was[i].kind == K_ARR) return 0;
        *v = value_of(l->was[i]);
    } else if (is_gone) {
        if (s.kind) return 0;
        *v = missing();
    } else if (s.kind == K_NULL) {
        keep(l, i, value_in(NULL_TEXT));
    }
    return 1;
}

/* The reverse; the node of the source has checked the elements of an array. */
static int apply_conform(Line *l, int i, Span s, int is_given, int is_gone) {
    Value *v = &l->values[i];
    if (is_gone) return 0;
    *v = s.kind == K_ARR ? value_of(s) : missing();
    if (is_given) {
        if (s.kind != K_NULL || l->was[i].kind != K_NULL) return 0;
        *v = value_in(NULL_TEXT);
    } else if (!s.kind) {
        l->absent |= BIT(i);
    } else if (s.kind != K_ARR && s.kind != K_NULL) {
        keep(l, i, value_of(s));
    }
    return 1;
}

static int apply_shift(Line *l, int i, Span s, int is_given, int is_gone) {
    const Rule *r = &l->plan->rules[i];
    Value *v = &l->values[i];
    u8 shifted[MAX_SHIFTED];
    u32 n;
    int comes_back, survives;
    if (!s.kind || s.kind == K_NULL) {
        if (is_given || (is_gone && !s.kind)) return 0;
        *v = is_gone ? missing() : value_in(NULL_TEXT);
        if (!s.kind) l->absent |= BIT(i);
        return 1;
    }
    if (is_gone) return 0;
    if (is_given) {
        Span was = l->was[i];
        if (was.kind != K_NUM) return 0;
        n = move_point(was.p, was.n, -r->places, shifted);
        if (!n || !same(shifted, n, s.p, s.n)) return 0;
        *v = value_of(was);
        return 1;
    }
    if (l->n_shifted == MAX_SHIFTS) return 0;
    u8 *out = l->shifted[l->n_shifted++];
    if (!shift_token(s.p, s.n, r->places, out, &n, &comes_back, &survives)) return 0;
    v->prefix = NO_TEXT;
    v->text.p = out;
    v->text.n = n;
    v->kind = K_NUM;
    if (!comes_back || !survives) keep(l, i, value_of(s));
    if (comes_back && !survives) l->fragile |= BIT(i);
    return 1;
}

typedef int (*Apply)(Line *, int, Span, int, int);

static const Apply APPLY[N_OPS] = {apply_same,       apply_add_prefix, apply_strip_prefix, apply_first, apply_first_back,
                                   apply_table,      apply_opaque,     apply_conform,      apply_shift};

static int apply_rules(Line *l) {
    for (int i = 0; i < l->plan->n_rules; i++) {
        const Rule *r = &l->plan->rules[i];
        Span s = l->record.slots[r->source];
        int is_given = (int)(l->given >> i & 1), is_gone = (int)(l->gone >> i & 1);
        if (is_given) {
            /* The entry must be of the value that is there. */
            if (is_gone || (l->saw[i].kind == 0) != (s.kind == 0)) return 0;
            if (s.kind && !same_text(text_of(l->saw[i]), text_of(s))) return 0;
        }
        if (!APPLY[r->op](l, i, s, is_given, is_gone)) return 0;
    }
    return 1;
}

/* ------------------------------------------------------------------ output */

static void put_value(Buffer *o, Value v) {
    if (v.prefix.n) put_text(o, v.prefix);
    put_text(o, v.text);
}

static void put_unknown(Buffer *o, const Unknown *u) {
    put(o, u->name.p - 1, u->name.n + 2);
    put_byte(o, ':');
    put(o, u->value.p, u->value.n);
}

#define PUT(o, literal) put(o, literal, sizeof literal - 1)

static int is_null_entry(const Line *l, int rule) {
    return l->kept[rule].kind == K_NULL && !(l->values[rule].kind & ~K_NULL);
}

static void put_names_of_nulls(const Line *l, Buffer *o) {
    const Plan *plan = l->plan;
    u8 before = '[';
    size_t start = o->n;
    PUT(o, ",\"null\":");
    for (int i = 0; i < plan->n_owns; i++)
        if ((l->own_out & BIT(i)) && plan->owns[i].kind == DEFAULT_MISSING &&
            l->record.slots[plan->owns[i].source].kind == K_NULL) {
            put_byte(o, before);
            put_text(o, plan->owns[i].name);
            before = ',';
        }
    for (int i = 0; i < l->record.n_unknown; i++)
        if (l->record.unknown[i].value.kind == K_NULL) {
            put_byte(o, before);
            put(o, l->record.unknown[i].name.p - 1, l->record.unknown[i].name.n + 2);
            before = ',';
        }
    for (int i = 0; i < plan->n_rules; i++)
        if ((l->via_out & BIT(i)) && is_null_entry(l, i)) {
            put_byte(o, before);
            put_text(o, plan->rules[i].name);
            before = ',';
        }
    if (before == '[') o->n = start;
    else put_byte(o, ']');
}

static void put_residue(const Line *l, Buffer *o) {
    const Plan *plan = l->plan;
    u8 before = '{';
    put_text(o, plan->head);
    put_value(o, l->values[plan->id_rule]);
    if (l->own_out || l->record.n_unknown) PUT(o, ",\"own\":");
    for (int i = 0; i < plan->n_owns; i++) {
        if (!(l->own_out & BIT(i))) continue;
        Span s = l->record.slots[plan->owns[i].source];
        put_byte(o, before);
        put_text(o, plan->owns[i].name);
        put_byte(o, ':');
        put(o, s.p, s.n);
        before = ',';
    }
    for (int i = 0; i < l->record.n_unknown; i++) {
        put_byte(o, before);
        put_unknown(o, &l->record.unknown[i]);
        before = ',';
    }
    if (before == ',') put_byte(o, '}');
    if (l->via_out) {
        PUT(o, ",\"via\":");
        before = '{';
        for (int i = 0; i < plan->n_rules; i++) {
            if (!(l->via_out & BIT(i))) continue;
            put_byte(o, before);
            put_text(o, plan->rules[i].name);
            PUT(o, ":{\"was\":");
            put_value(o, l->kept[i]);
            if (l->values[i].kind) {
                PUT(o, ",\"saw\":");
                put_value(o, l->values[i]);
            }
            put_byte(o, '}');
            before = ',';
        }
        put_byte(o, '}');
    }
    if (l->absent || l->own_absent) {
        PUT(o, ",\"absent\":");
        before = '[';
        for (int i = 0; i < plan->n_rules; i++)
            if (l->absent & BIT(i)) {
                put_byte(o, before);
                put_text(o, plan->rules[i].name);
                before = ',';
            }
        for (int i = 0; i < plan->n_owns; i++)
            if (l->own_absent & BIT(i)) {
                put_byte(o, before);
                put_text(o, plan->owns[i].name);
                before = ',';
            }
        put_byte(o, ']');
    }
    put_names_of_nulls(l, o);
    PUT(o, ",\"probe\":");
    put_text(o, plan->probe);
    put_byte(o, '}');
}

static void put_fields(const Line *l, Buffer *o) {
    const Plan *plan = l->plan;
    for (int i = 0; i < plan->n_written; i++) {
        const Written *w = &plan->written[i];
        if (!w->is_own) {
            if (!l->values[w->at].kind) continue;
            put_text(o, w->name);
            put_value(o, l->values[w->at]);
            continue;
        }
        Span s = l->own.slots[w->at];
        if (s.kind) {
            put_text(o, w->name);
            put(o, s.p, s.n);
        } else if (w->kind != DEFAULT_MISSING && !(l->gone_own & BIT(w->at))) {
            put_text(o, w->name);
            put_text(o, w->kind == DEFAULT_NULL ? NULL_TEXT : w->text);
        }
    }
    for (int i = 0; i < l->own.n_unknown; i++) {
        put_byte(o, ',');
        put_unknown(o, &l->own.unknown[i]);
    }
}

/* ------------------------------------------------------------------ counts */

/* A name that is too long is cut between two characters. */
static void count_name(Tally *t, Text name) {
    int n = t->n_names;
    if (name.n > MAX_NAME) {
        name.n = MAX_NAME;
        while ((name.p[name.n] & 0xC0) == 0x80) name.n--;
    }
    /* Records mostly have the same unknown fields in the same order. */
    for (int tried = 0; tried < n; tried++) {
        int at = t->next_name + tried < n ? t->next_name + tried : t->next_name + tried - n;
        if (same(t->names[at].bytes, t->names[at].n, name.p, name.n)) {
            t->names[at].count++;
            t->next_name = at + 1 == n ? 0 : at + 1;
            return;
        }
    }
    if (n == MAX_NAMES) {
        t->has_too_many = 1;
        return;
    }
    if (name.n) memcpy(t->names[n].bytes, name.p, name.n);
    t->names[n].n = name.n;
    t->names[n].count = 1;
    t->n_names = n + 1;
    t->next_name = 0;
}

static void count_bits(u64 *counts, u64 bits) {
    for (int i = 0; bits; i++, bits >>= 1) counts[i] += bits & 1;
}

static void count(const Line *l, Tally *t) {
    count_bits(t->rules, (l->via_out & ~l->fragile) | l->absent);
    count_bits(t->owns, l->own_out);
    count_bits(t->absent_owns, l->own_absent);
    for (int i = 0; i < l->record.n_unknown; i++) count_name(t, l->record.unknown[i].name);
    t->without_residue += !l->has_residue;
}

/* ------------------------------------------------------------------ one line */

static void find_own(Line *l) {
    const Plan *plan = l->plan;
    for (int i = 0; i < plan->n_owns; i++) {
        const Own *own = &plan->owns[i];
        Span s = l->record.slots[own->source];
        if (!s.kind) {
            if (own->is_listed) l->own_absent |= BIT(i);
        } else if (!(own->kind == DEFAULT_NULL && s.kind == K_NULL) &&
                   !(own->kind == DEFAULT_TEXT && same_text(text_of(s), own->text))) {
            l->own_out |= BIT(i);
        }
    }
}

int convert_line(const Plan *plan, const u8 *line, const u8 *end, Buffer *o, Tally *tally) {
    Line l;
    l.plan = plan;
    l.given = l.gone = l.gone_own = 0;
    l.via_out = l.fragile = l.absent = l.own_out = l.own_absent = 0;
    l.n_shifted = 0;
    l.own.n_unknown = l.via.n_unknown = 0;
    for (int i = 0; i < plan->nodes[plan->own_node].n_members; i++) l.own.slots[i].kind = 0;
    for (int i = 0; i < N_RESIDUE; i++) l.residue.slots[i].kind = 0;
    tally->texts.n = 0;
    Capture c = {{NULL, &l.record, &l.residue, &l.own, &l.via, &l.entry}, &tally->texts, (size_t)(end - line)};

    const u8 *p = check(plan->nodes, plan->root, line, 0, &c, NULL);
    if (p != end || !is_utf8(line, end)) return 0;
    l.has_residue = l.record.slots[plan->residue_slot].kind != 0;
    if (l.has_residue && !read_residue(&l, &c)) return 0;
    if (!apply_rules(&l)) return 0;
    find_own(&l);

    /* From here on, nothing is refused. */
    size_t start = o->n;
    put_fields(&l, o);
    if (plan->mode != RES_DROP && (l.own_out || l.record.n_unknown || l.via_out || l.absent || l.own_absent)) {
        put_byte(o, ',');
        put_byte(o, '"');
        put_text(o, plan->residue_name);
        PUT(o, "\":");
        if (plan->mode == RES_EMBED) {
            put_residue(&l, o);
        } else {
            Buffer *text = &tally->scratch;
            text->n = 0;
            put_residue(&l, text);
            o->failed |= text->failed;
            put_as_text(o, text->start, text->n);
        }
    }
    PUT(o, "}\n");
    /* Every field has a comma before it. */
    if (!o->failed) o->start[start] = '{';
    count(&l, tally);
    return 1;
}
