"""Times of plots and pictures, with plotext, uniplot and kitcat beside where they are installed.

    python benchmarks/pictures.py

CPU milliseconds, median of several, so that other work on the machine counts little; the first plot of a session is the
least of seven fresh processes, from numpy's import to the picture. The terminal is asked nothing: the screens are told what they
need to know.
"""

from __future__ import annotations

import io
import os
import statistics
import subprocess
import sys
import time
from contextlib import contextmanager, redirect_stdout
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np

import th.plot as plot
from th.image.samples import _hopper
from th.screen import screen_named, set_screen, terminal

REPEATS = 15


@contextmanager
def no_output():
    """For plotters that keep the stdout they were imported with."""
    sys.stdout.flush()
    kept, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    try:
        yield
    finally:
        sys.__stdout__.flush()
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)


def cpu_ms(function, repeats: int = REPEATS) -> float:
    """Median CPU time of a call, its output thrown away."""
    times = []
    with redirect_stdout(io.StringIO()), no_output():
        function()
        for _ in range(repeats):
            start = time.process_time()
            function()
            times.append((time.process_time() - start) * 1e3)
    return statistics.median(times)


def first_plot_ms(code: str) -> float:
    """CPU time in a fresh process that has imported numpy, until its first plot is shown; the least of several."""
    program = f"import numpy, sys, time; start = time.process_time(); {code}; sys.stderr.write(str(time.process_time() - start))"
    times = []
    for _ in range(7):
        done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
        times.append(float(done.stderr.split()[-1]) * 1e3)
    return min(times)


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
    program = f"sys.path.insert(0, {str(Path(__file__).resolve().parents[1])!r}); import th.plot as p; "
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
    for name, make in (("plotext", _plotext), ("uniplot", _uniplot), ("kitcat", _kitcat)):
        try:
            what, call, program = make(data)
        except ImportError:
            yield f"  {name}: not installed", None, None, ""
            continue
        yield f"  {what}, first", first_plot_ms(program), None, "ms"
        yield f"  {what}", cpu_ms(call), None, "ms"


_START = "y = numpy.arange(9.0); "


def _plotext(data):
    """plotext 6 draws signals on its one figure."""
    import plotext

    figure, values = plotext.figure, data.tolist()

    def call():
        figure.clear()
        figure.plot_size(80, 24)
        figure.draw(figure.signal(values))
        figure.show()

    program = _START + "import plotext; f = plotext.figure; f.plot_size(80, 24); f.draw(f.signal(y.tolist())); f.show()"
    return "plotext 80x24", call, program


def _uniplot(data):
    from uniplot import plot as uniplot

    program = _START + "from uniplot import plot; plot(y, width=70, height=20, lines=True)"
    return "uniplot 80x24", lambda: uniplot(data, width=70, height=20, lines=True), program


def _kitcat(data):
    """kitcat is a backend of pyplot; it sends kitty's protocol where it knows no terminal."""
    import kitcat.utils
    from matplotlib import pyplot

    kitcat.utils.get_char_cell_height = lambda: 16  # it asks the window of a terminal, which is not there

    def call():
        pyplot.switch_backend("module://kitcat")
        figure = pyplot.figure(figsize=(8, 4.8), dpi=100)
        figure.add_subplot().plot(data)
        pyplot.show()

    program = (
        _START + "import matplotlib; matplotlib.use('module://kitcat'); from matplotlib import pyplot as p; p.plot(y);"
        "import kitcat.utils as u; u.get_char_cell_height = lambda: 16; p.show()"
    )
    return "kitcat 800x480", call, program


def main() -> None:
    """Print the table."""
    terminal._known = terminal.Terminal(cell=(8, 16), background=(0, 0, 0), kitty=True, sixel=True)
    print(f"{'what':28}{'measured':>12}{'target':>10}")
    for what, measured, target, unit in rows():
        if measured is None:
            print(what)
            continue
        goal = "" if target is None else f"<= {target}" if target > 0 else f">= {-target}"
        is_met = target is None or (measured <= target if target > 0 else measured >= -target)
        print(f"{what:28}{measured:9.1f} {unit:2}{goal:>10}{'' if is_met else '  MISSED'}", flush=True)


if __name__ == "__main__":
    main()
