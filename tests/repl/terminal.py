"""A terminal for tests: a program on a pty, and a pyte screen that shows what it draws."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time

import pyte

# pyte takes these characters for escape sequences (U+009D begins a title that nothing ends), which kitty, foot and
# VTE do not do in UTF-8. The terminal's own echo of random keys brings them.
C1 = re.compile(rb"\xc2[\x80-\x9f]")
PATIENCE = 50.0  # seconds; the machine may be busy, and the statements that Ctrl-C has to end go on for longer


class Terminal:
    """A program that runs on a screen of its own.

    Args:
        command (list of str): what to run
        columns, rows: the size of the screen
        env (dict): added to a small, clean environment
        cwd (str): where it runs
        answers (bool): whether the terminal answers queries (cursor position, device attributes)
    """

    def __init__(self, command, *, columns=80, rows=24, env=None, cwd=None, answers=True):
        self.columns, self.rows, self.answers = columns, rows, answers
        self.raw = b""
        self.screen = pyte.HistoryScreen(columns, rows, history=5000)
        self.stream = pyte.ByteStream(self.screen)
        self.replies = []
        self.screen.write_process_input = self.replies.append if answers else lambda data: None
        self.master, slave = pty.openpty()
        self._resize_tty(slave)
        self.process = subprocess.Popen(
            command, stdin=slave, stdout=slave, stderr=slave, env=env, cwd=cwd, close_fds=True,
            preexec_fn=lambda: take_terminal(slave), pass_fds=(slave,),
        )  # fmt: skip
        os.close(slave)
        self.started = time.monotonic()

    def _resize_tty(self, fd):
        fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", self.rows, self.columns, 0, 0))

    def resize(self, columns, rows):
        """Give the screen another size, and tell the program."""
        self.columns, self.rows = columns, rows
        self.screen.resize(rows, columns)
        self._resize_tty(self.master)

    # -- in

    def send(self, text):
        """Send raw text, all at once."""
        data = text.encode() if isinstance(text, str) else text
        end = time.monotonic() + PATIENCE
        while data:
            if time.monotonic() > end:
                raise AssertionError(f"the program does not read its keys; the screen:\n{self.text}")
            _, writable, _ = select.select([], [self.master], [], 0.2)
            if writable:
                data = data[os.write(self.master, data[:512]) :]
            self.read(0)

    def type(self, text, *, pause=0.03):
        """Type as a hand does, one key after the other, each once the last one has been drawn (a few draw nothing)."""
        for key in text:
            drawn, end = len(self.raw), time.monotonic() + 1
            self.send(key)
            while len(self.raw) == drawn and time.monotonic() < end:
                self.read(0.01)
            self.read(pause)

    def enter(self, text="", *, pause=0.0):
        """Send a line, then Enter as a key of its own."""
        if text:
            self.send(text) if not pause else self.type(text, pause=pause)
            self.read(0.04)
        self.send("\r")

    def paste(self, text):
        """Paste with the marks of bracketed paste."""
        self.send("\x1b[200~" + text.replace("\n", "\r") + "\x1b[201~")

    # -- out

    def read(self, seconds):
        """Take in what the program draws for some seconds (0: what is there)."""
        end = time.monotonic() + seconds
        while True:
            left = max(end - time.monotonic(), 0)
            try:
                ready, _, _ = select.select([self.master], [], [], left)
            except OSError:
                return False
            if not ready:
                return True
            try:
                data = os.read(self.master, 65536)
            except OSError:
                return False
            if not data:
                return False
            self.raw += data
            self.stream.feed(C1.sub(b"?", data))
            while self.replies:
                os.write(self.master, self.replies.pop(0).encode())
            if time.monotonic() >= end and seconds:
                return True

    @property
    def lines(self):
        """The screen's lines, without the blanks at their ends."""
        return [line.rstrip() for line in self.screen.display]

    @property
    def text(self):
        """The screen as text, empty lines at the end left out."""
        return "\n".join(self.lines).rstrip("\n")

    @property
    def everything(self):
        """What has scrolled away, and the screen."""
        past = ["".join(line[x].data for x in range(self.columns)).rstrip() for line in self.screen.history.top]
        return "\n".join([*past, self.text])

    def wait(self, condition, seconds=PATIENCE):
        """Read until condition(terminal) holds; fail with the screen when it does not in time."""
        if isinstance(condition, str):
            wanted = condition
            condition = lambda terminal: wanted in terminal.text
        else:
            wanted = getattr(condition, "__doc__", None) or "the condition"
        end = time.monotonic() + seconds
        while not condition(self):
            if time.monotonic() > end:
                raise AssertionError(f"not seen in {seconds} s: {wanted!r}; the screen:\n{self.text}")
            if not self.read(0.01) and not condition(self):
                raise AssertionError(f"the program ended before {wanted!r}; the screen:\n{self.text}")
        return self

    def wait_prompt(self, prompt="th> ", seconds=PATIENCE):
        """Wait until the cursor stands right behind an empty prompt."""
        return self.wait(lambda terminal: terminal.is_at_prompt(prompt), seconds)

    def is_at_prompt(self, prompt="th> "):
        """Whether the cursor stands behind an empty prompt."""
        cursor = self.screen.cursor
        line = self.screen.display[cursor.y]
        return cursor.x == len(prompt) and line.rstrip() == prompt.rstrip() and not self.screen.cursor.hidden

    def wait_ready(self):
        """Wait for the first prompt, and until it reads keys (it is painted before that)."""
        self.wait_prompt()
        return self.wait(lambda terminal: b"\x1b[?2004h" in terminal.raw)

    def run(self, text, seconds=PATIENCE):
        """Enter a statement, wait for the prompt behind it, and return what is on the screen."""
        mark = self.prompts_made
        # Prompts of earlier keys may still come: the statement itself has to be there too, where it fits on a line.
        echo = f"> {text}".rstrip() if text.isprintable() and len(text) < self.columns - 5 else ""
        self.enter(text)
        self.wait(lambda terminal: terminal.prompts_made > mark and terminal.is_at_prompt() and echo in terminal.everything, seconds)
        return self.text

    @property
    def prompts_made(self):
        """How many times a prompt has begun to read keys (each switches bracketed paste on)."""
        return self.raw.count(b"\x1b[?2004h")

    def begin(self, code):
        """Enter a statement that goes on for long, and wait until it runs."""
        mark = len(self.raw)
        shell_line = code.startswith("$ ")
        self.enter(f"$ echo be''gun; {code[2:]}" if shell_line else f"print('be' 'gun'); {code}")
        self.wait(lambda terminal: b"begun\r\n" in terminal.raw[mark:])
        self.read(0.05)

    def tail(self, marker):
        """Return what stands on the screen below the last line that contains marker, without the empty prompt."""
        lines = self.text.split("\n")
        start = max(number for number, line in enumerate(lines) if marker in line)
        rest = lines[start + 1 :]
        return "\n".join(rest[:-1] if rest and rest[-1] == "th>" else rest)

    # -- ending

    def wait_end(self, seconds=PATIENCE):
        """Wait for the program's end and return its exit code."""
        end = time.monotonic() + seconds
        while self.process.poll() is None:
            if time.monotonic() > end:
                raise AssertionError(f"still running after {seconds} s; the screen:\n{self.text}")
            self.read(0.02)
        return self.process.returncode

    def close(self):
        """End the program, whatever it does."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        try:
            os.close(self.master)
        except OSError:
            pass

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.close()


def take_terminal(fd):
    """In the child: a session of its own, with the pty as its terminal."""
    os.setsid()
    fcntl.ioctl(fd, termios.TIOCSCTTY, 0)
    signal.signal(signal.SIGINT, signal.default_int_handler)


def clean_environment(home, **more):
    """An environment with an empty home, as on a fresh machine."""
    root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    path = os.path.join(os.path.dirname(sys.executable)) + os.pathsep + "/usr/local/bin:/usr/bin:/bin"
    made = {"HOME": str(home), "PATH": path, "TERM": "xterm-256color", "LANG": "C.UTF-8", "PYTHONPATH": root}
    made.update({name: str(value) for name, value in more.items() if value is not None})
    return made
