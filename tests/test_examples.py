"""The examples and the benchmarks still run."""

import os
import re
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


# Each example, and whether it learns from scikit-learn's digits.
EXAMPLES = {
    "char_rnn": False,
    "dcgan": True,
    "gpt": False,
    "lenet": True,
    "names": False,
    "policy": False,
    "resnet": False,
    "seq2seq": False,
    "style": False,
    "superres": False,
    "vae": True,
}


def series(printed, label):
    """The values printed as `step N  ... label VALUE`."""
    values = [float(value) for value in re.findall(rf"^step .*\b{label} (\S+)", printed, re.MULTILINE)]
    assert values, printed
    return values


def ends(values):
    """The means of the first and of the last fifth."""
    fifth = max(1, len(values) // 5)
    return sum(values[:fifth]) / fifth, sum(values[-fifth:]) / fifth


def test_every_example_is_tried():
    """Each script with a `main` is in the table above and has its line in the README; `first_session` has its own test."""
    scripts = {path.stem for path in (ROOT / "examples").glob("*.py") if "def main" in path.read_text(encoding="utf-8")}
    readme = (ROOT / "examples" / "README.md").read_text(encoding="utf-8")
    assert scripts == {*EXAMPLES, "first_session"}
    assert scripts == set(re.findall(r"`th examples/(\w+)\.py` \|", readme))


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_example_learns(example, tmp_path):
    if EXAMPLES[example]:
        pytest.importorskip("sklearn")
    printed = run("-W", "error", "-m", "th", f"examples/{example}.py", "--quick", home=tmp_path)
    # The objective of a policy gradient is centred on nothing; what grows is the time that the pole stands.
    at_first, at_last = ends([-value for value in series(printed, "length")] if example == "policy" else series(printed, "loss"))
    assert at_last < at_first, printed


def test_an_example_says_what_its_options_may_be(tmp_path):
    assert "--quick" in run("-m", "th", "examples/resnet.py", "--help", home=tmp_path)
    asked = [sys.executable, "-m", "th", "examples/seq2seq.py", "--task", "guess"]
    done = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert done.stderr == "--task is reverse or sort, not guess\n"


# The larger two at their quick sizes. A policy's runs are chaotic: with twice the learning rate, rounding grows until
# one push of a cart differs after some 40 steps; with this one all 50 agree for every seed tried.
COMPARED = {"char_rnn": (), "gpt": ("--quick",), "lenet": (), "policy": ("--quick",), "vae": ()}


@pytest.mark.oracle
@pytest.mark.parametrize("example", COMPARED)
def test_the_example_prints_the_losses_of_pytorch(example, tmp_path):
    if EXAMPLES[example]:
        pytest.importorskip("sklearn")
    command = (f"examples/{example}.py", *COMPARED[example], "--steps", "50", "--every", "1")
    ours = series(run("-m", "th", *command, home=tmp_path), "loss")
    theirs = series(run(*command, home=tmp_path, OMP_NUM_THREADS="1"), "loss")
    assert len(ours) == 50
    # Four digits; the policy's losses are sums that cancel to a few thousandths, so they have a floor.
    assert ours == pytest.approx(theirs, rel=1e-4, abs=2e-6)


BENCHMARKS = ("ops.py", "tensor_ops.py", "mlp.py", "training.py --only MLP")


@pytest.mark.parametrize("command", BENCHMARKS)
def test_the_benchmark_runs(command, tmp_path):
    script, *options = command.split()
    assert "| ratio |" in run(f"benchmarks/{script}", "--quick", *options, home=tmp_path)
