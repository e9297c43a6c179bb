"""What a user sees of an error."""

import pytest

CASES = [
    ("foo", "    foo\nNameError: name 'foo' is not defined"),
    ("pint(3)", "    pint(3)\n    ^^^^\nNameError: name 'pint' is not defined\ndid you mean print"),
    (
        "'a'.uper()",
        "    'a'.uper()\n    ^^^^^^^^\nAttributeError: 'str' object has no attribute 'uper'\ndid you mean upper",
    ),
    ("from math import sqr", "did you mean sqrt"),
    ("import nunpy", "did you mean numpy"),
    ("import numpy.linlg", "No module named 'numpy.linlg'\ndid you mean numpy.linalg?"),
    ("plt.plot", "type: import matplotlib.pyplot as plt"),
    ("x = = 2", "    x = = 2\n        ^\nSyntaxError: invalid syntax"),
    ("x = (1,\n     y = 2", "SyntaxError"),
    ("1 + 1 / 0", "    1 + 1 / 0\n        ^^^^^\nZeroDivisionError: division by zero"),
    ("{'a': 1}['b']", "KeyError: 'b'"),
    ("raise ValueError", "ValueError"),
]


@pytest.mark.parametrize("text, shown", CASES)
def test_an_error_is_short(session, text, shown):
    assert shown in session.run(text).report.text


def test_the_users_frames_only(session):
    session.run("def g(x):\n    return x / 0\n")
    session.run("def f(x):\n    y = g(x)\n    return y\n")
    assert session.run("z = f(3)").report.text == (
        "    z = f(3)\n        ^^^^\n"
        "line 2 of [2], in f\n    y = g(x)\n        ^^^^\n"
        "line 2 of [1], in g\n    return x / 0\n           ^^^^^\n"
        "ZeroDivisionError: division by zero"
    )


def test_an_interrupt_inside_compiled_code_names_the_users_line(session):
    source = "def draw():\n    raise KeyboardInterrupt"
    exec(compile(source, "numpy/random/_no_such_source.pyx", "exec"), session.namespace)
    session.run("1")
    assert session.run("draw()").report.text == "interrupted in line 1 of [2]: draw()"


def test_library_frames_are_named_not_shown(session):
    text = session.run("import json\njson.loads('{')").report.text
    assert "json.loads('{')" in text and "in raw_decode, decoder.py" in text and text.count("\n") < 6


def test_the_full_traceback_begins_with_the_user(session, capsys):
    session.run("import json\njson.loads('{')")
    session.run("%tb")
    shown = capsys.readouterr().out
    assert shown.startswith("Traceback") and "engine.py" not in shown and "raw_decode" in shown


def test_deep_recursion_is_cut(session):
    session.run("def f(n):\n    return f(n + 1)\n")
    assert session.run("f(0)").report.text.count("\n") < 40


def test_tensors_of_the_failing_expression_are_described(session):
    import numpy as np

    session.namespace.update(a=np.zeros((2, 3)), b=np.zeros((4, 5)))
    assert "a: 2x3 float64" in session.run("c = a @ b").report.text
    assert "b: 4x5 float64" in session.run("c = a @ b").report.text


def test_notes_and_causes(session):
    session.run("def f():\n    e = ValueError('a')\n    e.add_note('in layer 2')\n    raise e\n")
    assert "ValueError: a\nin layer 2" in session.run("f()").report.text
    text = session.run("try:\n    1/0\nexcept ZeroDivisionError as e:\n    raise KeyError('k') from e\n").report
    assert "KeyError: 'k'" in text.text and "ZeroDivisionError" in text.full


def test_an_error_that_cannot_be_shown(session):
    session.run("class E(Exception):\n    def __str__(self): raise ValueError\n")
    assert "E: <its text cannot be shown" in session.run("raise E()").report.text


def test_no_code_of_the_users_is_run_for_a_hint(session, capsys):
    session.run(
        "class A:\n    def __dir__(self):\n        print('RAN')\n        return []\n    colour = 1\n"
        "    @property\n    def size(self): print('RAN')\n"
    )
    text = session.run("A().color").report.text
    assert "did you mean colour" in text and "RAN" not in capsys.readouterr().out


def test_fragments_add_up_to_the_text(session):
    report = session.run("1/0").report
    assert "".join(text for _, text in report.fragments) == report.text
    assert {"error.name", "error.code", "error.message"} <= {style for style, _ in report.fragments}


def test_an_exception_group(session):
    text = session.run("raise ExceptionGroup('two', [ValueError('a'), KeyError('b')])").report
    assert "two" in text.text and "ValueError: a" in text.full


def test_a_command_and_its_statement_are_said_once(ask):
    ask("def f(): return 1 / 0")
    assert ask("%time f() + 1")[1].report.text.split("\n")[:2] == ["    f() + 1", "    ^^^"]


def test_where_an_error_came_from_is_told_in_a_line(ask):
    chained = "try:\n    {}['k']\nexcept KeyError as error:\n    raise ValueError('bad'){}\n"
    assert ask(chained.replace("{}\n", " from error\n"))[1].report.text.endswith("\nValueError: bad\ncaused by KeyError: 'k' (%tb shows it)")
    assert "while handling KeyError: 'k'" in ask(chained.replace("{}\n", "\n"))[1].report.text
    assert ask(chained.replace("{}\n", " from None\n"))[1].report.text.endswith("ValueError: bad")
    assert "while handling" not in ask("import json; json.loads('{')")[1].report.text


def test_the_errors_of_a_group_are_named(ask):
    text = ask("raise ExceptionGroup('both', [ValueError(1), KeyError(2)])")[1].report.text
    assert text.endswith("ExceptionGroup: both (2 sub-exceptions)\n  ValueError: 1\n  KeyError: 2")
    assert "... 4 more" in ask("raise ExceptionGroup('many', [ValueError(n) for n in range(10)])")[1].report.text


def test_signs_of_a_word_processor_are_put_right_in_the_hint(ask):
    assert ask("print(“it”)")[1].report.text.endswith('did you mean print("it")')
    assert "did you mean" not in ask("🙂 = 3")[1].report.text


@pytest.mark.parametrize("text", ["frobnicate status -v", "frobnicate", "frobnicate ./a.txt"])
def test_what_reads_like_a_program_s_line_says_how_to_run_it(ask, tmp_path, monkeypatch, text):
    program = tmp_path / "frobnicate"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert ask(text)[1].report.text.endswith(f"to run the program: $ {text}")
    for other in ("frobnicate(3)", "frobnicate = = 3", "x = frobnicate", "frobnicat status"):
        assert "program" not in ask(other)[1].report.text
