"""Programs written for PyTorch, unchanged, print under `th` what they print under PyTorch.

The scripts are in tests/scripts, what PyTorch 2.13 printed in tests/data/scripts; TH_RECORD=1 with PyTorch installed
records that anew.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SCRIPTS = sorted(path.stem for path in (ROOT / "tests" / "scripts").glob("*.py"))
RECORDED = ROOT / "tests" / "data" / "scripts"
NEEDS = {"logged": "tensorboard"}
NUMBER = re.compile(r"-?\b\d+\.?\d*(?:e[-+]?\d+)?|-?\.\d+")


def printed(*command, home):
    """What a program prints; warnings are PyTorch's own affair."""
    path = os.pathsep.join([str(ROOT), *os.environ.get("PYTHONPATH", "").split(os.pathsep)])
    variables = {**os.environ, "HOME": str(home), "PYTHONPATH": path, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", *command], cwd=home, env=variables, capture_output=True, text=True, timeout=120,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def assert_same_lines(ours, theirs):
    """The same text, and numbers that agree to four digits."""
    ours, theirs = ours.splitlines(), theirs.splitlines()
    for number, (one, other) in enumerate(zip(ours, theirs, strict=False), 1):
        assert NUMBER.sub("#", one) == NUMBER.sub("#", other), f"line {number}"
        found, wanted = ([float(n) for n in NUMBER.findall(line)] for line in (one, other))
        # 2e-4: one unit of the last digit that a tensor prints.
        assert found == pytest.approx(wanted, rel=1e-4, abs=2e-4), f"line {number}: {one}\nPyTorch's: {other}"
    assert len(ours) == len(theirs)


def test_lines_that_differ_are_noticed():
    assert_same_lines("loss 0.12345 tensor([1., 2.])", "loss 0.12346 tensor([1.0000, 2.0000])")
    for other in ("loss 0.1255", "lost 0.12345", "loss 0.12345\nmore"):
        with pytest.raises(AssertionError):
            assert_same_lines("loss 0.12345", other)


@pytest.mark.parametrize("script", SCRIPTS)
def test_the_script_prints_what_pytorch_printed(script, tmp_path):
    if script in NEEDS:
        pytest.importorskip(NEEDS[script])
    ours = printed("-m", "th", str(ROOT / "tests" / "scripts" / f"{script}.py"), home=tmp_path)
    assert_same_lines(ours, (RECORDED / f"{script}.txt").read_text(encoding="utf-8"))


@pytest.mark.oracle
@pytest.mark.parametrize("script", SCRIPTS)
def test_pytorch_still_prints_what_was_recorded(script, tmp_path):
    if script in NEEDS:
        pytest.importorskip(NEEDS[script])
    theirs = printed(str(ROOT / "tests" / "scripts" / f"{script}.py"), home=tmp_path)
    record = RECORDED / f"{script}.txt"
    if os.environ.get("TH_RECORD"):
        record.parent.mkdir(exist_ok=True)
        record.write_text(theirs, encoding="utf-8")
    assert_same_lines(theirs, record.read_text(encoding="utf-8"))
