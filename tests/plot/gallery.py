"""Thirty figures, one or more of each family of matplotlib's gallery, and of th's own verbs."""

from __future__ import annotations

import datetime

import numpy as np
from matplotlib.figure import Figure

import th.plot as plot

X = np.linspace(0, 10, 200)


def _axes(**options):
    figure = Figure()
    return figure, figure.add_subplot(**options)


def _rng():
    return np.random.default_rng(0)


def lines():
    figure, axes = _axes()
    axes.plot(X, np.sin(X), label="sin")
    axes.plot(X, np.cos(X), "--", label="cos")
    axes.plot(X[::20], np.sin(X[::20]) / 2, "o", label="points")
    axes.set(title="Waves", xlabel="time", ylabel="amplitude")
    axes.legend()
    axes.grid()
    return figure


def markers():
    figure, axes = _axes()
    for height, marker in enumerate("os^vD+x*"):
        axes.plot(np.arange(8), np.full(8, height), marker, label=marker)
    axes.legend(loc="center left", bbox_to_anchor=(1.02, 0.5), title="markers")
    return figure


def bars():
    figure, axes = _axes()
    drawn = axes.bar(["apple", "pear", "plum"], [3, 5.5, 2], color=["tab:red", "tab:green", "tab:blue"], edgecolor="k")
    axes.bar_label(drawn)
    return figure


def barh():
    figure, axes = _axes()
    axes.barh(["Conv2d", "Linear", "BatchNorm2d"], [0.7, 0.25, 0.05])
    axes.set_xlabel("share of time")
    return figure


def histogram():
    figure, axes = _axes()
    axes.hist(_rng().normal(size=2000), 50)
    return figure


def two_histograms():
    figure, axes = _axes()
    axes.hist(_rng().normal(size=2000), 30, alpha=0.5, label="a")
    axes.hist(_rng().normal(2, 1, size=2000), 30, alpha=0.5, label="b")
    axes.legend()
    return figure


def band():
    figure, axes = _axes()
    axes.fill_between(X, np.sin(X) - 0.3, np.sin(X) + 0.3, alpha=0.3)
    axes.plot(X, np.sin(X))
    return figure


def stack():
    figure, axes = _axes()
    axes.stackplot(np.arange(6), [[1, 2, 3, 2, 1, 2], [2, 1, 1, 2, 3, 1]], labels=["first", "second"])
    axes.legend(loc="upper left")
    return figure


def errorbars():
    figure, axes = _axes()
    axes.errorbar(np.arange(6), [1, 2, 4, 3, 5, 4], yerr=0.5, xerr=0.2, capsize=3, label="measured")
    axes.legend()
    return figure


def boxes():
    figure, axes = _axes()
    axes.boxplot([_rng().normal(size=60), _rng().normal(1, 2, size=60)], tick_labels=["a", "b"])
    return figure


def violins():
    figure, axes = _axes()
    axes.violinplot([_rng().normal(size=60), _rng().normal(1, 2, size=60)])
    return figure


def pie():
    figure, axes = _axes()
    axes.pie([3, 4, 5], labels=["one", "two", "three"], autopct="%.0f%%")
    return figure


def polar():
    figure, axes = _axes(projection="polar")
    axes.plot(X, X)
    return figure


def quiver():
    figure, axes = _axes()
    x, y = np.meshgrid(np.linspace(-2, 2, 8), np.linspace(-2, 2, 8))
    axes.quiver(x, y, -y, x)
    return figure


def contour():
    figure, axes = _axes()
    x, y = np.meshgrid(np.linspace(-2, 2, 40), np.linspace(-2, 2, 40))
    axes.clabel(axes.contour(x, y, np.exp(-(x**2) - y**2)))
    return figure


def filled_contour():
    figure, axes = _axes()
    x, y = np.meshgrid(np.linspace(-2, 2, 40), np.linspace(-2, 2, 40))
    figure.colorbar(axes.contourf(x, y, np.exp(-(x**2) - y**2)))
    return figure


def heat_map():
    figure, axes = _axes()
    figure.colorbar(axes.imshow(_rng().random((8, 8))), label="value")
    return figure


def mesh():
    figure, axes = _axes()
    bar = axes.pcolormesh(np.outer(np.arange(6), np.arange(9)))
    figure.colorbar(bar, orientation="horizontal")
    return figure


def subplots():
    figure = Figure()
    axes = figure.subplots(2, 2)
    axes[0, 0].plot(X, X**2)
    axes[0, 1].semilogy(X, np.exp(X))
    axes[1, 0].scatter(X[::5], np.sin(X[::5]))
    axes[1, 1].step(np.arange(10), np.arange(10) % 4)
    axes[1, 1].set_title("steps")
    figure.suptitle("Four plots")
    return figure


def twins():
    figure, axes = _axes()
    axes.plot(X, np.sin(X))
    axes.set_ylabel("left")
    other = axes.twinx()
    other.plot(X, np.exp(X / 5), "r")
    other.set_ylabel("right")
    return figure


def log_log():
    figure, axes = _axes()
    axes.loglog(np.logspace(0, 4, 30), np.logspace(0, -8, 30))
    axes.grid()
    axes.set_title(r"$\epsilon \propto n^{-2}$")
    return figure


def dates():
    figure, axes = _axes()
    days = [datetime.date(2024, 1, 1) + datetime.timedelta(days=7 * week) for week in range(30)]
    axes.plot(days, np.cumsum(_rng().normal(size=30)))
    figure.autofmt_xdate()
    return figure


def annotation():
    figure, axes = _axes()
    axes.plot(X, np.sin(X))
    axes.annotate("the peak", (np.pi / 2, 1), (4, 0.8), arrowprops={"arrowstyle": "->"})
    axes.axhline(0, color="gray", linestyle=":")
    axes.text(8, -0.8, r"$\frac{1}{2}\pi$")
    return figure


def long_label():
    figure, axes = _axes()
    axes.plot(X, np.sin(X))
    axes.set_ylabel("a label that is a good deal longer than its axis is high")
    return figure


def surface():
    figure, axes = _axes(projection="3d")
    x, y = np.meshgrid(np.linspace(-2, 2, 30), np.linspace(-2, 2, 30))
    axes.plot_surface(x, y, np.exp(-(x**2) - y**2), cmap="viridis")
    axes.set(xlabel="x", ylabel="y", zlabel="z")
    return figure


def wires():
    figure, axes = _axes(projection="3d")
    x, y = np.meshgrid(np.linspace(-2, 2, 12), np.linspace(-2, 2, 12))
    axes.plot_wireframe(x, y, np.exp(-(x**2) - y**2))
    return figure


def cloud():
    figure, axes = _axes(projection="3d")
    axes.scatter(*_rng().normal(size=(3, 60)))
    return figure


def stems():
    figure, axes = _axes()
    axes.stem(np.arange(12), np.sin(np.arange(12)))
    return figure


def gnuplot_mixed():
    plot.closeall()
    x = np.linspace(-6, 6, 60)
    return plot.plot(["Cos", x, np.cos(x), "~"], ["Sin", x, np.sin(x), "|"])


def confusion():
    plot.closeall()
    return plot.confusion(np.array([[30, 2, 0], [1, 40, 3], [0, 5, 22]]), ["cat", "dog", "bird"])


FIGURES = {
    name: made
    for name, made in list(globals().items())
    if callable(made) and getattr(made, "__module__", "") == __name__ and not name.startswith("_")
}
