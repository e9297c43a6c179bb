"""What the examples share: their options, what they learn from, and how they show what they made.

It runs under PyTorch and under th alike; pictures are drawn where th is installed, and left out elsewhere.
"""

import argparse
from pathlib import Path

import numpy as np
import torch

try:
    from th import image
except ImportError:
    image = None

DATA = Path(__file__).resolve().parent / "data"
TEXT = DATA / "sonnets.txt"
NAMES = DATA / "names.txt"


def options(description, *, steps, quick, **paths):
    """Read the command line and seed the random numbers.

    Args:
        description: the example's docstring
        steps (int): steps of training by default
        quick (int): steps of training with --quick
        **paths: further options with a value, and their defaults
    """
    formatter = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=description, formatter_class=formatter)
    parser.add_argument("--quick", action="store_true", help=f"a look in seconds: {quick} steps for {steps}")
    parser.add_argument("--steps", type=int, help="steps of training")
    parser.add_argument("--every", type=int, help="print the losses of every so many steps")
    parser.add_argument("--seed", type=int, default=0)
    for name, default in paths.items():
        parser.add_argument(f"--{name}", default=default)
    args = parser.parse_args()
    args.steps = args.steps or (quick if args.quick else steps)
    args.every = args.every or max(1, args.steps // 20)
    torch.manual_seed(args.seed)
    return args


def report(args, step, **values):
    """Print the values of a step, if it is one of those to be printed."""
    if step % args.every == 0 or step == args.steps - 1:
        print(f"step {step:5d}", *(f"{name} {value:#.5g}" for name, value in values.items()), sep="  ")


def forever(loader):
    """The batches of a loader, again and again, shuffled anew each time."""
    while True:
        yield from loader


def digits(*, train):
    """scikit-learn's handwritten digits: pictures (n, 1, 8, 8) in [0, 1] and what they show (n,).

    Every fifth is held out for `train=False`: the last ones of the file are by other writers than the first.
    """
    from sklearn.datasets import load_digits  # a second

    pictures, numbers = load_digits(return_X_y=True)
    chosen = (np.arange(len(numbers)) % 5 != 4) == train
    pictures = (pictures[chosen] / 16).astype(np.float32).reshape(-1, 1, 8, 8)
    return torch.from_numpy(pictures), torch.from_numpy(numbers[chosen].astype(np.int64))


def picture(path, size):
    """A picture file as (3, height, width) in [0, 1], its shorter side of `size` pixels, cut to a square.

    With an empty path it is the demo image: Grace Hopper, a sample that comes with matplotlib.
    """
    from PIL import Image

    if not path:
        import matplotlib

        path = Path(matplotlib.get_data_path()) / "sample_data" / "grace_hopper.jpg"
    with Image.open(path) as opened:
        side = min(opened.size)
        square = opened.convert("RGB").crop((0, 0, side, side)).resize((size, size), Image.Resampling.LANCZOS)
    return torch.from_numpy(np.asarray(square, dtype=np.float32) / 255).permute(2, 0, 1).contiguous()


def text(path):
    """A text as numbers (n,), and the letters that the numbers mean."""
    content = Path(path).read_text(encoding="utf-8")
    letters = sorted(set(content))
    number = {letter: i for i, letter in enumerate(letters)}
    return torch.tensor([number[letter] for letter in content]), letters


def names(path=NAMES):
    """Pairs (name, number of its language), and the languages."""
    lines = Path(path).read_text(encoding="utf-8").splitlines()
    rows = [line.split(":") for line in lines if ":" in line]
    pairs = [(name, i) for i, (_language, row) in enumerate(rows) for name in row.split()]
    return pairs, [language for language, _row in rows]


def show(pictures, legend, *, zoom=1, nrow=8):
    """Draw pictures (n, channels, height, width) side by side, where th can draw."""
    if image is None:
        print(legend)
    else:
        image.display(pictures.detach().clamp(0, 1).numpy(), zoom=zoom, nrow=nrow, padding=1, legend=legend)
