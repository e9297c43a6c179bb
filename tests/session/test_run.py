"""Running statements: values, results, errors, time."""

import gc
import pickle
import subprocess
import sys
import weakref

import numpy as np
import pytest

from th.session import Session, engine
from th.session.results import LARGE, Released


def test_leaving_with_any_status_closes_no_input(ask, session):
    assert [ask(text)[1].exit for text in ("exit", "quit()", "exit(3)", "exit(1 + 1)", "%exit", "quit(None)")] == [0, 0, 3, 2, 0, 0]
    ask("def leave(n): exit(n + 1)\n")
    assert ask("leave(3)")[1].exit == 4 and not sys.stdin.closed
    assert ask("exit")[1].kind == "exit" and "exit" not in ask("%who")[0]
    ask("exit = 5")
    assert ask("exit")[0] == "5\n"


def test_a_future_import_holds_from_then_on(ask):
    assert isinstance(ask("def f(x: Unknown): pass\n")[1].error, NameError)
    ask("from __future__ import annotations")
    ask("def f(x: Unknown): pass\n")
    assert ask("f.__annotations__")[1].value == {"x": "Unknown"}


def test_giving_up_in_the_debugger_is_told_in_one_line(ask):
    ask("import io, pdb; debugger = pdb.Pdb(stdin=io.StringIO(''), stdout=io.StringIO())")  # Ctrl-D at its first question
    assert ask("debugger.set_trace(); 1 + 1")[1].report.text.startswith("ended in the debugger")


def test_the_value_of_the_last_expression_is_printed(ask):
    assert ask("1 + 1")[0] == "2\n"
    assert ask("a = 3\na")[0] == "3\n"
    assert ask("a;")[0] == "" and ask("= a")[0] == "3\n" and ask("None")[0] == ""


def test_results_are_remembered(session):
    for text in ("1", "2", "3", "4;"):
        session.run(text)
    names = session.namespace
    assert (names["_"], names["__"], names["___"], names["_LAST"], names["_2"]) == (4, 3, 2, 4, 2)
    assert dict(names["Out"].items()) == {1: 1, 2: 2, 3: 3, 4: 4}


def test_large_results_are_kept_weakly(session):
    session.namespace["np"] = np
    session.run(f"np.zeros({LARGE // 8})")
    alive = weakref.ref(session.namespace["_"])
    session.run("5")
    gc.collect()
    assert alive() is None
    assert isinstance(session.namespace["Out"][1], Released) and isinstance(session.namespace["__"], Released)
    assert "released" in repr(session.namespace["__"])


def test_results_of_middle_size_stay_until_three_more_have_come(session):
    session.namespace["np"] = np
    session.run("np.zeros(300_000)")
    alive = weakref.ref(session.namespace["_"])
    session.run("5")
    assert session.namespace["__"] is alive() and session.namespace["Out"][1] is alive()
    for text in ("6", "7"):
        session.run(text)
    gc.collect()
    assert alive() is None and isinstance(session.namespace["Out"][1], Released)


def test_the_record_is_bounded(session, monkeypatch):
    from th.session import record

    monkeypatch.setattr(record, "TOTAL", 100)
    for _ in range(10):
        session.run("print('x' * 40)")
    kept = [entry.printed for entry in session.record.entries]
    assert sum(map(len, kept)) <= 100 and kept[0] == "" and kept[-1] != ""


def test_top_level_await(ask):
    assert ask("import asyncio\nawait asyncio.sleep(0, 7)")[0] == "7\n"
    assert ask("async def f():\n    return 8\n")[1].ok
    assert ask("x = await f()\nx")[0] == "8\n"
    assert ask("[y async for y in g()]")[1].error is not None


def test_errors_never_kill(session):
    for text in (
        "1/0",
        "raise SystemError",
        "x = =",
        "raise KeyboardInterrupt",
        "raise BaseException('a')",
        "f(",
        "'\\ud800'.encode()",
    ):
        assert session.run(text).error is not None
    assert session.run("raise GeneratorExit").status == "error"
    assert session.run("1").value == 1


def test_an_interrupt_is_a_result(session):
    result = session.run("raise KeyboardInterrupt")
    assert result.interrupted and result.status == "interrupted" and result.report.text.startswith("interrupted")


@pytest.mark.parametrize(
    "text, status", [("exit", 0), ("quit()", 0), ("raise SystemExit(3)", 3), ("import sys\nsys.exit()", 0)]
)
def test_exit_is_a_result(session, text, status):
    result = session.run(text)
    assert result.exit == status and result.status == "exit"


def test_exit_can_be_a_variable(session):
    session.run("exit = 5")
    assert session.run("exit").value == 5


def test_a_silent_run_leaves_no_trace(session):
    session.run("1")
    before = dict(session.namespace), session.count, len(session.record.entries), len(session.history.own)
    session.run("2", silent=True)
    assert (dict(session.namespace), session.count, len(session.record.entries), len(session.history.own)) == before


def test_a_failed_statement_lets_go_of_its_frames_at_the_next(session):
    session.namespace["np"] = np
    session.run("class Big: pass\ndef f():\n    big = Big()\n    g.append(weakref.ref(big))\n    1/0\n")
    session.run("import weakref\ng = []")
    result = session.run("f()")
    assert session.namespace["g"][0]() is not None
    session.run("?len")
    session.run("%tb")
    assert session.namespace["g"][0]() is not None
    session.run("1")
    gc.collect()
    assert session.namespace["g"][0]() is None
    assert "ZeroDivisionError" in result.report.full


def test_names_are_loaded_when_they_are_touched():
    made = Session(path="")
    assert "np" not in made.namespace
    made.run("1")
    assert "np" not in made.namespace
    assert made.run("eval('np').zeros(2).sum()").value == 0
    made.run("np = 4")
    assert made.run("np").value == 4


def test_a_name_of_the_users_wins_over_a_late_one():
    made = Session(path="")
    made.run("image = 3")
    made.run("del image")
    assert isinstance(made.run("image").error, NameError)


def test_a_name_that_cannot_be_loaded_says_why():
    made = Session(path="")
    made.lazy.pending["optim"] = "th.no_such_module"
    report = made.run("optim.SGD").report.text
    assert "NameError" in report and "could not be loaded" in report and "th.no_such_module" in report


def test_pickle_finds_the_classes_of_the_session():
    made = Session(path="")
    before = sys.modules["__main__"]
    try:
        made.main()
        made.run("class A:\n    pass\n")
        assert type(pickle.loads(pickle.dumps(made.run("A()").value))).__name__ == "A"
    finally:
        sys.modules["__main__"] = before


def test_hooks_follow_each_statement_and_their_failure_is_said_once(session, monkeypatch, capsys):
    calls = []

    class Module:
        @staticmethod
        def show():
            calls.append(1)
            raise ValueError("no screen")

    monkeypatch.setitem(sys.modules, "th.fake", Module)
    monkeypatch.setattr(engine, "AFTER_STATEMENT", (("th.fake", "show"), ("th.absent", "show")))
    session.run("1")
    session.run("2")
    assert len(calls) == 2 and capsys.readouterr().err.count("no screen") == 1


def test_the_front_shows_values(session):
    shown = []
    session.show = lambda value, result: shown.append((value, result.has_value))
    session.run("5")
    session.run("6;")
    session.run("x = 7")
    assert shown == [(5, True)]


def test_programs(ask, session, tmp_path):
    assert ask("$ echo one")[0] == "one\n"
    assert ask("!echo two")[0] == "two\n"
    session.namespace["word"] = "three"
    assert ask("$ echo {word} $word $HOME_NOT_THERE.")[0] == "three three .\n"
    assert ask("x = !echo four; echo five\nx")[0] == "['four', 'five']\n"
    assert ask("$ exit 3")[1].ok and session.namespace["_exit_code"] == 3
    assert session.run("_LAST").value == ""


def test_an_import_that_was_interrupted_can_be_made_again(session, tmp_path, monkeypatch):
    package = tmp_path / "half_done"
    package.mkdir()
    (package / "part.py").write_text("import half_done\ndef late(): return half_done.value\n")
    (package / "__init__.py").write_text("from half_done import part\nimport os\nif os.environ.get('STOP'): raise KeyboardInterrupt\nvalue = 5\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setenv("STOP", "1")
    assert session.run("import half_done").interrupted
    monkeypatch.delenv("STOP")
    assert session.run("import half_done; half_done.part.late()").value == 5


def test_require(ask, session):
    assert ask("require 'json'")[0] == "" and session.namespace["json"].__name__ == "json"
    assert ask('j = require "json"\nj.dumps(1)')[0] == "'1'\n"
    assert ask("require('os.path') is path")[0] == "True\n"
    error = ask("require 'no_such'")[1].error
    assert isinstance(error, ModuleNotFoundError)


def test_pasted_sessions_run(ask):
    assert ask(">>> a = 4\n>>> a\n4\n>>> a + 1\n5")[0] == "5\n"


def test_what_is_printed_is_recorded_without_keeping_the_stream(session, capsys):
    session.run("import sys\nkept = sys.stdout\nprint('one')")
    assert session.record.entries[-1].printed == "one\n"
    session.run("kept.write('two')")
    assert session.record.entries[0].printed == "one\n"


def test_a_repr_that_raises_is_said(ask):
    ask("class A:\n    def __repr__(self): raise ValueError('no')\n")
    printed, result = ask("A()")
    assert result.ok and "repr raised ValueError" in printed


def test_seconds_are_those_of_the_users_code(session):
    assert 0.03 < session.run("import time; time.sleep(0.03)").seconds < 20


def test_statements_keep_their_source(session):
    session.run("def f(a):\n    return a\n")
    import inspect

    assert inspect.getsource(session.namespace["f"]) == "def f(a):\n    return a\n"


@pytest.mark.parametrize("text", ["nn.Linear(1, 1)", "torch.celu(torch.zeros(1))", "import th.nn.functional as G", "%time nn.ReLU()"])
def test_what_is_loaded_behind_the_prompt_is_waited_for(text):
    code = (
        "import sys, threading, time; sys.setswitchinterval(1e-4)\n"
        "from th.session import Session; s = Session(path=''); s.lazy.expect(); order = []\n"
        "def load():\n"
        "    with s.lazy.loading():\n"
        "        time.sleep(0.1); s.lazy.load_core(); s.complete('torch.'); order.append('loaded')\n"
        "threading.Thread(target=load).start()\n"
        "assert s.run('1 + 1').ok; order.append('quick')\n"
        f"result = s.run({text!r}); order.append('run'); print(order, result.report)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.splitlines()[-1] == "['quick', 'loaded', 'run'] None", done.stdout + done.stderr
