"""Going through a module and its submodules: by name, and changing all of them."""

from th.errors import ArgumentError, ArgumentTypeError
from th.tensor import devices, dtypes
from th.tensor.modes import no_grad
from th.tensor.tensor import Tensor

__all__ = ["Walk"]


class Walk:
    """What a module does with all of its parts."""

    # ---- by name

    def _named_members(self, get_members, prefix="", recurse=True, remove_duplicate=True):
        seen = set()
        modules = self.named_modules(prefix=prefix, remove_duplicate=remove_duplicate) if recurse else [(prefix, self)]
        for path, module in modules:
            for name, value in get_members(module):
                if value is None or id(value) in seen:
                    continue
                if remove_duplicate:
                    seen.add(id(value))
                yield path + ("." if path else "") + name, value

    def named_parameters(self, prefix="", recurse=True, remove_duplicate=True):
        """Yields the parameters with their dotted names.

        Args:
            prefix (str): put before the names
            recurse (bool): those of submodules too
            remove_duplicate (bool): a shared parameter once only
        Example:
            >>> [name for name, _ in nn.Sequential(nn.Linear(2, 1)).named_parameters()]
            ['0.weight', '0.bias']
        """
        yield from self._named_members(lambda m: m._parameters.items(), prefix, recurse, remove_duplicate)

    def parameters(self, recurse=True):
        """Yields the parameters, for an optimiser.

        Args:
            recurse (bool): those of submodules too
        Example:
            >>> sum(p.numel() for p in nn.Linear(3, 2).parameters())
            8
        """
        for _, value in self.named_parameters(recurse=recurse):
            yield value

    def named_buffers(self, prefix="", recurse=True, remove_duplicate=True):
        """Yields the buffers with their dotted names."""
        yield from self._named_members(lambda m: m._buffers.items(), prefix, recurse, remove_duplicate)

    def buffers(self, recurse=True):
        """Yields the buffers."""
        for _, value in self.named_buffers(recurse=recurse):
            yield value

    def named_children(self):
        """Yields the submodules one level down, with their names."""
        seen = set()
        for name, module in self._modules.items():
            if module is not None and id(module) not in seen:
                seen.add(id(module))
                yield name, module

    def children(self):
        """Yields the submodules one level down."""
        for _, module in self.named_children():
            yield module

    def named_modules(self, memo=None, prefix="", remove_duplicate=True):
        """Yields this module and all below it, with their dotted names.

        Args:
            memo (set): modules to leave out
            prefix (str): put before the names
            remove_duplicate (bool): a shared module once only
        Example:
            >>> [name for name, _ in nn.Sequential(nn.ReLU()).named_modules()]
            ['', '0']
        """
        memo = set() if memo is None else memo
        if remove_duplicate:
            if self in memo:
                return
            memo.add(self)
        yield prefix, self
        for name, module in self._modules.items():
            if module is not None:
                yield from module.named_modules(memo, prefix + ("." if prefix else "") + name, remove_duplicate)

    def modules(self, remove_duplicate=True):
        """Yields this module and all below it.

        Args:
            remove_duplicate (bool): a shared module once only
        """
        for _, module in self.named_modules(remove_duplicate=remove_duplicate):
            yield module

    # ---- changing all

    def apply(self, fn):
        """Calls ``fn(module)`` for every module below and then for this one; returns this one.

        Args:
            fn (callable): is given each module
        Example:
            >>> net = nn.Sequential(nn.Linear(2, 1))
            >>> net = net.apply(lambda m: nn.init.zeros_(m.weight) if isinstance(m, nn.Linear) else None)
            >>> net[0].weight.tolist()
            [[0.0, 0.0]]
        """
        for module in self.children():
            module.apply(fn)
        fn(self)
        return self

    def _apply(self, fn, recurse=True):
        if recurse:
            for module in self.children():
                module._apply(fn)
        with no_grad():
            for value in self._parameters.values():
                if value is None:
                    continue
                value.data = fn(value.data)
                if value.grad is not None:
                    grad = value.grad
                    value.grad = None
                    value.grad = fn(grad)
        for name, value in self._buffers.items():
            if getattr(value, "is_uninitialized", False):  # stays what will become a buffer
                value.data = fn(value.data)
            elif value is not None:
                self._buffers[name] = fn(value)
        return self

    def to(self, *args, **kwargs):
        """Moves parameters and buffers to a device, or floating ones to a dtype; in place.

        ``to(device)``, ``to(dtype)``, ``to(device, dtype)``, ``to(tensor)``.

        Args:
            device (device or str): where to
            dtype (dtype): floating point or complex
        Returns:
            this module
        Example:
            >>> nn.Linear(1, 1).to(th.float64).weight.dtype
            torch.float64
        """
        device, dtype = _target(args, kwargs)
        if device is not None and devices.to_device(device) is not devices.META and any(p.is_meta for p in self.parameters()):
            raise NotImplementedError(
                "Cannot copy out of meta tensor; no data! Please use torch.nn.Module.to_empty() instead of torch.nn.Module.to() when "
                "moving module from meta to a different device."
            )
        if dtype is not None and dtype.kind < dtypes.FLOAT:
            raise ArgumentTypeError(f"nn.Module.to only accepts floating point or complex dtypes, but got desired dtype={dtype}")

        def convert(t):
            floating = t.is_floating_point() or t.is_complex()
            if dtype is not None and floating:
                return t.to(dtype=dtype) if device is None else t.to(device=device, dtype=dtype)
            return t if device is None else t.to(device=device)

        return self._apply(convert)

    def _to_float(self, dtype):
        return self._apply(lambda t: t.to(dtype) if t.is_floating_point() else t)

    def float(self):
        """Floating parameters and buffers to float32; returns this module."""
        return self._to_float(dtypes.float32)

    def double(self):
        """Floating parameters and buffers to float64; returns this module."""
        return self._to_float(dtypes.float64)

    def half(self):
        """Floating parameters and buffers to float16; returns this module."""
        return self._to_float(dtypes.float16)

    def bfloat16(self):
        """Floating parameters and buffers to bfloat16; returns this module."""
        return self._to_float(dtypes.bfloat16)

    def type(self, dst_type):
        """All parameters and buffers to a dtype; returns this module."""
        return self._apply(lambda t: t.type(dst_type))

    def cuda(self, device=None):
        """Parameters and buffers to a GPU; returns this module."""
        return self._apply(lambda t: t.cuda(device))

    def cpu(self):
        """Parameters and buffers to the CPU; returns this module."""
        return self._apply(lambda t: t.cpu())

    def to_empty(self, *, device, recurse=True):
        """Parameters and buffers to a device without their values; returns this module."""
        return self._apply(lambda t: t.new_empty(t.shape, device=device), recurse)

    def share_memory(self):
        """Moves parameters and buffers into memory that other processes share; returns this module."""
        return self._apply(lambda t: t.share_memory_())

    def train(self, mode=True):
        """Training mode for this module and all below: Dropout drops, BatchNorm looks at the batch.

        Args:
            mode (bool): False for evaluation
        Returns:
            this module
        """
        if not isinstance(mode, bool):
            raise ArgumentError("training mode is expected to be boolean")
        self.training = mode
        for module in self.children():
            module.train(mode)
        return self

    def eval(self):
        """Evaluation mode: ``train(False)``."""
        return self.train(False)

    def requires_grad_(self, requires_grad=True):
        """Says for all parameters whether gradients are wanted; returns this module.

        Args:
            requires_grad (bool): False to freeze them
        """
        for value in self.parameters():
            value.requires_grad_(requires_grad)
        return self

    def zero_grad(self, set_to_none=True):
        """Forgets the gradients of all parameters.

        Args:
            set_to_none (bool): None instead of zeros
        """
        for value in self.parameters():
            if value.grad is None:
                continue
            if set_to_none:
                value.grad = None
            else:
                if value.grad.grad_fn is not None:
                    value.grad.detach_()
                else:
                    value.grad.requires_grad_(False)
                value.grad.zero_()


def _target(args, kwargs):
    """(device, dtype) that the arguments of `to` mean."""
    device, dtype = kwargs.get("device"), kwargs.get("dtype")
    unknown = set(kwargs) - {"device", "dtype", "tensor", "non_blocking", "copy", "memory_format"}
    if unknown:
        raise ArgumentTypeError(f"to() got an unexpected keyword argument '{sorted(unknown)[0]}'")
    for value in (*args, kwargs.get("tensor")):
        if value is None or isinstance(value, bool):
            continue
        if isinstance(value, Tensor):
            device, dtype = value.device, value.dtype
        elif isinstance(value, dtypes.dtype):
            dtype = value
        else:
            device = value
    return device, dtype
