"""Layers that learn the size of their input from the first one."""

from th.errors import ArgumentError, ShapeError
from th.nn import conv, norm
from th.nn.linear import Linear
from th.nn.uninitialized import UninitializedBuffer, UninitializedParameter, is_lazy
from th.tensor import dtypes
from th.tensor.ops.create import tensor

__all__ = [
    "LazyBatchNorm1d", "LazyBatchNorm2d", "LazyBatchNorm3d", "LazyConv1d", "LazyConv2d", "LazyConv3d", "LazyConvTranspose1d",
    "LazyConvTranspose2d", "LazyConvTranspose3d", "LazyInstanceNorm1d", "LazyInstanceNorm2d", "LazyInstanceNorm3d", "LazyLinear",
    "LazyModuleMixin",
]


class LazyModuleMixin:
    """What lazy layers have in common; put it before the layer among the bases, and define `initialize_parameters`."""

    cls_to_become = None

    def _start_lazily(self):
        self._load_hook = self._register_load_state_dict_pre_hook(self._lazy_load_hook)
        self._initialize_hook = self.register_forward_pre_hook(self._infer_parameters, with_kwargs=True)

    def has_uninitialized_params(self):
        """True until the first input."""
        return any(is_lazy(v) for v in (*self._parameters.values(), *self._buffers.values()))

    def reset_parameters(self):
        """Draws the parameters anew, once they are there."""
        if not self.has_uninitialized_params() and self.cls_to_become is not None and self._ready():
            super().reset_parameters()

    def _ready(self):
        return True

    def initialize_parameters(self, *args, **kwargs):
        """Gives the parameters their shapes, from the first input."""
        raise NotImplementedError(f"initialize_parameters is not implemented for {type(self).__name__}")

    def _infer_parameters(self, module, args, kwargs=None):
        self.initialize_parameters(*args, **(kwargs or {}))
        if self.has_uninitialized_params():
            raise ShapeError(f"module {self._get_name()} has not been fully initialized")
        self._initialize_hook.remove()
        self._load_hook.remove()
        del self._initialize_hook, self._load_hook
        if self.cls_to_become is not None:
            self.__class__ = self.cls_to_become

    def _save_to_state_dict(self, destination, prefix, keep_vars):
        for name, value in (*self._parameters.items(), *self._buffers.items()):
            if value is not None and name not in self._non_persistent_buffers_set:
                destination[prefix + name] = value if is_lazy(value) or keep_vars else value.detach()

    def _lazy_load_hook(self, state_dict, prefix, *rest):
        for name, value in (*self._parameters.items(), *self._buffers.items()):
            new = state_dict.get(prefix + name)
            if is_lazy(value) and new is not None and not is_lazy(new):
                value.materialize(new.shape)

    def __getstate__(self):
        state = super().__getstate__()
        return {k: v for k, v in state.items() if k not in ("_load_hook", "_initialize_hook")} | {"_was_lazy": "_load_hook" in state}

    def __setstate__(self, state):
        lazy = state.pop("_was_lazy", False)
        super().__setstate__(state)
        if lazy:
            self._forward_pre_hooks.clear()
            self._forward_pre_hooks_with_kwargs.clear()
            self._load_state_dict_pre_hooks.clear()
            self._load_hook = self._register_load_state_dict_pre_hook(self._lazy_load_hook)
            self._initialize_hook = self.register_forward_pre_hook(self._infer_parameters, with_kwargs=True)


class LazyLinear(LazyModuleMixin, Linear):
    """A `Linear` that takes `in_features` from its first input.

    Args:
        out_features (int): size of the last dim of the output
        bias (bool): add a learnt bias
    Shape:
        (*, any) to (*, out_features)
    """

    cls_to_become = Linear

    def __init__(self, out_features, bias=True, device=None, dtype=None):
        super().__init__(0, 0, False)
        settings = {"device": device, "dtype": dtype}
        self.weight = UninitializedParameter(**settings)
        self.out_features = out_features
        if bias:
            self.bias = UninitializedParameter(**settings)
        self._start_lazily()

    def _ready(self):
        return self.in_features != 0

    def initialize_parameters(self, input):
        """Shapes from (*, in_features)."""
        if self.has_uninitialized_params():
            self.in_features = input.shape[-1]
            self.weight.materialize((self.out_features, self.in_features))
            if self.bias is not None:
                self.bias.materialize((self.out_features,))
            self.reset_parameters()


class _LazyConv(LazyModuleMixin):
    def __init__(self, out_channels, kernel_size, *args, bias=True, groups=1, device=None, dtype=None, **kwargs):
        # A layer of no channels first; PyTorch's order of the positional arguments after kernel_size.
        names = ("stride", "padding", "output_padding", "groups", "bias", "dilation", "padding_mode") if self.transposed else (
            "stride", "padding", "dilation", "groups", "bias", "padding_mode")
        kwargs.update(dict(zip(names, args, strict=False)))
        bias, groups = kwargs.pop("bias", bias), kwargs.pop("groups", groups)
        super().__init__(0, 0, kernel_size, groups=1, bias=False, **kwargs)
        settings = {"device": device, "dtype": dtype}
        self.groups, self.out_channels = groups, out_channels
        self.weight = UninitializedParameter(**settings)
        if bias:
            self.bias = UninitializedParameter(**settings)
        self._start_lazily()

    def _ready(self):
        return self.in_channels != 0

    def initialize_parameters(self, input, *rest, **kwargs):
        """Shapes from (n, in_channels, *)."""
        if not self.has_uninitialized_params():
            return
        if input.ndim not in (self.dims + 1, self.dims + 2):
            raise ShapeError(
                f"Expected {self.dims + 1}D (unbatched) or {self.dims + 2}D (batched) input to {type(self).__name__}, but got input of "
                f"size: {input.shape}"
            )
        self.in_channels = input.shape[-self.dims - 1]
        if self.in_channels % self.groups:
            raise ArgumentError("in_channels must be divisible by groups")
        first, second = (self.in_channels, self.out_channels) if self.transposed else (self.out_channels, self.in_channels)
        self.weight.materialize((first, second // self.groups, *self.kernel_size))
        if self.bias is not None:
            self.bias.materialize((self.out_channels,))
        self.reset_parameters()


class _LazyNorm(LazyModuleMixin):
    # Scale, shift and statistics by default, also where the layer it becomes has none: as in PyTorch.
    def __init__(self, eps=1e-5, momentum=0.1, affine=True, track_running_stats=True, device=None, dtype=None, *, bias=True):
        settings = {"device": device, "dtype": dtype}
        super().__init__(0, eps, momentum, False, False, **settings)
        self.affine, self.track_running_stats = affine, track_running_stats
        if affine:
            self.weight = UninitializedParameter(**settings)
            if bias:
                self.bias = UninitializedParameter(**settings)
        if track_running_stats:
            self.running_mean, self.running_var = UninitializedBuffer(**settings), UninitializedBuffer(**settings)
            self.num_batches_tracked = tensor(0, dtype=dtypes.int64, device=device)
        self._start_lazily()

    def _ready(self):
        return self.num_features != 0

    def initialize_parameters(self, input):
        """Shapes from (n, num_features, *)."""
        if not self.has_uninitialized_params():
            return
        batched = input.ndim == self.dims[-1] or isinstance(self, norm._BatchNorm)
        self.num_features = input.shape[1 if batched else 0]
        for value in (self.weight, self.bias, self.running_mean, self.running_var):
            if is_lazy(value):
                value.materialize((self.num_features,))
        self.reset_parameters()


_CONV_DOC = """A `{base}` that takes `in_channels` from its first input.

    Args:
        out_channels (int): channels of the output
        kernel_size (int or tuple): the size of the kernel
        the others: as in `{base}`
    Shape:
        (n, any, *) to (n, out_channels, *')
    """
_NORM_DOC = """A `{base}` that takes `num_features` from its first input.

    Args:
        all: as in `{base}`
    Shape:
        (n, any, *) to the same
    """


def _lazy(base, mixin, template):
    # Normalisations are, as in PyTorch, no kind of the layer that they become.
    kind = base.__base__ if mixin is _LazyNorm else base
    return type("Lazy" + base.__name__, (mixin, kind), {
        "cls_to_become": base, "dims": base.dims, "__doc__": template.format(base=base.__name__), "__module__": __name__})


LazyConv1d, LazyConv2d = _lazy(conv.Conv1d, _LazyConv, _CONV_DOC), _lazy(conv.Conv2d, _LazyConv, _CONV_DOC)
LazyConv3d = _lazy(conv.Conv3d, _LazyConv, _CONV_DOC)
LazyConvTranspose1d = _lazy(conv.ConvTranspose1d, _LazyConv, _CONV_DOC)
LazyConvTranspose2d = _lazy(conv.ConvTranspose2d, _LazyConv, _CONV_DOC)
LazyConvTranspose3d = _lazy(conv.ConvTranspose3d, _LazyConv, _CONV_DOC)
LazyBatchNorm1d = _lazy(norm.BatchNorm1d, _LazyNorm, _NORM_DOC)
LazyBatchNorm2d = _lazy(norm.BatchNorm2d, _LazyNorm, _NORM_DOC)
LazyBatchNorm3d = _lazy(norm.BatchNorm3d, _LazyNorm, _NORM_DOC)
LazyInstanceNorm1d = _lazy(norm.InstanceNorm1d, _LazyNorm, _NORM_DOC)
LazyInstanceNorm2d = _lazy(norm.InstanceNorm2d, _LazyNorm, _NORM_DOC)
LazyInstanceNorm3d = _lazy(norm.InstanceNorm3d, _LazyNorm, _NORM_DOC)
