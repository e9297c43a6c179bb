"""Where it runs: sizes, resizing, colours and none, tmux, TERM=dumb, pipes, embedded in a program."""

import re
import shutil
import subprocess
import sys
import time

import pytest

from tests.repl.terminal import PATIENCE, clean_environment


@pytest.mark.parametrize("columns, rows", [(80, 24), (250, 80), (40, 10), (20, 6)])
def test_any_size(start, columns, rows):
    shell = start(columns=columns, rows=rows)
    shell.run("1+1")
    shell.type("str.")
    shell.read(0.3)
    shell.send("\x03")
    shell.wait_prompt()
    shell.send("\x0c")
    shell.run("2")
    assert shell.lines[1] == "2" and len(shell.lines[2]) == columns


def test_resizing_while_typing(shell):
    shell.type("value = 12")
    shell.resize(100, 30)
    shell.read(0.1)
    shell.type("3")
    shell.resize(60, 20)
    shell.read(0.1)
    shell.send("\r")
    shell.wait_prompt()
    shell.run("value")
    assert shell.tail("th> value").startswith("123\n")
    assert len(shell.tail("th> value").split("\n")[1]) == 60


def colours(raw):
    """The codes of all SGR sequences."""
    return {code for match in re.findall(rb"\x1b\[([\d;]*)m", raw) for code in match.split(b";")}


def test_no_color(start):
    shell = start(NO_COLOR="1", TH_BANNER="1")
    shell.type("for i in 'text': pass\r")
    shell.type("str.")
    shell.read(0.3)
    shell.send("\x03")
    shell.run("1/0")
    plain = {b"", b"0", b"1", b"2", b"3", b"4", b"7", b"22", b"23", b"24", b"27"}
    assert colours(shell.raw) <= plain


def test_sixteen_colours_are_all_it_needs(shell):
    shell.read(0.3)
    shell.type("for i in 'text': pass")
    shell.read(0.2)
    assert b"38;2" not in shell.raw and b"38;5" not in shell.raw


def test_a_light_screen(start):
    shell = start(COLORFGBG="0;15")
    shell.read(0.3)
    shell.type("'text'")
    shell.wait(lambda terminal: terminal.screen.buffer[0][5].fg == "green")


def test_a_terminal_that_answers_no_query(start):
    shell = start(answers=False)
    shell.run("1+1")
    shell.type("str.")
    shell.wait(" more")
    assert "position requests" not in shell.everything  # what prompt_toolkit says after two seconds


def test_a_dumb_terminal_gets_a_plain_prompt(start):
    shell = start(TERM="dumb", ready=False)
    shell.wait("th>")
    shell.send("1+1\n")
    shell.wait("2\nth>")
    shell.send("def f():\n")
    shell.wait("..>")
    shell.send("    return 5\n\nf()\n")
    shell.wait("5\nth>")
    shell.send("print('be' 'gun', flush=True); exec('while True: pass')\n")
    shell.wait("begun")
    shell.send("\x03")
    shell.wait("^C\ninterrupted")
    assert b"\x1b" not in shell.raw
    shell.send("exit(3)\n")
    assert shell.wait_end() == 3


def test_output_into_a_pipe_keeps_the_prompt_on_the_screen(start):
    shell = start(command=["/bin/sh", "-c", f"{sys.executable} -m th | cat > out.txt"], ready=False)
    shell.wait("th>")
    shell.send("6*7\n")
    shell.read(0.3)
    shell.send("\x04")
    shell.wait_end()


def test_embedding_in_a_program(start, tmp_path):
    (tmp_path / "program.py").write_text(
        "import th.repl\n\n\ndef work(number):\n    double = number * 2\n    th.repl.embed(banner='in work')\n    print('back', double)\n\n\nwork(21)\n"
    )
    shell = start(command=[sys.executable, "program.py"])
    assert "in work" in shell.text
    shell.run("double + number")
    assert shell.tail("double + number").startswith("63\n")
    shell.send("\x04")
    shell.wait("back 42")
    assert shell.wait_end() == 0


def test_an_embedded_shell_changes_the_variables_of_its_caller(start, tmp_path):
    (tmp_path / "program.py").write_text(
        "import th\n\ntotal = 1\n\n\ndef add():\n    global total\n    total += 10\n\n\n"
        "def work(number):\n    late = None\n    def inner(): return number\n    th.embed()\n"
        "    print('back', number, total, inner(), late, 'fresh' in globals())\n\n\nwork(21)\n"
    )
    shell = start(command=[sys.executable, "program.py"])
    shell.run("number = 5; late = [number]; fresh = 1")
    shell.run("inner() + fresh")
    assert shell.tail("inner() + fresh").startswith("6\n")
    shell.run("total = 2; add()")  # the statement as a whole is given to the program when it is over
    shell.run("add()")
    shell.run("total")
    shell.send("\x04")
    shell.wait("back 5 12 5 [5] False")
    assert shell.wait_end() == 0


def test_an_embedded_shell_leaves_nothing_of_its_own_in_a_module(start, tmp_path):
    (tmp_path / "program.py").write_text("import th\nth.embed()\nprint(sorted(n for n in globals() if n[:2] != '__'), globals().get('__th__'))\n")
    shell = start(command=[sys.executable, "program.py"])
    shell.run("mine = 6*7")
    shell.run("mine")
    shell.send("\x04")
    shell.wait("['mine', 'th'] None")


def test_embedding_in_a_coroutine(start, tmp_path):
    (tmp_path / "program.py").write_text(
        "import asyncio, th\n\n\nasync def work(number):\n    await asyncio.sleep(0)\n    th.embed()\n"
        "    await asyncio.sleep(0.01)\n    print('back', number)\n\n\nasyncio.run(work(1))\n"
    )
    shell = start(command=[sys.executable, "program.py"])
    shell.run("import asyncio; number = await asyncio.sleep(0.01, 7)")
    shell.send("\x04")
    shell.wait("back 7")
    assert shell.wait_end() == 0 and "Warning" not in shell.text


@pytest.mark.parametrize("line", ["exit", "exit(3)"])
def test_exit_in_an_embedded_shell_goes_back_to_the_program(start, tmp_path, line):
    (tmp_path / "program.py").write_text("import th.repl\nth.repl.embed({'a': 1})\nprint('still' + ' here', input('more? '))\n")
    shell = start(command=[sys.executable, "program.py"])
    shell.enter(line)
    shell.wait("more?")
    shell.send("word\r")
    shell.wait("still here word")


@pytest.mark.skipif(not shutil.which("tmux"), reason="tmux is not installed")
def test_in_tmux(tmp_path):
    socket = f"th-test-{time.time_ns()}"
    tmux = ["tmux", "-L", socket, "-f", "/dev/null"]
    environment = clean_environment(tmp_path, TH_BANNER="0")
    subprocess.run([*tmux, "new-session", "-d", "-x", "80", "-y", "24", sys.executable, "-m", "th"], env=environment, check=True)

    def screen():
        return subprocess.run([*tmux, "capture-pane", "-p"], env=environment, capture_output=True, text=True).stdout

    def wait(text):
        end = time.monotonic() + PATIENCE
        while text not in screen():
            assert time.monotonic() < end, screen()
            time.sleep(0.1)

    try:
        wait("th>")
        time.sleep(0.3)
        subprocess.run([*tmux, "send-keys", "def f(x):", "Enter", "    return x * 2", "Enter", "", "Enter", "f(21)", "Enter"], env=environment)
        wait("42\n")
        subprocess.run([*tmux, "send-keys", "str.", "Tab"], env=environment)
        wait(" more")
    finally:
        subprocess.run([*tmux, "kill-server"], env=environment, check=False)
