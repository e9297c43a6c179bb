"""What the terminals are asked to show: run inside each of them by `shots.py`."""

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np

import th.image as image
import th.plot as plot


def curves():
    """Two curves, points, grid, legend, labels."""
    x = np.linspace(-6, 6, 200)
    plot.plot(["cos", x, np.cos(x), "-"], ["sin", x[::8], np.sin(x[::8]), "+"], ["sinc", x, np.sinc(x), "r--"])
    plot.title(r"Waves, $\alpha^2 = \omega_0$")
    plot.xlabel("time")
    plot.ylabel("amplitude")
    plot.grid()
    plot.show_pending()


def histogram():
    """A histogram of many bars."""
    plot.hist(np.random.default_rng(0).normal(size=5000), 60)
    plot.show_pending()


def matrix():
    """A matrix with its colour scale."""
    rng = np.random.default_rng(0)
    plot.imagesc(np.outer(np.hanning(40), np.hanning(60)) + rng.normal(size=(40, 60)) * 0.05, "viridis")
    plot.show_pending()


def surface():
    """A surface in space."""
    x, y = np.meshgrid(np.linspace(-2, 2, 40), np.linspace(-2, 2, 40))
    plot.splot(x, y, np.exp(-(x**2) - y**2))
    plot.xlabel("x")
    plot.show_pending()


def picture():
    """The demo image."""
    image.display(image.lena())


def digits():
    """Small images in a grid."""
    rng = np.random.default_rng(0)
    image.display(rng.random((12, 8, 8)), padding=1, nrow=6)


def live():
    """A curve that is redrawn in place thirty times."""
    print("before")
    with plot.live("loss", every=0) as curve:
        for step in range(1, 31):
            curve(1 / step)
    print("after: thirty frames, one picture above")


def confusion():
    """A confusion matrix."""
    plot.confusion(np.array([[30, 2, 0], [1, 40, 3], [0, 5, 22]]), ["cat", "dog", "bird"])
    plot.show_pending()


def main():
    """Show the scenes named on the command line, say so, and stay."""
    for name in sys.argv[2:]:
        globals()[name]()
        print(f"[{name} on {plot.screen()}] th>")
    sys.stdout.flush()
    Path(sys.argv[1]).write_text(plot.screen())
    time.sleep(60)


if __name__ == "__main__":
    main()
