"""The documents: links lead somewhere, and what is written from declarations is current."""

import json
import re
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "benchmarks").glob("*.md")])
LINK = re.compile(r"\]\(([^)#]+)[^)]*\)")


def dead_links(page):
    targets = LINK.findall(page.read_text(encoding="utf-8"))
    return [target for target in targets if "://" not in target and not (page.parent / target).exists()]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page):
    assert dead_links(page) == []


def test_a_dead_link_is_seen(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("[here](page.md) and [there](nowhere.md#part)")
    assert dead_links(page) == ["nowhere.md"]


# What the declarations in CONTRIBUTING.md need, and what they then do.
DECLARED = {
    "@op(": (
        "import th, th.nn\nfrom th.tensor.declare import op\nfrom th.tensor.ops.arithmetic import conjugate",
        "x = th.tensor([1.0, 2.0], requires_grad=True); x.cube().sum().backward(); assert x.grad.tolist() == [3, 12]\n"
        "assert th.autograd.gradcheck(cube, th.tensor([1 + 2j], dtype=th.complex128, requires_grad=True))",
    ),
    "@command(": (
        "from th.session import Session\nfrom th.session.registry import command",
        "import contextlib, io\nwith contextlib.redirect_stdout(io.StringIO()) as seen: Session(path='').run('%hello world')\n"
        "assert seen.getvalue() == 'hello world\\n'",
    ),
}


@pytest.mark.parametrize("start", DECLARED)
def test_the_declarations_of_contributing_work(start):
    blocks = re.findall(r"(?:^(?:    .*)?\n)+", (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"), re.MULTILINE)
    (block,) = [textwrap.dedent(text).strip() for text in blocks if text.strip().startswith(start)]
    before, after = DECLARED[start]
    done = subprocess.run([sys.executable, "-c", f"{before}\n{block}\n{after}"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_the_shell_s_reference_is_current():
    done = subprocess.run([sys.executable, "-m", "docs.make_reference", "--check"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda path: path.stem)
def test_a_notebook_asks_for_our_kernel(path):
    assert json.loads(path.read_text(encoding="utf-8"))["metadata"]["kernelspec"]["name"] == "th"
