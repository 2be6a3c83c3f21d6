/* The rules: what the values of a line become, and whether they come back by the rules alone. */
#include "line.h"

static const Text QUOTE = {(const u8 *)"\"", 1};

/* ------------------------------------------------------------------ operations */

/* What became of a value: FRAGILE comes back, but not if a tool prints it anew; KEPT does not. */
enum { REFUSED, KEPT, FRAGILE, EXACT };

static const int INVERSE[N_OPS] = {OP_ROWS,            OP_COPY,
                                   OP_COPY,            OP_STRIP_PREFIX,
                                   OP_ADD_PREFIX,      OP_SHIFT,
                                   OP_INTEGER_OF_TEXT, OP_TEXT_OF_INTEGER,
                                   OP_INTEGER_OF_TIME, OP_TIME_OF_INTEGER,
                                   OP_DURATION_OF_NUMBER, OP_NUMBER_OF_DURATION,
                                   OP_COPY,            OP_COPY};

/* Memory for a value that is made; NULL if there is none. */
u8 *take_made(Line *l) { return l->n_made < MAX_MADE ? l->made[l->n_made++] : NULL; }

/* Whether tools print a number as it is, given that it comes back. */
static int is_safe(const u8 *p, u32 n) {
    u32 points = 0;
    for (u32 i = 0; i < n; i++) {
        if (p[i] == '.') points++;
        else if (p[i] < '0' || p[i] > '9') return 0;
    }
    return n > 0 && n <= SAFE_LENGTH && (!points || (points == 1 && (n < 6 || memcmp(p, "0.0000", 6))));
}

/* A number without an exponent with its point moved. KEPT if it does not come back, REFUSED if that is not certain. */
static int move_exactly(const u8 *p, u32 n, int places, u8 *out, u32 *n_out) {
    u8 again[MAX_SHIFTED];
    u32 i = n && *p == '-', whole;
    for (whole = i; whole < n && p[whole] != '.'; whole++) {}
    if (!are_digits(p + i, whole - i) || (whole - i > 1 && p[i] == '0')) return REFUSED;
    if (whole < n && !are_digits(p + whole + 1, n - whole - 1)) return REFUSED;
    *n_out = move_point(p, n, places, out);
    u32 n_again = *n_out && *n_out <= MAX_TOKEN ? move_point(out, *n_out, -places, again) : 0;
    if (!n_again) return REFUSED;
    if (!same(again, n_again, p, n)) return KEPT;
    return is_safe(p, n) && is_safe(out, *n_out) ? EXACT : REFUSED;
}

/* Conversions between texts and numbers. */
static int convert_number(Line *l, int op, int places, Span s, Value *v) {
    int is_text = op == OP_INTEGER_OF_TEXT || op == OP_INTEGER_OF_TIME || op == OP_NUMBER_OF_DURATION;
    const u8 *p = s.p + is_text;
    u32 n = s.n - (is_text ? 2 : 0), made = 0;
    int done = EXACT;
    u8 *out = take_made(l);
    if (!out || s.kind != (is_text ? K_STR : K_NUM) || (is_text && s.esc)) return REFUSED;
    switch (op) {
    case OP_TEXT_OF_INTEGER:
    case OP_INTEGER_OF_TEXT:
        if (n > SAFE_LENGTH || !are_digits(p, n) || (n > 1 && *p == '0')) return REFUSED;
        memcpy(out + !is_text, p, made = n);
        break;
    case OP_TIME_OF_INTEGER: made = n <= SAFE_LENGTH && are_digits(p, n) ? time_of_integer(p, n, places, out) : 0; break;
    case OP_INTEGER_OF_TIME: made = integer_of_time(p, n, places, out); break;
    case OP_NUMBER_OF_DURATION:
        if (n < 2 || p[n - 1] != 's') return REFUSED;
        done = move_exactly(p, n - 1, places, out, &made);
        break;
    default:
        done = move_exactly(p, n, -places, out + 1, &made);
        if (done) out[++made] = 's';
    }
    if (!made || !done) return REFUSED;
    if (!is_text && op != OP_TIME_OF_INTEGER) {
        out[0] = out[made + 1] = '"';
        made += 2;
    }
    v->prefix = NO_TEXT;
    v->text.p = out;
    v->text.n = made;
    v->kind = is_text ? K_NUM : K_STR;
    return done;
}

static int shift(Line *l, int places, Span s, Value *v) {
    int comes_back, survives;
    u8 *out = take_made(l);
    if (!out || s.kind != K_NUM || !shift_token(s.p, s.n, places, out, &v->text.n, &comes_back, &survives)) return REFUSED;
    v->prefix = NO_TEXT;
    v->text.p = out;
    v->kind = K_NUM;
    return !comes_back ? KEPT : survives ? EXACT : FRAGILE;
}

static int starts_with(Span s, Text prefix) { return s.n > prefix.n && !memcmp(s.p, prefix.p, prefix.n); }

static int convert(Line *l, const Rule *r, int op, Span s, Value *v) {
    switch (op) {
    case OP_COPY:
    case OP_CONFORM:
    case OP_FIRST_BACK: *v = value_of(s); return EXACT;
    case OP_ADD_PREFIX:
        v->kind = K_STR;
        v->prefix = r->prefix;
        v->text.p = s.p + 1;
        v->text.n = s.n - 1;
        return EXACT;
    case OP_STRIP_PREFIX:
        *v = value_of(s);
        if (!starts_with(s, r->prefix)) return KEPT;
        v->prefix = QUOTE;
        v->text.p = s.p + r->prefix.n;
        v->text.n = s.n - r->prefix.n;
        return EXACT;
    case OP_SHIFT: return shift(l, r->places, s, v);
    default: return convert_number(l, op, r->places, s, v);
    }
}

/* ------------------------------------------------------------------ the way back */

static const Row *find_row(const Row *rows, int n_rows, const Span *s, int n) {
    if (n == 1 && n_rows && !rows[n_rows - 1].any[0]) {
        Text key = key_of(*s);
        for (int i = 0; i < n_rows; i++)
            if (same_text(rows[i].key[0], key)) return &rows[i];
        return NULL;
    }
    for (int i = 0; i < n_rows; i++) {
        int at = 0;
        for (; at < n; at++) {
            if (rows[i].any[at] ? s[at].kind != K_STR || s[at].esc : !same_text(rows[i].key[at], key_of(s[at]))) break;
        }
        if (at == n) return &rows[i];
    }
    return NULL;
}

/* Whether a rule turns a value of the target, which may be missing, into that of the source. */
static int comes_back(Line *l, const Rule *r, Span was, Span given) {
    const Row *row = find_row(r->backs, r->n_backs, &was, 1);
    u8 moved[MAX_SHIFTED];
    Value v;
    if (row) return same_text(row->made[0], key_of(given));
    if (!was.kind || (was.kind == K_STR && (was.esc & ESC_OTHER))) return 0;
    if (r->conforming && !(was.kind & r->conforming)) return same_text(r->otherwise, key_of(given));
    if (!given.kind) return 0;
    switch (r->op) {
    case OP_ROWS: return 0;
    case OP_ADD_PREFIX:
        if (was.kind != K_STR) return 0;
        if (!starts_with(was, r->prefix)) return same_text(text_of(was), text_of(given));
        return same(was.p + r->prefix.n, was.n - r->prefix.n, given.p + 1, given.n - 1);
    case OP_STRIP_PREFIX:
        return was.kind == K_STR && starts_with(given, r->prefix) &&
               same(was.p + 1, was.n - 1, given.p + r->prefix.n, given.n - r->prefix.n);
    case OP_SHIFT: return was.kind == K_NUM && same(moved, move_point(was.p, was.n, -r->places, moved), given.p, given.n);
    default:
        return convert(l, r, INVERSE[r->op], was, &v) != REFUSED && v.kind == given.kind && same_text(v.text, text_of(given));
    }
}

/* ------------------------------------------------------------------ one rule */

/* What the residue says of a source; 0 if a default depends on it. */
static int note(Line *l, int source, int what) {
    const Source *s = &l->plan->sources[source];
    if (what == NOTE_NOTHING) return 1;
    if (s->is_depended) return 0;
    if (what == NOTE_INSIDE) l->inexact |= s->own < 0 ? 0 : BIT(s->own);
    else if (what == NOTE_ABSENT) l->absent |= BIT(source);
    else l->via_out |= BIT(source);
    return 1;
}

static int note_of(const Line *l, int source, Span s) {
    return source >= l->plan->n_noted ? NOTE_INSIDE : s.kind ? NOTE_VIA : NOTE_ABSENT;
}

static int use_row(Line *l, const Rule *r, const Row *row) {
    for (int i = 0; i < r->n_targets; i++) l->values[r->targets[i]] = value_in(row->made[i]);
    for (int i = 0; i < r->n_sources && i < 2; i++)
        if (!note(l, r->sources[i], row->note[i])) return 0;
    return 1;
}

static int apply_first(Line *l, const Rule *r, const Span *s) {
    int i = 0;
    while (i < r->n_sources && s[i].kind != K_STR) i++;
    if (i == r->n_sources) {
        const Row *row = find_row(r->rows, r->n_rows, s, 1);
        return row && use_row(l, r, row);
    }
    Value *v = &l->values[r->targets[0]];
    *v = value_of(s[i]);
    if (r->option.n && same_text(v->text, r->option)) return 0;
    return i == 0 || note(l, r->sources[0], note_of(l, r->sources[0], s[0]));
}

/* A value inside of a field: the residue has one that the rule turns into that of the source, or the field is made. */
static int apply_inside(Line *l, const Rule *r, Span s) {
    const Target *t = &l->plan->targets[r->targets[0]];
    Value *v = &l->values[r->targets[0]];
    Span was = {NULL, 0, 0, 0};
    if (!s.kind) return 0;
    if (l->own.slots[t->holder].kind) {
        for (int i = 0; i < t->n_seen && was.kind != K_STR; i++) was = l->own.slots[t->seen[i]];
        *v = value_of(l->own.slots[t->seen[0]]);
        return comes_back(l, r, was, s);
    }
    if (l->gone_own >> t->holder & 1) return 0;
    if (!t->builds) {
        *v = value_of(was);
        return comes_back(l, r, was, s) || note(l, r->sources[0], NOTE_VIA);
    }
    if (s.kind == K_NULL) {
        *v = value_of(was);
        return comes_back(l, r, was, s);
    }
    const Row *row = r->op == OP_ROWS || r->has_words ? find_row(r->rows, r->n_rows, &s, 1) : NULL;
    if (row) return row->note[0] == NOTE_NOTHING && use_row(l, r, row);
    if (!(s.kind & r->kinds) || convert(l, r, r->op == OP_FIRST ? OP_COPY : r->op, s, v) != EXACT) return 0;
    return !(r->option.n && same_text(v->text, r->option));
}

/* Whether an entry of a residue is of the values that are there. */
static int is_of(const Rule *r, Span saw, const Span *s) {
    if (r->n_sources == 1) return saw.kind == 0 ? s->kind == 0 : s->kind && same_text(text_of(saw), text_of(*s));
    if (saw.kind != K_ARR) return 0;
    const u8 *p = saw.p, *end = p + saw.n;
    for (int i = 0; i < r->n_sources; i++) {
        Text text = s[i].kind ? text_of(s[i]) : NULL_TEXT;
        p++;
        if ((size_t)(end - p) <= text.n || memcmp(p, text.p, text.n)) return 0;
        p += text.n;
        if (*p != (i + 1 < r->n_sources ? ',' : ']')) return 0;
    }
    return p + 1 == end;
}

/* The values of a residue, if the rule turns them into those of the source. */
static int restore(Line *l, const Rule *r, const Span *s) {
    const Plan *plan = l->plan;
    const Row *row = NULL;
    Span was[2];
    if (!r->restores) return 0;
    for (int i = 0; i < r->n_targets; i++) {
        int at = r->targets[i], is_given = l->given >> at & 1, is_gone = l->gone >> at & 1;
        Span nothing = {NULL, 0, 0, 0};
        was[i] = nothing;
        if (is_given) {
            was[i] = l->was[at];
            if (is_gone || !is_of(r, l->saw[at], s)) return 0;
            if (check(plan->nodes, plan->targets[at].node, was[i].p, 3, &l->capture, NULL) != was[i].p + was[i].n) return 0;
        } else if (!is_gone) {
            if (!row && !(row = find_row(r->rows, r->n_rows, s, r->n_sources))) return 0;
            Value v = value_in(row->made[i]);
            was[i].p = v.text.p;
            was[i].n = v.text.n;
            was[i].kind = v.kind;
        }
        l->values[at] = value_of(was[i]);
    }
    if (r->op == OP_FIRST_BACK) {
        Value other = value_in(r->fill);
        for (int i = r->n_others - 1; i >= 0; i--)
            if (l->values[r->others[i]].kind == K_STR) other = l->values[r->others[i]];
        return !(was[0].kind & ~K_NULL) && !other.prefix.n && s->kind == K_STR && same_text(other.text, text_of(*s));
    }
    if (r->n_targets == 1 && r->n_sources == 1) return comes_back(l, r, was[0], s[0]);
    row = find_row(r->backs, r->n_backs, was, r->n_targets);
    for (int i = 0; i < r->n_sources; i++)
        if (!row || !same_text(row->made[i], key_of(s[i]))) return 0;
    return 1;
}

static int apply(Line *l, const Rule *r) {
    const Plan *plan = l->plan;
    Span s[MAX_SOURCES];
    Value *v = &l->values[r->target];
    s[0] = l->record.slots[r->slot];
    if (r->is_inside) return apply_inside(l, r, s[0]);
    for (int i = 1; i < r->n_sources; i++) s[i] = l->record.slots[plan->sources[r->sources[i]].slot];
    if ((l->given | l->gone) & r->bits) return restore(l, r, s);
    if (r->op == OP_FIRST) return apply_first(l, r, s);
    if (!(s[0].kind & r->kinds) || r->has_words) {
        const Row *row = find_row(r->rows, r->n_rows, s, r->n_sources);
        if (row) return use_row(l, r, row);
        if (!(s[0].kind & r->kinds)) {
            if (r->op != OP_CONFORM || !(s[0].kind & ~K_NULL)) return 0;
            *v = value_in(r->otherwise);
            return note(l, r->sources[0], NOTE_VIA);
        }
    }
    int done = convert(l, r, r->op, s[0], v);
    if (!done || (r->option.n && same_text(v->text, r->option))) return 0;
    if (done == EXACT) return 1;
    if (r->sources[0] >= plan->n_noted) return done == KEPT && note(l, r->sources[0], NOTE_INSIDE);
    if (done == FRAGILE) l->fragile |= BIT(r->sources[0]);
    return note(l, r->sources[0], NOTE_VIA);
}

int apply_rules(Line *l) {
    u64 restored = l->given | l->gone;
    for (int i = 0; i < l->plan->n_rules; i++) {
        const Rule *r = &l->plan->rules[i];
        const Span *s = &l->record.slots[r->slot];
        if (r->is_copied && (s->kind & r->kinds) && !(restored & r->bits)) l->values[r->target] = value_of(*s);
        else if (!apply(l, r)) return 0;
    }
    /* Python decides about other numbers that name a run. */
    Value id = l->values[l->plan->id_target];
    return !(id.kind & ~(K_NULL | K_STR | K_NUM)) && (id.kind != K_NUM || are_digits(id.text.p, id.text.n));
}
