"""Draw the pictures of the documentation from real sessions: `python -m docs.make_screenshot`.

Each session is typed into `th` on a pty; what a terminal emulator then shows is written as SVG into docs/images.
Needs the extras `test` and `examples`.
"""

import re
import sys
import tempfile
from html import escape
from pathlib import Path

from tests.repl.terminal import Terminal, clean_environment

__all__ = ["draw_screen", "main", "record"]

IMAGES = Path(__file__).parent / "images"
CELL_WIDTH, CELL_HEIGHT, FONT_SIZE = 9.0, 18.0, 15.0
BACKGROUND, FOREGROUND = "#1b1e24", "#d7dae0"
# A terminal's sixteen colours, by pyte's names for them.
PALETTE = {
    "black": "#3b4048", "red": "#e06c75", "green": "#98c379", "brown": "#d5b06b",
    "blue": "#61afef", "magenta": "#c678dd", "cyan": "#56b6c2", "white": "#d7dae0",
    "brightblack": "#7f848e", "brightred": "#ff7b86", "brightgreen": "#b5e890", "brightbrown": "#f0cd85",
    "brightyellow": "#f0cd85", "brightblue": "#82c4ff", "brightmagenta": "#dc9cf0", "brightcyan": "#7fd7e3",
    "brightwhite": "#ffffff",
}  # fmt: skip
# Quadrants of a cell that a block element fills: upper left 1, upper right 2, lower left 4, lower right 8.
QUADRANTS = {
    "█": 15, "▀": 3, "▄": 12, "▌": 5, "▐": 10, "▘": 1, "▝": 2, "▖": 4, "▗": 8,
    "▚": 9, "▞": 6, "▛": 7, "▜": 11, "▙": 13, "▟": 14,
}  # fmt: skip
# Columns and rows of a braille character's eight dots, by bit.
BRAILLE = [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (0, 3), (1, 3)]

SESSIONS = {
    "first_session": (
        "torch.manual_seed(0);",
        "a = torch.rand(3, 3); a",
        "nn.Sequential(nn.Conv2d(1, 8, 3), nn.ReLU())",
        "x = torch.linspace(-10, 10, 400)",
        "gnuplot.plot('sinc', x, torch.sin(x) / x, '-')",
    ),
    "picture": ("x = image.scale(image.lena(), 64, 75); x.shape", "image.display(x)"),
}
SIZES = {"first_session": (88, 58), "picture": (88, 56)}
# Kitty's graphics query, which terminals that know nothing of it swallow; pyte prints it.
QUERY = re.compile(rb"\x1b_G[^\x1b]*\x1b\\")


def colour(name, default):
    if name == "default":
        return default
    return PALETTE.get(name) or f"#{name}"


def rectangle(x, y, width, height, fill):
    return f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" fill="{fill}"/>'


def draw_quadrants(bits, left, top, fill):
    """The filled quadrants of a block element, whole halves as one rectangle."""
    width, height = CELL_WIDTH / 2, CELL_HEIGHT / 2
    if bits == 15:
        return rectangle(left, top, CELL_WIDTH, CELL_HEIGHT, fill)
    if bits in (3, 12):
        return rectangle(left, top + height * (bits == 12), CELL_WIDTH, height, fill)
    return "".join(
        rectangle(left + width * (bit % 2), top + height * (bit // 2), width, height, fill)
        for bit in range(4)
        if bits >> bit & 1
    )


def draw_braille(character, left, top, fill):
    bits = ord(character) - 0x2800
    return "".join(
        f'<circle cx="{left + CELL_WIDTH * (0.28 + 0.46 * x):.2f}" cy="{top + CELL_HEIGHT * (0.125 + 0.25 * y):.2f}" '
        f'r="1.6" fill="{fill}"/>'
        for bit, (x, y) in enumerate(BRAILLE)
        if bits >> bit & 1
    )


def draw_cell(cell, left, top):
    """One character: shapes for what must join without gaps, text for the rest."""
    ink, paper = colour(cell.fg, FOREGROUND), colour(cell.bg, BACKGROUND)
    if cell.reverse:
        ink, paper = paper, ink
    parts = [] if paper == BACKGROUND else [rectangle(left, top, CELL_WIDTH, CELL_HEIGHT, paper)]
    if cell.data in QUADRANTS:
        parts.append(draw_quadrants(QUADRANTS[cell.data], left, top, ink))
    elif "\u2800" <= cell.data[:1] <= "\u28ff":
        parts.append(draw_braille(cell.data, left, top, ink))
    elif cell.data.strip():
        style = ' font-weight="bold"' * cell.bold + ' font-style="italic"' * cell.italics
        baseline = top + CELL_HEIGHT * 0.76
        parts.append(f'<text x="{left:g}" y="{baseline:g}" fill="{ink}"{style}>{escape(cell.data)}</text>')
    return "".join(parts)


def draw_screen(screen):
    """A pyte screen as SVG, without the empty rows at its end."""
    rows = len("\n".join(line.rstrip() for line in screen.display).rstrip().splitlines())
    width, height = screen.columns * CELL_WIDTH + 20, rows * CELL_HEIGHT + 20
    cells = [
        draw_cell(screen.buffer[row][column], 10 + column * CELL_WIDTH, 10 + row * CELL_HEIGHT)
        for row in range(rows)
        for column in range(screen.columns)
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height:g}" '
        f'viewBox="0 0 {width:g} {height:g}" font-family="ui-monospace, DejaVu Sans Mono, Menlo, Consolas, monospace" '
        f'font-size="{FONT_SIZE:g}">\n<rect width="100%" height="100%" rx="8" fill="{BACKGROUND}"/>\n'
        + "\n".join(filter(None, cells))
        + "\n</svg>\n"
    )


def record(lines, columns, rows):
    """Type lines into th on a terminal of that size and return the screen."""
    with tempfile.TemporaryDirectory() as home:
        environment = clean_environment(home, COLORTERM="truecolor", TH_SCREEN="cells")
        command = [sys.executable, "-m", "th"]
        with Terminal(command, columns=columns, rows=rows, env=environment, cwd=home) as terminal:
            feed = terminal.stream.feed
            terminal.stream.feed = lambda data: feed(QUERY.sub(b"", data))
            terminal.wait_prompt(seconds=30)
            for number, line in enumerate(lines, 2):
                terminal.send(line)
                terminal.wait(line)
                terminal.send("\r")
                terminal.wait(lambda seen, n=number: seen.is_at_prompt() and seen.everything.count("th>") >= n, seconds=60)
            return terminal.screen


def main():
    IMAGES.mkdir(exist_ok=True)
    for name in sys.argv[1:] or SESSIONS:
        screen = record(SESSIONS[name], *SIZES[name])
        (IMAGES / f"{name}.svg").write_text(draw_screen(screen), encoding="utf-8")
        print(f"docs/images/{name}.svg")


if __name__ == "__main__":
    main()
