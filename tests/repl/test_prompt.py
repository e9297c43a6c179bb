"""The prompt on a screen: start, values, time, errors, help, leaving."""

import re
import signal

import pytest

from tests.repl.terminal import PATIENCE

TIME = r" +\[\d+\.\d{4}s\]"


def test_the_banner_names_version_and_device_and_gives_one_line_of_help(start):
    from th.version import __version__

    shell = start(TH_BANNER="1")
    assert f"|  th {__version__}" in shell.text and "Tab to complete" in shell.text
    assert re.search(r"\|  (cpu, \d+ cores?|cuda: )", shell.text)
    assert shell.lines[6] == "th>" and shell.screen.cursor.x == 4


def test_a_narrow_screen_gets_the_banner_without_the_drawing(start):
    shell = start(TH_BANNER="1", columns=40)
    assert "|" not in shell.text and "th 0." in shell.text


def test_the_prompt_is_painted_before_it_can_be_edited_and_keeps_early_keys(start):
    shell = start(ready=False, TH_BANNER="1")
    shell.wait_prompt()
    shell.send("early = 5\rearly * 2\r")
    shell.wait(lambda terminal: "10" in terminal.text and terminal.is_at_prompt())
    assert shell.raw.index(b"th>") < shell.raw.index(b"\x1b[?2004h")
    assert shell.text.count("th> early") == 2 and shell.text.count("cpu") <= 1


def test_early_ctrl_c_clears_and_does_not_kill(start):
    shell = start(ready=False)
    shell.wait_prompt()
    shell.send("abc\x03")
    shell.wait(lambda terminal: terminal.prompts_made == 2)
    shell.wait_prompt()
    assert "2" in shell.run("1+1")


def test_a_value_is_shown_with_the_time_at_the_right_edge(shell):
    shell.run("1+1")
    value, timing = shell.tail("th> 1+1").split("\n")
    assert value == "2" and re.fullmatch(TIME, timing) and len(timing) == 80


def test_the_time_is_at_the_edge_of_any_screen(start):
    shell = start(columns=100)
    shell.run("1+1")
    assert len(shell.tail("th> 1+1").split("\n")[1]) == 100


def test_output_without_a_newline_does_not_run_into_the_prompt(shell):
    shell.run("print('abc', end='')")
    assert shell.tail("th> print").startswith("abc\n")


def test_a_semicolon_hides_the_value(shell):
    shell.run("5 + 5;")
    assert re.fullmatch(TIME, shell.tail("th> 5 + 5;"))


def test_results_are_kept(shell):
    shell.run("6 * 7")
    shell.run("_ + _LAST")
    assert shell.tail("_LAST").startswith("84\n")


def test_torch7_lines(shell):
    shell.run("= 1 + 1")
    assert shell.tail("= 1 + 1").startswith("2\n")
    shell.run("require 'json'")
    shell.run("json.dumps([1])")
    assert shell.tail("json.dumps").startswith("'[1]'\n")
    shell.run("$ echo from the shell")
    assert shell.tail("$ echo").startswith("from the shell") and "s]" not in shell.tail("$ echo")


def test_an_error_is_short_and_shows_the_user_s_line(shell):
    shell.run("x = undefined_name + 1")
    tail = shell.tail("th> x =")
    assert "NameError: name 'undefined_name' is not defined" in tail
    assert "^^^" in tail and "th/session" not in tail and tail.count("\n") <= 5
    assert shell.run("1+1")


def test_a_syntax_error_is_short(shell):
    shell.run("x = = 2")
    tail = shell.tail("th> x = = 2")
    assert "SyntaxError" in tail and "Traceback" not in tail and tail.count("\n") <= 4


def test_help_on_a_name(shell):
    shell.run("?len")
    assert "Return the number of items in a container." in shell.tail("?len")
    shell.run("sorted?")
    assert "ascending order" in shell.tail("sorted?")


def test_f1_explains_the_name_at_the_cursor_and_keeps_the_line(shell):
    shell.send("len")
    shell.read(0.1)
    shell.send("\x1bOP")
    shell.wait("number of items")
    shell.wait(lambda terminal: terminal.lines[terminal.screen.cursor.y].startswith("th> len"))


def test_the_signature_is_shown_while_the_arguments_are_typed(shell):
    shell.run("def mix(alpha, beta=2): return alpha + beta")
    shell.run("")
    shell.type("mix(1, ")
    shell.wait("mix(alpha, beta=2)")
    row = next(y for y, line in enumerate(shell.lines) if line.startswith(" mix(alpha"))
    beta = shell.lines[row].index("beta")
    assert shell.screen.buffer[row][beta].bold and not shell.screen.buffer[row][beta - 4].bold


def test_ctrl_d_asks_once(shell):
    shell.send("\x04")
    shell.wait("Do you really want to exit ([y]/n)?")
    shell.send("n\r")
    shell.wait_prompt()
    shell.send("\x04")
    shell.wait(lambda terminal: terminal.text.count("Do you really") == 2)
    shell.send("\r")
    assert shell.wait_end() == 0


def test_ctrl_d_twice_leaves(shell):
    shell.send("\x04\x04")
    assert shell.wait_end() == 0


@pytest.mark.parametrize("line, status", [("exit", 0), ("quit()", 0), ("exit(3)", 3), ("raise SystemExit(4)", 4)])
def test_exit_leaves_with_its_code(shell, line, status):
    shell.enter(line)
    assert shell.wait_end() == status
    assert "stepped over" not in shell.text


def test_the_terminal_is_given_back_as_it_was(start):
    shell = start(command=["/bin/sh", "-c", 'stty -a > before; python -m th; stty -a > after; cmp before after && echo same'])
    shell.run("1+1")
    shell.send("\x04\x04")
    shell.wait("same")


def test_a_closed_terminal_ends_it_quietly(start):
    import os

    shell = start()
    shell.run("1+1")
    os.close(shell.master)
    assert shell.process.wait(PATIENCE) in (0, 1, -signal.SIGHUP)
    shell.master = os.open(os.devnull, os.O_RDONLY)


def test_a_script_and_then_the_shell_with_its_names(start, tmp_path):
    (tmp_path / "work.py").write_text("value = 41\n")
    shell = start("-i", "work.py")
    shell.run("value + 1")
    assert shell.tail("value + 1").startswith("42\n")


def test_the_startup_file_and_the_settings(start, tmp_path):
    (tmp_path / "start.py").write_text("greeting = 'hello'\n")
    (tmp_path / "config.toml").write_text("timing = false\nconfirm_exit = false\nwrong = 1\n")
    shell = start(TH_STARTUP=tmp_path / "start.py", TH_CONFIG=tmp_path / "config.toml")
    assert "unknown setting wrong" in shell.text
    shell.run("greeting")
    assert shell.tail("th> greeting") == "'hello'"
    shell.send("\x04")
    assert shell.wait_end() == 0


def test_a_failing_startup_file_is_told_and_does_not_stop_the_shell(start, tmp_path):
    (tmp_path / "start.py").write_text("1/0\n")
    shell = start(TH_STARTUP=tmp_path / "start.py")
    assert "ZeroDivisionError" in shell.text and "2" in shell.run("1+1")


def test_print_options_and_banner_of_the_settings(start, tmp_path):
    (tmp_path / "config.toml").write_text("banner = false\n\n[print]\nprecision = 2\n")
    shell = start(TH_CONFIG=tmp_path / "config.toml", TH_BANNER=None)
    assert "Torch workbench" not in shell.text
    shell.run("a = torch.tensor([0.123456])")
    shell.read(0.3)
    shell.run("repr(a)")
    assert "0.12]" in shell.tail("th> repr(a)")
