/* The type Batch, and the threads that play its parts. */
#include "engine.h"

#include <pythread.h>
#include <stdlib.h>
#include <unistd.h>

static void end_batch(PyObject *capsule) { bk_batch_release(PyCapsule_GetPointer(capsule, BATCH)); }

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

PyType_Spec batch_spec = {"brigade_kitchen._engine.Batch", sizeof(Batch), 0, Py_TPFLAGS_DEFAULT, batch_slots};
