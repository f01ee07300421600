/* What the files of the extension module share. It keeps to the stable ABI of CPython 3.8. */
#ifndef ENGINE_H
#define ENGINE_H

#define PY_SSIZE_T_CLEAN
#define Py_LIMITED_API 0x03080000
#include <Python.h>

#include "brigade_kitchen.h"

enum { ERROR_CAPACITY = 1024, FACTS = 16, RECIPE_COLUMNS = 12, OPTIONS = 10 };

/* Names of the capsules that hold handles. */
#define KITCHEN "brigade_kitchen.kitchen"
#define ENCODER "brigade_kitchen.encoder"
#define BATCH "brigade_kitchen.batch"

/* Sets a KitchenError with this text; returns null. */
PyObject *fail(const char *error);
/* The pointer of an address that Python hands over, null for None and zero; 0 with an error set. */
int address(PyObject *number, void *out);
/* The kitchen of a capsule; null with an error set. */
bk_kitchen *kitchen_of(PyObject *capsule);
/* A copy of a sequence of int32, to be freed with PyMem_Free; null with an error set. */
int32_t *int32_list(PyObject *sequence, Py_ssize_t *count);
PyObject *int32_tuple(const int32_t *numbers, Py_ssize_t count);
/* The dimensions of one state's observations. */
PyObject *shape_tuple(const int32_t shape[5]);

/* The rules of a kitchen over single packed states: a row and its stamps, as bytes. What is below `bytes` is for the drop-in (overlay.c). */
typedef struct {
    PyObject_HEAD
    PyObject *capsule;
    bk_kitchen *kitchen;
    Py_ssize_t row_bytes, bytes, players;
    PyObject *state_class, *joints, *info, *events, *harmless;
    newfunc make;
} Rules;

enum { MAX_PLAYERS = 64 };

/* The convention is CPython's since 3.7 and of the stable ABI since 3.10, unchanged. */
#ifndef METH_FASTCALL
#define METH_FASTCALL 0x0080
#endif

/* The methods of csrc/overlay.c. */
PyObject *rules_watch(PyObject *object, PyObject *args);
PyObject *rules_play(PyObject *object, PyObject *const *args, Py_ssize_t count);
PyObject *rules_show(PyObject *object, PyObject *const *args, Py_ssize_t count);
PyObject *rules_tell(PyObject *object, PyObject *outcomes);

/* The functions of kitchens and encoders, and the types. */
extern PyMethodDef kitchen_functions[];
extern PyType_Spec rules_spec, batch_spec;

#endif
