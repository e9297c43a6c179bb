"""What values look like on the screen: networks, containers of tensors, tables, plots; what is kept of them."""

import re

import pytest


def test_a_network_is_a_tree(shell):
    shell.run("nn.Sequential(nn.Linear(3, 4), nn.Sequential(nn.ReLU(), nn.Linear(4, 2)))")
    for line in ("nn.Sequential {", "  [input -> (1) -> (2) -> output]", "  (1): nn.Linear(3 -> 4)", "    (2): nn.Linear(4 -> 2)"):
        assert f"\n{line}\n" in shell.text


def test_large_tensors_in_containers_are_their_shapes(shell):
    shell.run("d = {'w': torch.zeros(100, 100), 'n': [torch.zeros(2), 4]}")
    shell.run("d")
    assert shell.tail("th> d").startswith("{'w': Tensor 100x100 float32 cpu, 'n': [tensor([0., 0.]), 4]}\n")


def test_a_data_frame_is_a_table(shell):
    pytest.importorskip("pandas")
    shell.run("import pandas as pd; df = pd.DataFrame({'height': range(100), 'weight': 3.5})")
    shell.run("df")
    assert "    height  weight\n" in shell.text and "[100 rows x 2 columns]" in shell.text
    shell.send("\x0c")
    shell.type('df["')
    shell.wait("weight")
    shell.send("\x03")


@pytest.mark.parametrize(
    "text", ["gnuplot.plot(torch.ones(9))", "figure = gnuplot.plot(torch.ones(9)); figure", "gnuplot.hist(torch.ones(9), 3)"]
)
def test_a_plot_is_shown_once_and_has_no_other_text(start, text):
    pytest.importorskip("matplotlib")
    shell = start(rows=60)
    shell.run(text)
    assert shell.text.count("┐") == 1 and "<" not in shell.text.partition("\n")[2]


def test_colours_say_what_is_what(start):
    shell = start()
    shell.run("1/0")
    row = next(number for number, line in enumerate(shell.lines) if line.startswith("ZeroDivisionError"))
    assert shell.screen.buffer[row][0].fg != "default"
    plain = start(NO_COLOR="1")
    plain.run("1/0")
    assert not re.search(rb"\x1b\[[0-9;]*3[0-7]m", plain.raw)


def test_results_have_names_and_numbers(shell):
    for line in ("40 + 2", "_ / 2", "__ + _", "Out[1], _2, _LAST"):
        shell.run(line)
    assert shell.tail("th> Out[1]").startswith("(42, 21.0, 63.0)\n")


def test_a_large_result_is_not_kept_alive(shell):
    shell.run("import weakref; seen = []")
    shell.run("big = torch.zeros(3_000_000); seen.append(weakref.ref(big)); big")
    shell.run("del big")
    for number in range(3):
        shell.run(f"{number}")
    shell.run("import gc; gc.collect(); seen[0]() is None")
    assert shell.tail("seen[0]()").startswith("True\n")
    shell.run("Out[2]")
    assert "released" in shell.tail("th> Out[2]")


def test_long_help_goes_to_the_pager_when_asked(start, tmp_path):
    (tmp_path / "config.toml").write_text("pager = true\n")
    shell = start(TH_CONFIG=tmp_path / "config.toml", PAGER="cat > paged.txt")
    shell.run("?")
    assert "%who" in (tmp_path / "paged.txt").read_text() and "%who" not in shell.text


def test_digits_can_be_set(shell):
    shell.run("%precision 2")
    shell.run("1/3, torch.ones(1) / 3")
    assert shell.tail("th> 1/3").startswith("(0.33, tensor([0.33]))\n")


def test_ctrl_d_at_a_question_begins_a_new_line(shell):
    shell.enter("input('name? ')")
    shell.wait("\nname?")
    shell.send("\x04")
    shell.wait("\nname?\n    input('name? ')\nEOFError")
