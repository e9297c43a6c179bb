"""The Tensor: an array, the node that made it, and the counter of writes it shares with its views.

The operations come from `th.tensor.ops`: declaring one also makes it a method here.
"""

import numpy as np

from th.errors import ArgumentTypeError, DtypeError, GradientError
from th.tensor import autograd, devices, dtypes
from th.tensor.node import LEAF, Node, RemovableHandle, counter_of, edge_of, shown
from th.tensor.size import Size
from th.tensor.views import View

__all__ = ["Tensor", "as_array", "backward", "fresh", "new_tensor", "seed_of"]


class Tensor:
    """An n-dimensional array that can record what is done to it.

    ``th.tensor(data)`` makes one from data; ``th.Tensor(2, 3)`` is Torch's uninitialised float tensor of that size.

    Example:
        >>> x = th.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
        >>> (x * x).sum().backward()
        >>> x.grad
        tensor([[2., 4.],
                [6., 8.]])
    """

    __array_priority__ = 1000  # numpy's operators leave mixed operations to us
    __hash__ = object.__hash__

    _node = None
    _index = 0
    _counter = None
    _hooks = None
    _post_hooks = None
    _grad = None
    _names = None
    _adopt = None  # what is called with each new subclass: th.tensor.overrides'

    def __new__(cls, *args, device=None, dtype=None, requires_grad=False):
        self = fresh(cls)
        self._array = _legacy_array(args, dtype, device)
        if requires_grad:
            self.requires_grad_()
        return self

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        if Tensor._adopt is not None:
            Tensor._adopt(cls)

    # ---- what it is

    @property
    def shape(self):
        """The size of each dimension, a `torch.Size`."""
        return tuple.__new__(Size, self._array.shape)  # an array's sizes are ints

    @property
    def dtype(self):
        """The dtype of the elements."""
        return dtypes.from_numpy_dtype(self._array.dtype)

    @property
    def device(self):
        """Where the elements are."""
        return devices.device_of(self._array)

    @property
    def ndim(self):
        """The number of dimensions."""
        return self._array.ndim

    @property
    def is_cuda(self):
        """True on a GPU."""
        return not isinstance(self._array, np.ndarray)

    @property
    def itemsize(self):
        """Bytes of one element."""
        return self._array.dtype.itemsize

    @property
    def nbytes(self):
        """Bytes of all elements."""
        return self._array.nbytes

    # ---- autograd

    @property
    def grad(self):
        """The gradient that `backward` has added up here; None before the first."""
        if self._grad is None and self._node is not None and self._node is not LEAF:
            _warn_of_no_gradient(self)
        return self._grad

    @grad.setter
    def grad(self, value):
        if value is not None and value.__class__ is not Tensor:
            if not isinstance(value, Tensor):
                raise ArgumentTypeError(f"`grad` (={value!r}) must be a Tensor or None")
        if value is not None and value._array.shape != self._array.shape:
            raise GradientError(
                f"attempting to assign a gradient of size '{list(value._array.shape)}' to a tensor of size "
                f"'{list(self._array.shape)}'. Please ensure that the gradient and the tensor are the same size"
            )
        if value is not None and value._array.dtype != self._array.dtype:
            raise GradientError(
                f"attempting to assign a gradient with dtype '{value.dtype}' to a tensor with dtype '{self.dtype}'. "
                "Please ensure that the gradient and the tensor have the same dtype"
            )
        self._grad = value

    @grad.deleter
    def grad(self):
        self._grad = None

    @property
    def requires_grad(self):
        """True when gradients are wanted for this tensor."""
        node = self._node
        if node is None:
            return False
        return node.__class__ is not View or node.edge() is not None

    @requires_grad.setter
    def requires_grad(self, value):
        self.requires_grad_(value)

    def requires_grad_(self, requires_grad=True):
        """Says whether gradients are wanted, in place.

        Args:
            requires_grad (bool): True to want them
        Raises:
            DtypeError: when the dtype is not floating point or complex
            GradientError: when set to False on a tensor that is the result of an operation
        """
        if not requires_grad:
            if self.grad_fn is not None:
                raise GradientError(
                    "you can only change requires_grad flags of leaf variables. If you want to use a computed "
                    "variable in a subgraph that doesn't require differentiation use var_no_grad = var.detach()."
                )
            self._node = None
            return self
        if self._array.dtype.kind not in "fcV" and dtypes.kind_of(self._array.dtype) < dtypes.FLOAT:
            raise DtypeError(
                "only Tensors of floating point and complex dtype can require gradients, "
                f"not {self.dtype}; convert it first, with x.float() for example"
            )
        if not self.requires_grad:
            self._node = LEAF
        return self

    @property
    def is_leaf(self):
        """True when no recorded operation made this tensor."""
        return _maker(self) is None

    @property
    def grad_fn(self):
        """The node that made this tensor; None for a leaf."""
        node = _maker(self)
        return None if node is None else shown(node)

    @property
    def _backward_hooks(self):
        return self._hooks

    @property
    def output_nr(self):
        """Which output of `grad_fn` this tensor is."""
        return self._index

    @property
    def _version(self):
        return self._counter[0] if self._counter else 0

    @property
    def _base(self):
        return self._node.base if isinstance(self._node, View) else None

    def _is_view(self):
        return self._base is not None

    @property
    def data(self):
        """The same elements, unknown to autograd."""
        return _alias(type(self) if type(self) is Tensor else Tensor, self)

    @data.setter
    def data(self, value):
        if not isinstance(value, Tensor):
            raise ArgumentTypeError(f"`data` (={value!r}) must be a Tensor")
        if self.requires_grad and dtypes.kind_of(value._array.dtype) < dtypes.FLOAT:
            raise DtypeError("data set to a tensor that requires gradients must be floating point or complex dtype")
        counter_of(self)[0] += 1  # what was saved of the old elements is no longer this tensor
        self._array = value._array
        self._counter = value._counter = counter_of(value) if value._counter else self._counter

    def detach(self):
        """The same elements, as a leaf that wants no gradient; writes through either are seen by both."""
        out = _alias(Tensor, self)
        out._counter = counter_of(self)
        return out

    def detach_(self):
        """Cuts this tensor off from what made it, in place."""
        if isinstance(self._node, View):
            raise GradientError("Can't detach views in-place. Use detach() instead.")
        self._node, self._index = None, 0
        return self

    def backward(self, gradient=None, retain_graph=None, create_graph=False, inputs=None):
        """Adds the gradient of this tensor to the `grad` of the leaves it came from.

        Args:
            gradient (Tensor): shape of this tensor; may be left out for a single element, where it is 1
            retain_graph (bool): keep what was saved, for another backward; `create_graph` by default
            create_graph (bool): record the backward itself, for higher derivatives
            inputs (sequence of Tensor): the only tensors to add gradients to
        Raises:
            GradientError: when nothing was recorded, when something saved was overwritten, or when `gradient` is
                missing for more than one element
        """
        backward([self], None if gradient is None else [gradient], retain_graph, create_graph, inputs)

    def retain_grad(self):
        """Keeps the gradient of a tensor that is not a leaf in its `grad` too."""
        if not self.requires_grad:
            raise GradientError("can't retain_grad on Tensor that has requires_grad=False")
        node = self.grad_fn
        if node is not None:
            import weakref

            node.retained = {} if node.retained is None else node.retained
            node.retained[self._index] = weakref.ref(self)

    @property
    def retains_grad(self):
        """True when `retain_grad` was called on a tensor that is not a leaf."""
        node = self.grad_fn
        return node is not None and bool(node.retained) and self._index in node.retained

    def register_hook(self, hook):
        """Calls ``hook(grad)`` when the gradient of this tensor is known; what it returns replaces it.

        Returns:
            a handle with `remove()`
        """
        if not self.requires_grad:
            raise GradientError("cannot register a hook on a tensor that doesn't require gradient")
        node = self.grad_fn
        if node is None:
            self._hooks = {} if self._hooks is None else self._hooks
            return RemovableHandle(self._hooks, hook)
        node.hooks = {} if node.hooks is None else node.hooks
        return RemovableHandle(node.hooks.setdefault(self._index, {}), hook)

    def register_post_accumulate_grad_hook(self, hook):
        """Calls ``hook(tensor)`` after a backward has added to the `grad` of this leaf."""
        if not self.is_leaf or not self.requires_grad:
            raise GradientError("post accumulate grad hooks cannot be registered on non-leaf tensors")
        self._post_hooks = {} if self._post_hooks is None else self._post_hooks
        return RemovableHandle(self._post_hooks, hook)

    def _fit(self, shape, numpy_dtype):
        """This gradient in the shape and dtype of what it belongs to: broadcasting and promotion undone."""
        g = self
        if g._array.dtype is not numpy_dtype and g._array.dtype != numpy_dtype:
            if g._array.dtype.kind == "c" and numpy_dtype.kind != "c":
                g = g.real
            g = g.to(dtypes.from_numpy_dtype(numpy_dtype))
        return g.sum_to_size(shape) if g._array.shape != shape else g

    def __dir__(self):
        return sorted(set(object.__dir__(self)))


Tensor.__module__ = "th"
fresh = object.__new__


def _maker(tensor):
    """The node that made a tensor, None for a leaf."""
    edge = edge_of(tensor)
    node = edge[0] if edge.__class__ is tuple else edge
    return node if isinstance(node, Node) else None


def _warn_of_no_gradient(tensor):
    if tensor.is_leaf or tensor.retains_grad:
        return
    import warnings  # loaded with numpy

    warnings.warn(
        "The .grad attribute of a Tensor that is not a leaf Tensor is being accessed. Its .grad attribute won't be "
        "populated during autograd.backward(). If you indeed want the .grad field to be populated for a non-leaf Tensor, "
        "use .retain_grad() on the non-leaf Tensor.",
        stacklevel=3,
    )


def _legacy_array(args, dtype, place):
    """What ``Tensor(...)`` holds: sizes make it uninitialised, data is converted to the default dtype."""
    numpy_dtype = (dtypes.get_default_dtype() if dtype is None else dtypes.to_dtype(dtype)).numpy
    where = devices.to_device(place)
    if len(args) == 1 and not isinstance(args[0], int) or (args and not all(isinstance(a, int) for a in args)):
        if len(args) != 1:
            raise ArgumentTypeError(f"Tensor() takes sizes or one sequence of data, got {args!r}")
        data = args[0]
        if isinstance(data, Size):
            args = tuple(data)
        elif isinstance(data, Tensor):
            return data._array
        else:
            return devices.move(np.array(data, dtype=numpy_dtype), where)
    return devices.move(np.zeros(args if args else (0,), numpy_dtype), where)


def new_tensor(array):
    """A tensor that holds `array`, a numpy or cupy array."""
    out = fresh(Tensor)
    out._array = array
    return out


def _alias(cls, tensor):
    out = fresh(cls)
    out._array = tensor._array
    return out


def as_array(value, numpy_dtype=None, like=None):
    """The array of a tensor, or `value` as an array on the device of the array `like`."""
    if isinstance(value, Tensor):
        return value._array
    xp = np if like is None else devices.namespace(like)
    return xp.asarray(value, dtype=numpy_dtype)


def backward(tensors, gradients=None, retain_graph=None, create_graph=False, inputs=None):
    """Adds the gradients of `tensors` to their leaves; see `Tensor.backward`."""
    if gradients is None:
        gradients = [None] * len(tensors)
    edges, seeds = [], []
    for tensor, gradient in zip(tensors, gradients, strict=True):
        edge = edge_of(tensor)
        if edge is None:
            raise GradientError(
                "element 0 of tensors does not require grad and does not have a grad_fn: nothing it was computed "
                "from has requires_grad=True"
            )
        edges.append(edge)
        seeds.append(seed_of(tensor, gradient))
    keep = create_graph if retain_graph is None else retain_graph
    if inputs is None:
        autograd.sweep(edges, seeds, keep, create_graph)
        return
    inputs = [inputs] if isinstance(inputs, Tensor) else list(inputs)
    if not inputs:
        raise GradientError("`inputs` argument to `backward()` cannot be empty.")
    found = autograd.sweep(edges, seeds, keep, create_graph, [_wanted_edge(t) for t in inputs])
    for tensor, g in zip(inputs, found, strict=True):
        if g is not None:
            autograd._accumulate(tensor, g, create_graph)


def _wanted_edge(tensor):
    edge = edge_of(tensor)
    if edge is None:
        raise GradientError("One of the differentiated Tensors does not require grad")
    return edge


def seed_of(tensor, gradient):
    """The gradient to start from: `gradient`, or 1 for a single element."""
    if gradient is None:
        if tensor._array.size != 1:
            raise GradientError("grad can be implicitly created only for scalar outputs")
        if tensor._array.dtype.kind == "c":
            raise GradientError(
                f"grad can be implicitly created only for real scalar outputs but got {tensor.dtype}; give `gradient`"
            )
        return new_tensor(devices.namespace(tensor._array).ones_like(tensor._array))
    if not isinstance(gradient, Tensor):
        raise ArgumentTypeError(f"gradients can be either Tensors or None, but got {type(gradient).__name__}")
    if gradient._array.shape != tensor._array.shape:
        raise GradientError(
            f"Mismatch in shape: grad_output[0] has a shape of {gradient.shape} and output[0] has a shape of "
            f"{tensor.shape}."
        )
    return gradient
