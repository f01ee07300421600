/* The extension module brigade_kitchen._engine: the functions of brigade_kitchen.h for Python, in the stable ABI of CPython 3.8.
 *
 * It takes addresses of arrays as numbers. Shapes, element types, order and lifetime are checked in Python, where arrays are bound
 * (arrays.py), so that a step asks nothing.
 */
#define PY_SSIZE_T_CLEAN
#define Py_LIMITED_API 0x03080000
#include <Python.h>
#include <pythread.h>
#include <stdlib.h>
#include <unistd.h>

#include "brigade_kitchen.h"

enum { ERROR_CAPACITY = 1024, FACTS = 16, RECIPE_COLUMNS = 12, OPTIONS = 10 };

static PyObject *EngineError;

static PyObject *fail(const char *error) {
    PyErr_SetString(EngineError, error);
    return NULL;
}

/* The pointer of an address that Python hands over; null for None and zero. */
static int address(PyObject *number, void *out) {
    void *pointer = number == Py_None ? NULL : PyLong_AsVoidPtr(number);
    if (!pointer && PyErr_Occurred()) return 0;
    *(void **)out = pointer;
    return 1;
}

/* ---- capsules ---- */

static const char *KITCHEN = "brigade_kitchen.kitchen";
static const char *ENCODER = "brigade_kitchen.encoder";
static const char *BATCH = "brigade_kitchen.batch";

static void end_kitchen(PyObject *capsule) { bk_kitchen_release(PyCapsule_GetPointer(capsule, KITCHEN)); }
static void end_encoder(PyObject *capsule) { bk_encoder_release(PyCapsule_GetPointer(capsule, ENCODER)); }
static void end_batch(PyObject *capsule) { bk_batch_release(PyCapsule_GetPointer(capsule, BATCH)); }

static bk_kitchen *kitchen_of(PyObject *capsule) { return PyCapsule_GetPointer(capsule, KITCHEN); }

/* ---- lists of numbers ---- */

/* A copy of a sequence of int32, to be freed with PyMem_Free; null with an error set. */
static int32_t *int32_list(PyObject *sequence, Py_ssize_t *count) {
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

static PyObject *int32_tuple(const int32_t *numbers, Py_ssize_t count) {
    PyObject *tuple = PyTuple_New(count);
    for (Py_ssize_t index = 0; tuple && index < count; index++) {
        PyObject *number = PyLong_FromLong(numbers[index]);
        if (!number || PyTuple_SetItem(tuple, index, number) < 0) {
            Py_CLEAR(tuple);
        }
    }
    return tuple;
}

static PyObject *shape_tuple(const int32_t shape[5]) { return int32_tuple(shape + 1, shape[0]); }

/* ---- kitchens ---- */

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

/* ---- encoders ---- */

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

/* ---- the type Rules: ticks and encodings of single packed states, as bytes ---- */

typedef struct {
    PyObject_HEAD
    PyObject *capsule;
    bk_kitchen *kitchen;
    Py_ssize_t row_bytes, bytes, players;
} Rules;

enum { MAX_PLAYERS = 64 };

static int rules_init(PyObject *object, PyObject *args, PyObject *keywords) {
    Rules *self = (Rules *)object;
    PyObject *capsule;
    int32_t numbers[FACTS];
    (void)keywords;
    if (!PyArg_ParseTuple(args, "O", &capsule)) return -1;
    bk_kitchen *kitchen = kitchen_of(capsule);
    if (!kitchen || self->capsule) return -1;
    bk_kitchen_facts(kitchen, numbers);
    Py_INCREF(capsule);
    self->capsule = capsule;
    self->kitchen = kitchen;
    self->players = numbers[2];
    self->row_bytes = numbers[7] * (Py_ssize_t)sizeof(uint16_t);
    self->bytes = self->row_bytes + numbers[4] * (Py_ssize_t)sizeof(int32_t);
    return 0;
}

static void rules_dealloc(PyObject *object) {
    PyTypeObject *type = Py_TYPE(object);
    freefunc release = (freefunc)PyType_GetSlot(type, Py_tp_free);
    Py_CLEAR(((Rules *)object)->capsule);
    release(object);
    Py_DECREF(type);
}

/* A copy of a state in bytes, with this timestep. */
static PyObject *copied_state(Rules *self, PyObject *state, Py_ssize_t timestep, char **copy) {
    char *bytes;
    Py_ssize_t count;
    if (PyBytes_AsStringAndSize(state, &bytes, &count) < 0) return NULL;
    if (count != self->bytes || timestep < 0 || timestep > 1 << 27) {
        PyErr_SetString(PyExc_ValueError, "this is no packed state of the kitchen");
        return NULL;
    }
    PyObject *made = PyBytes_FromStringAndSize(bytes, count);
    if (!made) return NULL;
    *copy = PyBytes_AsString(made);
    ((uint16_t *)*copy)[0] = (uint16_t)timestep;
    ((uint16_t *)*copy)[1] = (uint16_t)(timestep >> 16);
    return made;
}

/* tick(state, timestep, actions): the next state, and None or a tuple of outcomes where not all are zero. */
static PyObject *rules_tick(PyObject *object, PyObject *args) {
    Rules *self = (Rules *)object;
    char *actions, *copy;
    Py_ssize_t timestep, count;
    PyObject *state, *outcomes = NULL;
    uint32_t brought[MAX_PLAYERS];
    if (!PyArg_ParseTuple(args, "Sny#", &state, &timestep, &actions, &count)) return NULL;
    int fine = count == self->players && count <= MAX_PLAYERS;
    for (Py_ssize_t player = 0; fine && player < count; player++) fine = (unsigned char)actions[player] < 6;
    if (!fine) {
        PyErr_SetString(PyExc_ValueError, "one action a player is needed, each 0 to 5");
        return NULL;
    }
    PyObject *next = copied_state(self, state, timestep, &copy);
    if (!next) return NULL;
    bk_kitchen_tick(self->kitchen, (uint16_t *)copy, (int32_t *)(copy + self->row_bytes), (const uint8_t *)actions, brought, 0);
    uint32_t any = 0;
    for (Py_ssize_t player = 0; player < count; player++) any |= brought[player];
    if (any) {
        outcomes = PyTuple_New(count);
        for (Py_ssize_t player = 0; outcomes && player < count; player++) {
            PyObject *bits = PyLong_FromUnsignedLong(brought[player]);
            if (!bits || PyTuple_SetItem(outcomes, player, bits) < 0) Py_CLEAR(outcomes);
        }
        if (!outcomes) {
            Py_DECREF(next);
            return NULL;
        }
    } else {
        Py_INCREF(Py_None);
        outcomes = Py_None;
    }
    PyObject *both = PyTuple_New(2);
    if (!both) {
        Py_DECREF(next);
        Py_DECREF(outcomes);
        return NULL;
    }
    PyTuple_SetItem(both, 0, next);
    PyTuple_SetItem(both, 1, outcomes);
    return both;
}

/* encode(encoder, state, timestep, element, bytes): the observations of one state, as a bytearray of that many bytes. */
static PyObject *rules_encode(PyObject *object, PyObject *args) {
    Rules *self = (Rules *)object;
    PyObject *capsule, *state;
    Py_ssize_t timestep, bytes;
    int element;
    char *copy;
    if (!PyArg_ParseTuple(args, "OSnin", &capsule, &state, &timestep, &element, &bytes)) return NULL;
    bk_encoder *encoder = PyCapsule_GetPointer(capsule, ENCODER);
    PyObject *own = encoder ? copied_state(self, state, timestep, &copy) : NULL;
    PyObject *views = own ? PyByteArray_FromStringAndSize(NULL, bytes) : NULL;
    if (views
        && bk_encoder_write(
               encoder, (uint16_t *)copy, (int32_t *)(copy + self->row_bytes), 1, element, PyByteArray_AsString(views)) < 0) {
        Py_CLEAR(views);
        fail("there is no such element type");
    }
    Py_XDECREF(own);
    return views;
}

/* check(state): raises unless it is a state of the kitchen. */
static PyObject *rules_check(PyObject *object, PyObject *state) {
    Rules *self = (Rules *)object;
    char *copy, error[ERROR_CAPACITY];
    if (!PyBytes_Check(state) || PyBytes_Size(state) != self->bytes) return fail("this is no packed state of the kitchen");
    copy = PyBytes_AsString(state);
    if (bk_kitchen_check(self->kitchen, (uint16_t *)copy, 1, error, sizeof error) >= 0) return fail(error);
    Py_RETURN_NONE;
}

static PyMethodDef rules_methods[] = {
    {"tick", rules_tick, METH_VARARGS, "Play a tick on a packed state."},
    {"encode", rules_encode, METH_VARARGS, "Write the observations of a packed state."},
    {"check", rules_check, METH_O, "Check a packed state."},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot rules_slots[] = {
    {Py_tp_init, rules_init},       {Py_tp_new, PyType_GenericNew}, {Py_tp_dealloc, rules_dealloc},
    {Py_tp_methods, rules_methods}, {Py_tp_doc, "The rules of a kitchen over packed states: a row and its stamps, as bytes."}, {0, NULL},
};

static PyType_Spec rules_spec = {"brigade_kitchen._engine.Rules", sizeof(Rules), 0, Py_TPFLAGS_DEFAULT, rules_slots};

/* ---- threads of a batch ---- */

typedef struct {
    bk_batch *batch;
    int32_t part;
    int at_random, ends;
    PyThread_type_lock start, done;
} Worker;

/* One thread for every part but the first, which the caller plays. */
typedef struct {
    int count;
    Worker *workers;
    pid_t process;
} Pool;

static void work(void *argument) {
    Worker *worker = argument;
    for (;;) {
        PyThread_acquire_lock(worker->start, WAIT_LOCK);
        if (worker->ends) break;
        bk_batch_play_part(worker->batch, worker->part, worker->at_random);
        PyThread_release_lock(worker->done);
    }
    PyThread_release_lock(worker->done);
}

static void end_pool(Pool *pool) {
    /* After a fork its threads are the parent's, and nothing waits for these locks. */
    int own = pool->process == getpid();
    for (int index = 0; index < pool->count; index++) {
        Worker *worker = pool->workers + index;
        if (!own) continue;
        worker->ends = 1;
        PyThread_release_lock(worker->start);
        PyThread_acquire_lock(worker->done, WAIT_LOCK);
        PyThread_free_lock(worker->start);
        PyThread_free_lock(worker->done);
    }
    free(pool->workers);
    pool->workers = NULL;
    pool->count = 0;
}

static int start_pool(Pool *pool, bk_batch *batch) {
    int count = bk_batch_parts(batch) - 1;
    pool->workers = calloc((size_t)(count ? count : 1), sizeof *pool->workers);
    pool->process = getpid();
    if (!pool->workers) return 0;
    for (pool->count = 0; pool->count < count; pool->count++) {
        Worker *worker = pool->workers + pool->count;
        worker->batch = batch;
        worker->part = pool->count + 1;
        worker->start = PyThread_allocate_lock();
        worker->done = PyThread_allocate_lock();
        if (!worker->start || !worker->done) return 0;
        PyThread_acquire_lock(worker->start, WAIT_LOCK);
        PyThread_acquire_lock(worker->done, WAIT_LOCK);
        if (PyThread_start_new_thread(work, worker) == (unsigned long)-1) return 0;
    }
    return 1;
}

static void play_all(Pool *pool, bk_batch *batch, int at_random) {
    for (int index = 0; index < pool->count; index++) {
        pool->workers[index].at_random = at_random;
        PyThread_release_lock(pool->workers[index].start);
    }
    bk_batch_play_part(batch, 0, at_random);
    for (int index = 0; index < pool->count; index++) PyThread_acquire_lock(pool->workers[index].done, WAIT_LOCK);
    bk_batch_end_tick(batch);
}

/* ---- the type Batch ---- */

typedef struct {
    PyObject_HEAD
    PyObject *memory; /* the capsule of the batch; arrays that show its memory keep it, too */
    bk_batch *batch;  /* null after close */
    PyObject *shape;
    Pool pool;
    int busy;      /* whether a thread is in it without the interpreter's lock */
    int is_bound;  /* whether actions are bound */
    int is_small;  /* whether a tick takes less time than giving the lock away */
    Py_ssize_t players;
} Batch;

/* Games below which a tick keeps the interpreter's lock: it takes some microseconds. */
enum { SMALL = 64 };

/* The batch, where it is open and nobody else is in it. */
static bk_batch *ready(Batch *self) {
    if (!self->batch) {
        PyErr_SetString(PyExc_ValueError, "the batch is closed");
        return NULL;
    }
    /* Who the process is costs a call of the kernel; it matters only where there are threads. */
    if (!self->busy && !self->pool.count) return self->batch;
    if (self->pool.process == getpid()) {
        if (!self->busy) return self->batch;
        PyErr_SetString(PyExc_RuntimeError, "another thread is using this batch; give each thread a batch of its own");
        return NULL;
    }
    /* After a fork the threads are the parent's. */
    end_pool(&self->pool);
    self->busy = 0;
    if (!start_pool(&self->pool, self->batch)) {
        PyErr_SetString(PyExc_RuntimeError, "no thread could be started; use threads=1");
        return NULL;
    }
    return self->batch;
}

static PyObject *wrong_action(Batch *self, intptr_t place) {
    PyErr_Format(
        PyExc_ValueError, "the action of game %zd, player %zd is above 5; actions are 0 north, 1 south, 2 east, 3 west, 4 stay, 5 interact",
        (Py_ssize_t)place / self->players, (Py_ssize_t)place % self->players);
    return NULL;
}

static PyObject *batch_step(PyObject *object, PyObject *unused) {
    Batch *self = (Batch *)object;
    bk_batch *batch = ready(self);
    intptr_t wrong;
    (void)unused;
    if (!batch) return NULL;
    if (!self->is_bound) {
        PyErr_SetString(PyExc_ValueError, "no actions are bound");
        return NULL;
    }
    if (self->is_small) {
        wrong = bk_batch_step(batch);
    } else {
        self->busy = 1;
        Py_BEGIN_ALLOW_THREADS
        wrong = bk_batch_begin_tick(batch);
        if (wrong < 0) play_all(&self->pool, batch, 0);
        Py_END_ALLOW_THREADS
        self->busy = 0;
    }
    if (wrong >= 0) return wrong_action(self, wrong);
    Py_RETURN_NONE;
}

static PyObject *batch_step_random(PyObject *object, PyObject *args) {
    Batch *self = (Batch *)object;
    long ticks = 1;
    if (!PyArg_ParseTuple(args, "|l", &ticks)) return NULL;
    for (long done = 0; done < ticks; done++) {
        bk_batch *batch = ready(self);
        if (!batch) return NULL;
        self->busy = 1;
        Py_BEGIN_ALLOW_THREADS
        play_all(&self->pool, batch, 1);
        Py_END_ALLOW_THREADS
        self->busy = 0;
        if (PyErr_CheckSignals() < 0) return NULL;
    }
    Py_RETURN_NONE;
}

static PyObject *batch_bind(PyObject *object, PyObject *args) {
    Batch *self = (Batch *)object;
    PyObject *objects[5];
    void *pointers[5];
    int element;
    bk_batch *batch = ready(self);
    if (!batch) return NULL;
    if (!PyArg_ParseTuple(args, "OOOOOi", &objects[0], &objects[1], &objects[2], &objects[3], &objects[4], &element)) return NULL;
    for (int index = 0; index < 5; index++) {
        if (!address(objects[index], &pointers[index])) return NULL;
    }
    if (bk_batch_bind(batch, pointers[0], pointers[1], pointers[2], pointers[3], pointers[4], element) < 0)
        return fail("there is no such element type");
    self->is_bound = pointers[0] != NULL;
    Py_RETURN_NONE;
}

static PyObject *batch_observe(PyObject *object, PyObject *args) {
    int whole = 0;
    bk_batch *batch = ready((Batch *)object);
    if (!batch || !PyArg_ParseTuple(args, "|p", &whole)) return NULL;
    bk_batch_observe(batch, whole);
    Py_RETURN_NONE;
}

static PyObject *batch_restart(PyObject *object, PyObject *number) {
    bk_batch *batch = ready((Batch *)object);
    if (!batch) return NULL;
    unsigned long long seed = PyLong_AsUnsignedLongLongMask(number);
    if (PyErr_Occurred()) return NULL;
    bk_batch_restart(batch, seed);
    Py_RETURN_NONE;
}

static PyObject *batch_restart_games(PyObject *object, PyObject *mask_address) {
    uint8_t *mask;
    bk_batch *batch = ready((Batch *)object);
    if (!batch || !address(mask_address, &mask)) return NULL;
    bk_batch_restart_games(batch, mask);
    Py_RETURN_NONE;
}

static PyObject *batch_load_state(PyObject *object, PyObject *args) {
    Py_ssize_t game, count;
    PyObject *state;
    char error[ERROR_CAPACITY];
    bk_batch *batch = ready((Batch *)object);
    if (!batch || !PyArg_ParseTuple(args, "nO", &game, &state)) return NULL;
    int32_t *numbers = int32_list(state, &count);
    if (!numbers) return NULL;
    int32_t code = bk_batch_load_state(batch, game, numbers, (int32_t)count, error, sizeof error);
    PyMem_Free(numbers);
    if (code < 0) return fail(error);
    Py_RETURN_NONE;
}

static PyObject *batch_load_rows(PyObject *object, PyObject *args) {
    PyObject *games_address, *rows_address, *stamps_address;
    int64_t *games;
    uint16_t *rows;
    int32_t *stamps;
    Py_ssize_t count;
    bk_batch *batch = ready((Batch *)object);
    if (!batch || !PyArg_ParseTuple(args, "OnOO", &games_address, &count, &rows_address, &stamps_address)) return NULL;
    if (!address(games_address, &games) || !address(rows_address, &rows) || !address(stamps_address, &stamps)) return NULL;
    bk_batch_load_rows(batch, games, count, rows, stamps);
    Py_RETURN_NONE;
}

static PyObject *batch_checksum(PyObject *object, PyObject *unused) {
    bk_batch *batch = ready((Batch *)object);
    (void)unused;
    return batch ? PyLong_FromUnsignedLongLong(bk_batch_checksum(batch)) : NULL;
}

static PyObject *batch_address(PyObject *object, PyObject *what) {
    bk_batch *batch = ready((Batch *)object);
    long number = batch ? PyLong_AsLong(what) : -1;
    if (number == -1 && PyErr_Occurred()) return NULL;
    return batch ? PyLong_FromVoidPtr(bk_batch_memory(batch, (int32_t)number)) : NULL;
}

static PyObject *batch_close(PyObject *object, PyObject *unused) {
    Batch *self = (Batch *)object;
    (void)unused;
    if (!self->batch) Py_RETURN_NONE;
    if (!ready(self)) return NULL;
    end_pool(&self->pool);
    self->batch = NULL;
    Py_CLEAR(self->memory);
    Py_RETURN_NONE;
}

static PyObject *batch_get_memory(PyObject *object, void *unused) {
    Batch *self = (Batch *)object;
    (void)unused;
    if (!ready(self)) return NULL;
    Py_INCREF(self->memory);
    return self->memory;
}

static PyObject *batch_get_shape(PyObject *object, void *unused) {
    Batch *self = (Batch *)object;
    (void)unused;
    Py_INCREF(self->shape);
    return self->shape;
}

static PyObject *batch_get_closed(PyObject *object, void *unused) {
    (void)unused;
    return PyBool_FromLong(((Batch *)object)->batch == NULL);
}

static int read_options(PyObject *sequence, int64_t options[OPTIONS]) {
    for (Py_ssize_t index = 0; index < OPTIONS; index++) {
        PyObject *item = PySequence_GetItem(sequence, index);
        options[index] = item ? (int64_t)PyLong_AsUnsignedLongLongMask(item) : 0;
        Py_XDECREF(item);
        if (PyErr_Occurred()) return 0;
    }
    return 1;
}

static int batch_init(PyObject *object, PyObject *args, PyObject *keywords) {
    Batch *self = (Batch *)object;
    PyObject *capsule, *option_list, *states;
    double probability;
    int64_t options[OPTIONS];
    int32_t shape[5], *numbers = NULL, kitchen_facts[FACTS];
    Py_ssize_t count = 0;
    char error[ERROR_CAPACITY];
    (void)keywords;
    if (self->memory) {
        PyErr_SetString(PyExc_RuntimeError, "the batch is already made");
        return -1;
    }
    if (!PyArg_ParseTuple(args, "OOdO", &capsule, &option_list, &probability, &states)) return -1;
    bk_kitchen *kitchen = kitchen_of(capsule);
    if (!kitchen || !read_options(option_list, options)) return -1;
    if (states != Py_None && !(numbers = int32_list(states, &count))) return -1;
    bk_batch *batch = bk_batch_new(kitchen, options, probability, numbers, count, shape, error, sizeof error);
    PyMem_Free(numbers);
    if (!batch) {
        fail(error);
        return -1;
    }
    self->memory = PyCapsule_New(batch, BATCH, end_batch);
    if (!self->memory) {
        bk_batch_release(batch);
        return -1;
    }
    self->batch = batch;
    bk_kitchen_facts(kitchen, kitchen_facts);
    self->players = kitchen_facts[2];
    self->is_small = options[0] < SMALL && bk_batch_parts(batch) == 1;
    self->shape = shape_tuple(shape);
    if (self->shape && start_pool(&self->pool, batch)) return 0;
    if (!PyErr_Occurred()) PyErr_SetString(PyExc_RuntimeError, "no thread could be started; use threads=1");
    return -1;
}

static void batch_dealloc(PyObject *object) {
    Batch *self = (Batch *)object;
    PyTypeObject *type = Py_TYPE(object);
    freefunc release = (freefunc)PyType_GetSlot(type, Py_tp_free);
    if (self->pool.workers) end_pool(&self->pool);
    Py_CLEAR(self->memory);
    Py_CLEAR(self->shape);
    release(object);
    Py_DECREF(type);
}

static PyMethodDef batch_methods[] = {
    {"step", batch_step, METH_NOARGS, "Play one tick with the actions in the bound array."},
    {"step_random", batch_step_random, METH_VARARGS, "Play ticks with actions that the batch draws."},
    {"bind", batch_bind, METH_VARARGS, "Bind arrays by their addresses."},
    {"observe", batch_observe, METH_VARARGS, "Bring the observations up to date."},
    {"restart", batch_restart, METH_O, "Begin everything again with a seed."},
    {"restart_games", batch_restart_games, METH_O, "Begin the next episode where the mask is set."},
    {"load_state", batch_load_state, METH_VARARGS, "Put a flat state into a game."},
    {"load_rows", batch_load_rows, METH_VARARGS, "Put checked rows into games."},
    {"checksum", batch_checksum, METH_NOARGS, "A number of all states."},
    {"address", batch_address, METH_O, "Where the batch's own memory is."},
    {"close", batch_close, METH_NOARGS, "End the batch; arrays that show its memory keep it."},
    {NULL, NULL, 0, NULL},
};

static PyGetSetDef batch_attributes[] = {
    {"memory", batch_get_memory, NULL, "Keeps the batch's own memory alive.", NULL},
    {"shape", batch_get_shape, NULL, "Dimensions of one game's observations.", NULL},
    {"closed", batch_get_closed, NULL, "Whether it is closed.", NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static PyType_Slot batch_slots[] = {
    {Py_tp_init, batch_init},         {Py_tp_new, PyType_GenericNew}, {Py_tp_dealloc, batch_dealloc},
    {Py_tp_methods, batch_methods},   {Py_tp_getset, batch_attributes},
    {Py_tp_doc, "Many games of one kitchen; see brigade_kitchen.Batch."}, {0, NULL},
};

static PyType_Spec batch_spec = {"brigade_kitchen._engine.Batch", sizeof(Batch), 0, Py_TPFLAGS_DEFAULT, batch_slots};

/* ---- the module ---- */

static PyMethodDef functions[] = {
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

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "_engine", "Brigade's kitchens, compiled.", -1, functions, NULL, NULL, NULL, NULL,
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
