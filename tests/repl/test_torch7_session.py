"""The session of Torch7's introductory video, typed at the prompt; the whole screen is compared with what is written down.

To write it down anew after a change that is meant: `python -m tests.repl.test_torch7_session`
"""

import re
import sys
import tempfile
from pathlib import Path

import pytest

from tests.repl.terminal import Terminal, clean_environment

EXPECTED = Path(__file__).parent.parent / "data" / "torch7_session.txt"
COLUMNS, ROWS = 80, 170
LINES = (
    "require 'nn'",
    "torch.manual_seed(0);",
    "a = torch.rand(3,3)",
    "a",
    "b = torch.exp(a)",
    "b",
    "c = a * b",
    "= c",
    "_LAST",
    "x = image.scale(image.lena(), 24)",
    "x.size()",
    "net = nn.Sequential(nn.Conv2d(3, 4, 5), nn.Tanh(), nn.MaxPool2d(2))",
    "net",
    "y = net(x)",
    "y.shape",
    "y[0].mean()",
    "image.display(x)",
    "who()",
    "require 'gnuplot'",
    "gnuplot.plot(torch.rand(100))",
    "$ echo done",
    "y = net(a)",
)


def screen(shell):
    for line in LINES:
        shell.run(line)
    text = re.sub(r"\[\d+\.\d{4}s\]", "[0.0000s]", shell.text)
    return text + "\n"


def open_shell(home):
    environment = clean_environment(home, TH_BANNER="0", NO_COLOR="1", TH_SCREEN="cells")
    return Terminal([sys.executable, "-m", "th"], columns=COLUMNS, rows=ROWS, cwd=home, env=environment)


def test_the_screen_is_as_it_is_written_down(tmp_path):
    pytest.importorskip("matplotlib")
    with open_shell(tmp_path) as shell:
        assert screen(shell.wait_ready()) == EXPECTED.read_text(encoding="utf-8")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as home, open_shell(home) as shell:
        EXPECTED.write_text(screen(shell.wait_ready()), encoding="utf-8")
