"""The display of tensors in a session: Torch7's grid, and the notebook's table."""

import json
import re
from pathlib import Path

import numpy as np
import pytest

import th
from th.tensor.grid import grid_html, tensor_grid

RECORDED = json.loads((Path(__file__).parent.parent / "data" / "torch7_tensor_print.json").read_text())["tensor_print"]
ANSI = re.compile(r"\x1b\[[0-9;]*m")


def tensor_of(case):
    names = {"Double": "float64", "Float": "float32", "Half": "float16", "Byte": "uint8", "Short": "int16",
             "Int": "int32", "Long": "int64"}
    values = np.array([float(v) for v in case["data"]]).reshape(case["size"])
    return th.from_numpy(values.astype(names[case["type"].removeprefix("torch.").removesuffix("Tensor")]))


@pytest.mark.parametrize("case", RECORDED, ids=lambda c: c["label"])
def test_grid_is_what_torch7_printed(case):
    assert tensor_grid(tensor_of(case)) + "\n" == case["text"].replace("[torch.", "[th.")


@pytest.mark.parametrize("case", RECORDED, ids=lambda c: c["label"])
def test_colour_adds_nothing_but_colour(case):
    tensor = tensor_of(case)
    coloured = tensor_grid(tensor, colour=True)
    assert coloured != tensor_grid(tensor)
    assert ANSI.sub("", coloured) == tensor_grid(tensor)


def test_footer_tells_dtype_size_and_gradient():
    x = th.ones(2, 3, requires_grad=True)
    assert tensor_grid(x).endswith("[th.FloatTensor of size 2x3, requires_grad=True]")
    assert tensor_grid(x + 1).endswith("[th.FloatTensor of size 2x3, grad_fn=<AddBackward0>]")


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (3.14159, " 3.1416\n[th.FloatTensor of size ()]"),
        (7, " 7\n[th.LongTensor of size ()]"),
        ([], "[th.FloatTensor of size 0]"),
        ([True, False], " True\nFalse\n[th.BoolTensor of size 2]"),
        ([[True, False]], " True False\n[th.BoolTensor of size 1x2]"),
        ([[1 + 2j, 3 - 4.5j]], " 1.+2.0000j  3.-4.5000j\n[th.ComplexFloatTensor of size 1x2]"),
    ],
)
def test_what_torch7_did_not_have(data, text):
    assert tensor_grid(th.tensor(data)) == text


@pytest.mark.parametrize("width", [20, 40, 79, 80, 200])
def test_lines_keep_to_the_width(width):
    text = tensor_grid(th.arange(40.0).reshape(2, 20) / 7, width)
    assert max(map(len, text.split("\n"))) <= max(width, len("[th.FloatTensor of size 2x20]"))
    assert len(re.findall(r"\d\.\d{4}", text)) == 40


@pytest.mark.parametrize("shape", [(5000,), (100, 100), (3, 50, 50), (30, 4, 50, 50), (2, 3, 2, 2, 2, 2, 20), (1000, 1, 2)])
def test_large_tensors_are_summarised_and_say_so(shape):
    text = tensor_grid(th.zeros(shape))
    assert "..." in text
    assert text.endswith("summarised]")
    assert text.count("\n") < 70


def test_a_summary_takes_the_numbers_from_their_places():
    x = th.arange(40 * 50.0).reshape(40, 50)
    assert tensor_grid(x).split("\n")[0].split() == ["0", "1", "2", "...", "47", "48", "49"]
    assert tensor_grid(x).split("\n")[6].split()[-1] == "1999"


def test_slices_of_a_summary_have_their_own_numbers():
    heads = re.findall(r"^\((.*?),\.,\.\) = ", tensor_grid(th.zeros(30, 40, 2)), re.M)
    assert heads == ["1", "2", "3", "28", "29", "30"]


def test_huge_tensors_print_at_once():
    memory = np.broadcast_to(np.float32(1.5), (10**5, 10**5))
    assert tensor_grid(th.as_tensor(memory)).count("1.5000") == 36


def test_threshold_and_edgeitems_hold_for_the_grid():
    with th.printoptions(threshold=4, edgeitems=1):
        assert tensor_grid(th.arange(6)) == " 0\n...\n 5\n[th.LongTensor of size 6, summarised]"


class FakePrinter:
    """As much of IPython's as the protocol needs."""

    max_width = 40

    def __init__(self, depth=1):
        self.stack, self.written = [0] * depth, []

    def text(self, text):
        self.written.append(text)

    def break_(self):
        self.written.append("\n")


def shown(tensor, **kwargs):
    printer = FakePrinter(**kwargs)
    tensor._repr_pretty_(printer, False)
    return "".join(printer.written)


def test_a_session_shows_the_grid_within_its_width():
    assert shown(th.ones(2, 2)) == " 1  1\n 1  1\n[th.FloatTensor of size 2x2]"
    assert "Columns" in shown(th.ones(2, 12) / 3)


def test_within_a_list_and_by_choice_it_is_pytorchs_form():
    assert shown(th.ones(2, 2), depth=2) == repr(th.ones(2, 2))
    with th.printoptions(style="pytorch"):
        assert shown(th.ones(2, 2)) == repr(th.ones(2, 2))


def test_a_notebook_gets_text_and_a_table():
    bundle = th.ones(2, 3)._repr_mimebundle_()
    assert set(bundle) == {"text/plain", "text/html"}
    assert bundle["text/html"].count("<td") == 6
    assert set(th.ones(2)._repr_mimebundle_(include={"text/plain"})) == {"text/plain"}
    assert set(th.ones(2)._repr_mimebundle_(exclude={"text/html"})) == {"text/plain"}


@pytest.mark.parametrize("shape", [(10**4,), (200, 200), (50, 50, 50), (), (0, 3)])
def test_the_table_is_bounded(shape):
    page = grid_html(th.zeros(shape))
    assert page.count("<td") <= 6 * 7 * 7
    assert "th.FloatTensor" in page


def test_a_tensor_is_no_picture():
    assert not hasattr(th.Tensor, "_repr_png_")


def test_the_print_options_give_the_digits():
    with th.printoptions(precision=2):
        shown = tensor_grid(th.tensor([0.123456, 12.5]))
    assert shown == "  0.12\n 12.50\n[th.FloatTensor of size 2]"
