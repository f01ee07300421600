/* The extension module brigade_kitchen._engine: the functions of brigade_kitchen.h for Python.
 *
 * It takes addresses of arrays as numbers. Shapes, element types, order and lifetime are checked in Python, where arrays are bound
 * (arrays.py), so that a step asks nothing.
 */
#include "engine.h"

static PyObject *EngineError;

PyObject *fail(const char *error) {
    PyErr_SetString(EngineError, error);
    return NULL;
}

int address(PyObject *number, void *out) {
    void *pointer = number == Py_None ? NULL : PyLong_AsVoidPtr(number);
    if (!pointer && PyErr_Occurred()) return 0;
    *(void **)out = pointer;
    return 1;
}

bk_kitchen *kitchen_of(PyObject *capsule) { return PyCapsule_GetPointer(capsule, KITCHEN); }

int32_t *int32_list(PyObject *sequence, Py_ssize_t *count) {
    *count = PySequence_Size(sequence);
    if (*count < 0) return NULL;
    int32_t *numbers = PyMem_Malloc((size_t)(*count ? *count : 1) * sizeof *numbers);
    if (!numbers) return (int32_t *)PyErr_NoMemory();
    for (Py_ssize_t index = 0; index < *count; index++) {
        PyObject *item = PySequence_GetItem(sequence, index);
        long value = item ? PyLong_AsLong(item) : -1;
        Py_XDECREF(item);
        if (value == -1 && PyErr_Occurred()) goto failed;
        if (value > INT32_MAX || value < INT32_MIN) {
            PyErr_Format(PyExc_OverflowError, "%ld is too large for a state", value);
            goto failed;
        }
        numbers[index] = (int32_t)value;
    }
    return numbers;
failed:
    PyMem_Free(numbers);
    return NULL;
}

PyObject *int32_tuple(const int32_t *numbers, Py_ssize_t count) {
    PyObject *tuple = PyTuple_New(count);
    for (Py_ssize_t index = 0; tuple && index < count; index++) {
        PyObject *number = PyLong_FromLong(numbers[index]);
        if (!number || PyTuple_SetItem(tuple, index, number) < 0) {
            Py_CLEAR(tuple);
        }
    }
    return tuple;
}

PyObject *shape_tuple(const int32_t shape[5]) { return int32_tuple(shape + 1, shape[0]); }

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "_engine", "Brigade's kitchens, compiled.", -1, kitchen_functions, NULL, NULL, NULL, NULL,
};

PyMODINIT_FUNC PyInit__engine(void) {
    PyObject *module = PyModule_Create(&definition);
    if (!module) return NULL;
    EngineError = PyErr_NewExceptionWithDoc(
        "brigade_kitchen.KitchenError", "A kitchen, state or request that cannot be; the text says what and what to do.",
        PyExc_ValueError, NULL);
    PyObject *type = PyType_FromSpec(&batch_spec), *rules = PyType_FromSpec(&rules_spec);
    if (!EngineError || !type || !rules || PyModule_AddObject(module, "Rules", rules) < 0 || PyModule_AddObject(module, "KitchenError", EngineError) < 0
        || PyModule_AddObject(module, "Batch", type) < 0 || PyModule_AddIntConstant(module, "version", bk_version()) < 0) {
        Py_DECREF(module);
        return NULL;
    }
    Py_INCREF(EngineError);
    return module;
}
