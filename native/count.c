/* Counts what lines have at each node of a plan, for reports of drift. A line is counted as a whole, or handed back.
 *
 * The states of a plan decide which values are counted; Python changes them when it has seen more. Node 0 is for values
 * inside of opaque ones: they are not counted. A node is opaque if the elements of its arrays are of node 0. */
#include "scan.h"

typedef struct {
    const Plan *plan;
    const u8 *line;
    size_t at;     /* the offset of the line in the chunk */
    Buffer *ticks; /* the numbers of the slots that the line has values for, of 32 bits each */
    Buffer *o;     /* three numbers each: twice the node and its size and depth; that plus one and a string's offset and size */
    int deepest;   /* of an opaque value */
    int is_unsafe; /* and whether a double may not have an integer in it */
} Count;

static const u8 *count_value(Count *c, int node, const u8 *p, int depth);

/* Count a value of a slot; returns the state of the slot. */
static inline int tick(Count *c, const Node *d, int slot) {
    u32 at = d->first_slot + (u32)slot;
    put(c->ticks, &at, sizeof at);
    return d->states[slot];
}

static void put_fact(Count *c, u32 what, size_t one, size_t two) {
    u32 fact[] = {what, (u32)one, (u32)two};
    put(c->o, fact, sizeof fact);
}

/* Whether an integer is beyond 2^53. */
static int is_beyond(const u8 *p, u32 n) {
    if (*p == '-') p++, n--;
    return n > 16 || (n == 16 && memcmp(p, "9007199254740992", 16) > 0);
}

/* Whether a string without its quotes has anything but printable ASCII. */
static int is_unusual(const u8 *p, u32 n) {
    u8 any = 0;
    for (u32 i = 0; i < n; i++) any |= (u8)(p[i] | (p[i] + 1));
    return any >> 7;
}

/* The slot of an ordinary time; -1 for any other text. */
static int time_slot(const u8 *p, u32 n) {
    if (!is_time(p, n, TIME_LAX) || p[10] != 'T' || p[17] == '6') return -1;
    u32 i = 19;
    if (i < n && p[i] == '.')
        do i++;
        while (i < n && is_digit(p[i]));
    int places = i > 19 ? (int)i - 20 : 0;
    if (places >= N_PLACES || (i < n && p[i] == 'z')) return -1;
    return S_TIMES + (i == n ? 0 : p[i] == 'Z' ? N_PLACES : 2 * N_PLACES) + places;
}

static const u8 *count_items(Count *c, const Node *d, const u8 *p, int depth) {
    p = skip_space(p + 1);
    if (*p == ']') return p + 1;
    for (;;) {
        if (!(p = count_value(c, d->items, p, depth + 1))) return NULL;
        p = skip_space(p);
        if (*p != ',') return *p == ']' ? p + 1 : NULL;
        p = skip_space(p + 1);
    }
}

static const u8 *count_fields(Count *c, const Node *d, const u8 *p, int depth) {
    const int is_counted = d != c->plan->nodes;
    const u8 *first = p;
    u64 seen = 0;
    u32 names[MAX_COMPARED];
    int next = 0, n_names = 0;
    p = skip_space(p + 1);
    if (*p != '}') p--;
    while (*p != '}') {
        u8 esc = 0;
        int node = is_counted ? d->extra : 0;
        const u8 *name = skip_space(p + 1) + 1;
        if (name[-1] != '"' || !(p = scan_string(name, &esc))) return NULL;
        u32 n = (u32)(p - name);
        p = skip_space(p + 1);
        if (*p != ':') return NULL;
        if (is_counted) {
            int at = next_member(d, next, name, n);
            if (esc || (at >= 0 ? seen >> at & 1 : node < 0 || !is_new(first, names, &n_names, name, n))) return NULL;
            if (!tick(c, d, at < 0 ? S_OTHER : S_WORDS + d->n_words + at)) return NULL;
            if (at >= 0) {
                seen |= (u64)1 << at;
                next = at + 1;
                node = d->members[at].node;
            }
        }
        if (!(p = count_value(c, node, skip_space(p + 1), depth + 1))) return NULL;
        p = skip_space(p);
        if (*p != ',' && *p != '}') return NULL;
    }
    u64 missing = d->required & ~seen;
    for (int i = 0; missing; i++, missing >>= 1)
        if (missing & 1 && !tick(c, &c->plan->nodes[d->members[i].node], S_MISSING)) return NULL;
    return p + 1;
}

/* Behind a value that was counted; NULL where Python decides. */
static const u8 *count_value(Count *c, int node, const u8 *p, int depth) {
    const Node *d = &c->plan->nodes[node];
    const int is_opaque = node && d->items == 0;
    const u8 *start = p;
    u8 esc = 0;
    int slot, is_plain = 0, has_exponent = 0, is_unsafe = 0;
    if (is_opaque) c->deepest = depth, c->is_unsafe = 0;
    switch (*p) {
    case '"': slot = S_STR, p = scan_string(p + 1, &esc), p += p != NULL; break;
    case 't':
    case 'f': slot = S_BOOL, p = skip_value(p, depth); break;
    case 'n': slot = S_NULL, p = skip_value(p, depth); break;
    case '{':
    case '[':
        slot = *p == '{' ? S_OBJ : S_ARR;
        if (depth >= MAX_DEPTH) return NULL;
        if (c->deepest <= depth) c->deepest = depth + 1;
        if (slot == S_ARR) p = d->items < 0 ? skip_value(p, depth) : count_items(c, d, p, depth);
        else p = d->extra < 0 && !d->is_closed ? skip_value(p, depth) : count_fields(c, d, p, depth);
        is_unsafe = is_opaque && c->is_unsafe;
        break;
    default:
        p = scan_number(p, &is_plain, &has_exponent);
        if (!p || (node && has_exponent)) return NULL;
        slot = is_plain || is_whole(p) ? S_INT : S_NUM;
        is_unsafe = is_plain && is_beyond(start, (u32)(p - start));
        c->is_unsafe |= is_unsafe;
    }
    if (!p || !node) return p;
    u32 n = (u32)(p - start);
    int state = tick(c, d, slot);
    if (state == COUNT_NOT) return NULL;
    if (state == COUNT_WORDS) {
        int word = find_word(d, start, n);
        if (word < 0 || !tick(c, d, S_WORDS + word)) return NULL;
    }
    if (slot == S_STR && d->time) {
        int time = esc ? -1 : time_slot(start + 1, n - 2);
        if (time < 0 || !tick(c, d, time)) return NULL;
    } else if (slot == S_STR && n == 2) {
        tick(c, d, S_EMPTY);
    } else if (slot == S_STR && (esc || is_unusual(start + 1, n - 2))) {
        put_fact(c, (u32)node * 2 + 1, c->at + (size_t)(start - c->line), n);
    }
    if (slot == S_INT && !is_plain) tick(c, d, S_WHOLE);
    if (is_unsafe) tick(c, d, S_UNSAFE);
    if (is_opaque && slot != S_NULL) put_fact(c, (u32)node * 2, n, (size_t)(c->deepest - depth));
    return p;
}

int count_line(const Plan *plan, const u8 *line, const u8 *end, size_t at, Buffer *o, Tally *tally) {
    Count c = {plan, line, at, &tally->built, o, 0, 0};
    size_t n = o->n, size = plan->n_slots * sizeof(Slot);
    if (!tally->slots.n) {
        if (!buffer_grow(&tally->slots, size)) return 0;
        memset(tally->slots.start, 0, size);
        tally->slots.n = size;
    }
    tally->built.n = 0;
    if (count_value(&c, plan->root, line, 0) != end || !is_utf8(line, end) || tally->built.failed) {
        o->n = n;
        return 0;
    }
    Slot *slots = (Slot *)tally->slots.start;
    const u32 *ticks = (const u32 *)tally->built.start, number = ++tally->n_counted;
    for (size_t i = 0; i < tally->built.n / sizeof *ticks; i++) {
        Slot *slot = &slots[ticks[i]];
        slot->count++;
        slot->lines += slot->last != number;
        slot->last = number;
    }
    return 1;
}

/* The slots that have values: their numbers, and how many values and lines. 0 without memory. */
int put_slots(const Plan *plan, const Tally *tally, Buffer *o) {
    const Slot *slots = (const Slot *)tally->slots.start;
    for (u32 i = 0; tally->slots.n && i < plan->n_slots; i++) {
        u32 counted[] = {i, slots[i].count, slots[i].lines};
        if (slots[i].count) put(o, counted, sizeof counted);
    }
    return !o->failed;
}
