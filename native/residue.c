/* The residue: the incoming one is read, and a new one written. */
#include "scan.h"
#include "line.h"

/* ------------------------------------------------------------------ reading */

/* The next string of an array of strings, which was checked before. `p` is at its bracket or behind a string. */
const u8 *next_name(const u8 *p, Text *name) {
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

static int read_entries(Line *l) {
    const Plan *plan = l->plan;
    const Span *entry = l->entry.slots;
    if (l->via.n_unknown) return 0;
    for (int i = 0; i < plan->n_via; i++) {
        if (!l->via.slots[i].kind) continue;
        if (!check(plan->nodes, plan->entry_node, l->via.slots[i].p, 3, &l->capture, NULL) || l->entry.n_unknown) return 0;
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
        int at = find_member(&plan->nodes[plan->via_node], name.p, name.n);
        int own = at < 0 ? find_member(&plan->nodes[plan->own_node], name.p, name.n) : -1;
        if (at >= 0) {
            if (!plan->targets[at].is_omittable) return 0;
            l->gone |= BIT(at);
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
        if (!w->lists_null) return 0;
        own |= BIT(w->at);
    }
    for (int i = 0; i < l->own.n_unknown; i++)
        if (l->own.unknown[i].value.kind == K_NULL) unknown |= BIT(i);
    for (int i = 0; i < plan->n_via; i++)
        if ((l->given & BIT(i)) && l->was[i].kind == K_NULL && !(l->saw[i].kind & ~K_NULL)) entries |= BIT(i);
    Text name;
    if (!l->residue.slots[R_NULL].kind) return !(own | unknown | entries);
    for (const u8 *p = l->residue.slots[R_NULL].p; (p = next_name(p, &name));) {
        int at = find_member(&plan->nodes[plan->own_node], name.p, name.n);
        int target = find_member(&plan->nodes[plan->via_node], name.p, name.n);
        if (at >= 0 && (own & BIT(at))) {
            own &= ~BIT(at);
        } else if (target >= 0 && (entries & BIT(target))) {
            entries &= ~BIT(target);
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
static int read_text(Line *l) {
    const Plan *plan = l->plan;
    Span s = l->record.slots[plan->residue_slot];
    u32 n = s.n - 2;
    u8 *text = unescape(&l->capture, s.p + 1, &n);
    if (!text || !has_digest(text, &n)) return 0;
    return *text == '{' && check(plan->nodes, plan->nodes[plan->root].members[plan->residue_slot].node, text, 1, &l->capture,
                                 NULL) == text + n;
}

/* Whether the id of a residue is that of the record, which may be an integer, and is empty for none. */
static int is_id(Text id, Span s) {
    if (!(s.kind & ~K_NULL)) return id.n == 2;
    if (s.kind == K_NUM) return are_digits(s.p, s.n) && same(id.p + 1, id.n - 2, s.p, s.n);
    return same_text(id, text_of(s));
}

int read_residue(Line *l) {
    const Plan *plan = l->plan;
    const Span *r = l->residue.slots;
    Text name;
    if (l->record.slots[plan->residue_slot].kind == K_STR && !read_text(l)) return 0;
    if (l->residue.n_unknown) return 0;
    if (!same_text(text_of(r[R_OF]), plan->of) || !same_text(text_of(r[R_BRIDGE]), plan->bridge)) return 0;
    if (!same_text(text_of(r[R_PROBE]), plan->probe)) return 0;
    if (!is_id(text_of(r[R_ID]), l->record.slots[plan->id_slot])) return 0;
    if (r[R_OWN].kind) {
        for (int i = 0; i < l->own.n_unknown; i++) {
            name = l->own.unknown[i].name;
            if (find_member(&plan->nodes[plan->via_node], name.p, name.n) >= 0) return 0;
            if (same_text(name, plan->residue_name)) return 0;
        }
    }
    if (r[R_VIA].kind && !read_entries(l)) return 0;
    if (r[R_ABSENT].kind && !read_absent(l)) return 0;
    if (r[R_ORDER].kind) {
        if (!plan->reads_order) return 0;
        /* Names are compared as they are written. */
        if (memchr(r[R_ORDER].p, '\\', r[R_ORDER].n)) return 0;
    }
    return has_listed_nulls(l);
}

/* ------------------------------------------------------------------ writing */

/* A name in a list of names, which has a bracket before it or a comma. */
static void put_name(Buffer *o, Text name, u8 *before) {
    put_byte(o, *before);
    put_text(o, name);
    *before = ',';
}

static Text with_quotes(Text name) {
    Text quoted = {name.p - 1, name.n + 2};
    return quoted;
}

static void put_names_of_nulls(const Line *l, Buffer *o) {
    const Plan *plan = l->plan;
    u8 before = '[';
    size_t start = o->n;
    PUT(o, ",\"null\":");
    EACH_BIT(i, l->own_out)
        if (plan->owns[i].lists_null && l->record.slots[plan->owns[i].source].kind == K_NULL)
            put_name(o, plan->owns[i].name, &before);
    for (int i = 0; i < l->record.n_unknown; i++)
        if (l->record.unknown[i].value.kind == K_NULL) put_name(o, with_quotes(l->record.unknown[i].name), &before);
    EACH_BIT(i, l->via_out) {
        const Source *s = &plan->sources[i];
        const Rule *r = &plan->rules[s->rule];
        if (l->record.slots[s->slot].kind == K_NULL && r->n_targets == 1 &&
            !(l->values[r->target].kind & ~K_NULL))
            put_name(o, s->name, &before);
    }
    if (before == '[') o->n = start;
    else put_byte(o, ']');
}

/* What values of the source were, and what became of them. */
static void put_entries(const Line *l, Buffer *o) {
    const Plan *plan = l->plan;
    u8 before = '{';
    PUT(o, ",\"via\":");
    EACH_BIT(i, l->via_out) {
        const Source *s = &plan->sources[i];
        const Rule *r = &plan->rules[s->rule];
        put_name(o, s->name, &before);
        PUT(o, ":{\"was\":");
        put_text(o, text_of(l->record.slots[s->slot]));
        if (r->n_targets > 1 || l->values[r->target].kind) PUT(o, ",\"saw\":");
        for (int j = 0; j < r->n_targets; j++) {
            if (r->n_targets > 1) put_byte(o, j ? ',' : '[');
            if (l->values[r->targets[j]].kind) put_value(o, l->values[r->targets[j]]);
            else if (r->n_targets > 1) put_text(o, NULL_TEXT);
        }
        if (r->n_targets > 1) put_byte(o, ']');
        put_byte(o, '}');
    }
    put_byte(o, '}');
}

void put_id(const Line *l, Buffer *o) {
    Value id = l->values[l->plan->id_target];
    if (id.kind != K_STR) put_byte(o, '"');
    if (id.kind & ~K_NULL) put_value(o, id);
    if (id.kind != K_STR) put_byte(o, '"');
}

void put_residue(const Line *l, Buffer *o) {
    const Plan *plan = l->plan;
    u8 before = '{';
    put_text(o, plan->head);
    put_id(l, o);
    if (l->own_out || l->record.n_unknown) PUT(o, ",\"own\":");
    EACH_BIT(i, l->own_out) {
        Span s = l->record.slots[plan->owns[i].source];
        put_name(o, plan->owns[i].name, &before);
        put_byte(o, ':');
        put(o, s.p, s.n);
    }
    for (int i = 0; i < l->record.n_unknown; i++) {
        put_byte(o, before);
        put_unknown(o, &l->record.unknown[i]);
        before = ',';
    }
    if (before == ',') put_byte(o, '}');
    if (l->via_out) put_entries(l, o);
    if (l->absent || l->own_absent) {
        PUT(o, ",\"absent\":");
        before = '[';
        EACH_BIT(i, l->absent) put_name(o, plan->sources[i].name, &before);
        EACH_BIT(i, l->own_absent) put_name(o, plan->owns[i].name, &before);
        put_byte(o, ']');
    }
    if (plan->writes_order && l->order.is_unusual) {
        PUT(o, ",\"order\":");
        before = '[';
        for (int i = 0; i < l->order.n; i++) put_name(o, with_quotes(l->order.names[i]), &before);
        put_byte(o, ']');
    }
    put_names_of_nulls(l, o);
    PUT(o, ",\"probe\":");
    put_text(o, plan->probe);
    put_byte(o, '}');
}
