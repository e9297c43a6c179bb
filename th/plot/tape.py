"""`th.viz`: the graph that autograd recorded for a tensor, as a picture and as text."""

from th.errors import ArgumentError
from th.plot import figures

__all__ = ["Tape", "graph", "read"]

_ROW, _COLUMN = 0.6, 2.4  # inches of a box's row and column
_LIMIT = 300  # nodes in a picture; a larger graph is cut, and says so


class Tape:
    """The nodes behind a tensor: `nodes` (text by number), `edges` (pairs of numbers, result first), `is_cut`."""

    def __init__(self, nodes, edges, is_cut):
        self.nodes, self.edges, self.is_cut = nodes, edges, is_cut

    def __repr__(self):
        lines, seen = [], set()
        stack = [(0, "", "")]
        while stack:
            number, lead, below = stack.pop()
            again = number in seen
            lines.append(lead + self.nodes[number] + (" (above)" if again and self._inputs(number) else ""))
            if again:
                continue
            seen.add(number)
            inputs = self._inputs(number)
            for place, child in reversed(list(enumerate(inputs))):
                is_last = place == len(inputs) - 1
                stack.append((child, below + ("└─ " if is_last else "├─ "), below + ("   " if is_last else "│  ")))
        if self.is_cut:
            lines.append(f"... cut after {_LIMIT} nodes")
        return "\n".join(lines)

    def _inputs(self, number):
        return [b for a, b in self.edges if a == number]

    def dot(self):
        """The graph in Graphviz' language.

        Example:
            >>> import th.viz
        >>> print(th.viz.read(torch.ones(1, requires_grad=True) * 2).dot())
            digraph {
              n0 [label="MulBackward0"];
              n1 [label="leaf (1,)"];
              n1 -> n0;
            }
        """
        boxes = [f'  n{k} [label="{text}"];' for k, text in enumerate(self.nodes)]
        arrows = [f"  n{b} -> n{a};" for a, b in self.edges]
        return "\n".join(["digraph {", *boxes, *arrows, "}"])

    def rows(self):
        """The row of each node: one below the lowest of those that use it."""
        row = [0] * len(self.nodes)
        for a, b in sorted(self.edges):  # nodes are numbered so that a result comes before what it is made from
            row[b] = max(row[b], row[a] + 1)
        return row


def _label(node):
    if hasattr(node, "variable"):
        return f"leaf {tuple(node.variable.shape)}"
    return node.name()


def read(tensor):
    """The graph behind `tensor`, as a `Tape`; printed, it is a tree from the result down to the leaves.

    Args:
        tensor (Tensor): the result of recorded operations
    Raises:
        ArgumentError: when nothing was recorded
    Example:
        >>> import th.viz
        >>> x = torch.ones(2, requires_grad=True)
        >>> th.viz.read((x * 2 + x).sum())
        SumBackward0
        └─ AddBackward0
           ├─ MulBackward0
           │  └─ leaf (2,)
           └─ leaf (2,)
    """
    root = getattr(tensor, "grad_fn", None)
    if root is None:
        raise ArgumentError("`tensor` must be the result of recorded operations: its grad_fn is None")
    found = _collected(root)
    order = sorted(found, key=lambda node: getattr(node, "number", float("inf")))
    number = {id(node): k for k, node in enumerate(order)}
    edges = []
    for node in order:
        for parent, _ in node.next_functions:
            key = None if parent is None else id(_same(parent, found))
            if key in number:
                edges.append((number[id(node)], number[key]))
    return Tape([_label(n) for n in order], edges, len(found) >= _LIMIT)


def _same(node, found):
    """The object that stands for `node` among those found (leaves are made anew each time they are asked for)."""
    return found.get(node, node)


def _collected(root):
    """All nodes from `root` on, nearest first, at most the limit."""
    found, queue = {root: root}, [root]
    for node in queue:
        for parent, _ in node.next_functions:
            if parent is not None and parent not in found and len(found) < _LIMIT:
                found[parent] = parent
                queue.append(parent)
    return found


def graph(tensor):
    """Draws the graph that autograd recorded for a tensor: the result above, the leaves below.

    Args:
        tensor (Tensor): the result of recorded operations
    Returns:
        the Figure
    Raises:
        ArgumentError: when nothing was recorded
    """
    tape = read(tensor)
    rows = tape.rows()
    places, used = [], {}
    for row in rows:
        places.append(used.get(row, 0))
        used[row] = places[-1] + 1
    widest = max(used.values())
    figure = figures.figure()
    figure.clear()
    figure.set_size_inches(max(widest * _COLUMN, 3), max((max(rows) + 1) * _ROW, 1.5))
    axes = figure.add_axes((0.02, 0.02, 0.96, 0.96))
    axes.set_axis_off()
    axes.set_xlim(-0.5, widest - 0.5)
    axes.set_ylim(max(rows) + 0.5, -0.5)
    middle = [p + (widest - used[r]) / 2 for p, r in zip(places, rows, strict=True)]
    for a, b in tape.edges:
        start, end = (middle[b], rows[b] - 0.25), (middle[a], rows[a] + 0.25)
        axes.annotate("", end, start, arrowprops={"arrowstyle": "->"})
    for text, x, y in zip(tape.nodes, middle, rows, strict=True):
        axes.text(x, y, text, ha="center", va="center")
    if tape.is_cut:
        axes.set_title(f"the {_LIMIT} nodes nearest to the result")
    figure.th_axes = axes
    return figures.mark(figure)
