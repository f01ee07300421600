/* The type Rules: ticks and encodings of single packed states, as bytes. */
#include "engine.h"

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

PyType_Spec rules_spec = {"brigade_kitchen._engine.Rules", sizeof(Rules), 0, Py_TPFLAGS_DEFAULT, rules_slots};
