"""`plot.graph(model)`: a network as boxes and arrows."""

from __future__ import annotations

from dataclasses import dataclass, field

from th.errors import ArgumentError
from th.plot import figures

__all__ = ["graph"]

# Inches of a layer's row and column, and of a character.
_ROW, _COLUMN, _CHARACTER = 1 / 3, 2.6, 1 / 12
# Columns of a usual terminal, which layers side by side share.
_WIDTH = 80
# How far from the middle of a text the lines beside it begin, in rows.
_GAP = 0.3


@dataclass
class _Node:
    """A layer: what is written in its box, and the layers inside it."""

    text: str
    children: list = field(default_factory=list)
    is_parallel: bool = False
    row: float = 0.0
    column: float = 0.0


    @property
    def width(self) -> int:
        """Columns it takes."""
        widths = [child.width for child in self.children] or [1]
        return sum(widths) if self.is_parallel else max(widths)


def _own_text(name: str, module) -> str:
    kind = type(module).__name__
    detail = module.extra_repr() if hasattr(module, "extra_repr") else ""
    text = f"{kind}({detail})" if detail else kind
    return f"{name}: {text}" if name else text


def _cut(text: str, most: int) -> str:
    """At most so many characters; what a bracket holds is cut, not the bracket."""
    if len(text) <= most:
        return text
    return text[: most - 2] + "…)" if text.endswith(")") and "(" in text[: most - 2] else text[: most - 1] + "…"


def _tree(name: str, module) -> _Node:
    children = list(module.named_children()) if hasattr(module, "named_children") else []
    if not children:
        return _Node(_own_text(name, module))
    # Containers whose children see the same input stand side by side.
    parallel = type(module).__name__ in ("ModuleDict", "ModuleList", "Parallel", "Concat", "ConcatTable", "ParallelTable")
    text = f"{name}: {type(module).__name__}" if name else type(module).__name__
    return _Node(text, [_tree(*child) for child in children], parallel)


def _placed(node: _Node, row: float, left: float, width: float) -> float:
    """Give each layer its place, in the middle of what lies below it; returns the first free row."""
    node.row, node.column = row, left + (width - 1) / 2
    below = row + 1
    for child in node.children:
        if node.is_parallel:
            share = width * child.width / node.width
            below = max(below, _placed(child, row + 1, left, share))
            left += share
        else:
            below = _placed(child, below, left, width)
    return below


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


def _draw_link(axes, start: _Node, end: _Node) -> None:
    if start.column == end.column and end.row == start.row + 1:
        # A character in a terminal, where an arrow would be a few dots.
        axes.text(end.column, end.row - 0.5, "↓", ha="center", va="center")
        return
    middle = end.row - 0.5
    across = [start.column, start.column, end.column, end.column]
    axes.plot(across, [start.row + _GAP, middle, middle, end.row - _GAP], color="0.5", linewidth=1)


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
    columns = root.width
    rows = _placed(root, 0, 0, columns)
    for node in _walk(root):
        node.text = _cut(node.text, max(_WIDTH // columns - 3, 12))
    longest = max(len(node.text) for node in _walk(root))
    figure = figures.figure()
    figure.clear()
    figure.th_usual_size = tuple(figure.get_size_inches())
    figure.set_size_inches(max(columns * max(_COLUMN, longest * _CHARACTER), 3), max((rows - 0.5) * _ROW, 1.5))
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.set_xlim(-0.5, columns - 0.5)
    # So that texts and arrows stand in the middle of a terminal's rows, of which a layer has two.
    axes.set_ylim(rows - 0.75, -0.25)
    for start, end in _links(root):
        _draw_link(axes, start, end)
    for node in _walk(root):
        weight = "bold" if node.children else "normal"
        axes.text(node.column, node.row, node.text, ha="center", va="center", weight=weight)
    figure.th_axes = axes
    return figures.mark(figure)
