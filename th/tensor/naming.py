"""The names that nodes show: PyTorch's, also where an operation is composed of others here."""

import copy
import functools

from th.tensor.node import Node

__all__ = ["named", "named_by", "renamed"]


@functools.cache
def renamed(op, name):
    """The op with another name for its nodes, such as "Split" or "SumBackward1"."""
    made = copy.copy(op)
    made.node = name
    made.__dict__.pop("node_name", None)
    return made


def named(name):
    """Gives the node of what a composite function returns the name that PyTorch's own has.

    Example:
        >>> torch.trace(torch.eye(2, requires_grad=True))
        tensor(2., grad_fn=<TraceBackward0>)
    """

    def decorate(function):
        @functools.wraps(function)
        def call(*args, **kwargs):
            out = function(*args, **kwargs)
            node = getattr(out, "_node", None)
            if node.__class__ is Node:
                node.op = renamed(node.op, name)
            return out

        return call

    return decorate


def named_by(op, choose, afterwards=None):
    """Lets ``choose(*saved arguments)`` say the name of a node of `op`, and ``afterwards(node)`` when they are gone."""
    usual = afterwards or op.node_name

    def node_name(node):
        return choose(*node.args) if node.args else usual(node)

    op.node_name = node_name
