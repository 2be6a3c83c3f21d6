/* The module `runbridge._native`: plans, and chunks that are processed by them. */
#include "plan.h"

#include <stdlib.h>

#define PLAN "runbridge._native.plan"
/* Spans have 32 bits. */
#define MAX_CHUNK ((Py_ssize_t)1 << 30)

int buffer_grow(Buffer *o, size_t n) {
    /* Far from what a size_t can hold, even one of 32 bits. */
    int is_possible = o->size < SIZE_MAX / 4 && n < SIZE_MAX / 4;
    size_t size = o->size + o->size / 2 + 4096;
    u8 *start = o->failed || !is_possible ? NULL : realloc(o->start, size + n);
    if (!start) {
        o->failed = 1;
        return 0;
    }
    o->start = start;
    o->size = size + n;
    return 1;
}

/* A line that is handed back: its number, where it starts and ends, and where its output belongs. */
typedef struct {
    Py_ssize_t number, start, end, place;
} Other;

enum { DONE, NOT_RECORDS, NO_MEMORY };

typedef struct {
    Buffer out;
    Buffer ends; /* where the output of each row ends, of 64 bits each */
    Buffer others; /* of Other */
    Buffer line;   /* a copy of one */
    Py_ssize_t n_lines;
    Tally tally;
} Run;

static int is_valid_line(const Plan *plan, const u8 *line, const u8 *end, Tally *tally) {
    Capture c = {{NULL, NULL, NULL, NULL, NULL, NULL}, NULL, &tally->texts, (size_t)(end - line), NULL};
    tally->texts.n = 0;
    const u8 *p = check(plan->nodes, plan->root, line, 0, &c, NULL);
    return p == end && is_utf8(line, end);
}

/* `at` is the offset of the line in the chunk. */
static int process_one(const Plan *plan, const u8 *line, const u8 *end, size_t at, Run *run) {
    if (plan->table) return append_line(plan, line, end, &run->tally.texts);
    if (plan->n_slots) return count_line(plan, line, end, at, &run->out, &run->tally);
    return plan->is_conversion ? convert_line(plan, line, end, &run->out, &run->tally)
                               : is_valid_line(plan, line, end, &run->tally);
}

static int outcome_so_far(const Plan *plan, const Run *run) {
    const Tally *t = &run->tally;
    if (run->out.failed || run->ends.failed || run->others.failed || run->line.failed || t->residues.failed ||
        t->texts.failed || t->built.failed || t->slots.failed || (plan->table && table_failed(plan->table)))
        return NO_MEMORY;
    return DONE;
}

/* A copy of n bytes with a line feed and padding behind it; NULL without memory. */
static const u8 *copy_of(Buffer *line, const u8 *p, size_t n) {
    line->n = 0;
    put(line, p, n);
    put(line, LINE_END, sizeof LINE_END);
    return line->failed ? NULL : line->start;
}

/* Its output belongs where that of the others ends so far, or behind the rows of a table. */
static void hand_back(const Plan *plan, Run *run, Py_ssize_t start, Py_ssize_t end) {
    size_t place = plan->table ? plan->table->columns[0].now.rows : run->out.n;
    Other other = {run->n_lines, start, end, (Py_ssize_t)place};
    put(&run->others, &other, sizeof other);
}

/* Whether a line with these characters at its ends may be a record. If it is no object, records may be on several lines,
 * but not when they are counted: each line is then one, unless it may be blank. */
static int may_be_record(const Plan *plan, u8 first, u8 last) {
    return plan->n_slots ? first > ' ' && last > ' ' : first == '{' && last == '}';
}

/* All lines of a chunk. NOT_RECORDS if one cannot be a record. Needs no interpreter lock. */
static int process(const Plan *plan, const u8 *data, size_t size, Run *run) {
    const u8 *p = data, *end = data + size;
    int result = DONE;
    for (; p < end && result == DONE; run->n_lines++) {
        const u8 *line = p, *next = memchr(p, '\n', (size_t)(end - p));
        if (!next || next == p || !may_be_record(plan, *p, next[-1])) return NOT_RECORDS;
        size_t n = (size_t)(next - p);
        /* The scanner looks ahead, but not behind the end of the chunk. */
        if ((size_t)(end - next) <= LANE_PADDING && !(line = copy_of(&run->line, p, n))) return NO_MEMORY;
        if (!process_one(plan, line, line + n, (size_t)(p - data), run)) hand_back(plan, run, p - data, next - data);
        result = outcome_so_far(plan, run);
        p = next + 1;
    }
    return result;
}

/* Rows of a column of text in the memory layout of Arrow. */
typedef struct {
    Py_buffer data, offsets, validity;
    Py_ssize_t first, n_rows;
    int is_large;
} Column;

static Py_ssize_t offset_at(const Column *column, Py_ssize_t row) {
    int64_t large;
    int32_t small;
    const u8 *offsets = column->offsets.buf;
    if (column->is_large) memcpy(&large, offsets + 8 * row, 8);
    else memcpy(&small, offsets + 4 * row, 4);
    return column->is_large ? (Py_ssize_t)large : small;
}

static int is_null(const Column *column, Py_ssize_t row) {
    const u8 *bits = column->validity.buf;
    return bits && !(bits[row >> 3] >> (row & 7) & 1);
}

/* Whether all rows are inside of the buffers of a column. */
static int has_rows(const Column *column) {
    Py_ssize_t first = column->first, n = column->n_rows, max = PY_SSIZE_T_MAX / 2;
    if (first < 0 || n < 0 || first > max - 1 || n > max - 1 - first) return 0;
    return first + n + 1 <= column->offsets.len / (column->is_large ? 8 : 4) &&
           (!column->validity.buf || (first + n + 7) / 8 <= column->validity.len);
}

/* The rows that are not null, as `process` does lines. The output has no line feeds. A row that is not an object from its
 * first character to its last is handed back. */
static int process_column(const Plan *plan, const Column *column, Run *run) {
    int result = DONE;
    for (Py_ssize_t row = column->first; row < column->first + column->n_rows && result == DONE; row++) {
        if (is_null(column, row)) continue;
        Py_ssize_t start = offset_at(column, row), end = offset_at(column, row + 1), n = end - start;
        if (start < 0 || n < 0 || end > column->data.len) return NOT_RECORDS;
        int is_done = 0;
        if (n && n <= MAX_CHUNK) {
            /* A copy, because a line ends with a line feed; and another thread could change what is not a copy. */
            const u8 *line = copy_of(&run->line, (const u8 *)column->data.buf + start, (size_t)n);
            if (!line) return NO_MEMORY;
            is_done = line[0] == '{' && line[n - 1] == '}' && process_one(plan, line, line + n, (size_t)start, run);
        }
        if (!is_done) {
            hand_back(plan, run, start, end);
        } else if (plan->is_conversion && !run->out.failed) {
            u64 place = --run->out.n;
            put(&run->ends, &place, sizeof place);
        }
        result = outcome_so_far(plan, run);
        run->n_lines++;
    }
    return result;
}

/* ------------------------------------------------------------------ results as Python values */

static PyObject *list_of_counts(const Plan *plan, const Tally *t) {
    const u64 *counts[] = {t->owns, t->vias, t->absent, t->absent_owns};
    const int sizes[] = {plan->n_owns, plan->n_noted, plan->n_noted, plan->n_owns};
    PyObject *list = PyList_New(2 * (plan->n_owns + plan->n_noted));
    Py_ssize_t at = 0;
    for (int part = 0; part < 4; part++)
        for (int i = 0; list && i < sizes[part]; i++) {
            PyObject *count = PyLong_FromUnsignedLongLong(counts[part][i]);
            if (!count || PyList_SetItem(list, at++, count)) Py_CLEAR(list);
        }
    return list;
}

/* Counting: the slots that have values. */
static PyObject *bytes_of_slots(const Plan *plan, const Tally *t) {
    Buffer o = {NULL, 0, 0, 0};
    PyObject *bytes = put_slots(plan, t, &o) ? PyBytes_FromStringAndSize((const char *)o.start, (Py_ssize_t)o.n) : PyErr_NoMemory();
    free(o.start);
    return bytes;
}

static PyObject *list_of_names(const Tally *t) {
    PyObject *list = PyList_New(t->n_names);
    for (int i = 0; list && i < t->n_names; i++) {
        PyObject *pair = Py_BuildValue("(s#K)", (const char *)t->names[i].bytes, (Py_ssize_t)t->names[i].n,
                                       (unsigned long long)t->names[i].count);
        if (!pair || PyList_SetItem(list, i, pair)) Py_CLEAR(list);
    }
    return list;
}

static PyObject *list_of_others(const Buffer *others) {
    size_t n = others->n / sizeof(Other);
    PyObject *list = PyList_New((Py_ssize_t)n);
    for (size_t i = 0; list && i < n; i++) {
        const Other *o = (const Other *)(const void *)others->start + i;
        PyObject *item = Py_BuildValue("(nnnn)", o->number, o->start, o->end, o->place);
        if (!item || PyList_SetItem(list, (Py_ssize_t)i, item)) Py_CLEAR(list);
    }
    return list;
}

/* A null pointer, which a buffer without bytes may have, would become None. */
static const char *bytes_of(const Buffer *b) { return b->start ? (const char *)b->start : ""; }

static PyObject *result_of(const Plan *plan, const Run *run, int has_ends) {
    const Tally *t = &run->tally;
    PyObject *counts = plan->n_slots ? bytes_of_slots(plan, t) : list_of_counts(plan, t), *names = list_of_names(t), *others = list_of_others(&run->others);
    PyObject *result = NULL;
    if (counts && names && others)
        result = Py_BuildValue("(y#nOOOKy#)", bytes_of(&run->out), (Py_ssize_t)run->out.n, run->n_lines, others, counts,
                               names, (unsigned long long)t->without_residue, bytes_of(&t->residues),
                               (Py_ssize_t)t->residues.n);
    if (result && has_ends) result = Py_BuildValue("(Ny#)", result, bytes_of(&run->ends), (Py_ssize_t)run->ends.n);
    Py_XDECREF(counts);
    Py_XDECREF(names);
    Py_XDECREF(others);
    return result;
}

/* ------------------------------------------------------------------ the functions of the module */

static void free_capsule(PyObject *capsule) { plan_free(PyCapsule_GetPointer(capsule, PLAN)); }

static PyObject *make_plan(PyObject *module, PyObject *spec) {
    (void)module;
    Plan *plan = plan_make(spec);
    if (!plan) return NULL;
    PyObject *capsule = PyCapsule_New(plan, PLAN, free_capsule);
    if (!capsule) plan_free(plan);
    return capsule;
}

static Buffer take_spare(Buffer *spare) {
    static const Buffer empty;
    Buffer taken = *spare;
    *spare = empty;
    return taken;
}

static void give_back(Buffer *spare, Buffer used) {
    used.n = 0;
    if (spare->start || used.failed || used.size > MAX_SPARE) free(used.start);
    else *spare = used;
}

/* Only one thread at a time has the interpreter lock, or that of the plan where there is none. */
#ifdef Py_GIL_DISABLED
#define BEGIN_LOCKED(plan) Py_BEGIN_CRITICAL_SECTION(plan)
#define END_LOCKED Py_END_CRITICAL_SECTION()
#else
#define BEGIN_LOCKED(plan) {
#define END_LOCKED }
#endif

/* What a call processes: a chunk of lines, or a column. */
typedef struct {
    const u8 *data;
    size_t size;
    const Column *column;
    int keeps_residues;
} Input;

/* The run for some input, which `end_run` frees; NULL without memory. */
static Run *make_run(PyObject *capsule, Plan *plan) {
    Run *run = malloc(sizeof *run);
    if (!run) return NULL;
    memset(run, 0, offsetof(Run, tally) + offsetof(Tally, names));
    (void)capsule;
    BEGIN_LOCKED(capsule);
    run->out = take_spare(&plan->spare);
    run->tally.residues = take_spare(&plan->spare_residues);
    END_LOCKED;
    return run;
}

static void end_run(PyObject *capsule, Plan *plan, Run *run) {
    (void)capsule;
    BEGIN_LOCKED(capsule);
    give_back(&plan->spare, run->out);
    give_back(&plan->spare_residues, run->tally.residues);
    END_LOCKED;
    free(run->ends.start);
    free(run->others.start);
    free(run->line.start);
    free(run->tally.texts.start);
    free(run->tally.built.start);
    free(run->tally.slots.start);
    free(run);
}

/* The result for some input; None if it is not records. */
static PyObject *result_for(PyObject *capsule, Plan *plan, const Input *in) {
    PyObject *result = NULL;
    Run *run = make_run(capsule, plan);
    int outcome = NO_MEMORY;
    if (run) run->tally.keeps_residues = (u8)in->keeps_residues;
    if (run && plan->table) {
        /* Threads do not share a table. */
        BEGIN_LOCKED(capsule);
        table_mark(plan->table, MARK_CALL);
        outcome = in->column ? process_column(plan, in->column, run) : process(plan, in->data, in->size, run);
        if (outcome != DONE) table_undo(plan->table, MARK_CALL);
        END_LOCKED;
    } else if (run) {
        Py_BEGIN_ALLOW_THREADS
        outcome = in->column ? process_column(plan, in->column, run) : process(plan, in->data, in->size, run);
        Py_END_ALLOW_THREADS
    }
    if (outcome == NO_MEMORY) PyErr_NoMemory();
    else result = outcome == DONE ? result_of(plan, run, in->column != NULL) : Py_NewRef(Py_None);
    if (run) end_run(capsule, plan, run);
    return result;
}

static PyObject *process_lines(PyObject *module, PyObject *args) {
    (void)module;
    PyObject *capsule, *chunk;
    char *data;
    Py_ssize_t size;
    int keeps_residues = 0;
    /* Nothing changes bytes, while any thread may change other buffers. */
    if (!PyArg_ParseTuple(args, "OS|p", &capsule, &chunk, &keeps_residues)) return NULL;
    Plan *plan = PyCapsule_GetPointer(capsule, PLAN);
    if (!plan || PyBytes_AsStringAndSize(chunk, &data, &size)) return NULL;
    if (size > MAX_CHUNK) return Py_NewRef(Py_None);
    Input in = {(const u8 *)data, (size_t)size, NULL, keeps_residues};
    return result_for(capsule, plan, &in);
}

static PyObject *process_rows(PyObject *module, PyObject *args) {
    (void)module;
    PyObject *capsule, *result = NULL;
    Column column;
    if (!PyArg_ParseTuple(args, "Oy*y*z*nnp", &capsule, &column.data, &column.offsets, &column.validity, &column.first,
                          &column.n_rows, &column.is_large))
        return NULL;
    Plan *plan = PyCapsule_GetPointer(capsule, PLAN);
    Input in = {NULL, 0, &column, 0};
    if (plan && !has_rows(&column)) PyErr_SetString(PyExc_ValueError, "the buffers do not have these rows");
    else if (plan) result = result_for(capsule, plan, &in);
    PyBuffer_Release(&column.data);
    PyBuffer_Release(&column.offsets);
    PyBuffer_Release(&column.validity);
    return result;
}

static PyObject *call_on_table(PyObject *capsule, PyObject *(*function)(Table *)) {
    Plan *plan = PyCapsule_GetPointer(capsule, PLAN);
    PyObject *result = NULL;
    if (!plan) return NULL;
    if (!plan->table) {
        PyErr_SetString(PyExc_ValueError, "the plan has no table");
        return NULL;
    }
    BEGIN_LOCKED(capsule);
    result = function(plan->table);
    END_LOCKED;
    return result;
}

static PyObject *take_rows(PyObject *module, PyObject *capsule) {
    (void)module;
    return call_on_table(capsule, take_columns);
}

static PyObject *undo(Table *t) {
    table_undo(t, MARK_CALL);
    return Py_NewRef(Py_None);
}

static PyObject *undo_rows(PyObject *module, PyObject *capsule) {
    (void)module;
    return call_on_table(capsule, undo);
}

static PyMethodDef methods[] = {
    {"make_plan", make_plan, METH_O, "A plan from its dictionary; raises ValueError."},
    {"process_lines", process_lines, METH_VARARGS,
     "The output for the lines of a chunk, the lines that are handed back, counts, and residues if they are asked for; None "
     "if lines are not records."},
    {"process_rows", process_rows, METH_VARARGS,
     "The same for rows of a column of text, given as its buffers, and where the output of each row ends."},
    {"take_rows", take_rows, METH_O, "The columns that the lines of a plan with a table have become so far; then it has none."},
    {"undo_rows", undo_rows, METH_O, "Remove the rows of the last call of `process_lines` from a table."},
    {NULL, NULL, 0, NULL},
};

/* Python and C have to agree on what plans are: this number is in version.py too. */
static int add_version(PyObject *module) { return PyModule_AddIntConstant(module, "PLAN_VERSION", 5); }

/* A function as data, which C allows only by way of another type. */
static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, (void *)add_version},
#ifdef Py_GIL_DISABLED
    /* Threads share nothing but plans. */
    {Py_mod_gil, Py_MOD_GIL_NOT_USED},
#endif
    {0, NULL},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "_native", "Ordinary lines of NDJSON, converted and validated by plans.", 0, methods, slots, NULL,
    NULL,                  NULL,
};

PyMODINIT_FUNC PyInit__native(void) { return PyModuleDef_Init(&definition); }
