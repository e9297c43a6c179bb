"""What is pasted: with the terminal's marks it goes into the line as it is, as plain keys it runs as if typed."""

import asyncio

from th.repl.cells import split
from th.repl.held import BURST_GAP, parse_keys

__all__ = ["Bursts"]

# A short burst that is wrong as it stands was perhaps typed while the machine was busy, counting on auto-indent.
TYPED = 100  # characters


class Bursts:
    """Collects a burst of plain keys, and ends it after a moment of silence.

    Finished statements run one after the other, the rest stays in the line: as if a quick hand had
    typed it all, without auto-indent.
    """

    def __init__(self, prompt):
        self.prompt = prompt
        self.chunks = []
        self.timer = None

    def take(self, data):
        """One more chunk has come."""
        self.chunks.append(data)
        if self.timer is not None:
            self.timer.cancel()
        self.timer = asyncio.get_running_loop().call_later(BURST_GAP, self.end)

    def end(self):
        """Put the text where it belongs."""
        typed = self.flush()
        if not typed:
            return
        text = typed.replace("\r\n", "\n").replace("\r", "\n")
        buffer = self.prompt.buffer
        document = buffer.document
        if document.current_line_before_cursor and not document.current_line.strip():
            buffer.delete_before_cursor(len(document.current_line_before_cursor))
        if not buffer.document.is_cursor_at_the_end:
            buffer.insert_text(text)
            self.prompt.redraw()
            return
        whole = self.prompt.session.clean(buffer.text + text)
        if len(typed) < TYPED and self.prompt.session.read(whole).status == "invalid":
            self.prompt.press(parse_keys(typed))
        else:
            self.settle(whole)

    def settle(self, text):
        cells, rest = split(text)
        if cells:
            self.prompt.accept_cells(cells, rest)
            return
        self.prompt.buffer.text = rest
        self.prompt.buffer.cursor_position = len(rest)
        self.prompt.redraw()

    def flush(self):
        """Return what has not been placed, and forget it."""
        if self.timer is not None:
            self.timer.cancel()
            self.timer = None
        text, self.chunks = "".join(self.chunks), []
        return text
