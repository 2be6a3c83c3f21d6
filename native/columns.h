/* Columns of a table in the memory layout of Arrow, which the values of lines are appended to. */
#ifndef RUNBRIDGE_COLUMNS_H
#define RUNBRIDGE_COLUMNS_H

#include "lane.h"

/* Kinds of columns. COL_RAW has the JSON text of a value and COL_VERBATIM also that of null; a choice is a COL_RECORD. */
enum {
    COL_TEXT,
    COL_RAW,
    COL_VERBATIM,
    COL_TIME,
    COL_INTEGER,
    COL_NUMBER,
    COL_BOOLEAN,
    COL_LIST,
    COL_MAP,
    COL_RECORD,
    N_COLUMN_KINDS
};

/* What a column has so far. */
typedef struct {
    size_t data, offsets, rows, nulls;
    u64 rounded;
} Mark;

/* Columns inside of a column follow it: the items of a list, the names and values of a map, the fields of a record and,
 * of a choice, the values of other kinds. */
typedef struct {
    int kind, end;   /* `end` is behind the columns inside of it */
    int digits;      /* COL_TIME: of a second */
    int alternative; /* of a choice: the kinds of values that it is for */
    u8 needs_value;  /* Python decides about null */
    Buffer data, offsets, valid;
    Mark now, line, call; /* now, and before the line and the call */
} Built;

typedef struct Table {
    int n;
    Built *columns;
    Group groups[N_GROUPS]; /* of a record, and of those inside of it */
} Table;

enum { MARK_LINE, MARK_CALL };

void table_mark(Table *t, int which);
void table_undo(Table *t, int which);
int table_failed(const Table *t);

/* Append a line; 0 if it is handed back, and then nothing was appended. */
int append_line(const Plan *plan, const u8 *line, const u8 *end, Buffer *texts);

#endif
