"""The completion menu: names with kind and signature, how many more there are, and the docstring beside it."""

import re
import textwrap

from prompt_toolkit.application.current import get_app
from prompt_toolkit.data_structures import Point
from prompt_toolkit.filters import Condition, has_completions, has_focus, is_done
from prompt_toolkit.layout.containers import ConditionalContainer, Float, HSplit, VSplit, Window
from prompt_toolkit.layout.controls import FormattedTextControl, UIContent, UIControl
from prompt_toolkit.layout.dimension import Dimension
from prompt_toolkit.utils import get_cwidth

__all__ = ["HEIGHT", "menu_float"]

HEIGHT = 8  # rows of the menu, its count line included
NAME_WIDTH = 28
DETAIL_WIDTH, DETAIL_MIN_WIDTH = 36, 12
SIGNATURE = re.compile(r"[\w.]+\(")  # the first line of a C function's docstring
DOC_WIDTH = 44
DOC_MIN_WIDTH = 30  # below this a docstring is confetti: details give way first, then the docstring goes


def menu_float(buffer):
    """Return the floating menu of a buffer."""
    is_open = has_focus(buffer) & has_completions & ~is_done
    table = Window(
        EntriesControl(buffer), height=lambda: Dimension.exact(rows_shown(buffer)), dont_extend_width=True,
        style="class:completion-menu",
    )  # fmt: skip
    count = ConditionalContainer(
        Window(FormattedTextControl(lambda: count_text(buffer)), height=1, style="class:completion-menu.more"),
        filter=Condition(lambda: bool(count_text(buffer))),
    )
    doc = ConditionalContainer(
        Window(FormattedTextControl(lambda: doc_text(buffer)), width=lambda: doc_width(buffer),
               style="class:completion-menu.doc"),
        filter=Condition(lambda: has_doc(buffer)),
    )  # fmt: skip
    body = VSplit([HSplit([table, count]), doc])
    return Float(ConditionalContainer(body, filter=is_open), xcursor=True, ycursor=True)


def entries(buffer):
    state = buffer.complete_state
    return state.completions if state else []


def current(buffer):
    """The highlighted entry, or None."""
    state = buffer.complete_state
    return state.current_completion if state else None


def rows_shown(buffer):
    total = len(entries(buffer))
    return total if total <= HEIGHT else HEIGHT - 1


def first_shown(buffer):
    """The row at the top of the menu: the highlighted one is kept in sight, with one more above it."""
    state = buffer.complete_state
    rows = rows_shown(buffer)
    index = (state.complete_index or 0) if state else 0
    top = getattr(state, "th_top", 0)
    top = min(max(top, index - rows + 2), max(index - 1, 0))
    top = max(min(top, len(entries(buffer)) - rows), 0)
    if state:
        state.th_top = top
    return top


def count_text(buffer):
    """What the menu does not show, counted as Torch7's readline did: `206 more`."""
    hidden = len(entries(buffer)) - rows_shown(buffer)
    return f" {hidden} more" if hidden > 0 else ""


class EntriesControl(UIControl):
    """The rows in sight: only they are asked for their signatures, so that hundreds of names cost nothing."""

    def __init__(self, buffer):
        self.buffer = buffer

    def rows(self):
        top = first_shown(self.buffer)
        return top, entries(self.buffer)[top : top + rows_shown(self.buffer)]

    def columns(self):
        """The widths of names, kinds and details."""
        _, shown = self.rows()
        names = max((get_cwidth(entry.display_text) for entry in shown), default=4)
        kinds = max((len(entry.item.kind) for entry in shown), default=0)
        details = max((get_cwidth(entry.about) for entry in shown), default=0)
        names, details = min(names, NAME_WIDTH), min(details, DETAIL_WIDTH)
        entry = current(self.buffer)
        if entry is not None and entry.doc:
            room = screen_columns() - DOC_MIN_WIDTH - names - kinds - 5
            details = min(details, room) if room >= DETAIL_MIN_WIDTH else details
        return names, kinds, details

    def preferred_width(self, max_available_width):
        names, kinds, details = self.columns()
        return min(names + kinds + details + (5 if details else 3), max_available_width)

    def preferred_height(self, width, max_available_height, wrap_lines, get_line_prefix):
        return rows_shown(self.buffer)

    def create_content(self, width, height):
        top, shown = self.rows()
        state = self.buffer.complete_state
        index = state.complete_index if state else None
        columns = self.columns()

        def get_line(number):
            return row(shown[number], columns, width, top + number == index)

        return UIContent(get_line, line_count=len(shown), cursor_position=Point(0, 0), show_cursor=False)


def row(entry, columns, width, is_current):
    names, kinds, details = columns
    style = "class:completion-menu.completion" + (".current" if is_current else "")
    kind_style = style if is_current else f"{style} class:completion-menu.kind"
    name = f" {fit(entry.display_text, names)} "
    kind = f"{entry.item.kind:<{kinds}} "
    room = max(width - names - kinds - 3, 0)
    return [(style, name), (kind_style, kind), (style, fit(entry.about, room) if details else " " * room)]


def fit(text, width):
    """Cut or pad a text to a width in columns."""
    size = get_cwidth(text)
    if size <= width:
        return text + " " * (width - size)
    kept = text[:width]
    while kept and get_cwidth(kept) > width - 1:
        kept = kept[:-1]
    return kept + "…" + " " * (width - 1 - get_cwidth(kept))


def table_width(buffer):
    columns = EntriesControl(buffer).columns()
    return sum(columns) + (5 if columns[2] else 3)


def has_doc(buffer):
    """Whether the highlighted entry has a docstring and the screen has room beside the menu."""
    entry = current(buffer)
    if entry is None or not entry.doc:
        return False
    return screen_columns() - table_width(buffer) >= DOC_MIN_WIDTH


def screen_columns():
    return get_app().output.get_size().columns


def doc_columns(buffer):
    return min(screen_columns() - table_width(buffer), DOC_WIDTH)


def doc_width(buffer):
    return Dimension.exact(doc_columns(buffer))


def doc_text(buffer):
    """The beginning of the highlighted entry's docstring, wrapped to its pane."""
    entry = current(buffer)
    if entry is None:
        return []
    lines = entry.doc.strip().split("\n")
    if SIGNATURE.match(lines[0]):
        lines = lines[next((n for n, line in enumerate(lines) if not line.strip()), 0) :]  # a signature, shown already
    width = max(doc_columns(buffer) - 2, 8)
    wrapped = []
    for line in "\n".join(lines).strip().split("\n")[: HEIGHT * 2]:
        wrapped += textwrap.wrap(line, width) or [""]
    return [("", "\n".join(" " + line for line in wrapped[:HEIGHT]))]
