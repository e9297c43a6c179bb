"""The examples and the benchmarks still run."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def run(*command, home, **environment):
    """Run Python with an empty home directory; return what it printed."""
    variables = {**os.environ, "HOME": str(home), "PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1", **environment}
    done = subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=variables, capture_output=True, text=True, timeout=300, stdin=subprocess.DEVNULL
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_first_session_reads_the_digits(tmp_path):
    pytest.importorskip("sklearn")
    printed = run("-m", "th", "examples/first_session.py", home=tmp_path)
    accuracy = float(printed.split("% of 359 held-out digits")[0].split()[-1])
    assert accuracy >= 97
    assert "Conv2d(1, 3, kernel_size=(3, 3), stride=(1, 1))" in printed
    assert "torch.Size([1, 16, 16]) -> torch.Size([3, 14, 14])" in printed
    assert "was read as" in printed
    # The mean of the last 40 losses of the first epoch, as PyTorch 2.13 computes it from the same script and seed.
    loss = float(printed.split("epoch  1: loss ")[1].split()[0])
    assert loss == pytest.approx(1.7677, abs=2e-3)


BENCHMARKS = ("tensor_ops.py", "mlp.py")


@pytest.mark.parametrize("script", BENCHMARKS)
def test_the_benchmark_runs(script, tmp_path):
    assert "| ratio |" in run(f"benchmarks/{script}", "--quick", home=tmp_path)
