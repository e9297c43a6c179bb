"""Times of plots and pictures, with plotext and uniplot beside where they are installed.

    python benchmarks/pictures.py

CPU milliseconds, median of several; the first plot of a session is wall time in a fresh process. The terminal is asked
nothing: the screens are told what they need to know.
"""

from __future__ import annotations

import io
import statistics
import subprocess
import sys
import time
from contextlib import redirect_stdout
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np

import th.plot as plot
from th.image.samples import _hopper
from th.screen import Handle, screen_named, set_screen, terminal

REPEATS = 15


def cpu_ms(function, repeats: int = REPEATS) -> float:
    """Median CPU time of a call, its output thrown away."""
    times = []
    with redirect_stdout(io.StringIO()):
        function()
        for _ in range(repeats):
            start = time.process_time()
            function()
            times.append((time.process_time() - start) * 1e3)
    return statistics.median(times)


def first_plot_ms(code: str) -> float:
    """Wall time of a fresh process that makes one plot, less that of one that imports numpy."""

    def wall(program):
        times = []
        for _ in range(5):
            start = time.perf_counter()
            subprocess.run([sys.executable, "-c", program], check=True, stdout=subprocess.DEVNULL)
            times.append((time.perf_counter() - start) * 1e3)
        return min(times)

    return wall(code) - wall("import numpy")


def line(points: int = 1000):
    """A curve of so many points."""
    return np.sin(np.linspace(0, 30, points))


def th_plot(data, screen: str, **options):
    """A whole plot, from the verb to the screen."""
    set_screen(screen, **options)
    plot.plot(data, "-")
    plot.show_pending()


def live_frames() -> float:
    """Frames a second of a live curve in cells."""
    set_screen("cells", size=(80, 24), colours=24)
    with redirect_stdout(io.StringIO()):
        start = time.process_time()
        with plot.live("loss", every=0) as curve:
            for step in range(1, 41):
                curve(1 / step)
        return 40 / (time.process_time() - start)


def rows():
    """(what, measured, target or None, unit)"""
    photo = (_hopper()[:, :512, :512] * 255).astype(np.uint8).transpose(1, 2, 0)
    small, large = line(), line(1_000_000)
    program = f"import sys; sys.path.insert(0, {str(Path(__file__).resolve().parents[1])!r}); import numpy, th.plot as p; "
    yield "first plot of a session", first_plot_ms(program + "p.plot(numpy.arange(9.0)); p.show_pending()"), 450, "ms"
    yield "cells 80x24", cpu_ms(lambda: th_plot(small, "cells", size=(80, 24), colours=24)), 35, "ms"
    yield "cells 200x50", cpu_ms(lambda: th_plot(small, "cells", size=(200, 50), colours=24)), 60, "ms"
    set_screen("cells", size=(200, 50), colours=24)
    values = np.random.default_rng(0).normal(size=5000)
    yield "cells 200x50, histogram", cpu_ms(lambda: (plot.hist(values, 50), plot.show_pending())), 60, "ms"
    yield "kitty 800x480", cpu_ms(lambda: th_plot(small, "kitty", size=(100, 30))), 60, "ms"
    yield "sixel 800x480", cpu_ms(lambda: th_plot(small, "sixel", size=(100, 30))), 70, "ms"
    set_screen("cells", size=(80, 24), colours=24)
    yield "image 512x512, cells", cpu_ms(lambda: screen_named("cells").picture(photo)), 5, "ms"
    set_screen("kitty", size=(100, 40))
    yield "image 512x512, kitty", cpu_ms(lambda: screen_named("kitty").picture(photo)), 25, "ms"
    yield "image 512x512, sixel", cpu_ms(lambda: screen_named("sixel").picture(photo)), 60, "ms"
    thousand = cpu_ms(lambda: th_plot(small, "cells", size=(80, 24), colours=24))
    million = cpu_ms(lambda: th_plot(large, "cells", size=(80, 24), colours=24), 5)
    yield "10^6 points / 10^3 points", million / thousand, 2, "x"
    yield "live curve", live_frames(), -20, "/s"
    yield from peers(small)


def peers(data):
    """The same curve by other plotters, where they are installed."""
    try:
        import plotext

        def with_plotext():
            plotext.clf()
            plotext.plotsize(80, 24)
            plotext.plot(data.tolist())
            plotext.show()

        if hasattr(plotext, "plotsize"):
            yield "  plotext 80x24", cpu_ms(with_plotext), None, "ms"
    except ImportError:
        print("plotext is not installed", file=sys.stderr)
    try:
        from uniplot import plot as uniplot

        yield "  uniplot 80x24", cpu_ms(lambda: uniplot(data, width=70, height=20, lines=True)), None, "ms"
    except ImportError:
        print("uniplot is not installed", file=sys.stderr)


def main() -> None:
    """Print the table."""
    terminal._known = terminal.Terminal(cell=(8, 16), background=(0, 0, 0), kitty=True, sixel=True)
    print(f"{'what':28}{'measured':>12}{'target':>10}")
    for what, measured, target, unit in rows():
        goal = "" if target is None else f"<= {target}" if target > 0 else f">= {-target}"
        is_met = target is None or (measured <= target if target > 0 else measured >= -target)
        print(f"{what:28}{measured:9.1f} {unit:2}{goal:>10}{'' if is_met else '  MISSED'}", flush=True)


if __name__ == "__main__":
    main()
