"""What IPython's users rely on: its names, its magics' arguments, commands without a mark, calls without brackets."""

import pytest

pytest.importorskip("IPython")


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    return tmp_path


@pytest.fixture
def proposed(session):
    class Front:
        texts = []
        propose = texts.append

    session.front = Front
    Front.texts.clear()
    return Front.texts


def test_inputs_and_outputs_have_ipythons_names(ask):
    for text in ("a = 1", "a + 5", "%pwd"):
        ask(text)
    assert ask("In[1], _i, _ii, _iii, _i2, _ih[2], _oh[2], _i4 == In[-1]")[1].value == (
        "a = 1", "%pwd", "a + 5", "a = 1", "a + 5", "a + 5", 6, True,
    )  # fmt: skip
    ask("%colors nocolor")  # IPython is there now; nothing changes
    assert ask("In[1], _i, _ii, _i2, _oh is Out, len(In)")[1].value == ("a = 1", "%colors nocolor", ask("In[4]")[1].value, "a + 5", True, 7)


def test_history_takes_ranges_options_and_earlier_sessions(ask, here):
    from th.session import Session

    path = str(here / "history.jsonl")
    for texts in (("old = 1", "old + 1"), ("older = 2",)):
        before = Session(path=path)
        for text in texts:
            before.run(text)
        before.close()
    session = Session(path=path)
    for text in ("x = 1", "x + 4"):
        session.run(text)

    def shown(command):
        session.run(f"{command} -f {here / 'out.txt'}")
        text = (here / "out.txt").read_text()
        (here / "out.txt").unlink()
        return text.rstrip("\n").split("\n")

    assert shown("%history 1-2") == ["x = 1", "x + 4"]
    assert shown("%history -n 2") == ["   2: x + 4"]
    assert shown("%hist -o 2") == ["x + 4", "5"]
    assert shown("%history ~1/1") == ["older = 2"] and shown("%history ~2/1-2") == ["old = 1", "old + 1"]
    session.close()


def test_a_past_statement_is_proposed_run_again_saved_and_made_a_macro(ask, here, proposed):
    ask("a = 1")
    ask("a + 5")
    ask("%recall 2")
    ask("%load 1-2")
    assert [text.strip() for text in proposed] == ["a + 5", "# %load 1-2\na = 1\na + 5"]
    assert ask("%rerun 2")[0].endswith("6\n")
    ask("%save kept 1-2")
    assert (here / "kept.py").read_text().endswith("a = 1\na + 5\n")
    ask("%macro again 1-2")
    ask("a = 9")
    assert ask("again")[0] == "6\n" and ask("a")[0] == "1\n"


def test_run_with_ipythons_options(ask, here):
    (here / "script.py").write_text("answer = __name__\nprint('ran')\n")
    ask("%run -n script.py")
    assert ask("answer")[0] == "'script'\n"
    assert "ran" in ask("%run -t script.py")[0]
    (here / "fails.py").write_text("def g():\n    return 1 / 0\ng()\n")
    result = ask("%run -n fails.py")[1]
    assert isinstance(result.error, ZeroDivisionError) and "fails.py:3" in result.report.text
    assert ask("%run -m json.tool nowhere.json")[1].exit is None


def test_wrong_use_of_a_magic_is_told_in_one_line(ask):
    assert ask("%popd")[1].report.text == "%popd on empty stack"
    assert ask("%colors")[1].report.text.startswith("%colors: you must specify a color theme")


def test_folders_are_remembered(ask, here):
    (here / "sub").mkdir()
    ask("%cd sub")
    ask("%cd -")
    assert ask("[str(each) for each in _dh]")[1].value[-3:] == [str(here), str(here / "sub"), str(here)]
    ask("%bookmark there sub")
    assert "kept in _dh" in ask("%dhist")[0]
    ask("%cd -b there")
    assert ask("%pwd")[0].strip("'\n").endswith("sub")


def test_options_of_timeit_that_are_ipythons_alone(ask):
    assert "mean" in ask("%timeit -n2 -r2 -p 3 1")[0] and "mean" in ask("%%timeit -v -n2 -r2\n1\n")[0]
    assert "best" in ask("%timeit -n2 -r2 -1")[0]


def test_store_capture_and_get_ipython(ask, session, here):
    ask("z = 5")
    ask("%store z")
    ask("del z")
    ask("%store -r")
    assert ask("z")[0] == "5\n"
    ask("%%capture out\nprint(3)\n4\n")
    assert ask("out.stdout")[1].value == "3\n4\n"
    assert isinstance(ask("%%capture out\n1/0\n")[1].error, ZeroDivisionError)
    assert ask("get_ipython().run_line_magic('pwd', '')")[1].value == str(here)
    assert "get_ipython" not in ask("%who")[0] and ask("%who_ls")[1].value == ["out", "z"]


def test_the_lines_of_a_program_have_ipythons_attributes(ask, here):
    (here / "a.txt").touch()
    (here / "b.py").touch()
    assert ask("x = !ls\nx.s, x.n, x.grep('py')")[1].value == ("a.txt b.py", "a.txt\nb.py", ["b.py"])
    assert ask("x")[0] == "['a.txt', 'b.py']\n"
    assert isinstance(ask("x.nothing")[1].error, AttributeError)
    assert ask("%%!\nls *.py\n")[1].value == ["b.py"]


def test_logstart_writes_what_is_typed(ask, here):
    ask("%logstart -q mine.log over")
    ask("q = 7")
    ask("%logstop")
    assert "q = 7\n" in (here / "mine.log").read_text()


@pytest.mark.parametrize("text", ["pwd", " pwd ", "time 3", "timeit -n1 -r1 1", "who", "ls", "cd .", "ls *.py", "ls -l", "ls | head", "history -n 1"])
def test_a_command_needs_no_mark(ask, here, text):
    assert ask("cd = 3; del cd")[1].ok
    result = ask(text)[1]
    assert result.ok and result.kind == "command", result.report


@pytest.mark.parametrize(
    "text", ["log", "time = 3", "pwd += 1", "who()", "ls.x", "ls(3)", "ls[1]", "history, b = 1, 2", "pwd == 3", "run in [1]", "if pwd: pass"]
)
def test_what_is_python_stays_python(ask, session, text):
    session.namespace["log"] = 3
    assert ask(text)[1].kind == "python"


@pytest.mark.parametrize("text", ["reset", "config"])
def test_what_cannot_be_undone_needs_its_mark(ask, session, text):
    ask("kept = 3")
    assert isinstance(ask(text)[1].error, NameError) and session.namespace["kept"] == 3


def test_a_word_that_is_no_name_and_no_command_is_an_error_as_ever(ask):
    assert isinstance(ask("nothing_of_that_name")[1].error, NameError)
    ask("%automagic off")
    assert isinstance(ask("ls")[1].error, NameError)


def test_calls_without_brackets(ask):
    assert ask("/len 'abc'")[1].value == 3
    assert ask(",print a b")[0] == "a b\n" and ask(";print a b")[0] == "a b\n"
    ask("%autocall 1")
    assert ask("len 'abc'")[1].value == 3


def test_a_command_without_its_mark_is_completed(session, here):
    (here / "folder").mkdir()
    items = session.complete("cd fol")
    assert [(item.text, item.start, item.end) for item in items] == [(items[0].text, 3, 6)] and items[0].text.startswith("folder")
    session.namespace["cd"] = 3
    assert "folder" not in "".join(item.text for item in session.complete("cd fol"))


def test_who_lists_one_type(ask):
    ask("n = 3; word = 'x'")
    assert ask("%who int")[0].split()[0] == "n" and "word" not in ask("%who int")[0]


def test_errors_are_shown_in_ipythons_modes_when_asked_for(ask):
    ask("def f(a): return a / 0\n")
    ask("%xmode Verbose")
    assert "a = 3" in ask("f(3)")[1].report.text
    assert ask("%rockz")[1].report.text.startswith("there is no command")
    ask("%xmode th")
    assert ask("1/0")[1].report.text == "    1/0\nZeroDivisionError: division by zero"


def test_pdb_leads_every_error_into_the_debugger(ask, session):
    assert not session.debugs_errors
    ask("%pdb on")
    assert session.debugs_errors
    ask("%pdb off")
    assert not session.debugs_errors


def test_help_on_a_command_of_cells(ask):
    assert "Run a statement many times" in ask("%%timeit?")[0]


def test_latex_names_become_signs(session):
    assert [(item.text, item.start, item.end) for item in session.complete("x = \\alpha")] == [("α", 4, 10)]
    assert "\\aleph" in [item.text for item in session.complete("\\al")]
    assert not session.complete("'\\al") and session.complete("a \\\nle")


def test_edit_opens_the_statement_of_a_function(ask, session):
    class Front:
        edit = staticmethod(lambda text: text.replace("return x", "return x + 1"))

    session.front = Front
    ask("def f(x):\n    return x\n")
    ask("%edit f")
    assert ask("f(3)")[0] == "4\n"


def test_extensions_are_told_of_each_statement(ask, session):
    seen = []
    events = ask("get_ipython()")[1].value.events
    events.register("pre_run_cell", lambda info: seen.append(info.raw_cell))
    events.register("post_run_cell", lambda result: seen.append(result.success))
    ask("1")
    ask("1/0")
    ask("2")
    assert seen == ["1", True, "1/0", False, "2", True]


def test_two_dollars_are_one_of_the_program_s(ask, monkeypatch):
    monkeypatch.setenv("WORD", "outside")
    ask("WORD = 'inside'")
    assert ask("x = !echo $WORD $$WORD {WORD}\nx")[1].value == ["inside outside inside"]
    assert ask("x = !echo $$\nx[0].isdigit()")[1].value


def test_without_ipython_its_commands_say_how_they_come(ask, monkeypatch):
    import sys

    from th.session import magics

    monkeypatch.setattr(magics, "loaded", lambda: None)
    monkeypatch.setitem(sys.modules, "th.session.ipython", None)
    assert ask("%recall 1")[1].report.text == "%recall is IPython's; it is there after: $ pip install ipython"
    assert ask("%timit 1")[1].report.text == "there is no command %timit; did you mean %timeit?"
    assert "is IPython's" in ask("%%bash\nls\n")[1].report.text
