"""`%gui`: windows live while the prompt waits."""

import os
import shutil
import subprocess

import pytest

pytest.importorskip("tkinter")
pytest.importorskip("IPython")
pytestmark = pytest.mark.skipif(not shutil.which("Xvfb"), reason="Xvfb is not installed")


@pytest.fixture
def display():
    reader, writer = os.pipe()
    server = subprocess.Popen(["Xvfb", "-displayfd", str(writer), "-screen", "0", "320x240x24"], pass_fds=[writer], stderr=subprocess.DEVNULL)
    os.close(writer)
    with os.fdopen(reader) as answer:
        yield ":" + answer.readline().strip()
    server.terminate()
    server.wait()


def ticks(shell):
    shell.run("'ticks', ticks")
    return int(shell.tail("th> 'ticks', ticks").split(")")[0].split(",")[1])


def test_windows_live_while_the_prompt_waits(start, display):
    shell = start(DISPLAY=display)
    shell.run("%gui tk")
    shell.run("import tkinter; window = tkinter.Tk(); ticks = 0")
    shell.run("def tick():\n    global ticks; ticks += 1; window.after(20, tick)\n")
    shell.run("tick()")
    before = ticks(shell)
    shell.type("half a line")  # keys are read all the same
    shell.read(1.0)
    shell.wait("th> half a line")
    shell.send("\x03")
    shell.wait_prompt()
    assert ticks(shell) > before + 5
    shell.run("%gui none")
    still = ticks(shell)
    shell.read(0.2)
    assert ticks(shell) == still


def test_pyplot_s_windows_open_without_show(start, display):
    pytest.importorskip("matplotlib")
    shell = start(DISPLAY=display)
    shell.run("%matplotlib tk")
    shell.run("import matplotlib.pyplot as plt; plt.plot([1, 2]);")
    for _ in range(50):
        shell.read(0.2)
        shell.run("plt.gcf().canvas.get_tk_widget().winfo_ismapped()")
        if shell.tail("winfo_ismapped()").startswith("1\n"):
            return
    raise AssertionError(shell.text)


def test_an_unknown_toolkit_is_told(start, display):
    shell = start(DISPLAY=display)
    shell.run("%gui nosuch")
    assert "nosuch" in shell.tail("%gui nosuch") and "Supported" in shell.tail("%gui nosuch")
    assert "2" in shell.run("1+1")
