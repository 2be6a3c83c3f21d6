/* Whether a value is what a schema asks for, and where its fields are. */
#include "scan.h"

static inline u64 load64(const u8 *p) {
    u64 v;
    memcpy(&v, p, 8);
    return v;
}

u32 hash_name(const u8 *name, u32 n, u64 seed, int bits) {
    u64 a = 0, b = n;
    if (n >= 8) {
        a = load64(name);
        b = load64(name + n - 8);
        for (u32 i = 8; i + 8 < n; i += 8) a = a * 0xBF58476D1CE4E5B9ull ^ load64(name + i);
    } else {
        for (u32 i = 0; i < n; i++) a = a << 8 | name[i];
    }
    u64 h = (a ^ (b * 0x9E3779B97F4A7C15ull) ^ n) * seed;
    return (u32)((h ^ (h >> 29)) * 0xBF58476D1CE4E5B9ull >> (64 - bits));
}

/* The index of a field of a node; -1 if it has none of that name. */
int find_member(const Node *d, const u8 *name, u32 n) {
    if (!d->n_members) return -1;
    int at = d->slots[hash_name(name, n, d->seed, d->bits)];
    return at >= 0 && same(d->members[at].name.p, d->members[at].name.n, name, n) ? at : -1;
}

/* Whether a number that ends before p has an exponent of at most three digits. */
static int is_small(const u8 *p) { return !is_digit(p[-1]) || !is_digit(p[-2]) || !is_digit(p[-3]) || !is_digit(p[-4]); }

/* A field of a record in its order; the residue has none, and the first one of a name counts. */
static void add_name(Order *order, int rank, int is_known, const u8 *name, u32 n) {
    if (is_known || rank < 0) return;
    order->is_unusual |= rank < order->rank;
    order->rank = rank;
    order->names[order->n].p = name;
    order->names[order->n++].n = n;
}

/* The values of an item that was checked, if it is the first one with a word in its field. 0 where Python decides. */
static int find_item(const Node *d, Group *group, u64 *met) {
    int is_known = 0;
    for (int i = 0; i < d->n_finds; i++) {
        const Find *find = &d->finds[i];
        Span key = group->slots[find->key];
        if (key.kind != K_STR || !same_text(find->word, text_of(key))) continue;
        if (*met >> i & 1) return 0;
        *met |= (u64)1 << i;
        group->slots[find->to] = group->slots[find->from];
        is_known = 1;
    }
    if (!is_known) group->more |= (u64)1 << d->holder;
    return 1;
}

static const u8 *check_items(const Node *nodes, const Node *d, const u8 *p, int depth, Capture *c) {
    Group *group = d->n_finds ? c->groups[d->group] : NULL;
    u64 met = 0;
    p = skip_space(p + 1);
    if (*p == ']') return d->column < 0 || end_list(c->table, d) ? p + 1 : NULL;
    for (;;) {
        Span item = {p, 0, 0, 0};
        for (int i = 0; i < d->n_finds; i++) group->slots[d->finds[i].key].kind = group->slots[d->finds[i].from].kind = 0;
        if (group && *p != '{') return NULL;
        if (!(p = check(nodes, d->items, p, depth + 1, c, &item))) return NULL;
        if (UNLIKELY(d->column >= 0) && !append_item(c->table, d, item)) return NULL;
        if (group && !find_item(d, group, &met)) return NULL;
        p = skip_space(p);
        if (*p == ',') {
            p = skip_space(p + 1);
            continue;
        }
        return *p == ']' && (d->column < 0 || end_list(c->table, d)) ? p + 1 : NULL;
    }
}

/* An object: fields with valid values, all that are required, and unknown ones once, with any value. `is_special` is a
 * constant where this is used, so that most objects cost nothing for what few need. */
ALWAYS_INLINE const u8 *check_fields(const Node *nodes, const Node *d, const u8 *p, int depth, Capture *c, int is_special) {
    u64 seen = 0;
    const u8 *first = p;
    u32 names[MAX_COMPARED];
    int next = 0, n_names = 0;
    Group *group = d->group ? c->groups[d->group] : NULL;
    const int is_inside = is_special && d->is_inside;
    Order *order = is_special && !is_inside ? c->order : NULL;
    if (group && !is_inside) {
        group->n_unknown = 0;
        group->more = 0;
        for (int i = 0; i < d->n_slots; i++) group->slots[i].kind = 0;
    }
    p = skip_space(p + 1);
    if (*p == '}') return d->required || (d->column >= 0 && !end_object(c->table, d, 0)) ? NULL : p + 1;
    for (;;) {
        if (UNLIKELY(*p != '"')) return NULL;
        const u8 *name = p + 1;
        u8 esc = 0;
        if (UNLIKELY(!(p = scan_string(name, &esc)))) return NULL;
        u32 n = (u32)(p - name);
        /* Names are compared without escapes. */
        if (UNLIKELY(esc) && (d->is_strict || !(name = respell(c, name, &n)) || memchr(name, '\\', n))) return NULL;
        if (d->is_strict && !is_new(first, names, &n_names, name, n)) return NULL;
        p = skip_space(p + 1);
        if (UNLIKELY(*p != ':')) return NULL;
        p = skip_space(p + 1);
        int at = next_member(d, next, name, n);
        if (at >= 0) {
            const Member *m = &d->members[at];
            /* The last field of a name counts; Python decides about two residues, and two fields that are looked into. */
            if (UNLIKELY(seen >> at & 1) && (nodes[m->node].group || m->column >= 0)) return NULL;
            Span *out = group ? &group->slots[at] : NULL;
            if (is_inside) {
                out = m->slot >= 0 ? &group->slots[m->slot] : NULL;
                if (!out && !nodes[m->node].is_inside) group->more |= (u64)1 << d->holder;
            }
            if (order) add_name(order, m->rank, seen >> at & 1, name, n);
            seen |= (u64)1 << at;
            next = at + 1;
            if (!(p = check(nodes, m->node, p, depth + 1, c, out))) return NULL;
            /* Text is written anew, without needless escapes. In a residue, Python decides. */
            if (out && out->kind == K_STR && UNLIKELY(out->esc & ESC_OTHER) && !m->is_raw) {
                u32 size = out->n - 2;
                const u8 *text = d->group == G_RECORD || d->group == G_OWN ? respell(c, out->p + 1, &size) : NULL;
                if (!text) return NULL;
                out->p = text - 1;
                out->n = size + 2;
                out->esc = ESC_NEEDED;
            }
        } else {
            if (d->is_closed) return NULL;
            Span value = {p, 0, 0, 0};
            if (d->extra >= 0) p = check(nodes, d->extra, p, depth + 1, c, d->column >= 0 ? &value : NULL);
            else p = skip_value(p, depth + 1);
            if (!p) return NULL;
            if (is_inside) {
                group->more |= (u64)1 << d->holder;
            } else if (group) {
                int i = 0;
                while (i < group->n_unknown && !same(group->unknown[i].name.p, group->unknown[i].name.n, name, n)) i++;
                if (i == MAX_UNKNOWN || (i < group->n_unknown && d->extra >= 0 && nodes[d->extra].column >= 0)) return NULL;
                if (order) add_name(order, MAX_MEMBERS, i < group->n_unknown, name, n);
                if (i == group->n_unknown) group->n_unknown++;
                /* The last field of a name counts, at the place of the first. */
                Unknown *u = &group->unknown[i];
                value.n = (u32)(p - value.p);
                if (!value.kind) value.kind = *value.p == 'n' ? K_NULL : K_ANY;
                u->name.p = name;
                u->name.n = n;
                u->value = value;
            }
        }
        p = skip_space(p);
        if (*p == ',') {
            p = skip_space(p + 1);
            continue;
        }
        if (*p != '}' || (seen & d->required) != d->required) return NULL;
        if (UNLIKELY(d->column >= 0) && !end_object(c->table, d, seen)) return NULL;
        return p + 1;
    }
}

static const u8 *check_object(const Node *nodes, const Node *d, const u8 *p, int depth, Capture *c) {
    return check_fields(nodes, d, p, depth, c, 0);
}

static const u8 *check_special(const Node *nodes, const Node *d, const u8 *p, int depth, Capture *c) {
    return check_fields(nodes, d, p, depth, c, 1);
}

/* Behind a value that is valid by a node; its place goes to *out, if that is given. */
const u8 *check(const Node *nodes, int node, const u8 *p, int depth, Capture *c, Span *out) {
    const Node *d = &nodes[node];
    const u8 *start = p;
    u8 esc = 0;
    int kind, is_plain = 0, has_exponent = 0;
    switch (*p) {
    case '"':
        kind = K_STR;
        if (!(d->mask & K_STR) || !(p = scan_string(p + 1, &esc))) return NULL;
        p++;
        if (d->time && (esc || !is_time(start + 1, (u32)(p - start - 2), d->time))) return NULL;
        if (d->n_words && (esc || find_word(d, start, (u32)(p - start)) < 0)) return NULL;
        break;
    case 't':
    case 'f':
        kind = K_BOOL;
        if (!(d->mask & K_BOOL)) return NULL;
        p = skip_value(p, depth);
        break;
    case 'n':
        kind = K_NULL;
        if (!(d->mask & K_NULL)) return NULL;
        p = skip_value(p, depth);
        break;
    case '{':
        kind = K_OBJ;
        if (!(d->mask & K_OBJ) || depth >= MAX_DEPTH) return NULL;
        if (d->is_special) p = check_special(nodes, d, p, depth, c);
        else if (d->n_members || d->extra >= 0 || d->group || d->is_closed) p = check_object(nodes, d, p, depth, c);
        else p = skip_value(p, depth);
        break;
    case '[':
        kind = K_ARR;
        if (!(d->mask & K_ARR) || depth >= MAX_DEPTH) return NULL;
        if (d->items < 0) {
            p = skip_value(p, depth);
            break;
        }
        p = check_items(nodes, d, p, depth, c);
        break;
    default:
        kind = K_NUM;
        if (!(d->mask & K_NUM)) return NULL;
        p = scan_number(p, &is_plain, &has_exponent);
        /* Python decides about large exponents and long integers in fields that are numbers. */
        if (p && (d->mask & K_ANY) != K_ANY && has_exponent && !is_small(p)) return NULL;
        if (p && (d->mask & K_INT) && (has_exponent || p - start > 18 || (!is_plain && !is_whole(p)))) return NULL;
    }
    if (!p) return NULL;
    if (out) {
        out->p = start;
        out->n = (u32)(p - start);
        out->kind = (u8)kind;
        out->esc = esc;
    }
    return p;
}
