"""Ctrl-C: clears the line at the prompt, stops the statement during work, never ends the shell."""

import contextlib
import glob
import os
import signal
import time

import pytest

from tests.repl.terminal import PATIENCE


@pytest.mark.parametrize("code", ["exec('while True: pass')", "import time; time.sleep(60)", "$ sleep 60", "import subprocess; subprocess.run(['sleep', '60'])"])
def test_work_is_stopped_at_once(shell, code):
    shell.begin(code)
    mark = shell.prompts_made
    shell.send("\x03")
    shell.wait(lambda terminal: terminal.prompts_made > mark and terminal.is_at_prompt())
    assert "interrupted" in shell.text and "th/repl" not in shell.text
    assert "42" in shell.run("6*7")


def test_a_native_call_is_waited_for_and_that_is_said(shell):
    shell.begin("x = sum(range(10**8)) or 1")
    shell.read(0.2)  # until the native call itself has begun
    mark = shell.prompts_made
    shell.send("\x03")
    shell.wait("waiting for a native call")
    shell.wait(lambda terminal: terminal.prompts_made > mark)
    shell.wait_prompt()
    assert shell.text.count("waiting for a native call") == 1
    assert "42" in shell.run("6*7")


def test_a_long_matrix_product_is_stopped(shell):
    shell.run("big = np.ones((2500, 2500))")
    shell.begin("[big @ big for i in range(50)];")
    mark = shell.prompts_made
    shell.send("\x03")
    shell.wait(lambda terminal: terminal.prompts_made > mark)
    shell.wait_prompt()
    assert "interrupted" in shell.text and "42" in shell.run("6*7")


def test_many_ctrl_c_never_kill(shell):
    shell.begin("exec('while True: pass')")
    for _ in range(20):
        shell.send("\x03")
        shell.read(0.01)
    shell.read(0.2)
    assert shell.process.poll() is None
    shell.wait_prompt()
    shell.begin("sum(range(3 * 10**7))")
    for _ in range(10):
        shell.send("\x03")
        shell.read(0.02)
    shell.read(0.3)
    shell.wait_prompt()
    assert "42" in shell.run("6*7")


def test_at_the_prompt_it_clears_the_line(shell):
    shell.send("abandoned")
    shell.wait("abandoned")
    shell.send("\x03")
    shell.wait_prompt()
    shell.run("1+1")
    assert "NameError" not in shell.text


def test_a_signal_at_the_prompt_clears_the_line(shell):
    shell.send("abandoned")
    shell.wait("abandoned")
    shell.process.send_signal(signal.SIGINT)
    shell.wait_prompt()
    assert "2" in shell.run("1+1")


def test_in_a_search_it_ends_the_search_only(shell):
    shell.run("value = 12")
    shell.send("\x12")
    shell.read(0.05)
    shell.send("alu")
    shell.wait("I-search")
    shell.send("\x03")
    shell.wait(lambda terminal: "I-search" not in terminal.text)
    shell.wait_prompt()


def test_a_repr_that_never_ends_can_be_stopped(shell):
    shell.run("class Endless:\n    def __repr__(self):\n        while True: pass\n\n")
    shell.begin("Endless()")
    shell.send("\x03")
    shell.wait("interrupted")
    shell.wait_prompt()
    assert "42" in shell.run("6*7")


def test_code_that_handles_it_gets_it(shell):
    shell.paste("try:\n    import time; print('be' 'gun'); time.sleep(60)\nexcept KeyboardInterrupt:\n    print('hand' + 'led')\n")
    shell.read(0.05)
    shell.send("\r")
    shell.wait("begun")
    shell.send("\x03")
    shell.wait("handled")
    shell.wait_prompt()


def watchers(shell):
    """The processes that listen for this shell; `watch.py` gets its number as an argument."""
    # (Not by `ps`: it cuts its lines at 80 columns where COLUMNS says so.)
    found = []
    for folder in glob.glob("/proc/[0-9]*"):
        try:
            with open(folder + "/cmdline", "rb") as file:
                words = file.read().split(b"\0")
        except OSError:
            continue  # it has ended meanwhile
        if any(word.endswith(b"repl/watch.py") for word in words) and str(shell.process.pid).encode() in words:
            found.append(folder)
    return found


@pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="processes are looked up in /proc")
def test_the_watching_process_ends_with_the_shell(shell):
    shell.run("1+1")
    shell.wait(watchers)
    shell.send("\x04\x04")
    shell.wait_end()
    end = time.monotonic() + PATIENCE
    while watchers(shell) and time.monotonic() < end:
        time.sleep(0.01)
    assert not watchers(shell)


def test_the_watching_process_is_no_child_of_the_user_s(shell):
    shell.run("1+1")
    shell.run("import os")
    shell.paste("try:\n    os.wait()\nexcept ChildProcessError:\n    print('no' + ' child')\n")
    shell.read(0.05)
    shell.send("\r")
    shell.wait("no child")


def test_ctrl_backslash_ends_it_only_while_a_native_call_is_waited_for(shell):
    shell.begin("import time; time.sleep(1.5)")
    shell.send("\x1c")
    shell.wait_prompt()
    assert "42" in shell.run("6*7")
    shell.begin("sum(range(10**10))")
    shell.read(0.5)
    shell.send("\x03")
    shell.wait("waiting for a native call")
    shell.send("\x1c")
    assert shell.wait_end() == -signal.SIGKILL


def test_ctrl_s_does_not_freeze_it(shell):
    shell.begin("import time; time.sleep(0.3)")
    shell.send("\x13")
    shell.wait("I-search")  # what the key means at the prompt
    shell.send("\x03")
    shell.wait_prompt()
    assert "42" in shell.run("6*7")


def test_ctrl_c_does_not_break_an_import_in_two(shell):
    """An exception inside importlib can leave its lock held; the signal comes again after it."""
    shell.paste(
        "import signal, time\n"
        "ended = []\n"
        "code = compile('press(2)\\nended.append(True)', '<frozen importlib._bootstrap>', 'exec')\n"
        "def work():\n    exec(code, {'press': signal.raise_signal, 'ended': ended})\n    time.sleep(30)\n"
    )
    shell.send("\r")
    shell.wait(lambda terminal: terminal.prompts_made == 2)
    shell.wait_prompt()
    shell.run("work()")
    assert "interrupted" in shell.text
    assert "True" in shell.run("ended == [True]")


def test_ctrl_c_at_any_moment_behind_enter_stops_the_statement(shell):
    """A key that is read as a key, one that nobody reads, a signal before the statement begins, one after it."""
    shell.run("import time")
    for number in range(40):
        mark = shell.prompts_made
        shell.send(f"time.sleep({100 + number})\r")
        time.sleep(number * 0.0003)
        shell.send("\x03")
        shell.wait(lambda terminal, mark=mark: terminal.prompts_made > mark and terminal.is_at_prompt())
    assert shell.everything.count("interrupted") == 40
    assert "42" in shell.run("6*7")


def test_two_ctrl_c_at_an_empty_prompt_say_nothing(shell):
    shell.send("\x03\x03")
    shell.wait(lambda terminal: terminal.prompts_made >= 2)
    assert "42" in shell.run("6*7") and "interrupted" not in shell.everything


def test_ctrl_c_ends_what_was_pasted_with_it(shell):
    """Of several statements that came at once none follows the one that is stopped."""
    shell.send("import time\rprint('be' 'gun'); time.sleep(30)\rprint('fol' 'lowed')\r")
    shell.wait("begun")
    shell.send("\x03")
    shell.wait_prompt()
    assert "42" in shell.run("6*7") and "followed" not in shell.text


def test_ctrl_c_that_another_thread_gets_stops_the_statement_too(shell):
    """The kernel gives it to any thread that does not mask it; Python's handler runs in the main thread alone."""
    shell.run("import signal, threading, time")
    shell.run("threading.Thread(target=threading.Event().wait, daemon=True).start()")
    shell.run("signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})")
    shell.begin("time.sleep(60)")
    shell.send("\x03")
    shell.wait("interrupted")
    shell.wait_prompt()
    assert "waiting for a native call" not in shell.text
    assert "42" in shell.run("6*7")


def test_a_program_with_many_open_files_is_watched_too(capfd):
    from th.repl.interrupt import MESSAGE, start_watcher

    seen = ""
    with contextlib.ExitStack() as files:
        for _ in range(20):
            files.enter_context(open(os.devnull))
        watcher = start_watcher()
    try:
        watcher.tell(bytes([signal.SIGINT]))
        end = time.monotonic() + PATIENCE
        while MESSAGE not in seen and time.monotonic() < end:
            time.sleep(0.02)
            seen += capfd.readouterr().err
    finally:
        watcher.close()
    assert MESSAGE in seen, seen
