/* Makes a plan from a dictionary. All its numbers are checked here, so that nothing else has to do it. */
#include "plan.h"

#include <stdlib.h>

struct Block {
    Block *next;
};

/* Zeroed memory that is freed with the plan. The header keeps the alignment of a pointer and of an u64. */
void *plan_take(Plan *plan, size_t count, size_t size) {
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
    if (plan->table) table_free(plan->table);
    for (Block *block = plan->blocks, *next; block; block = next) {
        next = block->next;
        free(block);
    }
    free(plan->spare.start);
    free(plan->spare_residues.start);
    free(plan);
}

/* ------------------------------------------------------------------ reading a dictionary; 0 is an exception */

int bad(const char *what) {
    if (!PyErr_Occurred()) PyErr_Format(PyExc_ValueError, "the plan has no usable `%s`", what);
    return 0;
}

/* An integer between two bounds. */
int read_int(PyObject *spec, const char *key, int low, int high, int *out) {
    PyObject *value = PyDict_Check(spec) ? PyDict_GetItemString(spec, key) : NULL;
    if (!value) return bad(key);
    long number = PyLong_AsLong(value);
    if (PyErr_Occurred() || number < low || number > high) return bad(key);
    *out = (int)number;
    return 1;
}

int read_flag(PyObject *spec, const char *key, u8 *out) {
    int value;
    if (!read_int(spec, key, 0, 1, &value)) return 0;
    *out = (u8)value;
    return 1;
}

int copy_text(Plan *plan, PyObject *value, const char *key, Text *out) {
    char *bytes;
    Py_ssize_t n;
    if (!value || !PyBytes_Check(value) || PyBytes_AsStringAndSize(value, &bytes, &n) || n > 0xFFFF) return bad(key);
    /* Names are compared eight bytes at a time. */
    u8 *copy = plan_take(plan, (size_t)n + 8, 1);
    if (!copy) return 0;
    memcpy(copy, bytes, (size_t)n);
    out->p = copy;
    out->n = (u32)n;
    return 1;
}

int read_text(Plan *plan, PyObject *spec, const char *key, Text *out) {
    return copy_text(plan, PyDict_Check(spec) ? PyDict_GetItemString(spec, key) : NULL, key, out);
}

/* A list of at most `limit` items. */
PyObject *read_list(PyObject *spec, const char *key, int limit, int *n) {
    PyObject *list = PyDict_Check(spec) ? PyDict_GetItemString(spec, key) : NULL;
    if (!list || !PyList_Check(list) || PyList_Size(list) > limit) {
        bad(key);
        return NULL;
    }
    *n = (int)PyList_Size(list);
    return list;
}

/* ------------------------------------------------------------------ nodes */

#define MAX_NODES 4096
#define MAX_BITS 12

/* A hash table without collisions: seeds are tried until there is none. */
static int make_table(Plan *plan, Node *d) {
    d->bits = 3;
    while ((1 << d->bits) < 4 * d->n_members) d->bits++;
    for (; d->bits <= MAX_BITS; d->bits++) {
        int size = 1 << d->bits;
        d->slots = plan_take(plan, (size_t)size, sizeof *d->slots);
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
    if (!words || !(d->words = plan_take(plan, (size_t)d->n_words, sizeof *d->words))) return 0;
    for (int i = 0; i < d->n_words; i++)
        if (!copy_text(plan, PyList_GetItem(words, i), "words", &d->words[i])) return 0;
    if (!read_flag(spec, "inside", &d->is_inside) || !read_int(spec, "holder", 0, MAX_MEMBERS - 1, &d->holder) ||
        !read_int(spec, "slots", 0, MAX_SLOTS, &d->n_slots))
        return 0;
    PyObject *finds = read_list(spec, "finds", MAX_MEMBERS, &d->n_finds);
    if (!finds || !(d->finds = plan_take(plan, (size_t)d->n_finds, sizeof *d->finds))) return 0;
    for (int i = 0; i < d->n_finds; i++) {
        PyObject *each = PyList_GetItem(finds, i);
        Find *find = &d->finds[i];
        if (!read_text(plan, each, "word", &find->word) || !read_int(each, "key", 0, MAX_SLOTS - 1, &find->key) ||
            !read_int(each, "from", 0, MAX_SLOTS - 1, &find->from) || !read_int(each, "to", 0, MAX_SLOTS - 1, &find->to))
            return 0;
    }
    /* Values are captured in a group, and items are looked for in arrays that are checked. */
    int slots = d->group ? MAX_SLOTS : 0;
    if (d->n_finds && (!d->group || d->items < 0)) return bad("finds");
    if (d->is_inside && !d->group) return bad("inside");
    d->is_special = d->is_inside;
    int n_columns = plan->table ? plan->table->n : 0;
    if (!read_int(spec, "column", -1, n_columns - 1, &d->column) || !read_int(spec, "unknown", -1, n_columns - 1, &d->unknown) ||
        !read_int(spec, "missing", -1, n_columns - 1, &d->missing))
        return 0;
    if (!plan_check_columns(plan, d)) return bad("column");
    PyObject *members = read_list(spec, "fields", MAX_MEMBERS, &n);
    if (!members || !(d->members = plan_take(plan, (size_t)n, sizeof *d->members))) return 0;
    d->n_members = n;
    for (int i = 0; i < n; i++) {
        Member *m = &d->members[i];
        PyObject *each = PyList_GetItem(members, i);
        u8 is_required;
        int slot, rank;
        if (!PyDict_Check(each) || !read_text(plan, each, "name", &m->name) ||
            !read_int(each, "node", 0, plan->n_nodes - 1, &m->node) || !read_flag(each, "required", &is_required) ||
            !read_flag(each, "raw", &m->is_raw) || !read_int(each, "slot", -1, slots - 1, &slot) ||
            !read_int(each, "rank", -1, MAX_MEMBERS - 1, &rank) || !read_int(each, "column", -1, n_columns - 1, &m->column))
            return bad("fields");
        m->slot = (int16_t)slot;
        m->rank = (int8_t)rank;
        /* The fields of an object that is captured are in their slots. */
        if (d->group && !d->is_inside && (m->slot != i || d->n_slots < n)) return bad("slot");
        if (is_required) d->required |= (u64)1 << i;
        for (int j = 0; j < i; j++)
            if (same_text(m->name, d->members[j].name)) return bad("fields");
    }
    return n == 0 || make_table(plan, d);
}

/* Counting: what each node does with the values of its slots. */
static int read_states(Plan *plan, PyObject *list) {
    if (!PyList_Check(list) || PyList_Size(list) != plan->n_nodes) return bad("states");
    for (int i = 0; i < plan->n_nodes; i++) {
        Node *d = &plan->nodes[i];
        Text states;
        if (!copy_text(plan, PyList_GetItem(list, i), "states", &states)) return 0;
        if (states.n != (u32)(S_WORDS + d->n_words + d->n_members)) return bad("states");
        d->states = states.p;
        d->first_slot = plan->n_slots;
        plan->n_slots += states.n;
    }
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
    int is_made = nodes && plan_read_columns(plan, spec) && (plan->nodes = plan_take(plan, (size_t)plan->n_nodes, sizeof *plan->nodes)) != NULL;
    for (int i = 0; is_made && i < plan->n_nodes; i++) is_made = read_node(plan, PyList_GetItem(nodes, i), &plan->nodes[i]);
    is_made = is_made && read_int(spec, "root", 0, plan->n_nodes - 1, &plan->root) &&
              read_flag(spec, "conversion", &is_conversion);
    plan->is_conversion = is_conversion;
    /* Only conversions capture something, and tables, which are no conversions and have a row for each line. */
    if (is_made && plan->table && (is_conversion || plan->nodes[plan->root].column)) is_made = bad("root");
    for (int i = 0; is_made && !is_conversion && !plan->table && i < plan->n_nodes; i++)
        is_made = plan->nodes[i].group == G_NONE || bad("group");
    PyObject *states = is_made && !is_conversion && !plan->table ? PyDict_GetItemString(spec, "states") : NULL;
    if (states) is_made = read_states(plan, states);
    if (is_made && (!is_conversion || plan_read_conversion(plan, spec))) return plan;
    plan_free(plan);
    return NULL;
}
