"""When the menu opens, what it holds, and what Tab does."""

import asyncio
import time

from prompt_toolkit.buffer import CompletionState
from prompt_toolkit.completion import Completion

__all__ = ["Completing", "Entry"]

# The letter is drawn first, then the menu is computed: 1 ms is the loop's next round.
AFTER_ECHO = 0.001
# Up to here the menu is computed with the letter: one drawing, no flicker of a menu that closes and opens.
QUICK = 0.0025  # seconds
MIN_NAME = 2  # letters of a bare name before the menu opens by itself
LIMIT = 2_000


class Entry(Completion):
    """An Item of the engine as prompt_toolkit wants it; signature and doc are read only when shown."""

    def __init__(self, item, cursor, guard):
        super().__init__(item.text, start_position=item.start - cursor, display=item.label)
        self.item = item
        self.guard = guard

    @property
    def about(self):
        """The signature of a function, the shape of a tensor."""
        return self.guard(lambda: one_line(self.item.signature or self.item.detail or ""), "")

    @property
    def doc(self):
        """The docstring."""
        return self.guard(lambda: self.item.doc or "", "")


def is_path(before):
    """Whether the end of this line can be a path: in a string, or on a shell line."""
    return before.lstrip()[:1] in ("$", "!", "%") or before.count('"') % 2 == 1 or before.count("'") % 2 == 1


def one_line(text):
    return " ".join(text.split())


class Completing:
    """The menu of one buffer over one session.

    Args:
        session: the engine
        buffer: prompt_toolkit's
        is_automatic (callable): whether the menu opens as you type
        guard (callable): guard(function, default) calls what may fail, and reports it once
        is_loaded (callable): whether numpy and the tensor core are there; before, a name may have to wait for them
    """

    def __init__(self, session, buffer, is_automatic, guard, is_loaded):
        self.session = session
        self.buffer = buffer
        self.is_automatic, self.is_loaded = is_automatic, is_loaded
        self.guard = guard
        self.task = None
        self.seconds = QUICK

    def typed(self, app):
        """A letter was typed: bring the menu up to date once the letter is on the screen."""
        self.forget()
        if not self.is_automatic() or not self.wants_menu():
            return
        if self.seconds < QUICK and self.is_loaded():
            self.show(self.items(self.buffer.document))
        else:
            self.task = app.create_background_task(self.open_soon(app))

    def forget(self):
        """Give up the menu that is being computed: the text has changed, or Tab has opened one."""
        if self.task is not None:
            self.task.cancel()
            self.task = None

    def wants_menu(self):
        """Whether what stands before the cursor asks for a menu: a dot, a key, a folder, or a name that has begun."""
        before = self.buffer.document.current_line_before_cursor
        if before.endswith(('["', "['")) or (before.endswith("/") and is_path(before)):
            return True
        if before[-1:] == ".":
            return len(before) > 1 and not before[:-1].isdigit()
        name = before[len(before.rstrip("_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")) :]
        if not name or name[0].isdigit():
            return False
        rest = before[: -len(name)]
        return len(name) >= MIN_NAME or rest.endswith(".")

    async def open_soon(self, app):
        await asyncio.sleep(AFTER_ECHO)
        document = self.buffer.document
        loop = asyncio.get_running_loop()
        items = await loop.run_in_executor(None, self.items, document)
        if self.buffer.document == document:
            self.show(items)
            app.invalidate()

    def items(self, document):
        start = time.perf_counter()
        items = self.guard(lambda: self.session.complete(document.text, document.cursor_position)[:LIMIT], [])
        self.seconds = time.perf_counter() - start
        return items

    def entries(self, items):
        return [Entry(item, self.buffer.cursor_position, self.guard) for item in items]

    def show(self, items):
        """Open the menu on these items, none highlighted; close it when there is nothing to add."""
        found = self.entries(items)
        if not found or (len(found) == 1 and self.adds_nothing(found[0])):
            self.buffer.complete_state = None
            return
        self.buffer.complete_state = CompletionState(self.buffer.document, found)

    def adds_nothing(self, entry):
        replaced = -entry.start_position
        before = self.buffer.document.text_before_cursor
        return before.endswith(entry.text) and replaced <= len(entry.text)

    def tab(self):
        """Tab: insert what all entries share, the only entry, or go to the next one."""
        self.forget()
        buffer = self.buffer
        if buffer.complete_state is not None and buffer.complete_state.complete_index is not None:
            buffer.complete_next()
            return
        found = self.entries(self.items(buffer.document))
        if not found:
            buffer.complete_state = None
        elif len(found) == 1:
            buffer.complete_state = None
            buffer.apply_completion(found[0])
        elif not self.insert_common(found):
            buffer.complete_state = CompletionState(buffer.document, found)
            buffer.complete_next()

    def insert_common(self, found):
        """Insert the beginning that all entries share, if that adds anything; leave the menu open."""
        start = found[0].start_position
        if any(entry.start_position != start or entry.item.match != "prefix" for entry in found):
            return False
        common = common_prefix([entry.text for entry in found])
        typed = self.buffer.document.text_before_cursor[start:] if start else ""
        if len(common) <= len(typed) or not common.startswith(typed):
            return False
        self.buffer.insert_text(common[len(typed) :])
        self.show(self.items(self.buffer.document))
        return True


def common_prefix(texts):
    low, high = min(texts), max(texts)
    size = 0
    while size < len(low) and size < len(high) and low[size] == high[size]:
        size += 1
    return low[:size]
