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

typedef struct {
    Other *items;
    size_t n, size;
    int failed;
} Others;

static void add_other(Others *others, Other other) {
    if (others->n == others->size) {
        size_t size = others->size * 2 + 16;
        Other *items = realloc(others->items, size * sizeof *items);
        if (!items) {
            others->failed = 1;
            return;
        }
        others->items = items;
        others->size = size;
    }
    others->items[others->n++] = other;
}

enum { DONE, NOT_RECORDS, NO_MEMORY };

typedef struct {
    Buffer out;
    Buffer ends; /* where the output of each row ends, of 64 bits each */
    Others others;
    Py_ssize_t n_lines;
    Tally tally;
} Run;

static int is_valid_line(const Plan *plan, const u8 *line, const u8 *end, Tally *tally) {
    Capture c = {{NULL, NULL, NULL, NULL, NULL, NULL}, NULL, &tally->texts, (size_t)(end - line)};
    tally->texts.n = 0;
    const u8 *p = check(plan->nodes, plan->root, line, 0, &c, NULL);
    return p == end && is_utf8(line, end);
}

/* `at` is the offset of the line in the chunk. */
static int process_one(const Plan *plan, const u8 *line, const u8 *end, size_t at, Run *run) {
    if (plan->n_slots) return count_line(plan, line, end, at, &run->out, &run->tally);
    return plan->is_conversion ? convert_line(plan, line, end, &run->out, &run->tally)
                               : is_valid_line(plan, line, end, &run->tally);
}

static int outcome_so_far(const Run *run) {
    if (run->out.failed || run->ends.failed || run->others.failed || run->tally.texts.failed ||
        run->tally.built.failed || run->tally.slots.failed)
        return NO_MEMORY;
    return run->tally.has_too_many ? NOT_RECORDS : DONE;
}

/* Whether a line with these characters at its ends may be a record. If it is no object, records may be on several lines,
 * but not when they are counted: each line is then one, unless it may be blank. */
static int may_be_record(const Plan *plan, u8 first, u8 last) {
    return plan->n_slots ? first > ' ' && last > ' ' : first == '{' && last == '}';
}

/* All lines of a chunk. NOT_RECORDS if one cannot be a record. Needs no interpreter lock. */
static int process(const Plan *plan, const u8 *data, size_t size, Run *run) {
    const u8 *p = data, *end = data + size;
    u8 *copy = NULL;
    int result = DONE;
    while (p < end && result == DONE) {
        const u8 *line = p, *line_end = memchr(p, '\n', (size_t)(end - p)), *next = line_end;
        if (!line_end || line_end == p || !may_be_record(plan, *p, line_end[-1])) {
            result = NOT_RECORDS;
            break;
        }
        size_t n = (size_t)(line_end - p);
        if ((size_t)(end - line_end) <= LANE_PADDING) {
            /* The scanner looks ahead, but not behind the end of the chunk. */
            u8 *larger = realloc(copy, n + 1 + LANE_PADDING);
            if (!larger) {
                result = NO_MEMORY;
                break;
            }
            copy = larger;
            memcpy(copy, p, n + 1);
            memset(copy + n + 1, 0, LANE_PADDING);
            line = copy;
            line_end = copy + n;
        }
        if (!process_one(plan, line, line_end, (size_t)(p - data), run)) {
            Other other = {run->n_lines, p - data, next - data, (Py_ssize_t)run->out.n};
            add_other(&run->others, other);
        }
        result = outcome_so_far(run);
        run->n_lines++;
        p = next + 1;
    }
    free(copy);
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
    u8 *line = NULL;
    size_t size = 0;
    int result = DONE;
    for (Py_ssize_t row = column->first; row < column->first + column->n_rows && result == DONE; row++) {
        if (is_null(column, row)) continue;
        Py_ssize_t start = offset_at(column, row), end = offset_at(column, row + 1), n = end - start;
        if (start < 0 || n < 0 || end > column->data.len) {
            result = NOT_RECORDS;
            break;
        }
        int is_done = 0;
        if (n && n <= MAX_CHUNK) {
            /* A copy, because a line ends with a line feed; and another thread could change what is not a copy. */
            if ((size_t)n + 1 + LANE_PADDING > size) {
                u8 *larger = realloc(line, (size_t)n * 2 + 1 + LANE_PADDING);
                if (!larger) {
                    result = NO_MEMORY;
                    break;
                }
                line = larger;
                size = (size_t)n * 2 + 1 + LANE_PADDING;
            }
            memcpy(line, (const u8 *)column->data.buf + start, (size_t)n);
            line[n] = '\n';
            memset(line + n + 1, 0, LANE_PADDING);
            is_done = line[0] == '{' && line[n - 1] == '}' && process_one(plan, line, line + n, (size_t)start, run);
        }
        if (!is_done) {
            Other other = {run->n_lines, start, end, (Py_ssize_t)run->out.n};
            add_other(&run->others, other);
        } else if (plan->is_conversion && !run->out.failed) {
            u64 place = --run->out.n;
            put(&run->ends, (const u8 *)&place, sizeof place);
        }
        result = outcome_so_far(run);
        run->n_lines++;
    }
    free(line);
    return result;
}

/* ------------------------------------------------------------------ results as Python values */

static PyObject *list_of_counts(const Plan *plan, const Tally *t) {
    const u64 *counts[] = {t->owns, t->absent_owns, t->sources};
    const int sizes[] = {plan->n_owns, plan->n_owns, plan->n_noted};
    PyObject *list = PyList_New(sizes[0] + sizes[1] + sizes[2]);
    Py_ssize_t at = 0;
    for (int part = 0; part < 3; part++)
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

static PyObject *list_of_others(const Others *others) {
    PyObject *list = PyList_New((Py_ssize_t)others->n);
    for (size_t i = 0; list && i < others->n; i++) {
        const Other *o = &others->items[i];
        PyObject *item = Py_BuildValue("(nnnn)", o->number, o->start, o->end, o->place);
        if (!item || PyList_SetItem(list, (Py_ssize_t)i, item)) Py_CLEAR(list);
    }
    return list;
}

static PyObject *result_of(const Plan *plan, const Run *run, int has_ends) {
    const Tally *t = &run->tally;
    PyObject *counts = plan->n_slots ? bytes_of_slots(plan, t) : list_of_counts(plan, t), *names = list_of_names(t), *others = list_of_others(&run->others);
    PyObject *result = NULL;
    if (counts && names && others)
        /* A null pointer, which a buffer without bytes may have, would become None. */
        result = Py_BuildValue("(y#nOOOK)", run->out.start ? (const char *)run->out.start : "", (Py_ssize_t)run->out.n,
                               run->n_lines, others, counts, names, (unsigned long long)t->without_residue);
    if (result && has_ends) {
        PyObject *both = Py_BuildValue("(Ny#)", result, run->ends.start ? (const char *)run->ends.start : "",
                                       (Py_ssize_t)run->ends.n);
        result = both;
    }
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

/* No more memory than this is kept for the next call. */
#define MAX_SPARE ((size_t)4 << 20)

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
} Input;

/* The run for some input, which `end_run` frees; NULL without memory. */
static Run *make_run(PyObject *capsule, Plan *plan) {
    Run *run = malloc(sizeof *run);
    if (!run) return NULL;
    memset(run, 0, offsetof(Run, tally) + offsetof(Tally, names));
    (void)capsule;
    BEGIN_LOCKED(capsule);
    run->out = take_spare(&plan->spare);
    run->tally.scratch = take_spare(&plan->spare_scratch);
    END_LOCKED;
    return run;
}

static void end_run(PyObject *capsule, Plan *plan, Run *run) {
    (void)capsule;
    BEGIN_LOCKED(capsule);
    give_back(&plan->spare, run->out);
    give_back(&plan->spare_scratch, run->tally.scratch);
    END_LOCKED;
    free(run->ends.start);
    free(run->others.items);
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
    if (run) {
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
    PyObject *capsule, *result = NULL;
    Py_buffer view;
    if (!PyArg_ParseTuple(args, "Oy*", &capsule, &view)) return NULL;
    Plan *plan = PyCapsule_GetPointer(capsule, PLAN);
    u8 *copy = NULL;
    Input in = {view.buf, (size_t)view.len, NULL};
    if (!plan) goto end;
    if (view.len > MAX_CHUNK) {
        result = Py_NewRef(Py_None);
        goto end;
    }
    if (!view.readonly) {
        /* Another thread could change it. */
        copy = malloc((size_t)view.len + 1);
        if (!copy) {
            PyErr_NoMemory();
            goto end;
        }
        memcpy(copy, view.buf, (size_t)view.len);
        in.data = copy;
    }
    result = result_for(capsule, plan, &in);
end:
    free(copy);
    PyBuffer_Release(&view);
    return result;
}

static PyObject *process_rows(PyObject *module, PyObject *args) {
    (void)module;
    PyObject *capsule, *result = NULL;
    Column column;
    if (!PyArg_ParseTuple(args, "Oy*y*z*nnp", &capsule, &column.data, &column.offsets, &column.validity, &column.first,
                          &column.n_rows, &column.is_large))
        return NULL;
    Plan *plan = PyCapsule_GetPointer(capsule, PLAN);
    Input in = {NULL, 0, &column};
    if (plan && !has_rows(&column)) PyErr_SetString(PyExc_ValueError, "the buffers do not have these rows");
    else if (plan) result = result_for(capsule, plan, &in);
    PyBuffer_Release(&column.data);
    PyBuffer_Release(&column.offsets);
    PyBuffer_Release(&column.validity);
    return result;
}

static PyMethodDef methods[] = {
    {"make_plan", make_plan, METH_O, "A plan from its dictionary; raises ValueError."},
    {"process_lines", process_lines, METH_VARARGS,
     "The output for the lines of a chunk, the lines that are handed back, and counts; None if lines are not records."},
    {"process_rows", process_rows, METH_VARARGS,
     "The same for rows of a column of text, given as its buffers, and where the output of each row ends."},
    {NULL, NULL, 0, NULL},
};

/* Python and C have to agree on what plans are: this number is in native_library.py too. */
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
