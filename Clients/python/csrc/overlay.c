/* What the drop-in for overcooked_ai does in every tick, in one call: a state object in, the next one out.
 *
 * A state object into which nobody has looked has two attributes: its timestep, and `_brigade`, a pair of the packed state and the rules
 * that packed it, which are `self` of these methods. All others are answered with None, and Python goes the long way.
 */
#define NPY_NO_DEPRECATED_API NPY_2_0_API_VERSION
#include "engine.h"
#include <numpy/arrayobject.h>

static PyObject *dict_name, *packed_name, *timestep_name, *agents_name, *sparse_name, *shaped_name, *zero, *nothing;

static int intern_names(void) {
    if (nothing) return 1;
    if (PyArray_ImportNumPyAPI() < 0) return 0;
    dict_name = PyUnicode_InternFromString("__dict__");
    packed_name = PyUnicode_InternFromString("_brigade");
    timestep_name = PyUnicode_InternFromString("timestep");
    agents_name = PyUnicode_InternFromString("agent_infos");
    sparse_name = PyUnicode_InternFromString("sparse_r_by_agent");
    shaped_name = PyUnicode_InternFromString("shaped_r_by_agent");
    zero = PyLong_FromLong(0);
    nothing = PyTuple_New(0);
    return dict_name && packed_name && timestep_name && agents_name && sparse_name && shaped_name && zero && nothing;
}

/* watch(state_class, joints, info, events, harmless). joints: bytes of a tick's actions by joint action; info: what an environment's step returns
 * beside rewards and actions' infos, as a dict; events: their names, by bit; harmless: names of attributes that
 * a state may have beside the two. */
PyObject *rules_watch(PyObject *object, PyObject *args) {
    Rules *self = (Rules *)object;
    PyObject *state_class, *joints, *info, *events, *harmless;
    if (!PyArg_ParseTuple(
            args, "OO!O!O!O!", &state_class, &PyDict_Type, &joints, &PyDict_Type, &info, &PyTuple_Type, &events, &PyTuple_Type, &harmless)) {
        return NULL;
    }
    if (self->make || !intern_names() || !PyType_Check(state_class)) {
        if (!PyErr_Occurred()) PyErr_SetString(PyExc_TypeError, "states of one class are watched, and once");
        return NULL;
    }
    self->make = (newfunc)PyType_GetSlot((PyTypeObject *)state_class, Py_tp_new);
    if (!self->make) return NULL;
    Py_INCREF(state_class);
    Py_INCREF(joints);
    Py_INCREF(info);
    Py_INCREF(events);
    Py_INCREF(harmless);
    self->state_class = state_class;
    self->joints = joints;
    self->info = info;
    self->events = events;
    self->harmless = harmless;
    Py_RETURN_NONE;
}

/* A copy of a packed state, with this timestep. */
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

/* Plays a tick on a packed state with checked actions: the next one, and 1 in `any` where an outcome is not zero. */
static PyObject *played_state(Rules *self, PyObject *state, Py_ssize_t timestep, const uint8_t *actions, uint32_t *brought, int *any) {
    char *copy;
    PyObject *next = copied_state(self, state, timestep, &copy);
    if (!next) return NULL;
    bk_kitchen_tick(self->kitchen, (uint16_t *)copy, (int32_t *)(copy + self->row_bytes), actions, brought, 0);
    uint32_t all = 0;
    for (Py_ssize_t player = 0; player < self->players; player++) all |= brought[player];
    *any = all != 0;
    return next;
}

static PyObject *outcome_tuple(const uint32_t *brought, Py_ssize_t count) {
    PyObject *outcomes = PyTuple_New(count);
    for (Py_ssize_t player = 0; outcomes && player < count; player++) {
        PyObject *bits = PyLong_FromUnsignedLong(brought[player]);
        if (!bits || PyTuple_SetItem(outcomes, player, bits) < 0) Py_CLEAR(outcomes);
    }
    return outcomes;
}

/* How many attributes that mean nothing are among these. */
static Py_ssize_t harmless_fields(Rules *self, PyObject *fields) {
    Py_ssize_t found = 0;
    for (Py_ssize_t place = 0, count = PyTuple_Size(self->harmless); place < count; place++) {
        found += PyDict_GetItemWithError(fields, PyTuple_GetItem(self->harmless, place)) != NULL;
    }
    return found;
}

/* The packed form of a state object into which nobody has looked, and its timestep; null, with no error, of others. */
static PyObject *packed_of(Rules *self, PyObject *state, Py_ssize_t *timestep) {
    PyObject *fields = self->make ? PyObject_GenericGetAttr(state, dict_name) : NULL, *packed = NULL;
    if (fields && PyDict_Check(fields) && PyDict_Size(fields) == 2 + harmless_fields(self, fields)) {
        PyObject *pair = PyDict_GetItemWithError(fields, packed_name), *time = PyDict_GetItemWithError(fields, timestep_name);
        int is_ours = pair && PyTuple_Check(pair) && PyTuple_Size(pair) == 2 && PyTuple_GetItem(pair, 1) == (PyObject *)self;
        if (is_ours && time && PyLong_Check(time)) {
            PyObject *bytes = PyTuple_GetItem(pair, 0);
            *timestep = PyLong_AsSsize_t(time);
            if (*timestep >= 0 && *timestep < 1 << 27 && PyBytes_Check(bytes)) packed = bytes;
        }
    }
    Py_XINCREF(packed);
    Py_XDECREF(fields);
    PyErr_Clear();
    return packed;
}

/* A state object of a packed state, which is taken over. */
static PyObject *state_of(Rules *self, PyObject *packed, Py_ssize_t timestep) {
    PyObject *state = self->make((PyTypeObject *)self->state_class, nothing, NULL), *fields = PyDict_New();
    PyObject *time = PyLong_FromSsize_t(timestep), *pair = PyTuple_Pack(2, packed, self);
    if (state
        && (!fields || !time || !pair || PyDict_SetItem(fields, timestep_name, time) < 0 || PyDict_SetItem(fields, packed_name, pair) < 0
            || PyObject_GenericSetAttr(state, dict_name, fields) < 0)) {
        Py_CLEAR(state);
    }
    Py_XDECREF(fields);
    Py_XDECREF(time);
    Py_XDECREF(pair);
    Py_DECREF(packed);
    return state;
}

/* A list of the same for each player; of an empty dict for each where `same` is null. */
static PyObject *by_agent(Rules *self, PyObject *same) {
    PyObject *list = PyList_New(self->players);
    for (Py_ssize_t player = 0; list && player < self->players; player++) {
        PyObject *item = same;
        if (same) {
            Py_INCREF(same);
        } else {
            item = PyDict_New();
        }
        if (!item || PyList_SetItem(list, player, item) < 0) Py_CLEAR(list);
    }
    return list;
}

static int put(PyObject *dict, PyObject *key, PyObject *value) {
    int failed = !value || PyDict_SetItem(dict, key, value) < 0;
    Py_XDECREF(value);
    return !failed;
}

/* play(state, joint action, whether an info is wanted): None, or the next state, its timestep, None or the tuple of outcomes where not all
 * are zero, and None or an environment's info with rewards of zero. */
PyObject *rules_play(PyObject *object, PyObject *const *args, Py_ssize_t count) {
    Rules *self = (Rules *)object;
    Py_ssize_t timestep;
    uint32_t brought[MAX_PLAYERS];
    int any;
    if (count != 3) return fail("play takes a state, a joint action, and whether an info is wanted");
    PyObject *packed = packed_of(self, args[0], &timestep);
    if (!packed) Py_RETURN_NONE;
    PyObject *actions = PyDict_GetItemWithError(self->joints, args[1]), *next = NULL;
    if (actions && PyBytes_Check(actions) && PyBytes_Size(actions) == self->players && self->players <= MAX_PLAYERS) {
        next = played_state(self, packed, timestep, (const uint8_t *)PyBytes_AsString(actions), brought, &any);
    } else {
        PyErr_Clear();
        Py_DECREF(packed);
        Py_RETURN_NONE;
    }
    Py_DECREF(packed);
    if (!next) return NULL;
    PyObject *outcomes = Py_None, *info = Py_None, *time = PyLong_FromSsize_t(timestep + 1);
    if (any) {
        outcomes = outcome_tuple(brought, self->players);
    } else {
        Py_INCREF(outcomes);
    }
    if (args[2] == Py_True) {
        info = PyDict_Copy(self->info);
        if (info
            && !(put(info, agents_name, by_agent(self, NULL)) && put(info, sparse_name, by_agent(self, zero))
                 && put(info, shaped_name, by_agent(self, zero)))) {
            Py_CLEAR(info);
        }
    } else {
        Py_INCREF(info);
    }
    PyObject *state = state_of(self, next, timestep + 1);
    PyObject *answer = outcomes && info && time && state ? PyTuple_Pack(4, state, time, outcomes, info) : NULL;
    Py_XDECREF(outcomes);
    Py_XDECREF(info);
    Py_XDECREF(time);
    Py_XDECREF(state);
    return answer;
}

enum { MAX_DIMENSIONS = 4, STACK_BYTES = 1 << 14, INT64 = 3, FLOAT64 = 4 };

/* Writes the observations of a packed state, copied only where its own timestep is another. */
static int write_views(Rules *self, PyObject *encoder, PyObject *packed, Py_ssize_t timestep, int element, char *views) {
    bk_encoder *made = PyCapsule_GetPointer(encoder, ENCODER);
    char *bytes = made ? PyBytes_AsString(packed) : NULL;
    if (!bytes) return 0;
    if (PyBytes_Size(packed) != self->bytes) {
        fail("this is no packed state of the kitchen");
        return 0;
    }
    const uint16_t *row = (const uint16_t *)bytes;
    PyObject *copy = NULL;
    if (row[0] != (uint16_t)timestep || row[1] != (uint16_t)(timestep >> 16)) {
        copy = copied_state(self, packed, timestep, &bytes);
        if (!copy) return 0;
    }
    int failed = bk_encoder_write(made, (uint16_t *)bytes, (int32_t *)(bytes + self->row_bytes), 1, element, views) < 0;
    Py_XDECREF(copy);
    if (failed) fail("there is no such element type");
    return !failed;
}

/* show(state, encoder, shape, whether of floating-point numbers): None, or the observations of a state object into which nobody has looked,
 * an array of that shape for each player: as overcooked_ai has it, a tuple of int64 (lossless) or a list of float64 (features). */
PyObject *rules_show(PyObject *object, PyObject *const *args, Py_ssize_t count) {
    Rules *self = (Rules *)object;
    Py_ssize_t timestep;
    npy_intp shape[MAX_DIMENSIONS], numbers = 1;
    if (count != 4 || !PyTuple_Check(args[2]) || PyTuple_Size(args[2]) > MAX_DIMENSIONS) {
        return fail("show takes a state, an encoder, a shape, and whether floating-point numbers are wanted");
    }
    int dimensions = (int)PyTuple_Size(args[2]), is_float = args[3] == Py_True;
    for (int place = 0; place < dimensions; place++) numbers *= shape[place] = PyLong_AsSsize_t(PyTuple_GetItem(args[2], place));
    if (PyErr_Occurred()) return NULL;
    if ((intptr_t)PyCapsule_GetContext(args[1]) != numbers * self->players || numbers <= 0) {
        return PyErr_Occurred() ? NULL : fail("the encoder has views of another shape");
    }
    PyObject *packed = packed_of(self, args[0], &timestep);
    if (!packed) Py_RETURN_NONE;
    size_t bytes = (size_t)numbers * 8;
    char few[STACK_BYTES], *views = bytes * (size_t)self->players <= sizeof few ? few : PyMem_Malloc(bytes * (size_t)self->players);
    PyObject *arrays = NULL;
    if (!views) {
        PyErr_NoMemory();
    } else if (write_views(self, args[1], packed, timestep, is_float ? FLOAT64 : INT64, views)) {
        arrays = is_float ? PyList_New(self->players) : PyTuple_New(self->players);
    }
    for (Py_ssize_t player = 0; arrays && player < self->players; player++) {
        PyObject *array = PyArray_SimpleNew(dimensions, shape, is_float ? NPY_FLOAT64 : NPY_INT64);
        if (array) memcpy(PyArray_DATA((PyArrayObject *)array), views + (size_t)player * bytes, bytes);
        if (!array || (is_float ? PyList_SetItem(arrays, player, array) : PyTuple_SetItem(arrays, player, array)) < 0) Py_CLEAR(arrays);
    }
    if (views != few) PyMem_Free(views);
    Py_DECREF(packed);
    return arrays;
}

/* tell(outcomes): by the name of each event a list of whether it happened to each player. */
PyObject *rules_tell(PyObject *object, PyObject *outcomes) {
    Rules *self = (Rules *)object;
    Py_ssize_t count = self->events ? PyTuple_Size(self->events) : 0;
    unsigned long bits[MAX_PLAYERS] = {0};
    if (outcomes != Py_None) {
        if (!PyTuple_Check(outcomes) || PyTuple_Size(outcomes) != self->players || self->players > MAX_PLAYERS) {
            return fail("one outcome a player is needed");
        }
        for (Py_ssize_t player = 0; player < self->players; player++) {
            bits[player] = PyLong_AsUnsignedLongMask(PyTuple_GetItem(outcomes, player));
        }
        if (PyErr_Occurred()) return NULL;
    }
    PyObject *events = PyDict_New();
    for (Py_ssize_t event = 0; events && event < count; event++) {
        PyObject *happened = PyList_New(self->players);
        for (Py_ssize_t player = 0; happened && player < self->players; player++) {
            PyObject *truth = bits[player] >> event & 1 ? Py_True : Py_False;
            Py_INCREF(truth);
            PyList_SetItem(happened, player, truth);
        }
        if (!put(events, PyTuple_GetItem(self->events, event), happened)) Py_CLEAR(events);
    }
    return events;
}
