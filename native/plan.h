/* Plans are made from dictionaries of Python. */
#ifndef RUNBRIDGE_PLAN_H
#define RUNBRIDGE_PLAN_H

/* The build defines Py_LIMITED_API, but not for a free-threaded Python, which has none. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include "lane.h"

/* A plan; NULL with an exception if the dictionary is not one. Every index in a plan is checked here, once. */
Plan *plan_make(PyObject *spec);
void plan_free(Plan *plan);

#endif
