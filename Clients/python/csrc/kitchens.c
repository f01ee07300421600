/* Kitchens and encoders for Python. */
#include "engine.h"

static void end_kitchen(PyObject *capsule) { bk_kitchen_release(PyCapsule_GetPointer(capsule, KITCHEN)); }
static void end_encoder(PyObject *capsule) { bk_encoder_release(PyCapsule_GetPointer(capsule, ENCODER)); }

static int set_numbers(bk_layout *layout, const char *key, PyObject *values) {
    char error[ERROR_CAPACITY];
    Py_ssize_t count = PySequence_Size(values);
    if (count < 0) return 0;
    double *numbers = PyMem_Malloc((size_t)(count ? count : 1) * sizeof *numbers);
    if (!numbers) return PyErr_NoMemory() != NULL;
    int fine = 1;
    for (Py_ssize_t index = 0; fine && index < count; index++) {
        PyObject *item = PySequence_GetItem(values, index);
        numbers[index] = item ? PyFloat_AsDouble(item) : -1;
        Py_XDECREF(item);
        fine = !PyErr_Occurred();
    }
    if (fine && bk_layout_set(layout, key, numbers, (int32_t)count, error, sizeof error) < 0) {
        fail(error);
        fine = 0;
    }
    PyMem_Free(numbers);
    return fine;
}

static int set_recipes(bk_layout *layout, const char *key, PyObject *recipes) {
    char error[ERROR_CAPACITY];
    Py_ssize_t count = PySequence_Size(recipes), total = 0;
    if (count < 0) return 0;
    int32_t *sizes = PyMem_Malloc((size_t)(count ? count : 1) * sizeof *sizes);
    uint8_t *ingredients = NULL;
    int fine = sizes != NULL;
    for (Py_ssize_t index = 0; fine && index < count; index++) {
        PyObject *recipe = PySequence_GetItem(recipes, index);
        Py_ssize_t size = recipe ? PySequence_Size(recipe) : -1;
        uint8_t *more = size < 0 ? NULL : PyMem_Realloc(ingredients, (size_t)(total + size + 1));
        fine = more != NULL;
        if (more) ingredients = more;
        if (fine) sizes[index] = size > INT32_MAX ? INT32_MAX : (int32_t)size;
        for (Py_ssize_t place = 0; fine && place < size; place++) {
            PyObject *item = PySequence_GetItem(recipe, place);
            long number = item ? PyLong_AsLong(item) : -1;
            Py_XDECREF(item);
            fine = !(number == -1 && PyErr_Occurred());
            ingredients[total++] = number < 0 || number > 255 ? 255 : (uint8_t)number;
        }
        Py_XDECREF(recipe);
    }
    if (!fine && !PyErr_Occurred()) PyErr_NoMemory();
    if (fine && bk_layout_set_recipes(layout, key, ingredients, sizes, (int32_t)count, error, sizeof error) < 0) {
        fail(error);
        fine = 0;
    }
    PyMem_Free(sizes);
    PyMem_Free(ingredients);
    return fine;
}

/* Calls `set` for every (key, value) of a sequence. */
static int set_all(bk_layout *layout, PyObject *pairs, int (*set)(bk_layout *, const char *, PyObject *)) {
    Py_ssize_t count = PySequence_Size(pairs);
    if (count < 0) return 0;
    for (Py_ssize_t index = 0; index < count; index++) {
        PyObject *pair = PySequence_GetItem(pairs, index), *value = NULL;
        const char *key = NULL;
        int fine = pair && PyArg_ParseTuple(pair, "sO", &key, &value) && set(layout, key, value);
        Py_XDECREF(pair);
        if (!fine) return 0;
    }
    return 1;
}

static int set_start(bk_layout *layout, PyObject *start) {
    char error[ERROR_CAPACITY];
    Py_ssize_t count;
    if (start == Py_None) return 1;
    int32_t *numbers = int32_list(start, &count);
    if (!numbers) return 0;
    int fine = bk_layout_set_start(layout, numbers, (int32_t)count, error, sizeof error) == 0;
    PyMem_Free(numbers);
    if (!fine) fail(error);
    return fine;
}

static PyObject *new_kitchen(PyObject *self, PyObject *args) {
    const char *name, *grid;
    int is_v2, swaps, dynamics;
    PyObject *numbers, *recipes, *start;
    char error[ERROR_CAPACITY];
    (void)self;
    if (!PyArg_ParseTuple(args, "ssiiOOOi", &name, &grid, &is_v2, &swaps, &numbers, &recipes, &start, &dynamics)) return NULL;
    bk_layout *layout = bk_layout_new(name, grid, is_v2, swaps);
    bk_kitchen *kitchen = NULL;
    if (set_all(layout, numbers, set_numbers) && set_all(layout, recipes, set_recipes) && set_start(layout, start)) {
        kitchen = bk_kitchen_new(layout, dynamics, error, sizeof error);
        if (!kitchen) fail(error);
    }
    bk_layout_release(layout);
    if (!kitchen) return NULL;
    PyObject *capsule = PyCapsule_New(kitchen, KITCHEN, end_kitchen);
    if (!capsule) bk_kitchen_release(kitchen);
    return capsule;
}

static PyObject *facts(PyObject *self, PyObject *capsule) {
    int32_t numbers[FACTS];
    bk_kitchen *kitchen = kitchen_of(capsule);
    (void)self;
    if (!kitchen) return NULL;
    bk_kitchen_facts(kitchen, numbers);
    return int32_tuple(numbers, FACTS);
}

static PyObject *cells(PyObject *self, PyObject *args) {
    PyObject *capsule;
    int what;
    Py_ssize_t count;
    (void)self;
    if (!PyArg_ParseTuple(args, "Oin", &capsule, &what, &count)) return NULL;
    bk_kitchen *kitchen = kitchen_of(capsule);
    int32_t *numbers = kitchen ? PyMem_Malloc((size_t)(2 * count + 1) * sizeof *numbers) : NULL;
    if (!numbers) return kitchen ? PyErr_NoMemory() : NULL;
    bk_kitchen_cells(kitchen, what, numbers);
    PyObject *tuple = int32_tuple(numbers, 2 * count);
    PyMem_Free(numbers);
    return tuple;
}

static PyObject *recipes(PyObject *self, PyObject *args) {
    PyObject *capsule;
    Py_ssize_t count;
    (void)self;
    if (!PyArg_ParseTuple(args, "On", &capsule, &count)) return NULL;
    bk_kitchen *kitchen = kitchen_of(capsule);
    double *numbers = kitchen ? PyMem_Malloc((size_t)(RECIPE_COLUMNS * count + 1) * sizeof *numbers) : NULL;
    if (!numbers) return kitchen ? PyErr_NoMemory() : NULL;
    bk_kitchen_recipes(kitchen, numbers);
    PyObject *tuple = PyTuple_New(RECIPE_COLUMNS * count);
    for (Py_ssize_t index = 0; tuple && index < RECIPE_COLUMNS * count; index++) {
        PyObject *number = PyFloat_FromDouble(numbers[index]);
        if (!number || PyTuple_SetItem(tuple, index, number) < 0) Py_CLEAR(tuple);
    }
    PyMem_Free(numbers);
    return tuple;
}

static PyObject *pack(PyObject *self, PyObject *args) {
    PyObject *capsule, *state, *row_address, *stamps_address;
    uint16_t *row;
    int32_t *stamps;
    char error[ERROR_CAPACITY];
    Py_ssize_t count;
    (void)self;
    if (!PyArg_ParseTuple(args, "OOOO", &capsule, &state, &row_address, &stamps_address)) return NULL;
    bk_kitchen *kitchen = kitchen_of(capsule);
    if (!kitchen || !address(row_address, &row) || !address(stamps_address, &stamps)) return NULL;
    int32_t *numbers = int32_list(state, &count);
    if (!numbers) return NULL;
    int32_t code = bk_kitchen_pack(kitchen, numbers, (int32_t)count, row, stamps, error, sizeof error);
    PyMem_Free(numbers);
    if (code < 0) return fail(error);
    Py_RETURN_NONE;
}

static PyObject *check(PyObject *self, PyObject *args) {
    PyObject *capsule, *rows_address;
    uint16_t *rows;
    Py_ssize_t count;
    char error[ERROR_CAPACITY];
    (void)self;
    if (!PyArg_ParseTuple(args, "OOn", &capsule, &rows_address, &count)) return NULL;
    bk_kitchen *kitchen = kitchen_of(capsule);
    if (!kitchen || !address(rows_address, &rows)) return NULL;
    if (bk_kitchen_check(kitchen, rows, count, error, sizeof error) >= 0) return fail(error);
    Py_RETURN_NONE;
}

static PyObject *tick(PyObject *self, PyObject *args) {
    PyObject *capsule, *row_address, *stamps_address, *actions_address, *outcomes_address;
    uint16_t *row;
    int32_t *stamps;
    uint8_t *actions;
    uint32_t *outcomes;
    int everywhere;
    (void)self;
    if (!PyArg_ParseTuple(
            args, "OOOOOi", &capsule, &row_address, &stamps_address, &actions_address, &outcomes_address, &everywhere))
        return NULL;
    bk_kitchen *kitchen = kitchen_of(capsule);
    if (!kitchen || !address(row_address, &row) || !address(stamps_address, &stamps) || !address(actions_address, &actions)
        || !address(outcomes_address, &outcomes))
        return NULL;
    bk_kitchen_tick(kitchen, row, stamps, actions, outcomes, everywhere);
    Py_RETURN_NONE;
}

static PyObject *rewards(PyObject *self, PyObject *args) {
    PyObject *capsule, *outcomes_address, *sparse_address, *shaped_address;
    uint32_t *outcomes;
    double *sparse, *shaped;
    Py_ssize_t count;
    (void)self;
    if (!PyArg_ParseTuple(args, "OOnOO", &capsule, &outcomes_address, &count, &sparse_address, &shaped_address)) return NULL;
    bk_kitchen *kitchen = kitchen_of(capsule);
    if (!kitchen || !address(outcomes_address, &outcomes) || !address(sparse_address, &sparse) || !address(shaped_address, &shaped))
        return NULL;
    bk_kitchen_rewards(kitchen, outcomes, count, sparse, shaped);
    Py_RETURN_NONE;
}

static PyObject *event_name(PyObject *self, PyObject *number) {
    char name[ERROR_CAPACITY];
    long index = PyLong_AsLong(number);
    (void)self;
    if (index == -1 && PyErr_Occurred()) return NULL;
    if (bk_event_name((int32_t)index, name, sizeof name) < 0) return fail("there is no such event");
    return PyUnicode_FromString(name);
}

static PyObject *new_encoder(PyObject *self, PyObject *args) {
    PyObject *capsule;
    int kind, option;
    Py_ssize_t horizon;
    int32_t shape[5];
    char error[ERROR_CAPACITY];
    (void)self;
    if (!PyArg_ParseTuple(args, "Oini", &capsule, &kind, &horizon, &option)) return NULL;
    bk_kitchen *kitchen = kitchen_of(capsule);
    if (!kitchen) return NULL;
    bk_encoder *encoder = bk_encoder_new(kitchen, kind, horizon, option, shape, error, sizeof error);
    if (!encoder) return fail(error);
    PyObject *made = PyCapsule_New(encoder, ENCODER, end_encoder);
    if (!made) {
        bk_encoder_release(encoder);
        return NULL;
    }
    // How many numbers it writes about a state, which show compares with its shape.
    intptr_t numbers = 1;
    for (int32_t place = 1; place <= shape[0]; place++) numbers *= shape[place];
    PyCapsule_SetContext(made, (void *)numbers);
    return Py_BuildValue("NN", made, shape_tuple(shape));
}

static PyObject *encode(PyObject *self, PyObject *args) {
    PyObject *capsule, *rows_address, *stamps_address, *buffer_address;
    uint16_t *rows;
    int32_t *stamps;
    void *buffer;
    Py_ssize_t count;
    int element;
    (void)self;
    if (!PyArg_ParseTuple(args, "OOOniO", &capsule, &rows_address, &stamps_address, &count, &element, &buffer_address)) return NULL;
    bk_encoder *encoder = PyCapsule_GetPointer(capsule, ENCODER);
    if (!encoder || !address(rows_address, &rows) || !address(stamps_address, &stamps) || !address(buffer_address, &buffer)) return NULL;
    if (bk_encoder_write(encoder, rows, stamps, count, element, buffer) < 0) return fail("there is no such element type");
    Py_RETURN_NONE;
}

PyMethodDef kitchen_functions[] = {
    {"kitchen", new_kitchen, METH_VARARGS, "Make a kitchen."},
    {"facts", facts, METH_O, "The numbers that describe a kitchen."},
    {"cells", cells, METH_VARARGS, "Cells of a kitchen."},
    {"recipes", recipes, METH_VARARGS, "Recipes of a kitchen."},
    {"pack", pack, METH_VARARGS, "Pack a flat state."},
    {"check", check, METH_VARARGS, "Check rows."},
    {"tick", tick, METH_VARARGS, "Play a tick on a row."},
    {"rewards", rewards, METH_VARARGS, "What outcomes pay."},
    {"event_name", event_name, METH_O, "The name of an event."},
    {"encoder", new_encoder, METH_VARARGS, "Make an encoder."},
    {"encode", encode, METH_VARARGS, "Write observations of rows."},
    {NULL, NULL, 0, NULL},
};
