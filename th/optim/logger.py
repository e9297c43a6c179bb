"""Torch7's logger: columns of numbers in a file, and their plot."""

import os
import sys
import time

from th.errors import ArgumentError, ArgumentTypeError

__all__ = ["Logger"]


class Logger:
    """Writes rows of numbers to a file, tab-separated, and plots them.

    Args:
        filename (str): the file; standard output by default
        timestamp (bool): put the time into the file's name
    Example:
        >>> log = torch.optim.Logger()
        <Logger> warning: no path provided, logging to std out
        >>> _ = log.setNames(["training error", "test error"])
        training error	test error
        >>> log.add([0.5, 0.25])
         5.0000e-01	 2.5000e-01
    """

    def __init__(self, filename=None, timestamp=False):
        self.epsfile = None
        if filename is None:
            self.name = "stdout"
            self.file = None
            print("<Logger> warning: no path provided, logging to std out")
        else:
            self.name = os.fspath(filename)
            os.makedirs(os.path.dirname(self.name) or ".", exist_ok=True)
            path = self.name + (time.strftime("-%Y_%m_%d_%H:%M:%S") if timestamp else "")
            self.file = open(path, "w", encoding="utf-8")
            self.epsfile = self.name + ".eps"
        self.empty = True
        self.names = []
        self.symbols = {}
        self.styles = {}
        self.figure = None
        self.showPlot = True
        self.logscale = False

    def __del__(self):
        self.close()

    def close(self):
        """Closes the file."""
        file = getattr(self, "file", None)
        if file is not None:
            file.close()
            self.file = None

    def _write(self, cells):
        file = self.file or sys.stdout
        file.write("".join(cell + "\t" for cell in cells) + "\n")
        file.flush()

    def setNames(self, names):
        """Names the columns and writes the names as the first row."""
        self.names = [str(name) for name in names]
        self.empty = False
        self.symbols = {name: [] for name in self.names}
        self.styles = {name: ["+"] for name in self.names}
        self._write(self.names)
        return self

    set_names = setNames

    def add(self, symbols):
        """Writes a row.

        Args:
            symbols (list or dict): a number or a text for each column
        Raises:
            ArgumentError: when the number of columns differs from the first row's
        """
        if self.empty:
            self.setNames(symbols if isinstance(symbols, dict) else range(1, len(symbols) + 1))
        values = self._in_order(symbols)
        cells = []
        for value in values:
            if isinstance(value, str):
                cells.append(value)
            elif hasattr(value, "__float__"):
                cells.append(f"{float(value):11.4e}")
            else:
                raise ArgumentTypeError(f"Logger can only log numbers and strings, not {type(value).__name__}")
        self._write(cells)
        for name, value in zip(self.names, values, strict=True):
            self.symbols[name].append(value if isinstance(value, str) else float(value))

    def _in_order(self, symbols):
        if isinstance(symbols, dict):
            if set(map(str, symbols)) != set(self.names):
                raise ArgumentError(f"the columns are {self.names}, not {list(symbols)}")
            given = {str(name): value for name, value in symbols.items()}
            return [given[name] for name in self.names]
        if len(symbols) != len(self.names):
            raise ArgumentError(f"there are {len(self.names)} columns {self.names}, not {len(symbols)}")
        return list(symbols)

    def style(self, symbols):
        """How columns are drawn.

        Args:
            symbols (dict or list): a style such as "-" or "+", or a list of them, for each column
        """
        if not isinstance(symbols, dict):
            symbols = dict(zip(self.names, symbols, strict=True))
        for name, style in symbols.items():
            if not isinstance(style, str | list | tuple):
                raise ArgumentTypeError(f"style should be a string or a table of strings, not {style!r}")
            self.styles[name] = [style] if isinstance(style, str) else list(style)
        return self

    def setlogscale(self, state=True):
        """Draws the values on a logarithmic axis."""
        self.logscale = state

    def display(self, state):
        """Whether `plot` shows the figure, besides writing it to a file."""
        self.showPlot = state

    def plot(self, *names):
        """Draws columns (all by default), and writes the drawing beside the log as ``.eps``.

        Args:
            names (str): the columns
        Returns:
            the figure, None when no column has two numbers
        """
        curves = []
        for name in names or self.names:
            if name not in self.symbols:
                raise ArgumentError(f"{name!r} is no column; they are {self.names}")
            numbers = [value for value in self.symbols[name] if not isinstance(value, str)]
            if len(numbers) > 1:
                curves.extend((name, numbers, style) for style in self.styles[name])
        return self._draw(curves) if curves else None

    def _draw(self, curves):
        from th import plot  # matplotlib
        from th.tensor import tensor

        figure = plot.plot([(name, tensor(numbers), style) for name, numbers, style in curves])
        plot.title(f"<Logger::{self.name}>")
        plot.logscale(self.logscale)
        if self.epsfile:
            plot.figprint(self.epsfile)
        if not self.showPlot:
            plot.close()
        return figure
