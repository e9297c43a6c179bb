"""The one question to the terminal."""

import os
import subprocess
import sys
import textwrap
import time

import pyte
import pytest

from tests.screen.terminals import KITTY_OK, KNOWN, SCREENS, Answers, Pty
from th.screen import query, terminal

PATIENCE = 30.0  # seconds; the machine may be busy
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


@pytest.fixture(autouse=True)
def nothing_before(monkeypatch):
    monkeypatch.setattr(query, "_late", {"is_owed": False, "found": [], "held": ""})
    query.typeahead.clear()
    yield
    query.typeahead.clear()


def asked(pty, limit=PATIENCE):
    return query.ask(pty.slave, pty.slave, query.question(), limit)


@pytest.mark.parametrize("name", KNOWN)
def test_each_known_terminal_is_understood(name):
    answers = KNOWN[name]
    with Pty(answers) as pty:
        replies = asked(pty)
    assert replies.answered
    assert replies.kitty == bool(answers.kitty)
    assert replies.sixel == (";4" in answers.attributes)
    assert (replies.cell is not None) == bool(answers.cell)
    assert (replies.background is not None) == bool(answers.background)
    assert replies.typed == b""
    assert query.typeahead == []


def test_the_values_are_read():
    with Pty(KNOWN["xterm-vt340"]) as pty:
        replies = asked(pty)
    assert (replies.version, replies.cell, replies.sixel_colours) == ("XTerm(379)", (9, 19), 256)
    assert replies.background == (255, 255, 255)


def test_a_silent_terminal_costs_the_limit_and_no_more():
    with Pty(None) as pty:
        start = time.monotonic()
        replies = asked(pty, 0.2)
        seconds = time.monotonic() - start
    assert not replies.answered and not replies.kitty and not replies.sixel
    assert 0.19 < seconds < PATIENCE / 2


LATE = KITTY_OK + "\x1b[6;18;9t\x1bP>|kitty(0.31.0)\x1b\\\x1b[?1;3;0S\x1b]11;rgb:ffff/ffff/ffff\x1b\\\x1b[?62;c"


@pytest.mark.parametrize("size", [1000, 90, 50])
def test_replies_that_come_too_late_are_not_typed(size, monkeypatch):
    assert query.without_replies(LATE) == LATE  # nobody has asked
    monkeypatch.setattr(query, "_late", {"is_owed": True, "found": [], "held": ""})
    data = "ab" + LATE + "\x1b[A\x1bPc"
    pieces = [data[start : start + size] for start in range(0, len(data), size)]
    read = "".join(map(query.without_replies, pieces))
    assert read == "ab\x1b[A\x1bPc"
    replies = query.late_replies()
    assert query.late_replies() is None and query.without_replies(LATE) == LATE
    assert replies.kitty and replies.cell == (9, 18) and replies.background == (255, 255, 255)


def test_keys_are_not_held_back_while_replies_are_owed(monkeypatch):
    monkeypatch.setattr(query, "_late", {"is_owed": True, "found": [], "held": ""})
    for keys in ("\x1b", "\x1bP", "\x1b_", "\x1b[", "\x1b[A", "\x1b[6~", "\x1b[200~text\x1b[201~", "text", "\x1b]"):
        assert query.without_replies(keys) == keys


def test_what_comes_too_late_is_known_from_then_on(monkeypatch):
    monkeypatch.setattr(terminal, "_known", terminal.Terminal())
    monkeypatch.setattr(query, "_late", {"is_owed": True, "found": [], "held": ""})
    monkeypatch.delenv("TMUX", raising=False)
    assert not terminal.describe().kitty
    query.without_replies(LATE)
    assert terminal.describe().kitty and terminal.describe().name == "kitty(0.31.0)"


def test_a_slow_terminal_is_waited_for():
    with Pty(KNOWN["kitty"], delay=0.1) as pty:
        replies = asked(pty)
    assert replies.kitty and replies.answered


def test_a_fast_terminal_is_not_waited_for():
    with Pty(KNOWN["foot"]) as pty:
        start = time.monotonic()
        asked(pty)
        assert time.monotonic() - start < PATIENCE / 2


def test_keys_typed_before_between_and_after_are_kept_in_order():
    with Pty(KNOWN["kitty"], before=b"1+", after=b"2\n") as pty:
        replies = asked(pty)
        # What comes after the end mark stays in the terminal's own buffer, or was read with it.
        rest = b"" if b"2" in replies.typed else os.read(pty.slave, 100)
    assert replies.kitty
    assert (b"".join(query.typeahead) + rest).replace(b"\r", b"\n") == b"1+2\n"


def test_keys_in_the_middle_of_the_replies():
    a = KNOWN["foot"]
    mixed = Answers("", a.version + "x", a.cell, "y" + a.colours, a.background, a.attributes)
    with Pty(mixed) as pty:
        replies = asked(pty)
    assert replies.sixel and replies.cell == (9, 18)
    assert query.typeahead == [b"xy"]


def test_the_mode_of_the_terminal_is_put_back():
    import termios

    with Pty(KNOWN["foot"]) as pty:
        before = termios.tcgetattr(pty.slave)
        asked(pty)
        assert termios.tcgetattr(pty.slave) == before


def run_in(answers, code, *, environment=None, **options):
    """Run Python with a pty for all three streams; returns what the terminal got."""
    with Pty(answers, **options) as pty:
        names = ("TH_SCREEN", "NO_COLOR", "TMUX", "COLORTERM", "SSH_CONNECTION", "SSH_TTY", "TERM_PROGRAM", "LC_TERMINAL")
        variables = {name: value for name, value in os.environ.items() if name not in names}
        variables.update({"TERM": "xterm-256color", "PYTHONPATH": ROOT, "COLUMNS": "80", "LINES": "24"})
        variables.update(environment or {})
        process = subprocess.Popen(
            [sys.executable, "-c", f"import th.screen.terminal; th.screen.terminal._LIMIT_LOCAL = {PATIENCE}\n" + textwrap.dedent(code)],
            stdin=pty.slave, stdout=pty.slave, stderr=pty.slave, env=variables, start_new_session=True,
            preexec_fn=lambda: __import__("fcntl").ioctl(0, __import__("termios").TIOCSCTTY, 0),
        )  # fmt: skip
        assert process.wait(timeout=60) == 0, pty.written
        return pty.all_written()


CHOSEN = "from th.screen import choose; print('chosen', choose().name)"


@pytest.mark.parametrize("name", KNOWN)
def test_the_screen_for_each_terminal(name):
    assert f"chosen {SCREENS[name]}".encode() in run_in(KNOWN[name], CHOSEN)


def test_the_terminal_is_asked_once_and_only_when_needed():
    written = run_in(KNOWN["kitty"], "import th, th.plot, th.image; print('imported')\n" + CHOSEN + "\n" + CHOSEN)
    assert written.index(b"imported") < written.index(b"\x1b[c")
    assert written.count(b"\x1b[c") == 1


@pytest.mark.parametrize(
    ("environment", "screen"),
    [
        ({"TH_SCREEN": "sixel"}, "sixel"),
        ({"TERM": "dumb"}, "cells"),
        ({"TERM_PROGRAM": "iTerm.app"}, "iterm2"),
        ({"TMUX": "/tmp/x,1,0"}, "cells"),
    ],
)
def test_the_environment_decides(environment, screen):
    answers = Answers(attributes="\x1b[?62;c")
    written = run_in(answers, CHOSEN, environment=environment)
    assert f"chosen {screen}".encode() in written
    if "TERM" in environment or "TH_SCREEN" in environment:
        assert b"\x1b[c" not in written


def test_forced_text_asks_nothing_about_pixels_until_they_are_wanted():
    code = "import numpy as np, th.plot as plot; plot.plot(np.arange(3.0)); plot.show_pending(); print('wanted'); plot.screen('auto');" + CHOSEN
    written = run_in(KNOWN["kitty"], code, environment={"TH_SCREEN": "cells"})
    before, _, after = written.partition(b"wanted")
    assert b"\x1b]11;?" in before and b"\x1b_G" not in before and b"\x1b[16t" not in before
    assert b"\x1b_G" not in after  # TH_SCREEN still stands
    written = run_in(KNOWN["foot"], code.replace("plot.plot", "plot.screen('cells'); plot.plot"))
    before, _, after = written.partition(b"wanted")
    assert b"\x1b_G" not in before and b"\x1b_G" in after


def test_what_a_terminal_prints_of_the_question_is_wiped_off():
    written = run_in(Answers(), "print('before', end=' ', flush=True)\n" + CHOSEN)
    screen = pyte.Screen(80, 24)
    pyte.ByteStream(screen).feed(written)  # pyte prints what it does not know
    assert [line.rstrip() for line in screen.display if line.strip()] == ["before chosen cells"]


def test_without_a_terminal_nothing_is_asked():
    done = subprocess.run([sys.executable, "-c", CHOSEN], capture_output=True, env={**os.environ, "PYTHONPATH": ROOT})
    assert done.stdout == b"chosen cells\n" and b"\x1b" not in done.stdout


def test_an_unknown_screen_says_which_there_are():
    code = CHOSEN
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, env={**os.environ, "PYTHONPATH": ROOT, "TH_SCREEN": "oscilloscope"}
    )
    assert b"'oscilloscope'" in done.stderr and b"kitty" in done.stderr


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({"TH_SCREEN": "oscilloscope"}, "oscilloscope"),
        ({"TH_SCREEN": "window", "DISPLAY": "", "WAYLAND_DISPLAY": ""}, "DISPLAY"),
        ({"TH_CANVAS": "etching"}, "TH_CANVAS"),
    ],
)
def test_a_screen_that_is_not_there_is_an_error_of_the_line_that_plots(variables, words):
    code = "import numpy as np, th.plot as plot\nplot.plot(np.arange(3.0))\nprint('not reached')"
    environment = {**os.environ, "PYTHONPATH": ROOT, **variables}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment)
    assert done.returncode == 1 and words in done.stderr and "not reached" not in done.stdout


def test_no_screen_shows_nothing():
    code = "import numpy as np, th.plot as plot, th.image as image; plot.plot(np.arange(3.0)); plot.show(); image.display(np.eye(3))"
    environment = {**os.environ, "PYTHONPATH": ROOT, "TH_SCREEN": "none"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_script_waits_until_its_windows_are_closed(monkeypatch):
    from th.screen import window

    class Window:
        """Closed by its user while it is looked after for the third time; the second one breaks."""

        def __init__(self, breaks):
            self.canvas, self.looked, self.breaks = self, 0, breaks

        def start_event_loop(self, seconds):
            self.looked += 1
            if self.looked == 3:
                window._forget(self)
                if self.breaks:
                    raise RuntimeError("the window has gone")

    windows = [Window(False), Window(True)]
    monkeypatch.setattr(window, "_managers", list(windows))
    window.wait()
    assert [one.looked for one in windows] == [3, 3] and not window.has_windows()
