/* The type Rules: the rules of a kitchen over single packed states, as bytes. Its subclass in overcooked/overlay.py is the drop-in's. */
#include "engine.h"

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
    Rules *self = (Rules *)object;
    Py_CLEAR(self->capsule);
    Py_CLEAR(self->state_class);
    Py_CLEAR(self->joints);
    Py_CLEAR(self->info);
    Py_CLEAR(self->events);
    Py_CLEAR(self->harmless);
    release(object);
    Py_DECREF(type);
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
    {"check", rules_check, METH_O, "Check a packed state."},
    {"watch", rules_watch, METH_VARARGS, "Take the class of states, joint actions, an environment's info, names of events and of attributes without meaning."},
    {"play", (PyCFunction)(void (*)(void))rules_play, METH_FASTCALL, "Play a tick on a state object into which nobody has looked."},
    {"show", (PyCFunction)(void (*)(void))rules_show, METH_FASTCALL, "Write the observations of a state object into which nobody has looked."},
    {"tell", rules_tell, METH_O, "The events of outcomes, a list of players by name."},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot rules_slots[] = {
    {Py_tp_init, rules_init},       {Py_tp_new, PyType_GenericNew}, {Py_tp_dealloc, rules_dealloc},
    {Py_tp_methods, rules_methods}, {Py_tp_doc, "The rules of a kitchen over packed states: a row and its stamps, as bytes."}, {0, NULL},
};

PyType_Spec rules_spec = {"brigade_kitchen._engine.Rules", sizeof(Rules), 0, Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE, rules_slots};
