"""Declaring an operation.

    @op(ufunc="log", dtype="float", inplace=True, samples=lambda t: [(t(2, 3, low=0.1),)])
    def log(input):
        \"\"\"Natural logarithm, element by element. ...\"\"\"

    log.backward(input=lambda g, input: g / input)

From this one declaration follow the function, the method, the operator, the in-place method, the signature and help,
the dtype rule, the gradient, the generated tests, completion and the line in the stub.

The *names* of a rule's parameters say what is kept for backward: `g` is the incoming gradient (a list of them when
the op has several outputs), `out` the result, `shape` the first input's shape, `shapes` those of all inputs, `needs`
which inputs want a gradient; any other name is an argument of the op, and a tensor so named is saved.
"""

import inspect
from numbers import Number

import numpy as np

from th.tensor import dispatch, dtypes, pointwise, writing
from th.tensor.publish import publish
from th.tensor.rules import rule_parameters, saved_out
from th.tensor.spellings import SPELLINGS
from th.tensor.tensor import Tensor
from th.tensor.wrongcalls import wrong_call

__all__ = [
    "OPS",
    "Op",
    "method",
    "op",
    "written_back",
]


OPS = {}

_SPECIAL = ("g", "out", "shape", "shapes", "needs")

_NUMBER_KINDS = (dtypes.BOOL, dtypes.INTEGRAL, dtypes.FLOAT, dtypes.COMPLEX)

# What numpy computes as PyTorch does, without a look at the dtype.
_NATIVE_ALL = frozenset(d.numpy for d in dtypes.DTYPES if d.name != "bfloat16" and not d.is_wide_unsigned)

_NATIVE_FLOAT = frozenset(n for n in _NATIVE_ALL if dtypes.kind_of(n) >= dtypes.FLOAT)

_REFUSAL = "\"{name}\" not implemented for '{dtype}': got {dtypes}"


class Op:
    """One operation: its kernel, its rules, and what its name, method and tests are made from."""

    pointwise = view = variadic = may_copy = numbers = False
    contiguous = False  # the result is, however the input lies in memory, as PyTorch's is
    wide_numbers = False  # in half precision a number as the second operand counts as it is, and is not rounded first
    by_layout = False  # what a view has in it follows from how its input lies in memory, not from its shape alone
    needs_shapes = saves_out = False
    reads = None  # which of several results the rule reads; all of them by default
    repeat = None  # (node) -> the result anew, for when it was overwritten; from inputs that were not
    dtype = "same"
    accepts = _NUMBER_KINDS
    each = False  # every operand must be of a kind in `accepts`, not only what they promote to
    refusal = _REFUSAL
    tensors = ()  # the names of operands that may not be numbers
    holds_tensors = True  # what a node keeps holds memory: tensors, or arrays among the settings
    settings_only = True  # what follows the inputs holds no tensors; see `op`
    returns = None
    kernel = None
    kernel_is_flat = False  # the kernel is for vectors and matrices only
    native = _NATIVE_ALL
    samples = None
    ufunc = None
    node = None
    prepare = None  # (op, args, kwargs) -> the same, with what `keywords` mean worked in
    keywords = {}  # keyword-only parameters that `prepare` takes care of, with their defaults
    result = "Tensor"

    def __init__(self, declared, **settings):
        self.name = declared.__name__
        self.label = self.name.strip("_").removesuffix("_to")  # what users know it as
        self.declared = declared
        self.__dict__.update(settings)
        self._read_signature()
        self.rules = {}
        self.joint = None
        self.masks = ()
        self._pull = None
        self.forward = self._make_forward()

    def _read_signature(self):
        code = self.declared.__code__
        count, keywords = code.co_argcount, code.co_kwonlyargcount
        names = list(code.co_varnames[: count + keywords])
        if names and names[0] == "xp":
            names, count = names[1:], count - 1
        defaults = self.declared.__defaults__ or ()
        self.parameters = names
        self.positional = count
        self.required = count - len(defaults)
        self.defaults = dict(zip(names[count - len(defaults) : count], defaults, strict=True))
        self.defaults.update(self.declared.__kwdefaults__ or {})
        self.position = {n: i for i, n in enumerate(names)}
        self.rest = tuple([self.defaults.get(n) for n in names[1:]])  # what follows the first argument when left out
        self.bare = (None, *self.rest)
        inputs = self.__dict__.get("inputs") or tuple(names[: self.required if self.pointwise else 1])
        self.inputs = tuple(inputs)
        self.input_positions = [self.position[n] for n in self.inputs]
        operands = self.__dict__.get("operands") or self.inputs
        self.operand_positions = [self.position[n] for n in operands]
        self.is_operand = tuple([n in operands for n in names])

    def _make_forward(self):
        if self.ufunc is not None:
            name = self.ufunc
            return lambda xp, *arrays: getattr(xp, name)(*arrays)
        body, count = self.declared, self.positional
        words = self.parameters[count:]
        if not words:
            return body

        def forward(xp, *args):
            if len(args) <= count:
                return body(xp, *args)
            return body(xp, *args[:count], **dict(zip(words, args[count:], strict=False)))

        return forward

    def ufunc_of(self, xp):
        """The ufunc that can write in place, None when the body is Python."""
        return getattr(xp, self.ufunc) if self.ufunc is not None else None

    # ---- calls

    def signature(self):
        """The public signature."""
        found = inspect.signature(self.declared)
        parameters = [p for n, p in found.parameters.items() if n != "xp"]
        for name, default in self.keywords.items():
            parameters.append(inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default))
        if self.pointwise and "out" not in self.position:
            parameters.append(inspect.Parameter("out", inspect.Parameter.KEYWORD_ONLY, default=None))
        return inspect.Signature(parameters, return_annotation=self.result)

    def bind(self, args, kwargs):
        """All arguments in declared order, up to the last one given."""
        place = len(args)
        if place <= self.positional and place + len(kwargs) >= self.required:  # the commonest call: what follows, in order
            for name in kwargs:
                if self.position.get(name) != place:
                    break
                place += 1
            else:
                return (*args, *kwargs.values())
        values = list(args)
        last = len(values)
        found = {}
        for name, value in kwargs.items():
            name = name if name in self.position else SPELLINGS.get(name, name)
            place = self.position.get(name)
            if place is None or place < len(args) or name in found:
                raise wrong_call(self, args, kwargs)
            found[name] = value
            last = max(last, place + 1)
        if len(args) > self.positional:
            raise wrong_call(self, args, kwargs)
        for name in self.parameters[len(args) : last]:
            if name in found:
                values.append(found[name])
            elif name in self.defaults:
                values.append(self.defaults[name])
            else:
                raise wrong_call(self, args, kwargs)
        if last < self.required:
            raise wrong_call(self, args, kwargs)
        return tuple(values)

    def completed(self, args):
        """`args` with the defaults of what was not given."""
        if len(args) == len(self.parameters):
            return args
        return (*args, *[self.defaults.get(n) for n in self.parameters[len(args) :]])

    # ---- gradients

    def set_rules(self, joint=None, **rules):
        """Takes one rule for each input, or one for all of them."""
        if joint is not None:
            self.joint = joint
            self.rules = {"*": joint}
            mask = self._mask(joint)
            self.masks = [mask] * max(len(self.inputs), 1)
            self._note_holding()
            return joint
        unknown = set(rules) - set(self.inputs)
        if unknown:
            raise TypeError(f"{self.name}: rules for {sorted(unknown)}, which are not inputs {self.inputs}")
        self.rules = rules
        self.masks = [self._mask(rules[n]) if n in rules else 0 for n in self.inputs]
        self._note_holding()
        return None

    def _note_holding(self):
        """Notes whether a node has anything to let go of after a backward; one that has nothing may run again."""
        if "holds_tensors" not in self.__dict__ and self.settings_only and not self.saves_out:
            inputs = sum(1 << p for p in self.input_positions)
            self.holds_tensors = any(m & inputs for m in self.masks)

    def _mask(self, rule):
        mask = 0
        for name in rule_parameters(rule):
            if name == "out":
                self.saves_out = True
            elif name in ("shape", "shapes"):
                self.needs_shapes = True
            elif name not in _SPECIAL:
                mask |= 1 << self.position[name]
        return mask

    def rule_exists(self, index):
        """True when the input of this number has a gradient."""
        return self.joint is not None or self.variadic or self.inputs[index] in self.rules

    def pull(self, node, g):
        """The gradients of the inputs of `node`, given that of its output; aligned with its edges."""
        if self._pull is None:
            self._pull = self._compile_pull()
        return self._pull(node, g)

    def _compile_pull(self):
        """Writes the call of the rules out as one function: 2 us less a node than looking names up each time."""
        if self.joint is not None:
            call = f"joint({self._arguments(self.joint)})"
            single = len(self.inputs) == 1 and not self.variadic
            body = f"({call},)" if single else call
            names = {"joint": self.joint}
        else:
            parts, names = [], {}
            for index, name in enumerate(self.inputs):
                if name not in self.rules:
                    parts.append("None")
                    continue
                names[f"rule{index}"] = self.rules[name]
                call = f"rule{index}({self._arguments(self.rules[name])})"
                parts.append(f"(None if node.edges[{index}] is None else {call})")
            body = "(" + ", ".join(parts) + ",)"
        names["saved_out"] = saved_out
        return eval(f"lambda node, g: {body}", names)

    def _arguments(self, rule):
        words = {
            "g": "g",
            "out": "saved_out(node)",
            "shape": "node.in_shapes[0]",
            "shapes": "node.in_shapes",
            "needs": "[e is not None for e in node.edges]",
        }
        return ", ".join(words.get(n) or f"node.args[{self.position[n]}]" for n in rule_parameters(rule))

    def node_name(self, node):
        """PyTorch's name for a node of this op."""
        base = self.node or "".join(part.capitalize() for part in self.name.split("_"))
        return base if "Backward" in base else base + "Backward0"


def op(**settings):
    """Declares an operation; the decorated function is its kernel, or with `ufunc=` only its signature and help.

    Args:
        kernel (callable): on numpy arrays alone, for calls without settings; where it is quicker than the body
        ufunc (str): the name in numpy and cupy of the ufunc that is the kernel
        pointwise (bool): promotion and broadcasting of `inputs`; implied by `ufunc`
        dtype (str): "same" as the promoted inputs, "float" (integers become the default dtype), "bool"
        accepts (tuple): the kinds of dtype it has a meaning for
        inputs (tuple): the names of its tensors; by default the first parameter, of a pointwise op all those without
            a default
        method (bool or str): also a method of Tensor, of this name; default True
        inplace (bool): also the method ``name_``
        operator (str): the special method it is, ``"add"`` for ``__add__``
        tensors (tuple): the names of operands that PyTorch does not take numbers for
        settings_only (bool): False when an argument after the inputs may be a tensor (an index, say)
        view (bool): the result shares memory with the first input
        variadic (bool): the first argument is a sequence of tensors
        returns (class): a named tuple for several results
        samples (callable): ``samples(t)`` gives argument lists for the generated tests; ``t(2, 3)`` makes a tensor
        node (str): the name of its node where PyTorch's is not the op's own
    """

    def declare(declared):
        made = Op(declared, **_defaults(settings))
        function = _function_of(made)
        made.function = function
        publish(made, function, settings, operator_of)
        OPS[made.name] = made
        return function

    return declare


def _defaults(settings):
    found = {k: v for k, v in settings.items() if k not in ("method", "inplace", "operator")}
    if "ufunc" in found:
        found["pointwise"] = found.get("pointwise", True)
    if found.get("dtype") == "float":
        found.setdefault("native", _native(found, _NATIVE_FLOAT))
    if "accepts" in found and "native" not in found:
        found["native"] = _native(found, _NATIVE_ALL)
    if found.get("pointwise") and "ufunc" not in found:
        found["native"] = found.get("native", _NATIVE_ALL) - {dtypes.float16.numpy}  # see pointwise._widened
    return found


def _native(found, among):
    kinds = found.get("accepts", _NUMBER_KINDS)
    return frozenset(n for n in among if dtypes.from_numpy_dtype(n).kind in kinds)


def _function_of(made):
    """The way of calling that fits the op; a `kernel` of one call gets the fast one in front."""
    slow = _slow_function_of(made)
    if made.pointwise and made.kernel is None:
        made.kernel = made.ufunc_of(np) or _bound_to_numpy(made.declared)
    if made.kernel is None:
        return slow
    count = len(made.inputs)
    if count == 1 and made.required == 1:
        return pointwise.unary(made, slow)
    if count == 2 and made.required == 2:
        return pointwise.binary(made, slow)
    return slow


def operator_of(made, function):
    """The special method: as the function, but what it does not know may be answered by the other operand."""
    if len(made.inputs) != 2:
        return function
    slow = _slow_function_of(made)

    def attempt(input, other, *args):
        if not isinstance(other, Tensor | Number | np.ndarray | np.generic):
            return NotImplemented
        return slow(input, other, *args)

    fast = made.kernel is not None and made.required == 2
    return pointwise.binary(made, attempt) if fast else attempt


def _slow_function_of(made):
    if made.pointwise:
        return pointwise.settled(made)
    if made.view:
        return dispatch.view(made)
    if len(made.inputs) == 1 and not made.variadic and made.settings_only:
        return dispatch.single(made)
    return dispatch.several(made)


def _bound_to_numpy(declared):
    return lambda *arrays: declared(np, *arrays)


def method(function=None, *, name=None):
    """Makes a composite function a method of Tensor too."""
    if function is None:
        return lambda f: method(f, name=name)
    setattr(Tensor, name or function.__name__, function)
    return function


def written_back(function):
    """Makes the in-place method ``name_`` of a composite: computed, then written."""

    def in_place(self, *args, **kwargs):
        return writing.write_back(function, self, args, kwargs)

    in_place.__name__ = in_place.__qualname__ = function.__name__ + "_"
    in_place.__doc__ = f"`{function.__name__}`, written into this tensor itself."
    setattr(Tensor, in_place.__name__, in_place)
