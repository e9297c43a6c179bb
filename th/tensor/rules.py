"""How a gradient rule gets what it names."""

from th.tensor.modes import modes
from th.tensor.node import Node
from th.tensor.tensor import Tensor, fresh

__all__ = ["rule_parameters", "saved_out"]


def rule_parameters(rule):
    """The names of a rule's parameters."""
    return rule.__code__.co_varnames[: rule.__code__.co_argcount]


def saved_out(node):
    """The saved result as a tensor again: on the tape only while a backward is itself recorded."""
    if node.out.__class__ is not list and node.out.__class__ is not tuple:
        out = fresh(Tensor)
        out._array = node.out
        if modes.grad:
            out._node = node
        return out
    outs = []
    for index, array in enumerate(node.out):
        out = fresh(Tensor)
        out._array = array
        if modes.grad and array.dtype.kind in "fcV":
            out._node, out._index = node, index
        outs.append(out)
    return outs


Node.saved_result = saved_out  # as a method too: nodes know nothing of tensors
