"""`torch.autograd.graph`: what is saved for backward, and where gradients go."""

from typing import NamedTuple

from th.errors import ArgumentTypeError, GradientError
from th.tensor import devices
from th.tensor.modes import no_grad
from th.tensor.node import AccumulateGrad, Node, anomaly, counter_of, edge_of, shown
from th.tensor.tensor import Tensor, new_tensor

__all__ = ["GradientEdge", "Node", "disable_saved_tensors_hooks", "get_gradient_edge", "increment_version",
           "register_multi_grad_hook", "save_on_cpu", "saved_tensors_hooks"]  # fmt: skip


class _Packed:
    """What stands for a saved tensor: what the user's hook made of it, and its place on the tape."""

    def __init__(self, tensor, hooks):
        pack, self.unpack = hooks
        with no_grad():
            self.value = pack(tensor if tensor.is_leaf else tensor.detach())
        self.node, self.index = tensor._node, tensor._index

    def tensor(self):
        """The tensor again."""
        with no_grad():
            found = self.unpack(self.value)
        if not isinstance(found, Tensor):
            raise ArgumentTypeError(f"Output of saved tensor unpack_hook expected to be a Tensor, got {type(found).__name__}")
        out = new_tensor(found._array)
        out._node, out._index = self.node, self.index
        return out


def _packed(value, hooks):
    if isinstance(value, Tensor):
        return _Packed(value, hooks)
    if value.__class__ in (list, tuple):
        return [_packed(v, hooks) for v in value]
    return value


def _pack(node):
    hooks = anomaly.packers[-1]
    node.args = [_packed(value, hooks) for value in node.args]
    if node.out is not None:
        several = isinstance(node.out, list)
        outs = [_Packed(new_tensor(array), hooks) for array in (node.out if several else [node.out])]
        node.out = outs if several else outs[0]
    node.version, node.counter, node.packed = 0, None, True


def _unpacked(value):
    if value.__class__ is _Packed:
        return value.tensor()
    return [_unpacked(v) for v in value] if value.__class__ is list else value


def _unpack(node):
    """Puts the tensors back; what stood there is returned."""
    before = node.args, node.out
    node.args = [_unpacked(value) for value in node.args]
    if node.out is not None:
        outs = [p.tensor()._array for p in (node.out if isinstance(node.out, list) else [node.out])]
        node.out = outs if isinstance(node.out, list) else outs[0]
    return before


anomaly.pack, anomaly.unpack = _pack, _unpack


class saved_tensors_hooks:
    """Inside it `pack_hook` is given each tensor that is saved for backward; `unpack_hook` gives it back.

    Args:
        pack_hook (callable): tensor to anything
        unpack_hook (callable): what `pack_hook` gave, to the tensor
    Example:
        >>> x = torch.tensor(3.0, requires_grad=True)
        >>> with torch.autograd.graph.saved_tensors_hooks(lambda t: t.half(), lambda t: t.float()):
        ...     y = x * x
        >>> y.backward()
        >>> x.grad
        tensor(6.)
    """

    def __init__(self, pack_hook, unpack_hook):
        self._hooks = pack_hook, unpack_hook

    def __enter__(self):
        if anomaly.refusal is not None:
            raise GradientError(anomaly.refusal)
        anomaly.packers.append(self._hooks)
        anomaly.enabled = True

    def __exit__(self, *exc):
        anomaly.packers.pop()
        anomaly.enabled = anomaly.tracing or bool(anomaly.packers)


class save_on_cpu(saved_tensors_hooks):
    """Inside it what is saved for backward waits in host memory.

    Args:
        pin_memory (bool): accepted for PyTorch's sake
    Example:
        >>> x = torch.tensor(3.0, requires_grad=True)
        >>> with torch.autograd.graph.save_on_cpu():
        ...     y = x * x
        >>> y.backward()
        >>> x.grad
        tensor(6.)
    """

    def __init__(self, pin_memory=False, device_type="cuda"):
        super().__init__(
            lambda tensor: (tensor.device, devices.to_host(tensor._array).copy()),
            lambda kept: new_tensor(devices.move(kept[1], kept[0])),
        )


class disable_saved_tensors_hooks:
    """Inside it `saved_tensors_hooks` raises an error with this message."""

    def __init__(self, error_message):
        self._message = error_message

    def __enter__(self):
        self._outer, anomaly.refusal = anomaly.refusal, self._message

    def __exit__(self, *exc):
        anomaly.refusal = self._outer


def increment_version(tensor):
    """Says that a tensor, or each of several, was written into by something that autograd does not see.

    Example:
        >>> x = torch.zeros(2)
        >>> torch.autograd.graph.increment_version(x)
        >>> x._version
        1
    """
    for t in (tensor,) if isinstance(tensor, Tensor) else tensor:
        counter_of(t)[0] += 1


class GradientEdge(NamedTuple):
    """Where the gradient of a tensor goes: a node, and which of its outputs."""

    node: object
    output_nr: int
    ownership_token: object = None


def get_gradient_edge(tensor):
    """The edge on the tape that belongs to `tensor`.

    Example:
        >>> x = torch.ones(2, requires_grad=True)
        >>> torch.autograd.graph.get_gradient_edge(x * 2).node.name()
        'MulBackward0'
    """
    edge = edge_of(tensor)
    if edge is None:
        raise GradientError("It is not possible to get the gradient edge for a Tensor that does not require gradients")
    if isinstance(edge, Tensor):
        return GradientEdge(AccumulateGrad(edge), 0)
    node, index = edge if isinstance(edge, tuple) else (edge, 0)
    return GradientEdge(shown(node), index)


class _Handles:
    def __init__(self, handles):
        self._handles = handles

    def remove(self):
        """Takes the hooks out again."""
        for handle in self._handles:
            handle.remove()


def register_multi_grad_hook(tensors, fn, *, mode="all"):
    """Calls `fn` when the gradients of all `tensors` are known, with their list; or of the first (``mode="any"``).

    Example:
        >>> a, b = torch.ones(1, requires_grad=True), torch.ones(1, requires_grad=True)
        >>> handle = torch.autograd.graph.register_multi_grad_hook((a, b), lambda grads: print(len(grads)))
        >>> (a * b).backward()
        2
    """
    tensors, found = list(tensors), {}

    def hook_of(place):
        def hook(g):
            if mode == "any":
                if not found:
                    found[place] = g
                    fn(g)
                return
            found[place] = g
            if len(found) == len(tensors):
                grads = [found[i] for i in range(len(tensors))]
                found.clear()
                fn(grads)

        return hook

    return _Handles([t.register_hook(hook_of(place)) for place, t in enumerate(tensors)])
