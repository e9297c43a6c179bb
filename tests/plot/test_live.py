"""What is printed between the frames of a live curve stays, on a terminal that is 80 columns wide."""

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from pathlib import Path

import pyte
import pytest

from th.screen.watch import Watch, rows_taken

ROOT = Path(__file__).resolve().parents[2]
_START = "import sys, th.plot as plot, th.image as image, numpy as np\n"


def screen_after(code, lines, screen="cells"):
    """Everything that a terminal of so many lines shows and has scrolled away."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", lines, 80, 0, 0))
    environment = {name: value for name, value in os.environ.items() if name not in ("TMUX", "COLUMNS", "LINES")}
    environment.update(TH_SCREEN=screen, TERM="xterm", NO_COLOR="1", PYTHONPATH=str(ROOT))
    process = subprocess.Popen(
        [sys.executable, "-c", _START + code], stdin=slave, stdout=slave, stderr=slave, env=environment, start_new_session=True
    )
    os.close(slave)
    written = b""
    try:
        while piece := os.read(master, 65536):
            written += piece
    except OSError:  # how Linux says that nobody holds the other end any more
        pass
    assert process.wait(20) == 0, written.decode()
    os.close(master)
    terminal = pyte.HistoryScreen(80, lines, history=2000)
    # pyte knows no pictures: it would print them.
    pyte.Stream(terminal).feed(re.sub(r"\x1b[P_][^\x1b]*\x1b\\", "", written.decode()))
    gone = ["".join(row[column].data for column in range(80)).rstrip() for row in terminal.history.top]
    return [line for line in gone + [line.rstrip() for line in terminal.display] if line], written


def pictures(lines):
    return sum("┌───────────────────────────" in line for line in lines)


EVERY_FRAME = """
print('before')
with plot.live('loss', every=0) as curve:
    for step in range(1, 6):
        curve(1 / step)
        for line in range({prints}):
            print('epoch', step, 'line', line)
print('after')
"""


@pytest.mark.parametrize(("prints", "lines", "seen"), [(0, 24, 1), (1, 24, 1), (3, 40, 1), (3, 24, 2)])
def test_prints_stay_above_the_picture(prints, lines, seen):
    shown, _ = screen_after(EVERY_FRAME.format(prints=prints), lines)
    assert shown[0] == "before" and shown[-1] == "after"
    said = [line for line in shown if line.startswith("epoch")]
    assert said == [f"epoch {step} line {line}" for step in range(1, 6) for line in range(prints)]
    # On a low terminal the first picture scrolls away; the next ones are lower.
    assert pictures(shown) == seen


def test_a_bar_goes_on_below_the_picture_and_long_lines_wrap():
    code = """
with plot.live('loss', every=0) as curve:
    for step in range(1, 4):
        curve(1 / step)
        print('\\r' + 'x' * 100)
        for part in range(3):
            sys.stderr.write(f'\\r{step}: {part} of 3'); sys.stderr.flush()
print()
print('after')
"""
    shown, _ = screen_after(code, 40)
    assert pictures(shown) == 1
    assert sum(line == "x" * 80 for line in shown) == 3 and shown[-1] == "after" and shown[-2] == "3: 2 of 3"


def test_without_a_with_block_and_with_another_picture_in_between():
    code = """
curve = plot.live('loss', every=0)
for step in range(1, 4):
    curve(1 / step)
    print('step', step)
image.display(np.zeros((4, 4)))
curve(0)
"""
    shown, _ = screen_after(code, 60)
    assert [line for line in shown if line.startswith("step")] == ["step 1", "step 2", "step 3"]
    assert pictures(shown) == 2  # what stands below the other picture is new


LOG = """
import th.plot as plot
{begin}
    curve(1 / step)
print('done')
"""


@pytest.mark.parametrize(
    ("begin", "drawn"),
    [
        ("curve = plot.live('loss')\nfor step in range(1, 300):", 1),
        ("curve = plot.live('loss', every=0)\nfor step in range(1, 4):", 3),
        ("with plot.live('loss') as curve:\n  for step in range(1, 300):", 1),
    ],
)
def test_in_a_log_the_last_drawing_is_enough(begin, drawn):
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "60", "LINES": "12"}
    code = LOG.format(begin=begin)
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=100, check=True)
    lines = done.stdout.splitlines()
    assert sum("loss" in line for line in lines) == drawn
    # Without a `with` block the end of the program draws the last values.
    assert (lines[-1] == "done") == (begin.startswith("with") or drawn > 1)


@pytest.mark.parametrize("screen", ["sixel", "kitty"])
def test_pixels_too(screen):
    shown, _ = screen_after(EVERY_FRAME.format(prints=1), 60, screen)
    assert [line for line in shown if "epoch" in line] == [f"epoch {step} line 0" for step in range(1, 6)]


def test_rows():
    for text, rows in (("", 0), ("a", 0), ("a\n", 1), ("x" * 81, 1), ("x" * 80, 0), ("x" * 80 + "\n", 1), ("\x1b[31mred\x1b[0m\n", 1), ("猫" * 41, 1)):
        assert rows_taken(text, 80) == rows


def test_streams_get_their_own_write_back(monkeypatch):
    class Terminal:
        text = ""

        def isatty(self):
            return True

        def write(self, text):
            self.text += text

    stream = Terminal()
    monkeypatch.setattr(sys, "stdout", stream)
    monkeypatch.setattr(sys, "stderr", stream)
    watch = Watch()
    print("noted")
    with watch:
        print("ours")
    assert watch.text == "noted\n" and stream.text == "noted\nours\n" and watch.is_on
    watch.stop()
    assert vars(stream).keys() == {"text"} and not watch.is_on
