"""Figures and pictures in a notebook, through a real kernel."""

import base64
import io

import nbformat
import pytest
from PIL import Image

nbclient = pytest.importorskip("nbclient")

CELLS = {
    "value": "import numpy as np\nimport th.plot as plot, th.image as image\nplot.plot(np.arange(9.0))",
    "statement": "plot.hist(np.arange(50) % 7, 7);",
    "histogram": "counted = plot.hist(np.arange(50) % 7, 7); counted",
    "counts": "counted",
    "twice": "plot.title('seven')",
    "picture": "image.display(np.linspace(0, 1, 64).reshape(8, 8))",
    "live": "with plot.live('loss', every=0) as curve:\n    for step in range(1, 8):\n        curve(1 / step)",
    "html": "place = plot.itorch.html('<b>one</b>'); plot.itorch.html('<b>two</b>', place);",
    "chart": "plot.itorch.Plot().circle([1, 2], [3, 4]).draw()",
    "chart_not_drawn": "plot.itorch.Plot().circle([1, 2], [3, 4])",
    "pyplot": "import matplotlib; matplotlib.use('module://th.plot.backend')\nfrom matplotlib import pyplot as plt\nplt.plot([1, 2, 3]);",
    "nothing": "1 + 1",
    "screen": "plot.screen()",
}


@pytest.fixture(scope="module")
def outputs(tmp_path_factory):
    cells = [nbformat.v4.new_code_cell(code) for code in CELLS.values()]
    book = nbformat.v4.new_notebook(cells=cells)
    book.metadata.kernelspec = {"name": "python3", "display_name": "Python", "language": "python"}
    nbclient.NotebookClient(book, timeout=120).execute()
    return {name: cell.outputs for name, cell in zip(CELLS, book.cells)}


def pictures(found):
    return [one for one in found if "image/png" in one.get("data", {})]


def size_of(output):
    return Image.open(io.BytesIO(base64.b64decode(output["data"]["image/png"]))).size


@pytest.mark.parametrize("name", ["value", "statement", "histogram", "twice", "picture", "live", "chart", "chart_not_drawn", "pyplot"])
def test_each_is_shown_once(outputs, name):
    assert len(pictures(outputs[name])) == len(outputs[name]) == 1


def test_a_figure_is_sharp_and_has_text(outputs):
    output = pictures(outputs["value"])[0]
    width, height = output["metadata"]["image/png"]["width"], output["metadata"]["image/png"]["height"]
    assert size_of(output) == (2 * width, 2 * height) == (1280, 960)
    text = output["data"]["text/plain"]
    assert "┌" in text and "\x1b" not in text and len(text.split("\n")) == 24


def test_a_small_picture_is_enlarged(outputs):
    output = pictures(outputs["picture"])[0]
    assert output["metadata"]["image/png"] == {"width": 224, "height": 224}


def test_other_cells_show_nothing(outputs):
    assert pictures(outputs["nothing"]) == []
    assert outputs["screen"][0]["data"]["text/plain"] == "'notebook'"


def test_counts_are_text(outputs):
    (only,) = outputs["counts"]
    assert only["data"]["text/plain"].startswith("<Histogram of 50 values")


def test_html_is_replaced(outputs):
    assert [one["data"]["text/html"] for one in outputs["html"] if "data" in one] == ["<b>two</b>"]


def test_no_errors(outputs):
    assert not [one for found in outputs.values() for one in found if one.output_type in ("error", "stream")]


