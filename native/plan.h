/* Plans are made from dictionaries of Python. */
#ifndef RUNBRIDGE_PLAN_H
#define RUNBRIDGE_PLAN_H

/* The build defines Py_LIMITED_API, but not for a free-threaded Python, which has none. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include "columns.h"

/* A plan; NULL with an exception if the dictionary is not one. Every index in a plan is checked here, once. */
Plan *plan_make(PyObject *spec);
void plan_free(Plan *plan);

/* Reading a dictionary; 0 or NULL is an exception (plan.c). */
#define MAX_WORDS 256
void *plan_take(Plan *plan, size_t count, size_t size);
int bad(const char *what);
int read_int(PyObject *spec, const char *key, int low, int high, int *out);
int read_flag(PyObject *spec, const char *key, u8 *out);
int copy_text(Plan *plan, PyObject *value, const char *key, Text *out);
int read_text(Plan *plan, PyObject *spec, const char *key, Text *out);
PyObject *read_list(PyObject *spec, const char *key, int limit, int *n);

/* What a conversion needs besides its nodes (plan_rules.c). */
int plan_read_conversion(Plan *plan, PyObject *spec);

/* The columns of a table, if the plan is for one, and whether a node can fill those that it has (plan_columns.c). */
int plan_read_columns(Plan *plan, PyObject *spec);
int plan_check_columns(const Plan *plan, const Node *d);
void table_free(Table *t);

PyObject *take_columns(Table *t);

/* No more memory than this is kept for the next call. */
#define MAX_SPARE ((size_t)4 << 20)

#endif
