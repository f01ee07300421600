"""Reads pickles without running anything that they name.

A pickle can call any function of any module. Here nothing is imported for it: the few names that arrays and tables are made of
are replaced by plain classes of this file, and every other name is refused, or, where the caller asks for it, replaced by an
inert stand-in that only remembers what it was given. Neither numpy nor pandas nor Ray is needed.
"""
import io
import pickle
import struct

LETTERS = {"i8": "q", "i4": "i", "i2": "h", "i1": "b", "u8": "Q", "u4": "I", "u2": "H", "u1": "B", "f8": "d", "f4": "f", "f2": "e", "b1": "?"}
# Times are whole numbers of units; nobody here asks which.
LETTERS.update({"M8": "q", "m8": "q"})
MAX_NUMBERS = 1 << 28


class Refused(Exception):
    """Something that a pickle names or holds and that is not read."""


class DType:
    """A numpy type: its code, such as `f4`, and whether its bytes are big-endian."""

    def __init__(self, code="f8", *_):
        self.code, self.isBig = code.lstrip("<>=|"), code.startswith(">")

    def __setstate__(self, state):
        self.isBig = state[1] == ">"


class Array:
    """A numpy array: shape, type, and flat values in the order in which they lie in memory."""

    def __init__(self, *_):
        self.shape, self.dtype, self.fortran, self.data = (0,), DType(), False, b""

    def __setstate__(self, state):
        self.set(*state[-4:])

    def set(self, shape, dtype, fortran, data):
        self.shape, self.dtype, self.fortran, self.data = tuple(shape), dtype, bool(fortran), data
        return self

    @property
    def count(self):
        count = 1
        for size in self.shape:
            count *= size
        return count

    @property
    def values(self):
        """The flat values as Python's."""
        if isinstance(self.data, list):
            return self.data
        data, code = bytes(self.data), self.dtype.code
        order = ">" if self.dtype.isBig else "<"
        if code[0] == "U":
            width = 4 * int(code[1:])
            texts = (data[start : start + width] for start in range(0, len(data), width)) if width else [b""] * self.count
            return [text.decode("utf-32-be" if self.dtype.isBig else "utf-32-le").rstrip("\0") for text in texts]
        if code not in LETTERS:
            raise Refused(f"it has values of numpy's type {code}, which are not read")
        if self.count > MAX_NUMBERS or len(data) != self.count * struct.calcsize("<" + LETTERS[code]):
            raise Refused(f"an array of {len(data)} bytes is no {self.shape} of {code}")
        return list(struct.unpack(f"{order}{self.count}{LETTERS[code]}", data))

    def rows(self):
        """The array as a list of rows."""
        values = self.values
        if len(self.shape) == 1:
            return [values]
        height, width = self.shape
        if self.fortran:
            return [values[row::height] for row in range(height)]
        return [values[row * width : (row + 1) * width] for row in range(height)]


def scalar(dtype, data=None):
    """A numpy number by itself."""
    return data if isinstance(data, Array) or dtype.code == "O8" else Array().set((1,), dtype, False, data).values[0]


def frombuffer(data, dtype, shape, order, *_):
    return Array().set(shape, dtype, order == "F", data)


class Inert:
    """Stands in for an object whose class is not imported, and remembers what it was made of."""

    name = "?"

    def __new__(cls, *arguments, **_):
        self = object.__new__(cls)
        self.arguments, self.state, self.items, self.entries = arguments, None, [], {}
        return self

    def __init__(self, *_, **__):
        pass

    def __setstate__(self, state):
        self.state = state

    def __call__(self, *arguments, **_):
        return self

    def append(self, item):
        self.items.append(item)

    def extend(self, items):
        self.items.extend(items)

    def __setitem__(self, key, value):
        self.entries[key] = value

    def __hash__(self):
        return id(self)


def encode(text, encoding="latin1", *_):
    """Bytes, as old protocols write them."""
    return text.encode("latin1" if encoding == "latin1" else "utf-8")


def reconstruct(cls, base=object, state=None):
    return cls.__new__(cls)


ARRAYS = {
    **{(f"numpy.{core}.multiarray", "_reconstruct"): lambda *_: Array() for core in ["core", "_core"]},
    **{(f"numpy.{core}.multiarray", "scalar"): scalar for core in ["core", "_core"]},
    **{(f"numpy.{core}.numeric", "_frombuffer"): frombuffer for core in ["core", "_core"]},
    ("numpy", "ndarray"): Array,
    ("numpy", "dtype"): DType,
    ("_codecs", "encode"): encode,
}
PLAIN = {
    **{("builtins", kind.__name__): kind for kind in [slice, set, frozenset, bytearray, complex, range, list, dict, tuple, int, float, str, bool]},
    ("__builtin__", "slice"): slice,
    ("__builtin__", "set"): set,
    ("collections", "OrderedDict"): dict,
    ("copyreg", "_reconstructor"): reconstruct,
    ("copy_reg", "_reconstructor"): reconstruct,
    ("builtins", "object"): Inert,
    ("__builtin__", "object"): Inert,
}


class PlainUnpickler(pickle.Unpickler):
    """Reads what `names` allows and numpy's arrays.

    With `inert`, other names become stand-ins; otherwise they are refused.
    """

    def __init__(self, data, names=None, inert=False, what="table"):
        super().__init__(io.BytesIO(data))
        self.names = {**ARRAYS, **PLAIN, **(names or {})}
        self.inert, self.what, self.made = inert, what, {}

    def find_class(self, module, name):
        if (module, name) in self.names:
            return self.names[module, name]
        if not self.inert:
            raise pickle.UnpicklingError(f"it names {module}.{name}, which is no part of a {self.what}; nothing was run")
        key = f"{module}.{name}"
        if key not in self.made:
            self.made[key] = type(name.rsplit(".", 1)[-1], (Inert,), {"name": key})
        return self.made[key]

    def persistent_load(self, _):
        raise pickle.UnpicklingError(f"it refers to something outside of itself, which is no part of a {self.what}")


# --- Tables of pandas ---------------------------------------------------------------------------------------------


class Index:
    """Names of columns or rows."""

    def __init__(self, *_):
        self.values = []

    def __setstate__(self, state):
        self.values = names(state[0] if isinstance(state, tuple) else state.get("data"))


def names(data):
    if isinstance(data, (Array, Extension)):
        return list(data.values)
    if isinstance(data, Index):
        return data.values
    return list(data if data is not None else [])


def new_index(_, data):
    index = Index()
    if "data" in data:
        index.values = names(data["data"])
    elif "stop" in data:
        index.values = range(data.get("start") or 0, data["stop"], data.get("step") or 1)
    return index


class Extension:
    """A column of pandas's own kind: texts over an array of objects."""

    def __init__(self, *_):
        self.values = []

    def __setstate__(self, state):
        arrays = [part for part in (state if isinstance(state, tuple) else state.values()) if isinstance(part, Array)]
        if not arrays:
            raise Refused("it has a column of a kind of pandas that is not read; save the table as CSV")
        self.values = arrays[0].values

    def rows(self):
        return [self.values]


class Block:
    """Some columns of one type."""

    def __init__(self, values, places, *_):
        self.values, self.places = values, places


class Manager:
    """The columns of a table, as pandas 1.3 and later pickle them, or as earlier ones do."""

    def __init__(self, blocks=(), axes=(), *_):
        self.blocks, self.names = list(blocks), names(axes[0]) if axes else []

    def __setstate__(self, state):
        inner = state[3]["0.14.1"]
        self.names = names(inner["axes"][0])
        self.blocks = [Block(block["values"], block["mgr_locs"]) for block in inner["blocks"]]


class Frame:
    """A table."""

    def __init__(self, *_):
        pass

    def __setstate__(self, state):
        self.manager = state.get("_mgr") or state.get("_data")

    def columns(self):
        columns = {}
        for block in self.manager.blocks:
            places = block.places
            places = range(len(self.manager.names))[places] if isinstance(places, slice) else names(places)
            if not hasattr(block.values, "rows"):
                raise Refused("it has a column of a kind of pandas that is not read; save the table as CSV")
            for place, row in zip(places, block.values.rows()):
                columns[str(self.manager.names[place])] = row
        return columns


TABLES = {
    ("pandas.core.frame", "DataFrame"): Frame,
    ("pandas", "DataFrame"): Frame,
    ("pandas.core.internals.managers", "BlockManager"): Manager,
    ("pandas.core.internals", "BlockManager"): Manager,
    ("pandas._libs.internals", "_unpickle_block"): Block,
    ("pandas._libs.arrays", "__pyx_unpickle_NDArrayBacked"): Extension,
    **{(module, "StringArray"): Extension for module in ["pandas.core.arrays.string_", "pandas.arrays"]},
    **{(module, "StringDtype"): DType for module in ["pandas.core.arrays.string_", "pandas"]},
    ("pandas.core.indexes.base", "Index"): Index,
    ("pandas", "Index"): Index,
    ("pandas.core.indexes.numeric", "Int64Index"): Index,
    ("pandas.core.indexes.range", "RangeIndex"): Index,
    ("pandas", "RangeIndex"): Index,
    ("pandas.core.indexes.base", "_new_Index"): new_index,
}


def table(data):
    """The columns of a pickled table, each a list, by name."""
    found = PlainUnpickler(data, TABLES).load()
    if not isinstance(found, Frame):
        raise Refused("it holds no table of pandas")
    return found.columns()


# --- Anything else ------------------------------------------------------------------------------------------------


class TolerantUnpickler(pickle._Unpickler):
    """Reads any pickle, also dill's, into plain values, arrays and stand-ins; nothing that it names is run.

    The reader in Python is used since the one in C demands real classes where such pickles have what they made themselves.
    """

    dispatch = dict(pickle._Unpickler.dispatch)

    def __init__(self, data):
        super().__init__(io.BytesIO(data))
        self.plain = PlainUnpickler(b"", inert=True)

    def find_class(self, module, name):
        return self.plain.find_class(module, name)

    def persistent_load(self, identifier):
        return Inert(identifier)

    def make(self, kind, arguments, keywords=None):
        if isinstance(kind, type) and issubclass(kind, Inert):
            return kind(*arguments)
        if isinstance(kind, Inert):
            return Inert(kind, *arguments)
        try:
            return kind(*arguments, **(keywords or {}))
        except (TypeError, ValueError) as error:
            raise Refused(f"it makes {getattr(kind, '__name__', kind)} in a way that is not read: {error}")

    def load_reduce(self):
        arguments = self.stack.pop()
        self.stack[-1] = self.make(self.stack[-1], arguments)

    def load_newobj(self):
        arguments = self.stack.pop()
        self.append(self.make(self.stack.pop(), arguments))

    def load_newobj_ex(self):
        keywords, arguments = self.stack.pop(), self.stack.pop()
        self.append(self.make(self.stack.pop(), arguments, keywords))

    def load_build(self):
        state = self.stack.pop()
        target = self.stack[-1]
        if hasattr(target, "__setstate__"):
            target.__setstate__(state)

    dispatch[pickle.REDUCE[0]] = load_reduce
    dispatch[pickle.NEWOBJ[0]] = load_newobj
    dispatch[pickle.NEWOBJ_EX[0]] = load_newobj_ex
    dispatch[pickle.BUILD[0]] = load_build
