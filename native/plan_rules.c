/* What a conversion needs of a plan: its rules, and the fields without one. */
#include "plan.h"

/* An array of structs, each from an item of a list by a function. */
#define READ_ALL(key, limit, items, count, read_one)                                            \
    do {                                                                                        \
        PyObject *list = read_list(spec, key, limit, &(count));                                 \
        if (!list || !((items) = plan_take(plan, (size_t)(count), sizeof *(items)))) return 0;  \
        for (int i = 0; i < (count); i++)                                                       \
            if (!read_one(plan, PyList_GetItem(list, i), &(items)[i])) return 0;                \
    } while (0)

static int n_slots(const Plan *plan) { return plan->nodes[plan->root].n_slots; }

/* Integers between two bounds. */
static int read_ints(PyObject *spec, const char *key, int limit, int low, int high, int *out, int *n) {
    PyObject *list = read_list(spec, key, limit, n);
    for (int i = 0; list && i < *n; i++) {
        long number = PyLong_AsLong(PyList_GetItem(list, i));
        if (PyErr_Occurred() || number < low || number > high) return bad(key);
        out[i] = (int)number;
    }
    return list != NULL;
}

/* A JSON text that may be empty: a value is read by its first character. */
static int read_texts(Plan *plan, PyObject *spec, const char *key, Text *out, int wanted) {
    int n;
    PyObject *list = read_list(spec, key, wanted, &n);
    for (int i = 0; list && i < n; i++)
        if (!copy_text(plan, PyList_GetItem(list, i), key, &out[i])) return 0;
    return list && (n == wanted || bad(key));
}

static int read_source(Plan *plan, PyObject *spec, Source *s) {
    return read_int(spec, "slot", 0, n_slots(plan) - 1, &s->slot) && read_int(spec, "own", -1, MAX_MEMBERS - 1, &s->own) &&
           read_flag(spec, "depended", &s->is_depended) && read_text(plan, spec, "name", &s->name);
}

static int read_target(Plan *plan, PyObject *spec, Target *t) {
    const Node *own = &plan->nodes[plan->own_node];
    return read_int(spec, "node", 0, plan->n_nodes - 1, &t->node) &&
           read_int(spec, "holder", -1, own->n_members - 1, &t->holder) &&
           read_ints(spec, "seen", MAX_SOURCES, 0, own->n_slots - 1, t->seen, &t->n_seen) &&
           read_flag(spec, "omittable", &t->is_omittable) && read_flag(spec, "builds", &t->builds) && (t->holder < 0 || t->n_seen || bad("seen"));
}

static int read_row(Plan *plan, PyObject *spec, Row *row) {
    int any[2], notes[2], n;
    if (!read_texts(plan, spec, "key", row->key, 2) || !read_texts(plan, spec, "made", row->made, 2) ||
        !read_ints(spec, "any", 2, 0, 1, any, &n) || n != 2 ||
        !read_ints(spec, "note", 2, NOTE_NOTHING, NOTE_INSIDE, notes, &n) || n != 2)
        return bad("rows");
    for (int i = 0; i < 2; i++) {
        row->any[i] = (u8)any[i];
        row->note[i] = (u8)notes[i];
    }
    return 1;
}

static int read_rule(Plan *plan, PyObject *spec, Rule *r) {
    if (!read_int(spec, "op", 0, N_OPS - 1, &r->op) || !read_ints(spec, "others", MAX_SOURCES, 0, plan->n_targets - 1, r->others, &r->n_others) ||
        !read_int(spec, "places", -MAX_PLACES, MAX_PLACES, &r->places) || !read_int(spec, "kinds", 0, K_ANY, &r->kinds) ||
        !read_int(spec, "conforming", 0, K_ANY, &r->conforming) || !read_flag(spec, "words", &r->has_words) ||
        !read_flag(spec, "restores", &r->restores) || !read_text(plan, spec, "prefix", &r->prefix) ||
        !read_text(plan, spec, "otherwise", &r->otherwise) || !read_text(plan, spec, "option", &r->option) ||
        !read_text(plan, spec, "fill", &r->fill) ||
        !read_ints(spec, "sources", MAX_SOURCES, 0, plan->n_sources - 1, r->sources, &r->n_sources) ||
        !read_ints(spec, "targets", 2, 0, plan->n_targets - 1, r->targets, &r->n_targets))
        return 0;
    READ_ALL("rows", MAX_WORDS, r->rows, r->n_rows, read_row);
    READ_ALL("backs", MAX_WORDS, r->backs, r->n_backs, read_row);
    if (!r->n_sources || (r->n_sources > 2 && r->op != OP_FIRST)) return bad("sources");
    if (r->op == OP_FIRST && r->restores) return bad("restores");
    if (!r->n_targets || (r->n_targets > 1 && r->op != OP_ROWS)) return bad("targets");
    int is_time = r->op == OP_TIME_OF_INTEGER || r->op == OP_INTEGER_OF_TIME;
    /* The units of the year 9999 fit into an int64_t. */
    if (is_time && (r->places < 0 || r->places > 6)) return bad("places");
    int is_prefix = r->op == OP_ADD_PREFIX || r->op == OP_STRIP_PREFIX;
    if (is_prefix && (!r->prefix.n || *r->prefix.p != '"' || r->kinds != K_STR)) return bad("prefix");
    r->slot = plan->sources[r->sources[0]].slot;
    r->target = r->targets[0];
    for (int i = 0; i < r->n_targets; i++) {
        r->bits |= (u64)1 << r->targets[i];
        r->is_inside |= plan->targets[r->targets[i]].holder >= 0;
    }
    /* Values inside of fields are made of one value of a rule. */
    if (r->is_inside && (r->n_targets > 1 || r->n_sources > 1)) return bad("targets");
    r->is_copied = (r->op == OP_COPY || r->op == OP_FIRST) && !r->is_inside && !r->has_words && !r->option.n;
    return 1;
}

/* Parts come behind what they are parts of, so that there is no circle. */
static int read_branch(Plan *plan, PyObject *spec, Branch *b) {
    int at = (int)(b - plan->branches);
    if (!read_text(plan, spec, "name", &b->name) || !read_text(plan, spec, "head", &b->head) ||
        !read_int(spec, "value", -1, MAX_MEMBERS - 1, &b->value) || !read_int(spec, "first", 0, MAX_WORDS, &b->first) ||
        !read_int(spec, "parts", 0, MAX_MEMBERS, &b->n))
        return 0;
    if (b->n && (b->first <= at || b->first + b->n > plan->n_branches)) return bad("first");
    return b->value >= 0 || b->head.n || bad("head");
}

/* Whether the values that a field is made of are below a limit. */
static int has_values_below(const Plan *plan, const Branch *b, int limit) {
    if (b->value >= limit) return 0;
    for (int i = 0; i < b->n; i++)
        if (!has_values_below(plan, &plan->branches[b->first + i], limit)) return 0;
    return 1;
}

static int read_when(Plan *plan, PyObject *spec, When *when) {
    if (!read_int(spec, "at", 0, MAX_SLOTS - 1, &when->at)) return 0;
    PyObject *words = read_list(spec, "words", MAX_WORDS, &when->n_words);
    if (!words || !(when->words = plan_take(plan, (size_t)when->n_words, sizeof *when->words))) return 0;
    return read_texts(plan, spec, "words", when->words, when->n_words);
}

/* `limit` is the number of slots, or of targets, that the values of a computed default are at. */
static int read_computed(Plan *plan, PyObject *spec, int limit, Computed *d) {
    if (!read_text(plan, spec, "option", &d->option) || !read_int(spec, "from", 0, limit - 1, &d->from) ||
        !read_int(spec, "start", 0, limit - 1, &d->start) || !read_int(spec, "places", 0, MAX_PLACES, &d->places) ||
        !read_int(spec, "branch", 0, MAX_WORDS, &d->branch) || !read_int(spec, "node", 0, plan->n_nodes - 1, &d->node) ||
        !read_int(spec, "filled", 0, MAX_FILLED - 1, &d->filled))
        return 0;
    READ_ALL("whens", MAX_MEMBERS, d->whens, d->n_whens, read_when);
    for (int i = 0; i < d->n_whens; i++)
        if (d->whens[i].at >= limit) return bad("whens");
    return 1;
}

/* `n_values` is the number of sources or targets that a field may be made of. */
static int read_default(Plan *plan, PyObject *spec, int limit, int n_values, Default *d) {
    if (!read_int(spec, "default", DEFAULT_NULL, DEFAULT_BUILT, &d->kind) || !read_text(plan, spec, "text", &d->text) ||
        !read_flag(spec, "needed", &d->is_needed))
        return 0;
    if (d->kind < DEFAULT_COPY) return 1;
    d->computed = plan_take(plan, 1, sizeof *d->computed);
    if (!d->computed || !read_computed(plan, spec, limit, d->computed)) return 0;
    if (d->kind != DEFAULT_BUILT) return 1;
    return (d->computed->branch < plan->n_branches && has_values_below(plan, &plan->branches[d->computed->branch], n_values)) ||
           bad("branch");
}

static int read_own(Plan *plan, PyObject *spec, Own *own) {
    return read_int(spec, "source", 0, plan->nodes[plan->root].n_members - 1, &own->source) &&
           read_default(plan, spec, n_slots(plan), plan->n_sources, &own->standard) && read_flag(spec, "listed", &own->is_listed) &&
           read_flag(spec, "lists_null", &own->lists_null) && read_text(plan, spec, "name", &own->name);
}

static int read_written(Plan *plan, PyObject *spec, Written *w) {
    if (!read_flag(spec, "own", &w->is_own)) return 0;
    int n = w->is_own ? plan->nodes[plan->own_node].n_members : plan->n_targets;
    return read_int(spec, "at", 0, n - 1, &w->at) &&
           read_default(plan, spec, plan->n_targets, plan->n_targets, &w->standard) &&
           read_flag(spec, "omittable", &w->is_omittable) && read_flag(spec, "lists_null", &w->lists_null) &&
           read_text(plan, spec, "name", &w->name) && (w->name.n >= 4 || bad("name"));
}

/* ------------------------------------------------------------------ what belongs together */

/* A node whose fields are captured in a group; 0 if it is another one, or has another number of fields. */
static int read_group(Plan *plan, PyObject *spec, const char *key, int group, int n, int *out) {
    if (!read_int(spec, key, 0, plan->n_nodes - 1, out)) return 0;
    const Node *d = &plan->nodes[*out];
    /* A residue may be a text. */
    int mask = d->mask & ~(group == G_RESIDUE ? K_STR : 0);
    return (d->group == group && !d->is_inside && mask == K_OBJ && (n < 0 || d->n_members == n)) || bad(key);
}

/* Each group is captured by one node, and by others inside of it; some fields of a residue are arrays of strings. */
static int check_groups(const Plan *plan, int residue) {
    int found[N_GROUPS] = {0};
    for (int i = 0; i < plan->n_nodes; i++) found[plan->nodes[i].group] += !plan->nodes[i].is_inside;
    for (int group = G_RECORD; group < N_GROUPS; group++)
        if (found[group] != 1) return bad("group");
    const Node *d = &plan->nodes[residue];
    for (int field = R_ABSENT; field <= R_NULL; field++) {
        const Node *list = &plan->nodes[d->members[field].node];
        if (list->mask != K_ARR || list->items < 0 || plan->nodes[list->items].mask != K_STR) return bad("residue");
    }
    if (d->members[R_OWN].node != plan->own_node || d->members[R_VIA].node != plan->via_node) return bad("residue");
    return 1;
}

int plan_read_conversion(Plan *plan, PyObject *spec) {
    int residue;
    if (plan->nodes[plan->root].group != G_RECORD || plan->nodes[plan->root].is_inside) return bad("root");
    if (!read_group(plan, spec, "own", G_OWN, -1, &plan->own_node)) return 0;
    READ_ALL("sources", MAX_MEMBERS, plan->sources, plan->n_sources, read_source);
    READ_ALL("targets", MAX_MEMBERS, plan->targets, plan->n_targets, read_target);
    READ_ALL("branches", MAX_WORDS, plan->branches, plan->n_branches, read_branch);
    READ_ALL("rules", MAX_MEMBERS, plan->rules, plan->n_rules, read_rule);
    READ_ALL("owns", MAX_MEMBERS, plan->owns, plan->n_owns, read_own);
    READ_ALL("written", 2 * MAX_MEMBERS, plan->written, plan->n_written, read_written);
    if (!read_int(spec, "noted", 0, plan->n_sources, &plan->n_noted) ||
        !read_int(spec, "via_targets", 0, plan->n_targets, &plan->n_via) ||
        !read_int(spec, "residue_slot", 0, plan->nodes[plan->root].n_members - 1, &plan->residue_slot) ||
        !read_int(spec, "id_slot", 0, n_slots(plan) - 1, &plan->id_slot) ||
        !read_int(spec, "id_target", 0, plan->n_targets - 1, &plan->id_target) ||
        !read_int(spec, "residue_form", RES_NONE, RES_TEXT, &plan->mode) ||
        !read_flag(spec, "reads_order", &plan->reads_order) || !read_flag(spec, "writes_order", &plan->writes_order) ||
        !read_group(plan, spec, "residue", G_RESIDUE, N_RESIDUE, &residue) ||
        !read_group(plan, spec, "via", G_VIA, plan->n_via, &plan->via_node) ||
        !read_group(plan, spec, "entry", G_ENTRY, 2, &plan->entry_node) || !check_groups(plan, residue))
        return 0;
    if (plan->nodes[plan->root].members[plan->residue_slot].node != residue) return bad("residue_slot");
    if (!read_text(plan, spec, "of", &plan->of) || !read_text(plan, spec, "bridge", &plan->bridge) ||
        !read_text(plan, spec, "probe", &plan->probe) || !read_text(plan, spec, "head", &plan->head) ||
        !read_text(plan, spec, "residue_name", &plan->residue_name))
        return 0;
    plan->nodes[plan->root].is_special = plan->writes_order;
    /* Each target is written by one rule, and rules look at targets of rules before them. */
    u8 is_written[MAX_MEMBERS] = {0};
    for (int i = 0; i < plan->n_rules; i++) {
        const Rule *r = &plan->rules[i];
        for (int j = 0; j < r->n_others; j++)
            if (!is_written[r->others[j]]) return bad("others");
        for (int j = 0; j < r->n_targets; j++) is_written[r->targets[j]]++;
        for (int j = 0; j < r->n_sources; j++) plan->sources[r->sources[j]].rule = i;
    }
    for (int i = 0; i < plan->n_targets; i++)
        if (is_written[i] != 1 || (plan->targets[i].holder < 0) != (i < plan->n_via)) return bad("targets");
    for (int i = 0; i < plan->n_sources; i++)
        if (plan->sources[i].own >= plan->n_owns) return bad("sources");
    return 1;
}
