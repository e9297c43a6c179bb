"""Commands at the prompt: ours, and IPython's once one is needed."""

import json

import pytest


@pytest.fixture
def tall(start):
    return start(columns=100, rows=70)


def test_who_lists_shapes_and_bytes(tall):
    tall.run("x = torch.zeros(3, 4); net = nn.Linear(3, 4); word = 'abc'")
    for command in ("%who", "who()"):
        tall.run(command)
        rows = dict(line.split(None, 1) for line in tall.tail(f"th> {command}").split("\n")[:3])
        assert rows["x"].split() == ["Tensor", "3x4", "float32", "cpu", "48", "B"]
        assert "16 parameters" in rows["net"] and "'abc'" in rows["word"]


def test_time_timeit_and_prof(tall):
    tall.run("%time sum(range(1000))")
    assert "by the clock" in tall.text and "499500" in tall.text
    tall.run("%timeit -n 10 -r 2 sum(range(100))")
    assert "2 runs of 10 loops" in tall.text
    tall.paste("def slow():\n    total = 0\n    for i in range(10**6):\n        total += i\n    return total\n")
    tall.send("\r")
    tall.wait_prompt()
    tall.run("%prof slow()")
    assert "total += i" in tall.tail("th> %prof")


def test_watch_prints_after_each_statement(tall):
    tall.run("n = 1")
    tall.run("%watch n * 2")
    tall.run("n = 5")
    assert tall.tail("th> n = 5").startswith("n * 2 = 10\n")
    tall.run("%watch -d")
    tall.run("n = 6")
    assert "n * 2" not in tall.tail("th> n = 6")


def test_save_and_notebook(tall, tmp_path):
    pytest.importorskip("matplotlib")
    tall.run("a = torch.ones(3)")
    tall.run("print('seen'); gnuplot.plot(a); a.sum()")
    tall.run("%save work")
    tall.run("%notebook work")
    assert "a = torch.ones(3)" in (tmp_path / "work.py").read_text()
    cell = json.loads((tmp_path / "work.ipynb").read_text())["cells"][1]
    assert [output["output_type"] for output in cell["outputs"]] == ["stream", "display_data", "execute_result"]
    assert "image/png" in cell["outputs"][1]["data"]


def test_doctor_rocks_gpu_and_mem(tall):
    tall.run("%doctor")
    for word in ("Python", "numpy", "prompt_toolkit", "GPU", "history"):
        assert f"\n{word}" in tall.text
    tall.run("%rocks list")
    assert "no package that extends th is installed" in tall.text
    tall.run("%gpu")
    assert "GPU" in tall.tail("th> %gpu") or "cuda:0" in tall.tail("th> %gpu")
    tall.run("%mem")
    assert "process" in tall.tail("th> %mem")


def test_magics_of_ipython(tall, tmp_path):
    pytest.importorskip("IPython")
    tall.paste("%%writefile note.txt\nhello\n")
    tall.send("\r")
    tall.wait("Writing note.txt")
    tall.wait_prompt()
    assert (tmp_path / "note.txt").read_text() == "hello\n"
    tall.run("%env HOME")
    assert str(tmp_path) in tall.tail("th> %env")
    (tmp_path / "mine.py").write_text("def answer(): return 41\n")
    tall.run("%autoreload 2")
    tall.run("import mine; mine.answer()")
    (tmp_path / "mine.py").write_text("def answer(): return 42  # changed\n")
    tall.run("mine.answer()")
    assert tall.tail("th> mine.answer()").startswith("42\n")


def test_a_past_statement_comes_back_into_the_line(tall):
    pytest.importorskip("IPython")
    tall.run("6 * 7")
    tall.enter("%recall 1")
    tall.wait(lambda terminal: terminal.lines[terminal.screen.cursor.y] == "th> 6 * 7" and "%recall 1" in terminal.text)
    tall.run("")
    assert tall.tail("%recall 1").startswith("th> 6 * 7\n42\n")


def test_pdb_on_and_cpaste(tall):
    pytest.importorskip("IPython")
    tall.run("%pdb on")
    tall.enter("secret = 6; 1/0")
    tall.wait("\ndebug>")
    tall.enter("p secret * 7")
    tall.wait("\n42\ndebug>")
    tall.enter("q")
    tall.wait_prompt()
    tall.run("%pdb off")
    tall.enter("%cpaste")
    tall.wait("ends it:")
    tall.send(">>> y = 3\r>>> y + 8\r--\r")
    tall.wait("\n11\nth>")


def test_a_misspelt_command_is_guessed_and_a_command_explains_itself(tall):
    tall.run("%timit 3")
    assert "did you mean %timeit?" in tall.text
    tall.run("?%watch")
    assert "%watch [EXPRESSION" in tall.tail("th> ?%watch")


def test_help_shows_the_source(tall):
    tall.run("??torch.relu")
    assert "def relu(" in tall.text
    tall.run("?torch.cmul")
    assert "today: torch.mul" in tall.text
