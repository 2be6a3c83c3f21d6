/* The columns of a table: made from a dictionary, and read as Python values. */
#include "plan.h"

#include <stdlib.h>

#define MAX_COLUMNS 1024
#define MAX_DIGITS 9

void table_free(Table *t) {
    for (int i = 0; i < t->n; i++) {
        free(t->columns[i].data.start);
        free(t->columns[i].offsets.start);
        free(t->columns[i].valid.start);
    }
}

/* Whether all columns inside of a column end before it does, and are those that it needs. */
static int is_nested(const Table *t, int at) {
    const Built *b = &t->columns[at];
    int n = 0;
    for (int i = at + 1; i < b->end; i = t->columns[i].end, n++)
        if (t->columns[i].end > b->end) return 0;
    switch (b->kind) {
    case COL_LIST: return n == 1;
    case COL_MAP: return n == 2 && t->columns[at + 1].kind == COL_TEXT;
    case COL_RECORD: return 1;
    default: return n == 0;
    }
}

int plan_read_columns(Plan *plan, PyObject *spec) {
    int n;
    PyObject *columns = read_list(spec, "columns", MAX_COLUMNS, &n);
    if (!columns || !n) return columns != NULL;
    Table *t = plan_take(plan, 1, sizeof *t);
    if (!t || !(t->columns = plan_take(plan, (size_t)n, sizeof *t->columns))) return 0;
    plan->table = t;
    t->n = n;
    for (int i = 0; i < n; i++) {
        Built *b = &t->columns[i];
        PyObject *each = PyList_GetItem(columns, i);
        if (!read_int(each, "kind", 0, N_COLUMN_KINDS - 1, &b->kind) || !read_int(each, "end", i + 1, n, &b->end) ||
            !read_int(each, "digits", 0, MAX_DIGITS, &b->digits) || !read_int(each, "alternative", 0, K_ANY, &b->alternative) ||
            !read_flag(each, "needed", &b->needs_value))
            return 0;
    }
    for (int i = 0; i < n; i++)
        if (!is_nested(t, i)) return bad("end");
    return 1;
}

/* A node fills the column of its kind, and one for unknown fields if it is a record. */
int plan_check_columns(const Plan *plan, const Node *d) {
    if (d->column < 0) return d->unknown < 0 && d->missing < 0;
    const Built *columns = plan->table->columns;
    int kind = columns[d->column].kind;
    if (kind == COL_LIST) return d->items >= 0 && !d->group;
    if (!d->group || d->is_inside || (kind != COL_MAP && kind != COL_RECORD)) return 0;
    if (kind == COL_RECORD && (d->unknown < 0 || columns[d->unknown].kind != COL_TEXT)) return 0;
    return d->missing < 0 || (columns[d->missing].kind == COL_LIST && columns[d->missing + 1].kind == COL_TEXT);
}

static PyObject *as_bytes(const Buffer *o) { return PyBytes_FromStringAndSize((const char *)o->start, (Py_ssize_t)o->n); }

/* A long record does not keep its memory. */
static void keep_some(Buffer *o) {
    static const Buffer empty;
    if (o->size <= MAX_SPARE) return;
    free(o->start);
    *o = empty;
}

/* All rows so far: for each column their number, how many are null, how many numbers and times were rounded, and the
 * buffers that have the valid rows, the offsets and the data. Then there are no rows. */
PyObject *take_columns(Table *t) {
    static const Mark nothing;
    PyObject *list = PyList_New(t->n);
    for (int i = 0; list && i < t->n; i++) {
        const Built *b = &t->columns[i];
        PyObject *valid = as_bytes(&b->valid), *offsets = as_bytes(&b->offsets), *data = as_bytes(&b->data), *item = NULL;
        if (valid && offsets && data)
            item = Py_BuildValue("(nnKOOO)", (Py_ssize_t)b->now.rows, (Py_ssize_t)b->now.nulls,
                                 (unsigned long long)b->now.rounded, valid, offsets, data);
        Py_XDECREF(valid);
        Py_XDECREF(offsets);
        Py_XDECREF(data);
        if (!item || PyList_SetItem(list, i, item)) Py_CLEAR(list);
    }
    for (int i = 0; i < t->n; i++) {
        t->columns[i].now = nothing;
        keep_some(&t->columns[i].data);
        keep_some(&t->columns[i].offsets);
        keep_some(&t->columns[i].valid);
    }
    table_mark(t, MARK_CALL);
    table_undo(t, MARK_CALL);
    return list;
}
