"""The commands of a session."""

import json
import sys

import numpy as np
import pytest

from th.session import commands


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_every_command_is_declared_whole():
    commands.find("who")
    for name, command in commands.COMMANDS.items():
        assert command.help.strip() and command.usage.startswith("%"), name
        first = command.help.strip().split("\n")[0]
        assert first.endswith((".", ":")), first


def test_who_lists_shapes_and_memory_without_any_repr(ask, session):
    ask("class R:\n    def __repr__(self): raise SystemExit\n")
    session.namespace["a"] = np.zeros((2, 3))
    ask("r = R()\nword = 'x' * 100\nitems = [1, 2]")
    shown = ask("%who")[0]
    assert "2x3 float64 cpu" in shown and "48 B" in shown and "2 items" in shown and "r " in shown
    assert "np" not in shown.split() and "who" not in shown.split()
    assert ask("who('a')")[0].count("\n") == 1


def test_cd_and_pwd(ask, here):
    (here / "deep er").mkdir()
    assert ask("%cd 'deep er'")[0].strip().endswith("deep er")
    assert "deep er" in ask("%pwd")[0]
    assert ask("%cd -")[0].strip() == str(here)
    assert isinstance(ask("%cd nowhere")[1].error, FileNotFoundError)


def test_time_and_timeit(ask):
    shown, result = ask("%time sum(range(10))")
    assert "by the clock" in shown and shown.endswith("45\n") and result.value == 45
    assert "by the clock" in ask("%time 1/0")[0]
    assert "per loop" in ask("%timeit -n 3 -r 2 sum([])")[0]
    timing = ask("%timeit -o -q -n3 -r2 1")[1].value
    assert timing.loops == 3 and timing.repeat == 2 and timing.best <= timing.average <= timing.worst
    assert "per loop" in ask("%%timeit -n2 -r2 x = 5\nx + 1\n")[0]
    assert ask("%%time\nq = 4\nq + 1\n")[0].endswith("5\n")
    assert isinstance(ask("%timeit x = = 1")[1].error, SyntaxError)


def test_prof_finds_the_hot_line(ask):
    ask("def slow():\n    total = 0\n    for i in range(3_000_000):\n        total += i * i\n    return total\n")
    shown = ask("%prof slow()")[0]
    assert "hot lines" in shown and "total += i * i" in shown


def test_run(ask, here):
    (here / "script.py").write_text("import sys\nprint(sys.argv, __name__)\nanswer = 42\ndef f(): return answer\n")
    assert ask("%run script.py a 'b c'")[0] == "['script.py', 'a', 'b c'] __main__\n"
    assert ask("f()")[0] == "42\n"
    (here / "bad.py").write_text("def g():\n    return 1 / 0\ng()\n")
    text = ask("%run bad.py")[1].report.text
    assert "bad.py:3" in text and "return 1 / 0" in text and "running.py" not in text
    assert "cannot read" in ask("%run nothing.py")[1].report.text
    (here / "exits.py").write_text("import sys\nsys.exit(3)")
    assert ask("%run exits")[1].ok
    ask("y = 5")
    (here / "inside.py").write_text("y += 1")
    ask("%run -i inside.py")
    assert ask("y")[0] == "6\n"


def test_history_save_and_notebook(ask, here):
    for text in ("x = 4", "$ true", "1/0", "print('out'); x", "require 'json'", "= x"):
        ask(text)
    assert "1/0" in ask("%history")[0]
    ask("%save story")
    script = (here / "story.py").read_text()
    compile(script, "story.py", "exec")
    assert "x = 4" in script and "1/0" not in script and "# $ true" in script and "import json" in script
    ask("%notebook story")
    cells = json.loads((here / "story.ipynb").read_text())["cells"]
    assert cells[3]["outputs"][0]["text"] == "out\n"
    assert cells[3]["outputs"][1]["data"]["text/plain"] == "4"
    assert cells[2]["outputs"][0]["ename"] == "ZeroDivisionError"
    nbformat = pytest.importorskip("nbformat")
    nbformat.validate(nbformat.read(here / "story.ipynb", as_version=4))


def test_who_counts_the_parameters_of_a_network(ask):
    ask("import th; net = th.nn.Sequential(th.nn.Linear(3, 4), th.nn.BatchNorm1d(4)); d = {1: 2}")
    rows = {line.split()[0]: line.split(None, 1)[1] for line in ask("%who")[0].splitlines()}
    assert rows["net"].split("  ")[1:] == ["24 parameters", "136 B"] and rows["d"].endswith("1 item")


def test_a_notebook_has_every_picture_where_it_was_drawn(ask, here):
    pytest.importorskip("matplotlib")
    ask("gnuplot.plot(torch.zeros(5))")
    ask("print('before'); gnuplot.plot(torch.ones(5)); image.display(torch.rand(3, 8, 8)); gnuplot.hist(torch.rand(9)); print('after'); 3")
    ask("live = itorch.Plot().line([1, 2], [3, 4]).draw()\nfor _ in range(3): live.redraw()\n")
    ask("%notebook drawn")
    first, second, third = json.loads((here / "drawn.ipynb").read_text())["cells"]
    kinds = [output["output_type"] for output in second["outputs"]]
    assert kinds[:2] == ["stream", "display_data"] and kinds.count("display_data") == 3 and kinds[-1] == "execute_result"
    texts = [output["text"] for output in second["outputs"] if output["output_type"] == "stream"]
    assert texts[0] == "before\n" and "".join(texts) == "before\nafter\n"
    pictures = [output["data"] for cell in (first, second) for output in cell["outputs"] if "data" in output][:-1]
    assert len({data["image/png"] for data in pictures}) == 4  # the first plot as it was, though its figure was drawn over
    assert [output["output_type"] for output in third["outputs"]].count("display_data") == 1


def test_pixels_for_the_terminal_are_no_output_of_the_session(ask, here, monkeypatch):
    pytest.importorskip("PIL")
    monkeypatch.setenv("TH_SCREEN", "kitty")
    ask("%log day.txt")
    printed, _ = ask("image.display(torch.rand(3, 300, 300)); print('after')")
    assert len(printed) > 100_000
    ask("%notebook drawn")
    outputs = json.loads((here / "drawn.ipynb").read_text())["cells"][1]["outputs"]
    assert "image/png" in outputs[0]["data"] and outputs[1]["text"].strip() == "after"
    assert len((here / "day.txt").read_text()) < 1_000


def test_log(ask, here):
    ask("%log day.txt")
    ask("print(5)")
    ask("for i in range(2):\n    print(i)\n")
    assert "logging to day.txt" in ask("%log")[0]
    ask("%log off")
    ask("print(6)")
    text = (here / "day.txt").read_text()
    assert "th> print(5)\n5\n" in text and "..>     print(i)\n0\n1\n" in text and "6" not in text


def test_watch(ask):
    ask("n = 1")
    assert ask("%watch n * 2")[0] == "n * 2 = 2\n"
    assert ask("n = 5")[0] == "n * 2 = 10\n"
    assert ask("del n")[0] == "n * 2 = (NameError: name 'n' is not defined)\n"
    ask("%watch -d")
    assert ask("n = 6")[0] == ""
    assert "wants an expression" in ask("%watch x = 3")[1].report.text


def test_memory(ask):
    assert "process" in ask("%mem")[0]
    ask("5")
    ask("%free")
    assert ask("Out")[0] == "{}\n"
    assert ask("%gpu")[1].ok


def test_doctor_names_what_is_missing(ask, monkeypatch):
    import th.session.commands_packages as packages

    monkeypatch.setitem(packages.PACKAGES, "no-such-package", ("nothing", "pip install no-such-package"))
    shown = ask("%doctor")[0]
    assert "Python" in shown and "missing: nothing; type: pip install no-such-package" in shown


def test_rocks(ask, monkeypatch):
    calls = []
    monkeypatch.setattr("subprocess.run", lambda command, **settings: calls.append(command))
    ask("%rocks install lovely")
    ask("%rocks remove lovely")
    assert calls[0][1:] == ["-m", "pip", "install", "lovely"] and calls[1][3] == "uninstall"
    assert "pypi.org/search" in ask("%rocks search audio")[0]
    assert "knows" in ask("%rocks frobnicate")[1].report.text
    assert ask("%rocks")[1].ok


def test_tb_and_debug_without_an_error(ask):
    assert "no error" in ask("%tb")[0]
    assert "no error" in ask("%debug")[0]


def test_debug_looks_around_where_the_error_arose(ask, monkeypatch):
    import io

    ask("def f(depth):\n    secret = depth * 7\n    return 1 / 0\n")
    ask("f(6)")
    monkeypatch.setattr(sys, "stdin", io.StringIO("p secret\nq\n"))
    printed, result = ask("%debug")
    assert "42" in printed and result.ok
    ask("import json; json.loads('[1, 2')")
    monkeypatch.setattr(sys, "stdin", io.StringIO("p 6*7, 'here'\nd\n"))
    printed, result = ask("%debug")
    assert "json.loads('[1, 2')" in printed.split("(42, 'here')")[0]  # not in the decoder, which is below
    assert "decode" in printed.split("(42, 'here')")[1] and result.ok


def test_an_unknown_command_names_the_nearest(ask):
    assert ask("%timit 3")[1].report.text == "there is no command %timit; did you mean %timeit?"


def test_front_commands_elsewhere(ask):
    assert "terminal only" in ask("%paste")[1].report.text


def test_front_commands_in_a_front(ask, session):
    class Front:
        paste = staticmethod(lambda: ">>> p = 9\n>>> p\n")
        edit = staticmethod(lambda text: "e = 8\ne")

    session.front = Front
    assert ask("%paste")[0] == "p = 9\np\n9\n"
    assert ask("%edit")[0] == "8\n"


def test_another_environment_that_is_active_changes_nothing(ask, monkeypatch, tmp_path):
    pytest.importorskip("IPython")
    monkeypatch.setenv("VIRTUAL_ENV", str(tmp_path))
    before = list(sys.path)
    shown, _ = ask("%pwd")
    assert "virtualenv" not in shown and sys.path == before


def test_ipythons_magics_work_over_the_same_names(ask, session):
    pytest.importorskip("IPython")
    assert ask("z = 3\n%xmode Plain")[1].ok
    assert session.namespace["Out"] is session.results.out
    assert ask("%who_ls")[1].ok
    assert ask("z")[0] == "3\n"
    assert ask("exit(1 + 1)")[1].exit == 2  # ours still: IPython's and Python's leave in other ways


def test_autoreload(ask, here, monkeypatch):
    pytest.importorskip("IPython")
    monkeypatch.syspath_prepend(str(here))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    (here / "changing_module.py").write_text("def value(): return 1\n")
    ask("%autoreload 2")
    ask("import changing_module")
    assert ask("changing_module.value()")[0] == "1\n"
    (here / "changing_module.py").write_text("def value(): return 22\n")
    assert ask("changing_module.value()")[0] == "22\n"
    ask("%autoreload 0")


def test_help_on_commands_comes_from_the_declaration(ask):
    assert "Run a statement once" in ask("%time?")[0]
    assert "%timeit [-n LOOPS]" in ask("?%timeit")[0]
    overview = ask("?")[0]
    assert "%doctor" in overview and "require 'nn'" in overview and max(map(len, overview.split("\n"))) <= 80


def test_precision_of_floats_arrays_and_tensors(ask):
    ask("import numpy as np, th")
    try:
        assert ask("%precision 3")[1].ok
        assert ask("1/3, [2/3], {'a': 0.5}")[0] == "(0.333, [0.667], {'a': 0.500})\n"
        assert ask("np.array([1/3])")[0] == "array([0.333])\n"
        assert "0.333\n" in ask("th.tensor([1/3])")[0]
        assert "digits" in ask("%precision x")[1].report.text
    finally:
        ask("%precision")
    assert ask("1/3")[0] == "0.3333333333333333\n" and "0.3333\n" in ask("th.tensor([1/3])")[0]


def test_lsmagic_lists_our_commands_and_ipython_s(ask):
    shown = ask("%lsmagic")[0]
    ours, theirs = shown.split("IPython's:")
    assert "%who " in ours and "%gpu" in ours and "%colors" in theirs and "%%bash" in theirs
