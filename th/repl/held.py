"""The keyboard: what comes in faster than hands type is a paste, and is taken as text.

A terminal with bracketed paste marks what is pasted. Editors' plug-ins, `tmux send-keys`, old terminals and
what was typed while a statement ran send plain keys; as keys, they would meet auto-indent and the completion menu.
"""

import asyncio
import contextlib
import re
import sys
import termios
import time

from prompt_toolkit.input.posix_utils import PosixStdinReader
from prompt_toolkit.input.vt100 import Vt100Input, raw_mode
from prompt_toolkit.input.vt100_parser import Vt100Parser
from prompt_toolkit.key_binding import KeyPress
from prompt_toolkit.keys import Keys

__all__ = ["BURST", "BURST_GAP", "HeldInput", "parse_keys"]

# A key that no terminal on a Unix sends; its data is the text of the burst.
BURST = Keys.WindowsMouseEvent
BURST_GAP = 0.025  # seconds of silence that end a burst; a hand needs more than 50 ms between two keys
LONG = 128  # characters in one read that are a burst even on one line
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
NO_TEXT = re.compile("[\udc80-\udcff]")
TEXT_AFTER_ENTER = re.compile("[\r\n][^\r\n]")
PASTE_END = "\x1b[201~"
# A mark can get lost: a terminal in line mode drops what was typed ahead of a Ctrl-C. Without an end mark the
# parser would take every key as pasted text; a Ctrl-C, or a second of silence, ends such a paste.
PASTE_PATIENCE = 1.0  # seconds


class HeldInput(Vt100Input):
    """A terminal's input that turns bursts of plain keys into one BURST key.

    Args:
        stdin (file): the terminal
        settings: the terminal's settings that programs get to see, from before the first paint
        takes_bursts (callable): whether text can be taken now (not in a search, not in vi's command mode)
        end_burst (callable): told when other keys follow a burst
        press (callable): given keys that have not come from a read
        to_first_column (callable): moves the cursor there
    """

    def __init__(self, stdin, settings=None, *, takes_bursts, end_burst, press, to_first_column):
        super().__init__(stdin)
        self.settings = settings
        self.takes_bursts, self.end_burst = takes_bursts, end_burst
        self.press, self.to_first_column = press, to_first_column
        self.patience = None
        self.last_read = 0.0
        self.is_burst_open = False
        self.had_enter = False
        self.has_accepted = False
        self.unread = ""

    def raw_mode(self):
        """As the base class, but give back the settings from before `paint` held the keys."""
        mode = PromptMode(self)
        if self.settings is not None:
            mode.attrs_before, self.settings = self.settings, None
        return mode

    def accept(self):
        """From Enter on Ctrl-C is a signal: it is meant for the statement, which begins in some milliseconds."""
        with contextlib.suppress(termios.error):  # the terminal is gone, which the next read will tell
            settings = termios.tcgetattr(self.fileno())
            settings[3] |= termios.ISIG
            for key in (termios.VQUIT, termios.VSUSP):
                settings[6][key] = b"\0"
            termios.tcsetattr(self.fileno(), termios.TCSANOW, settings)
            self.has_accepted = True

    def leave(self):
        """Raw mode ends. What came before the `accept` is still unread, and a Ctrl-C in it has sent no signal."""
        if self.has_accepted:
            self.has_accepted = False
            self.unread += self.read()

    def take_unread(self):
        """Return what `leave` has read."""
        text, self.unread = self.unread, ""
        return text

    def forget(self):
        """Drop what was read and not used: half a paste, half a key, half a character."""
        self.unread = ""
        self._buffer = []
        self.vt100_parser = Vt100Parser(lambda key: self._buffer.append(key))
        self.stdin_reader = PosixStdinReader(self.fileno(), encoding=self.stdin.encoding)

    def keys_of(self, text):
        """Return the keys of a text that was read elsewhere, a burst as one."""
        if self.is_burst(text, gap=BURST_GAP + 1):
            return [KeyPress(BURST, text)]
        keys = self.parse(text)
        self.vt100_parser.flush()  # a lone Escape at the end is one
        return keys + self.parse("")

    def parse(self, data):
        self.vt100_parser.feed(data)
        keys, self._buffer = self._buffer, []
        return keys

    def read(self):
        """Return the text that is there; a byte that is no text is the replacement character, which every step can encode."""
        text = NO_TEXT.sub("\N{REPLACEMENT CHARACTER}", self.stdin_reader.read())
        # Where a picture's question to the terminal got no answer in time, that may come now.
        query = sys.modules.get("th.screen.query")
        return text if query is None else query.without_replies(text)

    def read_keys(self):
        """Return the keys that are there, a burst as one."""
        data = self.read()
        now = time.monotonic()
        gap, self.last_read = now - self.last_read, now
        if self.is_pasting and "\x03" in data and PASTE_END not in data:
            pasted, key, rest = data.rpartition("\x03")
            data = pasted + PASTE_END + key + rest
        if not self.is_pasting and self.is_burst(data, gap) and self.takes_bursts():
            self.is_burst_open = True
            self.had_enter = data[-1] in "\r\n"
            return [KeyPress(BURST, data)]
        if self.is_burst_open:
            self.is_burst_open = False
            self.end_burst()
        self.had_enter = data[-1:] in ("\r", "\n")
        keys = self.parse(data)
        self.watch_paste()
        return keys

    def watch_paste(self):
        """End a paste whose end mark does not come."""
        if self.patience is not None:
            self.patience.cancel()
            self.patience = None
        if self.is_pasting:
            self.patience = asyncio.get_running_loop().call_later(PASTE_PATIENCE, self.end_paste)

    def end_paste(self):
        self.patience = None
        if self.is_pasting:
            self.press(self.parse(PASTE_END))

    def is_burst(self, data, gap):
        """Whether a chunk is text that no hand typed."""
        if not data or CONTROL.search(data):
            return False
        if len(data) >= LONG or TEXT_AFTER_ENTER.search(data):
            return True
        if gap > BURST_GAP:
            return False
        has_line = "\r" in data or "\n" in data
        return self.is_burst_open or (self.had_enter and has_line and len(data) > 1)

    @property
    def is_pasting(self):
        """Whether the parser has seen the beginning of a marked paste and not its end."""
        return getattr(self.vt100_parser, "_in_bracketed_paste", False)


class PromptMode(raw_mode):
    """Raw mode, and then the first column: the terminal may have echoed a `^C` just before."""

    def __init__(self, held):
        super().__init__(held.fileno())
        self.held = held

    def __enter__(self):
        super().__enter__()
        self.held.to_first_column()

    def __exit__(self, *error):
        self.held.leave()
        super().__exit__(*error)


def parse_keys(data):
    """Return the keys that a text of raw terminal input stands for."""
    keys = []
    parser = Vt100Parser(keys.append)
    parser.feed(data)
    parser.flush()
    return keys
