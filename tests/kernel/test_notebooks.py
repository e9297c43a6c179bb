"""Every notebook of the project runs through the th kernel, from its first cell to its last."""

from pathlib import Path

import pytest

nbformat = pytest.importorskip("nbformat")
nbclient = pytest.importorskip("nbclient")

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
SECONDS = 600  # for one cell


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs(path, places, tmp_path):
    notebook = nbformat.read(path, as_version=4)
    client = nbclient.NotebookClient(
        notebook, timeout=SECONDS, kernel_name="th", resources={"metadata": {"path": str(tmp_path)}}
    )
    client.execute()
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            assert output.output_type != "error"


def test_a_notebook_with_figures_images_and_tensors_runs(places, tmp_path):
    cells = [
        "import torch\nx = torch.zeros(2, 2)\nx",
        "require 'json'\njson.dumps(1)",
        "$ echo hi",
    ]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    nbclient.NotebookClient(
        notebook, timeout=SECONDS, kernel_name="th", resources={"metadata": {"path": str(tmp_path)}}
    ).execute()
    assert "FloatTensor of size 2x2" in notebook.cells[0].outputs[0].data["text/plain"]
    assert notebook.cells[2].outputs[0].text.strip() == "hi"
