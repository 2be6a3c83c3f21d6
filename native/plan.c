/* Makes a plan from a dictionary. All its numbers are checked here, so that nothing else has to do it. */
#include "plan.h"

#include <stdlib.h>

struct Block {
    Block *next;
};

/* Zeroed memory that is freed with the plan. The header keeps the alignment of a pointer and of an u64. */
static void *take(Plan *plan, size_t count, size_t size) {
    if (count > 0xFFFFFF || size > 0xFFFFFF) {
        PyErr_SetString(PyExc_ValueError, "the plan is too large");
        return NULL;
    }
    Block *block = calloc(1, 16 + count * size);
    if (!block) {
        PyErr_NoMemory();
        return NULL;
    }
    block->next = plan->blocks;
    plan->blocks = block;
    return (char *)block + 16;
}

void plan_free(Plan *plan) {
    if (!plan) return;
    for (Block *block = plan->blocks, *next; block; block = next) {
        next = block->next;
        free(block);
    }
    free(plan->spare.start);
    free(plan->spare_scratch.start);
    free(plan);
}

/* ------------------------------------------------------------------ reading a dictionary; 0 is an exception */

static int bad(const char *what) {
    if (!PyErr_Occurred()) PyErr_Format(PyExc_ValueError, "the plan has no usable `%s`", what);
    return 0;
}

/* An integer between two bounds. */
static int read_int(PyObject *spec, const char *key, int low, int high, int *out) {
    PyObject *value = PyDict_Check(spec) ? PyDict_GetItemString(spec, key) : NULL;
    if (!value) return bad(key);
    long number = PyLong_AsLong(value);
    if (PyErr_Occurred() || number < low || number > high) return bad(key);
    *out = (int)number;
    return 1;
}

static int read_flag(PyObject *spec, const char *key, u8 *out) {
    int value;
    if (!read_int(spec, key, 0, 1, &value)) return 0;
    *out = (u8)value;
    return 1;
}

static int copy_text(Plan *plan, PyObject *value, const char *key, Text *out) {
    char *bytes;
    Py_ssize_t n;
    if (!value || !PyBytes_Check(value) || PyBytes_AsStringAndSize(value, &bytes, &n) || n > 0xFFFF) return bad(key);
    /* Names are compared eight bytes at a time. */
    u8 *copy = take(plan, (size_t)n + 8, 1);
    if (!copy) return 0;
    memcpy(copy, bytes, (size_t)n);
    out->p = copy;
    out->n = (u32)n;
    return 1;
}

static int read_text(Plan *plan, PyObject *spec, const char *key, Text *out) {
    return copy_text(plan, PyDict_Check(spec) ? PyDict_GetItemString(spec, key) : NULL, key, out);
}

/* A JSON text of a kind that rules write: a string, a boolean or null. */
static int is_written(Text t) { return t.n >= 2 && (*t.p == '"' || *t.p == 't' || *t.p == 'f' || *t.p == 'n'); }

/* A list of at most `limit` items. */
static PyObject *read_list(PyObject *spec, const char *key, int limit, int *n) {
    PyObject *list = PyDict_Check(spec) ? PyDict_GetItemString(spec, key) : NULL;
    if (!list || !PyList_Check(list) || PyList_Size(list) > limit) {
        bad(key);
        return NULL;
    }
    *n = (int)PyList_Size(list);
    return list;
}

static PyObject *item_of(PyObject *pair, int at) {
    return PyTuple_Check(pair) && PyTuple_Size(pair) > at ? PyTuple_GetItem(pair, at) : NULL;
}

/* ------------------------------------------------------------------ nodes */

#define MAX_WORDS 256
#define MAX_NODES 4096
#define MAX_BITS 12

/* A hash table without collisions: seeds are tried until there is none. */
static int make_table(Plan *plan, Node *d) {
    d->bits = 3;
    while ((1 << d->bits) < 4 * d->n_members) d->bits++;
    for (; d->bits <= MAX_BITS; d->bits++) {
        int size = 1 << d->bits;
        d->slots = take(plan, (size_t)size, sizeof *d->slots);
        if (!d->slots) return 0;
        d->seed = 0x9E3779B97F4A7C15ull;
        for (int tried = 0; tried < 10000; tried++) {
            int at = 0;
            for (int i = 0; i < size; i++) d->slots[i] = -1;
            for (; at < d->n_members; at++) {
                u32 h = hash_name(d->members[at].name.p, d->members[at].name.n, d->seed, d->bits);
                if (d->slots[h] >= 0) break;
                d->slots[h] = (int16_t)at;
            }
            if (at == d->n_members) return 1;
            d->seed = (d->seed * 6364136223846793005ull + 1442695040888963407ull) | 1;
        }
    }
    return bad("fields");
}

static int read_node(Plan *plan, PyObject *spec, Node *d) {
    int n;
    if (!read_int(spec, "mask", 0, K_ANY | K_INT, &d->mask) || !read_int(spec, "time", TIME_NONE, TIME_LAX, &d->time) ||
        !read_int(spec, "items", -1, plan->n_nodes - 1, &d->items) ||
        !read_int(spec, "extra", -1, plan->n_nodes - 1, &d->extra) ||
        !read_int(spec, "group", G_NONE, N_GROUPS - 1, &d->group) || !read_flag(spec, "closed", &d->is_closed) ||
        !read_flag(spec, "strict", &d->is_strict))
        return 0;
    PyObject *words = read_list(spec, "words", MAX_WORDS, &d->n_words);
    if (!words || !(d->words = take(plan, (size_t)d->n_words, sizeof *d->words))) return 0;
    for (int i = 0; i < d->n_words; i++)
        if (!copy_text(plan, PyList_GetItem(words, i), "words", &d->words[i])) return 0;
    PyObject *members = read_list(spec, "fields", MAX_MEMBERS, &n);
    if (!members || !(d->members = take(plan, (size_t)n, sizeof *d->members))) return 0;
    d->n_members = n;
    for (int i = 0; i < n; i++) {
        Member *m = &d->members[i];
        PyObject *each = PyList_GetItem(members, i);
        u8 is_required;
        if (!PyDict_Check(each) || !read_text(plan, each, "name", &m->name) ||
            !read_int(each, "node", 0, plan->n_nodes - 1, &m->node) || !read_flag(each, "required", &is_required) ||
            !read_flag(each, "raw", &m->is_raw))
            return bad("fields");
        if (is_required) d->required |= (u64)1 << i;
        for (int j = 0; j < i; j++)
            if (same_text(m->name, d->members[j].name)) return bad("fields");
    }
    return n == 0 || make_table(plan, d);
}

/* ------------------------------------------------------------------ what a conversion needs */

static int read_pairs(Plan *plan, PyObject *spec, const char *key, Pair **out, int *n) {
    PyObject *list = read_list(spec, key, MAX_WORDS, n);
    if (!list || !(*out = take(plan, (size_t)*n, sizeof **out))) return 0;
    for (int i = 0; i < *n; i++) {
        PyObject *pair = PyList_GetItem(list, i);
        Pair *p = &(*out)[i];
        if (!copy_text(plan, item_of(pair, 0), key, &p->from) || !copy_text(plan, item_of(pair, 1), key, &p->to)) return 0;
        if (!is_written(p->from) || !is_written(p->to)) return bad(key);
    }
    return 1;
}

static int read_rule(Plan *plan, PyObject *spec, int n_fields, Rule *r, int at) {
    if (!read_int(spec, "op", 0, N_OPS - 1, &r->op) || !read_int(spec, "source", 0, n_fields - 1, &r->source) ||
        !read_int(spec, "second", 0, n_fields - 1, &r->second) || !read_int(spec, "other", 0, MAX_MEMBERS, &r->other) ||
        !read_int(spec, "places", -MAX_PLACES, MAX_PLACES, &r->places) || !read_flag(spec, "nullable", &r->is_nullable) ||
        !read_flag(spec, "omittable", &r->is_omittable) || !read_flag(spec, "text", &r->is_text) ||
        !read_text(plan, spec, "name", &r->name) || !read_text(plan, spec, "prefix", &r->prefix) ||
        !read_text(plan, spec, "fill", &r->fill) || !read_pairs(plan, spec, "there", &r->there, &r->n_there) ||
        !read_pairs(plan, spec, "back", &r->back, &r->n_back))
        return 0;
    if (r->fill.n && !is_written(r->fill)) return bad("fill");
    /* `first` looks at the value of a rule before it. */
    if (r->op == OP_FIRST_BACK && r->other >= at) return bad("other");
    if ((r->op == OP_ADD_PREFIX || r->op == OP_STRIP_PREFIX) && (!r->prefix.n || *r->prefix.p != '"')) return bad("prefix");
    return 1;
}

static int read_own(Plan *plan, PyObject *spec, int n_fields, Own *own) {
    return read_int(spec, "source", 0, n_fields - 1, &own->source) &&
           read_int(spec, "default", DEFAULT_NULL, DEFAULT_MISSING, &own->kind) &&
           read_flag(spec, "listed", &own->is_listed) && read_text(plan, spec, "name", &own->name) &&
           read_text(plan, spec, "text", &own->text);
}

static int read_written(Plan *plan, PyObject *spec, Written *w) {
    u8 is_own;
    if (!read_flag(spec, "own", &is_own)) return 0;
    int n = is_own ? plan->nodes[plan->own_node].n_members : plan->n_rules;
    w->is_own = is_own;
    return read_int(spec, "at", 0, n - 1, &w->at) && read_int(spec, "default", DEFAULT_NULL, DEFAULT_MISSING, &w->kind) &&
           read_flag(spec, "omittable", &w->is_omittable) && read_text(plan, spec, "name", &w->name) &&
           read_text(plan, spec, "text", &w->text);
}

/* A node whose fields are captured in a group; 0 if it is another one, or has another number of fields. */
static int read_group(Plan *plan, PyObject *spec, const char *key, int group, int n, int *out) {
    if (!read_int(spec, key, 0, plan->n_nodes - 1, out)) return 0;
    const Node *d = &plan->nodes[*out];
    /* A residue may be a text. */
    int mask = d->mask & ~(group == G_RESIDUE ? K_STR : 0);
    return (d->group == group && mask == K_OBJ && (n < 0 || d->n_members == n)) || bad(key);
}

/* Each group is captured by one node, and the fields of a residue that are read again are arrays of strings. */
static int check_groups(const Plan *plan, int residue) {
    int found[N_GROUPS] = {0};
    for (int i = 0; i < plan->n_nodes; i++) found[plan->nodes[i].group]++;
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

static int read_conversion(Plan *plan, PyObject *spec) {
    int n, residue;
    if (plan->nodes[plan->root].group != G_RECORD) return bad("root");
    int n_fields = plan->nodes[plan->root].n_members;
    PyObject *rules = read_list(spec, "rules", MAX_MEMBERS, &n);
    if (!rules || !(plan->rules = take(plan, (size_t)n, sizeof *plan->rules))) return 0;
    plan->n_rules = n;
    for (int i = 0; i < n; i++)
        if (!read_rule(plan, PyList_GetItem(rules, i), n_fields, &plan->rules[i], i)) return 0;
    PyObject *owns = read_list(spec, "owns", MAX_MEMBERS, &n);
    if (!owns || !(plan->owns = take(plan, (size_t)n, sizeof *plan->owns))) return 0;
    plan->n_owns = n;
    for (int i = 0; i < n; i++)
        if (!read_own(plan, PyList_GetItem(owns, i), n_fields, &plan->owns[i])) return 0;
    if (!read_int(spec, "residue_slot", 0, n_fields - 1, &plan->residue_slot) ||
        !read_int(spec, "id_slot", 0, n_fields - 1, &plan->id_slot) ||
        !read_int(spec, "id_rule", 0, plan->n_rules - 1, &plan->id_rule) ||
        !read_int(spec, "residue_form", RES_DROP, RES_TEXT, &plan->mode) ||
        !read_group(plan, spec, "residue", G_RESIDUE, N_RESIDUE, &residue) ||
        !read_group(plan, spec, "own", G_OWN, -1, &plan->own_node) ||
        !read_group(plan, spec, "via", G_VIA, plan->n_rules, &plan->via_node) ||
        !read_group(plan, spec, "entry", G_ENTRY, 2, &plan->entry_node) || !check_groups(plan, residue))
        return 0;
    if (plan->nodes[plan->root].members[plan->residue_slot].node != residue) return bad("residue_slot");
    if (!read_text(plan, spec, "of", &plan->of) || !read_text(plan, spec, "bridge", &plan->bridge) ||
        !read_text(plan, spec, "probe", &plan->probe) || !read_text(plan, spec, "head", &plan->head) ||
        !read_text(plan, spec, "residue_name", &plan->residue_name))
        return 0;
    PyObject *written = read_list(spec, "written", 2 * MAX_MEMBERS, &n);
    if (!written || !(plan->written = take(plan, (size_t)n, sizeof *plan->written))) return 0;
    plan->n_written = n;
    for (int i = 0; i < n; i++)
        if (!read_written(plan, PyList_GetItem(written, i), &plan->written[i])) return 0;
    /* The first field is always written: its comma becomes the brace of the record. */
    if (!n || plan->written[0].is_own || plan->rules[plan->written[0].at].is_omittable) return bad("written");
    return 1;
}

Plan *plan_make(PyObject *spec) {
    Plan *plan = calloc(1, sizeof *plan);
    if (!plan) {
        PyErr_NoMemory();
        return NULL;
    }
    u8 is_conversion = 0;
    PyObject *nodes = read_list(spec, "nodes", MAX_NODES, &plan->n_nodes);
    int is_made = nodes && (plan->nodes = take(plan, (size_t)plan->n_nodes, sizeof *plan->nodes)) != NULL;
    for (int i = 0; is_made && i < plan->n_nodes; i++) is_made = read_node(plan, PyList_GetItem(nodes, i), &plan->nodes[i]);
    is_made = is_made && read_int(spec, "root", 0, plan->n_nodes - 1, &plan->root) &&
              read_flag(spec, "conversion", &is_conversion);
    plan->is_conversion = is_conversion;
    if (is_made && (is_conversion ? read_conversion(plan, spec) : plan->nodes[plan->root].group == G_NONE || bad("root")))
        return plan;
    plan_free(plan);
    return NULL;
}
