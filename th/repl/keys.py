"""The keys of the prompt that differ from prompt_toolkit's own emacs and vi tables."""

from prompt_toolkit.application.current import get_app
from prompt_toolkit.enums import DEFAULT_BUFFER
from prompt_toolkit.filters import Condition, emacs_insert_mode, has_focus, has_selection, is_searching, vi_insert_mode
from prompt_toolkit.key_binding import KeyBindings
from prompt_toolkit.key_binding.vi_state import InputMode
from prompt_toolkit.keys import Keys

from th.repl.held import BURST

__all__ = ["make_keys"]

INDENT = "    "
in_buffer = has_focus(DEFAULT_BUFFER)
is_inserting = in_buffer & (vi_insert_mode | emacs_insert_mode)


@Condition
def has_menu():
    """Whether the completion menu is open."""
    return get_app().current_buffer.complete_state is not None


@Condition
def has_choice():
    """Whether an entry of the menu is highlighted."""
    state = get_app().current_buffer.complete_state
    return state is not None and state.complete_index is not None


@Condition
def is_at_blank():
    """Whether there are only blanks before the cursor on its line."""
    return not get_app().current_buffer.document.current_line_before_cursor.strip()


@Condition
def is_empty():
    """Whether nothing is typed."""
    return not get_app().current_buffer.text


def make_keys(prompt):
    """Return the key bindings of a Prompt."""
    keys = KeyBindings()
    bind_enter(keys, prompt)
    bind_menu(keys, prompt)
    bind_leaving(keys, prompt)
    bind_text(keys, prompt)
    return keys


def bind_enter(keys, prompt):
    @keys.add("enter", filter=in_buffer & ~has_choice)
    @keys.add("c-j", filter=in_buffer & ~has_choice)
    def run_or_go_on(event):
        prompt.enter(event)

    @keys.add("enter", filter=in_buffer & has_choice)
    @keys.add("c-j", filter=in_buffer & has_choice)
    def take(event):
        event.current_buffer.complete_state = None

    @keys.add("escape", "enter", filter=is_inserting)
    def run_anyway(event):
        prompt.accept(event.current_buffer.text)

    @keys.add("c-o", filter=is_inserting)
    def new_line(event):
        event.current_buffer.newline(copy_margin=False)


def bind_menu(keys, prompt):
    @keys.add("tab", filter=is_inserting & is_at_blank)
    def indent(event):
        event.current_buffer.insert_text(INDENT)

    @keys.add("tab", filter=is_inserting & ~is_at_blank)
    def complete(event):
        prompt.completing.tab()

    @keys.add("s-tab", filter=is_inserting & has_menu)
    @keys.add("up", filter=is_inserting & has_choice)
    @keys.add("c-p", filter=is_inserting & has_choice)
    def previous(event):
        event.current_buffer.complete_previous()

    @keys.add("down", filter=is_inserting & has_menu)
    @keys.add("c-n", filter=is_inserting & has_menu)
    def following(event):
        event.current_buffer.complete_next()

    @keys.add("up", filter=is_inserting & ~has_choice)
    @keys.add("c-p", filter=is_inserting & ~has_choice)
    def back(event):
        event.current_buffer.complete_state = None
        event.current_buffer.auto_up(count=event.arg)

    @keys.add("escape", filter=emacs_insert_mode & has_menu, eager=True)
    def close(event):
        event.current_buffer.cancel_completion()

    @keys.add("escape", filter=vi_insert_mode & has_menu)
    def close_and_command(event):
        buffer = event.current_buffer
        buffer.complete_state = None  # an entry that was chosen stays
        buffer.cursor_position += buffer.document.get_cursor_left_position()
        event.app.vi_state.input_mode = InputMode.NAVIGATION

    @keys.add("f1")
    def explain(event):
        prompt.explain(event.current_buffer)


def bind_leaving(keys, prompt):
    @keys.add("c-c", filter=~is_searching)
    @keys.add("<sigint>")
    def clear_line(event):
        prompt.clear_line()

    @keys.add("c-d", filter=in_buffer & is_empty)
    def leave(event):
        event.app.exit(exception=EOFError, style="class:exiting")

    @keys.add("c-z", filter=~has_selection)
    def suspend(event):
        event.app.suspend_to_background()


def bind_text(keys, prompt):
    @keys.add(Keys.BracketedPaste, filter=in_buffer)
    def paste(event):
        prompt.paste(event.data)

    @keys.add(BURST)
    def burst(event):
        prompt.bursts.take(event.data)

    @keys.add("backspace", filter=is_inserting & is_at_blank & ~has_selection)
    def dedent(event):
        before = event.current_buffer.document.current_line_before_cursor
        count = len(before) % len(INDENT) or len(INDENT)
        event.current_buffer.delete_before_cursor(count if before and "\t" not in before else 1)

    @keys.add("c-x", "c-e", filter=in_buffer & ~has_selection)
    def edit(event):
        event.current_buffer.open_in_editor()

    @keys.add("c-l")
    def clear_screen(event):
        event.app.renderer.clear()
