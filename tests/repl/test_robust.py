"""What must not end the shell: random keys, huge lines, bad objects, broken pieces, floods, threads."""

import os
import random
import shutil
import time

import pytest

from tests.repl.terminal import PATIENCE

# Ctrl-D asks whether to leave, and a chance Enter would say yes.
LEAVING = b"\x04"


def test_20_000_random_keys(start, tmp_path):
    (tmp_path / "config.toml").write_text("confirm_exit = true\n")
    shell = start(TH_CONFIG=tmp_path / "config.toml", EDITOR=shutil.which("true"), PATH="/nonexistent")
    noise = random.Random(7)
    keys = [bytes([n]) for n in range(256) if bytes([n]) not in LEAVING]
    keys += [b"\x1b[A", b"\x1b[B", b"\x1b[C", b"\x1b[D", b"\x1b[200~", b"\x1b[201~", b"\x1bOP", b"\t", b"\r", b"\x03", b"\x12", b"torch.", b"(", b"'"]
    for _ in range(100):
        # Nothing random may run as a program: the line is broken off before each Enter by chance alone.
        shell.send(b"".join(noise.choice(keys) for _ in range(200)).replace(b"!", b"").replace(b"$", b""))
        shell.read(0.005)
    shell.send(b"\x1b[201~")
    settle(shell)
    shell.enter("'at its' + ' prompt'")
    shell.wait("at its prompt")


def settle(shell, seconds=PATIENCE):
    """Ctrl-C until an empty prompt is there, and stays."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        shell.send("\x1b")
        shell.read(0.15)
        shell.send("\x03")
        shell.read(0.15)
        drawn = len(shell.raw)
        shell.read(0.15)
        if shell.is_at_prompt() and len(shell.raw) == drawn:
            return
    raise AssertionError(f"no prompt after the noise:\n{shell.text}")


def test_a_line_of_1_mb_with_marks(shell):
    shell.paste("x = '" + "a" * 1_000_000 + "'")
    shell.read(0.3)
    shell.send("\r")
    shell.wait(lambda terminal: terminal.prompts_made == 2)
    shell.send("\x0c")
    shell.run("len(x)")
    assert "1000000" in shell.text


def test_a_line_of_1_mb_as_plain_keys(shell):
    shell.send("y = '" + "a" * 1_000_000 + "'\r")
    shell.wait(lambda terminal: terminal.prompts_made == 2)
    shell.send("\x0c")
    shell.run("len(y)")
    assert "1000000" in shell.text


def test_output_of_ten_million_characters(shell):
    end = time.monotonic() + PATIENCE
    shell.enter("for i in range(100_000): print('x' * 99)")
    shell.raw = b""
    while time.monotonic() < end:
        # Read without the screen: this test is about the shell, and pyte needs a minute for 10 MB.
        try:
            shell.raw = shell.raw[-100:] + os.read(shell.master, 1 << 20)
        except OSError:
            break
        if b"\x1b[?2004h" in shell.raw:
            break
    shell.read(0.2)
    shell.send("\x0c")
    shell.run("1+1")
    assert "2" in shell.text


def test_ctrl_c_stops_a_flood(shell):
    shell.enter("while True: print('flood')")
    shell.wait("\nflood\n")
    shell.send("\x03")
    shell.wait("interrupted")
    shell.wait_prompt()


def test_a_value_of_ten_million_characters_is_bounded(shell):
    shell.run("list(range(10**6))")
    shell.run("'x' * 10**7")
    assert len(shell.raw) < 200_000


@pytest.mark.parametrize(
    "definition, use, seen",
    [
        ("class Bad:\n    def __repr__(self): raise ValueError('no repr')\n\n", "Bad()", "its repr raised ValueError"),
        ("class Odd:\n    def __repr__(self): return 3\n\n", "Odd()", "TypeError"),
        ("class Worse(Exception):\n    def __str__(self): raise ValueError('no str')\n\n", "raise Worse()", "Worse"),
        ("def deep(): deep()\n\n", "deep()", "RecursionError"),
        ("class Long:\n    __name__ = property(lambda self: 1/0)\n\n", "Long", "Long"),
    ],
)
def test_objects_that_cannot_be_shown(shell, definition, use, seen):
    shell.run(definition)
    shell.run(use)
    shell.wait(seen)
    assert "2" in shell.run("1+1")


def test_user_code_that_breaks_the_streams(shell):
    shell.run("import sys, os; sys.stdout = None")
    shell.run("1+1")
    shell.run("sys.stdout = sys.__stdout__")
    shell.run("6*7")
    assert "42" in shell.text


def test_user_code_that_changes_the_terminal_the_folder_and_the_signals(shell, tmp_path):
    gone = tmp_path / "gone"
    gone.mkdir()
    shell.run(f"import os, signal; os.chdir({str(gone)!r}); os.rmdir({str(gone)!r})")
    shell.run("signal.signal(signal.SIGINT, signal.SIG_IGN);")
    shell.run("$ stty -echo -icanon")
    shell.run("6*7")
    assert "42" in shell.text
    shell.begin("exec('while True: pass')")
    shell.send("\x03")
    shell.wait("interrupted")


def test_a_failing_key_or_printer_is_told_once_and_stepped_over(shell):
    shell.run("def fail(*args): raise RuntimeError('help ' + 'is broken')")
    shell.run("__th__.help = fail")
    for _ in range(2):
        shell.send("len\x1bOP")
        shell.wait("th> len")
        shell.read(0.15)
        shell.send("\x03")
        shell.wait_prompt()
    assert shell.text.count("help is broken") == 1 and "2" in shell.run("1+1")


def test_an_unknown_theme_is_told_and_replaced(start, tmp_path):
    (tmp_path / "config.toml").write_text('theme = "no-such-theme"\n')
    shell = start(TH_CONFIG=tmp_path / "config.toml")
    assert "no-such-theme" in shell.text and "2" in shell.run("1+1")


# -- threads


def test_what_a_thread_prints_goes_above_the_prompt(shell):
    shell.run("import threading, time")
    shell.run("threading.Thread(target=lambda: [(time.sleep(.1), print('line', n)) for n in range(3)]).start()")
    shell.type("abc")
    shell.wait("line 2")
    shell.wait(lambda terminal: terminal.lines[terminal.screen.cursor.y] == "th> abc")
    assert "line 0\nline 1\nline 2\nth> abc" in shell.text


def test_a_thread_that_fails_is_told_above_the_prompt(shell):
    shell.run("import threading")
    shell.run("threading.Timer(0.2, lambda: 1/0).start()")
    shell.type("abc")
    shell.wait("ZeroDivisionError")
    shell.wait(lambda terminal: terminal.lines[terminal.screen.cursor.y] == "th> abc")


def test_logging_of_a_thread_goes_above_the_prompt(shell):
    shell.run("import logging, threading; logging.basicConfig()")
    shell.run("threading.Timer(0.2, lambda: logging.warning('watch out')).start()")
    shell.type("abc")
    shell.wait("WARNING:root:watch out")
    shell.wait(lambda terminal: terminal.lines[terminal.screen.cursor.y] == "th> abc")


def test_background_threads_do_not_hold_the_exit(shell):
    shell.run("import threading, time; threading.Thread(target=time.sleep, args=(600,), daemon=True).start()")
    shell.send("\x04\x04")
    assert shell.wait_end() == 0
