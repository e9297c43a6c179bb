"""The stream of objects in a Torch7 file, read without recursion: networks can be nested as deeply as they like."""

import math

import numpy as np

from th.errors import FileFormatError
from th.tensor.storage import tensor_from
from th.torch7.values import DTYPES, Function, Object, Storage, Table, array_class

__all__ = ["FUNCTION", "FUNCTION_LEGACY", "FUNCTION_PLAIN", "NIL", "NUMBER", "STRING", "TABLE", "TORCH", "TRUTH", "read_object"]

NIL, NUMBER, STRING, TABLE, TORCH, TRUTH, FUNCTION_PLAIN, FUNCTION_LEGACY, FUNCTION = range(9)
_EXACT = 2**53  # up to here a double holds every integer
_MOST_DIMS = 64  # numpy's
_OWN_FORMATS = ("tds.", "tds_")  # classes that write something else than one table


def read_object(source, lists=True):
    """The object that comes next.

    Args:
        source (BinarySource or AsciiSource): where it stands
        lists (bool): tables with the keys 1 to n become lists; False makes dicts of them too
    Raises:
        FileFormatError: when the file is cut off, or is of another format
    """
    reader = _Reader(source)
    root = reader.read()
    _finish(reader.nodes, lists, source.name)
    return _made(root)


class _Node:
    """A table, object or function: what it is, and the parts that are read one after the other."""

    __slots__ = ("made", "parts", "wanted")

    def __init__(self, made, wanted):
        self.made, self.wanted, self.parts = made, wanted, []


def _made(value):
    return value.made if isinstance(value, _Node) else value


class _Reader:
    def __init__(self, source):
        self.source, self.objects, self.nodes = source, {}, []

    def read(self):
        """The next object, whose nodes are not yet finished."""
        top = _Node(None, 1)
        open_nodes = [top]
        while open_nodes:
            node = open_nodes[-1]
            if len(node.parts) == node.wanted:
                open_nodes.pop()
                continue
            before = len(self.nodes)
            node.parts.append(self._value())
            open_nodes += self.nodes[before:]  # at most one: its parts come next
        return top.parts[0]

    def _value(self):
        source = self.source
        tag = source.int("the type of an object")
        if tag == NIL:
            return None
        if tag == NUMBER:
            return _plain_number(source.double())
        if tag == STRING:
            return _plain_text(source.text())
        if tag == TRUTH:
            return source.truth()
        if tag == FUNCTION_PLAIN:
            return self._new(None, Function(source.text(), None, tag), 1)
        if tag not in (TABLE, TORCH, FUNCTION_LEGACY, FUNCTION):
            source.fail(f"{tag} is no type of object that Torch7 writes (0 to 8), the file is damaged or of another format")
        index = source.int("the number of an object")
        if index in self.objects:
            return self.objects[index]
        if tag == TABLE:
            return self._new(index, None, 2 * source.count("the size of a table"))
        if tag == TORCH:
            return self._torch(index)
        return self._new(index, Function(source.text(), None, tag), 1)

    def _new(self, index, made, wanted):
        node = _Node(made, wanted)
        self.nodes.append(node)
        if index is not None:
            self.objects[index] = node
        return node

    def _torch(self, index):
        version, name = self._class()
        array = array_class(name)
        if array is None:
            if name.startswith(_OWN_FORMATS):
                self.source.fail(f"an object of class {name}, which has a format of its own, cannot be read")
            return self._new(index, Object(name, None, version), 1)
        kind, sort = array
        made = self._storage(kind) if sort == "Storage" else self._tensor(kind)
        self.objects[index] = made
        return made

    def _class(self):
        """(version, name) of a class; files older than versions have the name alone."""
        text = self.source.text().decode("utf-8", "backslashreplace")
        if not text.startswith("V "):
            return 0, text
        if not text[2:].isdecimal():
            self.source.fail(f"{text!r} is no version of a class")
        return int(text[2:]), self.source.text().decode("utf-8", "backslashreplace")

    def _storage(self, kind):
        (count,) = self.source.longs(1, "the size of a storage")
        if count < 0:
            self.source.fail(f"a storage of {count} elements")
        return Storage(self.source.row(kind, count))

    def _tensor(self, kind):
        source = self.source
        dims = source.count("the number of dimensions of a tensor")
        if dims > _MOST_DIMS:
            source.fail(f"a tensor of {dims} dimensions")
        shape = source.longs(dims, "the sizes of a tensor")
        strides = source.longs(dims, "the strides of a tensor")
        (offset,) = source.longs(1, "the offset of a tensor")
        flat = self._memory(kind)
        if dims == 0:
            shape, strides, offset = [0], [1], 1  # Torch7 has no scalars: without dimensions there are no elements
        elif math.prod(shape) == 0:
            strides, offset = [1] * dims, 1
        try:
            return tensor_from(flat, offset - 1, shape, strides)
        except FileFormatError as err:
            return source.fail(str(err))

    def _memory(self, kind):
        """The storage of a tensor, as a flat array."""
        source = self.source
        tag = source.int("the storage of a tensor")
        if tag == NIL:
            return np.empty(0, DTYPES[kind])
        if tag != TORCH:
            source.fail(f"an object of type {tag} stands where the storage of a tensor should")
        index = source.int("the number of a storage")
        storage = self.objects.get(index)
        if storage is None:
            _, name = self._class()
            if array_class(name) != (kind, "Storage"):
                source.fail(f"a {name} stands where the {kind}Storage of a tensor should")
            storage = self.objects[index] = self._storage(kind)
        if not isinstance(storage, Storage) or storage.array.dtype != DTYPES[kind]:
            source.fail(f"object {index} is not the {kind}Storage that a tensor needs")
        return storage.array


def _plain_number(value):
    """Whole numbers as int, as Lua prints them; the others, and -0.0, stay what they are."""
    if -_EXACT <= value <= _EXACT and value == int(value) and (value or math.copysign(1, value) > 0):
        return int(value)
    return value


def _plain_text(chars):
    try:
        return chars.decode()
    except UnicodeDecodeError:
        return chars


# ---- from nodes to Python's containers: first each is made, then all are filled, since they may hold each other


def _finish(nodes, lists, name):
    fields = {id(node.parts[0]) for node in nodes if isinstance(node.made, Object)}
    tables = [node for node in nodes if node.made is None]
    for node in tables:
        node.made = _container(node.parts[::2], lists and id(node) not in fields, name)
    for node in tables:
        _fill(node.made, node.parts)
    for node in nodes:
        if isinstance(node.made, Object):
            node.made.__dict__["fields"] = _made(node.parts[0])
        elif isinstance(node.made, Function):
            node.made.upvalues = _made(node.parts[0])


def _container(keys, may_be_list, name):
    """An empty container that can hold these keys."""
    if any(key is None or (isinstance(key, float) and math.isnan(key)) for key in keys):
        raise FileFormatError(f"{name}: a table has nil or nan as a key, the file is damaged or its longs have another width")
    if may_be_list and _are_counting(keys):
        return []
    if any(isinstance(key, _Node) and not isinstance(key.made, Object | Function) for key in keys):
        return Table()
    if any(isinstance(key, bool) for key in keys) and {0, 1}.intersection(k for k in keys if type(k) is int):
        return Table()
    return {}


def _are_counting(keys):
    """Whether the keys are 1 to n, in any order."""
    if not all(type(key) is int for key in keys):
        return False
    return len(set(keys)) == len(keys) and (not keys or (min(keys) == 1 and max(keys) == len(keys)))


def _fill(container, parts):
    pairs = zip(parts[::2], parts[1::2], strict=True)
    if isinstance(container, list):
        container.extend([None] * (len(parts) // 2))
        for key, value in pairs:
            container[key - 1] = _made(value)
    elif isinstance(container, dict):
        container.update((_made(key), _made(value)) for key, value in pairs)
    else:
        container.pairs.extend((_made(key), _made(value)) for key, value in pairs)
