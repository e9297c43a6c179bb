"""pyplot through our backend: at the prompt after each statement, in scripts by `show`, `pause` and animations."""

import os
import subprocess
import sys

import pytest

from tests.plot.test_live import ROOT, pictures, screen_after

SCRIPT = "import matplotlib\nmatplotlib.use('module://th.plot.backend')\nfrom matplotlib import pyplot as plt\n"
PROMPT = "import matplotlib.pyplot as plt\n"


def said_by(arguments, text=""):
    environment = {**os.environ, "COLUMNS": "40", "LINES": "10", "PYTHONPATH": str(ROOT)}
    environment.pop("MPLBACKEND", None)
    done = subprocess.run(
        [sys.executable, "-m", "th", *arguments], input=text, env=environment, capture_output=True, text=True, timeout=100
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def corners(lines):
    """How many plots there are: each has one lower right corner, or a tick there."""
    return sum(line.rstrip().endswith(("┘", "┴", "─┼")) for line in lines)


@pytest.mark.parametrize(
    ("statements", "drawn"),
    [
        ("plt.plot([1, 2, 3])\nplt.show()\n", 1),
        ("plt.plot([1, 2, 3])\nplt.title('a')\nplt.show()\nplt.show()\n", 2),
        ("plt.plot([1, 2, 3]); plt.savefig('/dev/null', format='png')\n", 1),
        ("plt.plot([1, 2, 3]); plt.gcf().canvas.draw()\n", 1),
        ("plt.plot([1, 2, 3]); fig = plt.gcf(); fig\n", 1),
        ("fig, axes = plt.subplots()\nplt.figure()\nplt.gcf().show()\n", 0),
        ("fig, axes = plt.subplots()\naxes.plot([1, 2])\n", 1),
    ],
)
def test_a_figure_is_shown_once_for_each_change(statements, drawn):
    shown = said_by([], PROMPT + statements)
    assert corners(shown) == drawn


def test_what_a_picture_shows_is_not_printed_too():
    shown = said_by([], PROMPT + "plt.plot([1, 2])\nplt.hist([1, 2])\nplt.boxplot([1, 2])\nplt.title('a')\nax = plt.gca()\nax\n")
    assert [line for line in shown if "matplotlib" in line or "array" in line or "Text" in line] == []
    assert shown[-1].startswith("<Axes: ")


@pytest.mark.parametrize(("magic", "drawn"), [("inline", 1), ("agg", 0)])
def test_the_magic_that_notebooks_begin_with(magic, drawn):
    pytest.importorskip("IPython")
    assert corners(said_by([], f"%matplotlib {magic}\n{PROMPT}plt.plot([1, 2]);\n")) == drawn


def test_a_script_shows_by_show(tmp_path):
    script = tmp_path / "a.py"
    script.write_text(
        "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.savefig(__file__ + '.png')\nprint('first')\nplt.show()\n"
        "print('second')\nplt.plot([3, 4])\n"
    )
    shown = said_by([str(script)])
    assert shown[0] == "first" and shown[-1] == "second" and corners(shown) == 1
    assert (tmp_path / "a.py.png").stat().st_size > 1000


PAUSES = """
print('before')
for step in range(4):
    plt.cla()
    plt.plot([step, 1, 2])
    {wait}
    print('step', step)
plt.show()
plt.show()
print('after')
"""


@pytest.mark.parametrize("wait", ["plt.pause(0.001)", "plt.gcf().canvas.draw(); plt.gcf().canvas.flush_events()", "plt.show(block=False)"])
@pytest.mark.parametrize("screen", ["cells", "kitty"])
def test_a_figure_is_drawn_anew_in_its_place(wait, screen):
    shown, written = screen_after(SCRIPT + PAUSES.format(wait=wait), 50, screen)
    assert [line for line in shown if line.startswith("step")] == [f"step {step}" for step in range(4)]
    if screen == "cells":
        assert pictures(shown) == 1
    assert shown[0] == "before" and shown[-1] == "after"


ANIMATION = """
from matplotlib.animation import FuncAnimation
fig, axes = plt.subplots()
line, = axes.plot([0, 1], [0, 1])
seen = []
def draw(frame):
    seen.append(frame)
    line.set_ydata([0, frame])
    return line,
animation = FuncAnimation(fig, draw, frames=5, interval=1, blit={blit})
plt.show()
print('frames', sorted(set(seen)), plt.get_fignums())
"""


@pytest.mark.parametrize("blit", [False, True])
def test_show_plays_an_animation_once(blit):
    shown, written = screen_after(SCRIPT + ANIMATION.format(blit=blit), 40)
    assert pictures(shown) == 1 and shown[-1] == "frames [0, 1, 2, 3, 4] []"
    assert written.count(b"\x1b[") > 100  # frames, not one picture


def test_a_log_gets_the_first_frame_and_the_last(tmp_path):
    script = tmp_path / "a.py"
    script.write_text("from matplotlib import pyplot as plt\n" + PAUSES.format(wait="plt.pause(0.001)"))
    shown = said_by([str(script)])
    assert corners(shown) == 2 and shown[0] == "before" and shown[-1] == "after"


def test_an_animation_is_one_picture_where_nothing_can_be_drawn_over(tmp_path):
    script = tmp_path / "a.py"
    script.write_text("from matplotlib import pyplot as plt\n" + ANIMATION.format(blit=False))
    assert corners(said_by([str(script)])) == 1
