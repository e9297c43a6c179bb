"""Ctrl-C: clears the line at the prompt, stops the statement during work, never ends the shell."""

import signal
import time

import pytest

from tests.repl.terminal import busy


def milliseconds(shell, condition):
    start = time.monotonic()
    shell.wait(condition)
    return (time.monotonic() - start) * 1000


@pytest.mark.parametrize("code", ["exec('while True: pass')", "import time; time.sleep(60)", "$ sleep 60", "import subprocess; subprocess.run(['sleep', '60'])"])
def test_work_is_stopped_at_once(shell, code):
    shell.begin(code)
    mark = shell.prompts_made
    shell.send("\x03")
    assert milliseconds(shell, lambda terminal: terminal.prompts_made > mark and terminal.is_at_prompt()) < 200 * busy()
    assert "interrupted" in shell.text and "th/repl" not in shell.text
    assert "42" in shell.run("6*7")


def test_a_native_call_is_waited_for_and_that_is_said(shell):
    shell.begin("x = sum(range(10**8)) or 1")
    mark = shell.prompts_made
    shell.send("\x03")
    assert milliseconds(shell, "waiting for a native call") < 200 + 100 * busy()
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
    shell.read(0.05)
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
    shell.paste("try:\n    import time; time.sleep(60)\nexcept KeyboardInterrupt:\n    print('hand' + 'led')\n")
    shell.read(0.05)
    shell.send("\r")
    shell.read(0.3)
    shell.send("\x03")
    shell.wait("handled")
    shell.wait_prompt()


def test_the_watching_process_ends_with_the_shell(shell):
    import subprocess

    shell.run("1+1")
    shell.run("import os; os.getpid()")
    listing = subprocess.run(["ps", "-eo", "pid,args"], capture_output=True, text=True).stdout
    watchers = {line.split()[0] for line in listing.splitlines() if "repl/watch.py" in line}
    assert watchers
    shell.send("\x04\x04")
    shell.wait_end()
    time.sleep(0.2)
    listing = subprocess.run(["ps", "-eo", "pid,args"], capture_output=True, text=True).stdout
    left = {line.split()[0] for line in listing.splitlines() if "repl/watch.py" in line}
    assert watchers - left


def test_the_watching_process_is_no_child_of_the_user_s(shell):
    shell.run("1+1")
    shell.run("import os")
    shell.paste("try:\n    os.wait()\nexcept ChildProcessError:\n    print('no' + ' child')\n")
    shell.read(0.05)
    shell.send("\r")
    shell.wait("no child")


def test_ctrl_backslash_ends_it_only_while_a_native_call_is_waited_for(shell):
    shell.begin("import time; time.sleep(0.4)")
    shell.send("\x1c")
    shell.wait_prompt()
    assert "42" in shell.run("6*7")
    shell.begin("sum(range(10**10))")
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
        "import time\n"
        "code = compile('t = time.time()\\nwhile time.time() < t + 0.08: pass', '<frozen importlib._bootstrap>', 'exec')\n"
        "def work():\n    exec(code, {'time': time})\n    print('import' + ' ended')\n    time.sleep(30)\n"
    )
    shell.send("\r")
    shell.wait(lambda terminal: terminal.prompts_made == 2)
    shell.wait_prompt()
    for _ in range(6):  # the key may come before the import has begun: then it is the statement that is interrupted
        shell.begin("work()")
        shell.send("\x03")
        shell.wait_prompt()
        if "import ended" in shell.text:
            return
    raise AssertionError("the import was broken each time")


def test_ctrl_c_right_behind_enter_stops_the_statement(shell):
    shell.send("import time; time.sleep(30)\r\x03")
    shell.wait_prompt(seconds=5)
    assert "42" in shell.run("6*7")
