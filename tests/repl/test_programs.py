"""Program lines: on a terminal of their own, stopped by Ctrl-C, and remembered."""

import shutil
import sys

import pytest


def value_of(shell, expression):
    shell.run(expression)
    return shell.tail(f"th> {expression}").split("\n")[0]


def test_what_a_program_prints_is_the_last_result(shell):
    shell.run("$ echo one; echo two >&2")
    assert "\none\ntwo\nth>" in shell.text
    assert value_of(shell, "_LAST") == "'one\\ntwo\\n'"
    shell.run("$ exit 3")
    assert value_of(shell, "_exit_code") == "3"


def test_a_program_has_a_terminal_of_the_right_size(start):
    shell = start(columns=70, rows=20)
    shell.run("$ test -t 0 && test -t 1 && stty size")
    shell.wait("\n20 70\n")
    shell.enter("$ echo be''gun; sleep 0.6; stty size")
    shell.wait("\nbegun")
    shell.resize(60, 18)
    shell.wait("\n18 60\n")


def test_output_without_a_newline_does_not_run_into_the_prompt(shell):
    shell.run("$ printf abc")
    shell.wait("\nabc\nth>")


def test_keys_go_to_the_program(shell):
    shell.enter("$ read -p 'name: ' name; echo \"hello $name\"")
    shell.wait("\nname:")
    shell.send("torch\r")
    shell.wait("\nhello torch\n")
    shell.wait_prompt()
    assert value_of(shell, "6*7") == "42"


def test_ctrl_c_ends_the_program_or_what_it_does_with_it(shell):
    shell.begin("$ sleep 60")
    shell.send("\x03")
    shell.wait("interrupted")
    shell.wait_prompt()
    assert value_of(shell, "_exit_code") == "130"
    shell.begin("$ trap 'echo caught; exit 0' INT; while :; do sleep 0.05; done")
    shell.send("\x03")
    shell.wait("caught")
    shell.wait_prompt()
    assert "caught" in value_of(shell, "_LAST")


def test_a_program_that_lives_on_after_ctrl_c_was_not_interrupted(shell, tmp_path):
    program = tmp_path / "program.py"
    program.write_text(
        "import signal, time\n"
        "seen = []\n"
        "signal.signal(signal.SIGINT, lambda *_: seen.append(1))\n"
        "print('ready', flush=True)\n"
        "while not seen:\n    time.sleep(0.05)\n"
        "print('lives on', input('and asks'))\n"
    )
    shell.enter(f"$ {sys.executable} {program}")
    shell.wait("\nready")
    shell.send("\x03")
    shell.wait("and asks")
    shell.send("yes\r")
    shell.wait("\nlives on yes")
    shell.wait_prompt()
    assert "interrupted" not in shell.text


@pytest.mark.skipif(not shutil.which("bash"), reason="bash is not installed")
def test_ctrl_z_stops_the_program_and_th_until_fg(start):
    outer = start(command=["bash", "--norc", "-i"], ready=False, PS1="outer> ")
    outer.wait("outer>")
    outer.send(f"{sys.executable} -m th\r")
    outer.wait("th>")
    outer.wait_ready()
    outer.enter("$ echo be''gun; read line; echo got $line")
    outer.wait("\nbegun")
    outer.send("\x1a")
    outer.wait("Stopped")
    outer.send("echo still''here\r")
    outer.wait("\nstillhere\n")
    outer.send("fg\r")
    outer.read(1.0)
    outer.send("word\r")
    outer.wait("\ngot word\nth>")


def test_a_program_in_the_background_goes_on(shell, tmp_path):
    shell.run("$ (sleep 0.5; echo done > finished) &")
    shell.wait(lambda terminal: (tmp_path / "finished").exists())


@pytest.mark.skipif(not shutil.which("vi"), reason="vi is not installed")
def test_an_editor_works(shell, tmp_path):
    shell.enter("$ TERM=vt100 vi -u NONE note.txt")
    shell.wait("~\n~\n")
    shell.send("ihello\x1b")
    shell.wait(lambda terminal: terminal.lines[0] == "hello" and terminal.screen.cursor.x == len("hell"))  # Escape is read
    shell.send(":wq\r")
    shell.wait(lambda terminal: (tmp_path / "note.txt").exists())
    shell.wait_prompt()
    assert (tmp_path / "note.txt").read_text() == "hello\n"
