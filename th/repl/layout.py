"""What stands where: the line with its prompts, the menu over what lies below, signature and search under it."""

from prompt_toolkit.application.current import get_app
from prompt_toolkit.filters import Condition, has_focus, is_done
from prompt_toolkit.layout import (
    BufferControl, ConditionalContainer, Dimension, FloatContainer, FormattedTextControl, HSplit, Layout,
    Window,
)  # fmt: skip
from prompt_toolkit.layout.processors import (
    AppendAutoSuggestion, ConditionalProcessor, HighlightIncrementalSearchProcessor, HighlightMatchingBracketProcessor,
    HighlightSelectionProcessor, Processor, TabsProcessor, Transformation, merge_processors,
)  # fmt: skip
from prompt_toolkit.widgets import SearchToolbar

from th.repl.menu import HEIGHT, menu_float

__all__ = ["MORE", "PROMPT", "make_layout"]

PROMPT = "th> "
MORE = "..> "
# Beyond this a line is shown around the cursor only: prompt_toolkit copies every character at each key.
LONG_LINE = 8_000
AROUND = 500  # characters shown on each side of the cursor then
# Beyond this brackets are not matched and nothing is suggested.
LONG_TEXT = 20_000


def make_layout(prompt):
    """Return the Layout of a Prompt."""
    buffer = prompt.buffer

    @Condition
    def is_short():
        return len(buffer.text) < LONG_TEXT

    search = SearchToolbar()
    control = BufferControl(
        buffer=buffer,
        search_buffer_control=search.control,
        input_processors=processors(buffer, is_short),
        include_default_input_processors=False,
        lexer=prompt.lexer,
        preview_search=True,
        menu_position=lambda: menu_position(buffer),
    )
    window = Window(
        control,
        height=lambda: room_for_menu(buffer),
        get_line_prefix=lambda number, wrap: prefix(prompt, number, wrap),
        wrap_lines=True,
        dont_extend_height=True,
    )
    body = FloatContainer(HSplit([window]), floats=[menu_float(buffer)])
    # fmt: off
    signature = ConditionalContainer(
        Window(
            FormattedTextControl(prompt.signature_text), height=Dimension(min=1, max=3), wrap_lines=True,
            dont_extend_height=True, style="class:signature",
        ),
        filter=Condition(lambda: bool(prompt.signature_text())) & has_focus(buffer) & ~is_done,
    )
    # fmt: on
    return Layout(HSplit([body, signature, search]), window)


def menu_position(buffer):
    """Where the word that is being completed begins: the menu stays there while the word grows."""
    state = buffer.complete_state
    if state is None or not state.completions:
        return None
    start = state.original_document.cursor_position + min(entry.start_position for entry in state.completions[:50])
    return max(start - 1, 0)


def processors(buffer, is_short):
    """What is drawn into the line beyond its text."""
    marks = merge_processors([
        HighlightIncrementalSearchProcessor(),
        HighlightSelectionProcessor(),
        ConditionalProcessor(HighlightMatchingBracketProcessor(chars="[](){}"), ~is_done),
        ConditionalProcessor(AppendAutoSuggestion(), has_focus(buffer) & ~is_done),
        TabsProcessor(tabstop=4, char1=" ", char2=" "),
    ])  # fmt: skip
    return [AroundCursor(), ConditionalProcessor(marks, is_short)]


class AroundCursor(Processor):
    """Cuts a line of a megabyte down to what stands around the cursor."""

    def apply_transformation(self, transformation_input):
        """Return the line, or the part of it that can be seen."""
        line = transformation_input.document.lines[transformation_input.lineno]
        if len(line) < LONG_LINE:
            return Transformation(transformation_input.fragments)
        document = transformation_input.document
        is_here = document.cursor_position_row == transformation_input.lineno
        column = document.cursor_position_col if is_here else 0
        start, end = max(column - AROUND, 0), column + AROUND
        shown = [("class:auto-suggestion", "…" if start else " "), ("", line[start:end])]
        if end < len(line):
            shown.append(("class:auto-suggestion", f"… ({len(line):,} characters)"))
        return Transformation(
            shown,
            source_to_display=lambda source: min(max(source - start + 1, 0), end - start + 1),
            display_to_source=lambda display: min(max(display - 1 + start, 0), len(line)),
        )


def room_for_menu(buffer):
    """Lines kept free below the line while the menu is open."""
    if buffer.complete_state is None or get_app().is_done:
        return Dimension()
    rows = min(len(buffer.complete_state.completions), HEIGHT)
    below = buffer.document.line_count - buffer.document.cursor_position_row
    return Dimension(min=buffer.document.line_count + max(rows + 1 - below, 0))


def prefix(prompt, number, wrap_count):
    """What stands left of each line on the screen."""
    if wrap_count:
        return [("", "    ")]
    if number == 0:
        return [("class:question" if prompt.question else "class:prompt", prompt.question or PROMPT)]
    return [("class:prompt.more", MORE)]
