/* Allocations that are counted; hard_cases.py decides which one fails. */
#include "failing_allocations.h"

#undef malloc
#undef calloc
#undef realloc
#undef free

static _Atomic long until_failure = -1, n_live = 0;

/* The n-th allocation from now on fails, counted from 0; none does with -1. */
void fail_allocation(long n) { until_failure = n; }

/* Whether an allocation has failed since then, or none was to fail. */
int has_failed(void) { return until_failure < 0; }

long live_allocations(void) { return n_live; }

static int is_failing(void) { return until_failure >= 0 && until_failure-- == 0; }

static void *counted(void *made) {
    n_live += made != NULL;
    return made;
}

void *counted_malloc(size_t size) { return is_failing() ? NULL : counted(malloc(size)); }

void *counted_calloc(size_t count, size_t size) { return is_failing() ? NULL : counted(calloc(count, size)); }

void *counted_realloc(void *old, size_t size) {
    if (is_failing()) return NULL;
    void *made = realloc(old, size);
    n_live += !old && made;
    return made;
}

void counted_free(void *old) {
    n_live -= old != NULL;
    free(old);
}
