"""`plot.graph(model)`: a network as boxes and arrows."""

from __future__ import annotations

from dataclasses import dataclass, field

from th.errors import ArgumentError
from th.plot import figures

__all__ = ["graph"]

# Inches of a box's row and column.
_ROW, _COLUMN = 0.5, 2.6


@dataclass
class _Node:
    """A layer: what is written in its box, and the layers inside it."""

    text: str
    children: list = field(default_factory=list)
    is_parallel: bool = False
    row: float = 0.0
    column: float = 0.0


def _own_text(name: str, module) -> str:
    kind = type(module).__name__
    detail = module.extra_repr() if hasattr(module, "extra_repr") else ""
    if isinstance(detail, str) and len(detail) > 40:
        detail = detail[:37] + "..."
    text = f"{kind}({detail})" if detail else kind
    return f"{name}: {text}" if name else text


def _tree(name: str, module) -> _Node:
    children = list(module.named_children()) if hasattr(module, "named_children") else []
    if not children:
        return _Node(_own_text(name, module))
    # Containers whose children see the same input stand side by side.
    parallel = type(module).__name__ in ("ModuleDict", "ModuleList", "Parallel", "Concat", "ConcatTable", "ParallelTable")
    text = f"{name}: {type(module).__name__}" if name else type(module).__name__
    return _Node(text, [_tree(*child) for child in children], parallel)


def _placed(node: _Node, row: float, column: float) -> tuple[float, float]:
    """Give each box its place; returns the first free row and column after it."""
    node.row, node.column = row, column
    below, right = row + 1, column + 1
    for child in node.children:
        child_row, child_column = _placed(child, row + 1 if node.is_parallel else below, column)
        below = max(below, child_row)
        right = max(right, child_column)
        if node.is_parallel:
            column = child_column
    return below, right


def _walk(node: _Node):
    yield node
    for child in node.children:
        yield from _walk(child)


def _links(node: _Node):
    """Pairs of boxes in the order of the data: into a container, through its children."""
    last = node
    for child in node.children:
        yield (node if node.is_parallel else last), child
        yield from _links(child)
        last = _last(child)


def _last(node: _Node) -> _Node:
    return _last(node.children[-1]) if node.children and not node.is_parallel else node


def graph(model):
    """Draw a network: its layers from top to bottom, in the order in which they are registered.

    Args:
        model: a module
    Example:
        >>> figure = plot.graph(nn.Sequential(nn.Linear(4, 8), nn.ReLU()))
    """
    if not hasattr(model, "named_children"):
        raise ArgumentError(f"`model` (a {type(model).__name__}) must be a module, such as nn.Sequential(...).")
    root = _tree("", model)
    rows, columns = _placed(root, 0, 0)
    longest = max(len(node.text) for node in _walk(root))
    figure = figures.figure()
    figure.clear()
    figure.th_usual_size = tuple(figure.get_size_inches())
    figure.set_size_inches(max(columns * max(_COLUMN, longest * 0.1), 3), max(rows * _ROW * 1.2, 1.5))
    axes = figure.add_axes((0.02, 0.02, 0.96, 0.96))
    axes.set_axis_off()
    axes.set_xlim(-0.5, columns - 0.5)
    axes.set_ylim(rows - 0.5, -0.5)
    for start, end in _links(root):
        axes.annotate("", (end.column, end.row - 0.25), (start.column, start.row + 0.25), arrowprops={"arrowstyle": "->"})
    for node in _walk(root):
        weight = "bold" if node.children else "normal"
        axes.text(node.column, node.row, node.text, ha="center", va="center", weight=weight)
    figure.th_axes = axes
    return figures.mark(figure)
