"""What terminals get is what was drawn: the bytes are decoded and compared."""

import io
import re
import signal
import sys

import numpy as np
import pyte
import pytest
from matplotlib.figure import Figure

from tests.screen import decoders
from th.errors import ArgumentError
from th.image.samples import _hopper
from th.screen import Handle, new_statement, screen_named, set_screen, terminal, tmux
from th.screen.cells import picture_cells, to_text
from th.screen.output import in_place, write
from th.screen.pixels import fitted_size
from th.screen.placeholders import placeholder_rows
from th.screen.raster import figure_pixels_of
from th.screen.sixel import encode_sixel


class Written:
    """What went to standard output so far."""

    def __init__(self, capsys):
        self.capsys, self.text = capsys, ""

    def getvalue(self):
        self.text += self.capsys.readouterr().out
        return self.text


@pytest.fixture
def stdout(monkeypatch, capsys):
    monkeypatch.setattr(terminal, "is_terminal", lambda stream=None: True)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("LINES", "24")
    monkeypatch.delenv("NO_COLOR", raising=False)
    return Written(capsys)


@pytest.fixture
def known(monkeypatch):
    """A terminal of which we set what it is."""
    made = terminal.Terminal(cell=(9, 18), background=(255, 255, 255))
    monkeypatch.setattr(terminal, "_known", made)
    yield made
    set_screen(None)


@pytest.fixture
def photo():
    pixels = (_hopper()[:, 100:228, 150:278] * 255).astype(np.uint8).transpose(1, 2, 0)
    return np.ascontiguousarray(pixels)


def line_figure():
    figure = Figure()
    figure.subplots().plot(np.sin(np.linspace(0, 9, 100)))
    return figure


@pytest.mark.parametrize("name", ["kitty", "iterm2"])
def test_a_picture_arrives_exactly(name, photo, stdout, known):
    screen_named(name).picture(photo, zoom=1)
    assert np.array_equal(getattr(decoders, name)(stdout.getvalue()), photo)


def test_a_picture_arrives_as_sixels(photo, stdout, known):
    screen_named("sixel").picture(photo, zoom=1)
    shown = decoders.sixel(stdout.getvalue())
    assert shown.shape == photo.shape
    assert decoders.psnr(shown, photo) > 33


@pytest.mark.parametrize(("name", "least"), [("kitty", np.inf), ("iterm2", np.inf), ("sixel", 38)])
def test_a_figure_arrives(name, least, stdout, known):
    figure = line_figure()
    expected = figure_pixels_of(figure, 720, 22 * 18, dpi=108, background=(255, 255, 255))
    screen_named(name).show(figure)
    shown = getattr(decoders, name)(stdout.getvalue())
    assert shown.shape == expected.shape
    assert decoders.psnr(shown, expected) >= least


def test_the_page_of_a_sixel_picture_is_exactly_the_background():
    pixels = np.full((12, 30, 3), 255, np.uint8)
    pixels[4:8, 5:25] = np.random.default_rng(0).integers(0, 255, (4, 20, 3))
    assert (decoders.sixel(encode_sixel(pixels, 16))[0, 0] == 255).all()


@pytest.mark.parametrize("shape", [(1, 1), (5, 7), (6, 3), (13, 200)])
def test_sixels_of_odd_sizes(shape):
    pixels = np.zeros((*shape, 3), np.uint8)
    pixels[::2, ::3] = (255, 0, 0)
    shown = decoders.sixel(encode_sixel(pixels))
    assert np.abs(shown.astype(int) - pixels).max() <= 3


def test_on_a_dark_terminal_ink_is_light_and_colours_stay():
    figure = Figure()
    axes = figure.subplots()
    axes.plot([0, 1], [0, 1], color="red")
    axes.set_title("light")
    pixels = figure_pixels_of(figure, 640, 384, dpi=96, background=(0, 0, 0))
    assert (pixels[0, 0] == 0).all()
    assert (pixels.min(-1) > 200).any()
    assert ((pixels[..., 0] > 200) & (pixels[..., 1] < 40)).any()
    assert figure.get_facecolor()[:3] == (1, 1, 1)


def test_text_on_a_picture_keeps_its_colour_on_a_dark_terminal():
    figure = Figure()
    axes = figure.add_axes((0, 0, 1, 1))
    axes.imshow(np.ones((2, 2)), cmap="gray", vmin=0, vmax=1, aspect="auto")
    axes.text(0.5, 0.5, "BLACK", color="black", fontsize=40, ha="center", va="center")
    pixels = figure_pixels_of(figure, 400, 300, dpi=96, background=(0, 0, 0))
    middle = pixels[120:180, 120:280]
    assert middle.min() < 20


def test_the_cursor_ends_below_the_picture(photo, stdout, known):
    screen_named("kitty").picture(photo, zoom=1)
    text = stdout.getvalue()
    rows = -(-photo.shape[0] // 18)
    assert text.startswith("\n" * rows + f"\x1b[{rows}A\r\x1b7")
    assert text.endswith(f"\x1b8\x1b[{rows}B\r")
    assert "q=2" in text and "C=1" in text


def test_a_handle_replaces_its_picture(photo, stdout, known):
    handle = Handle()
    screen = screen_named("kitty")
    screen.picture(photo, handle, zoom=1)
    first = stdout.getvalue()
    screen.picture(photo, handle, zoom=1)
    second = stdout.getvalue()[len(first) :]
    number = re.search(r"i=(\d+),p=1", first)[1]
    assert f"i={number},p=1" in second
    assert second.startswith(f"\x1b[{handle.rows}A\r")


def test_text_is_redrawn_in_place_and_the_scrollback_is_left_alone():
    handle = Handle()
    assert in_place("a\nb", 2, handle) == "a\x1b[K\nb\x1b[K\n"
    assert in_place("c\nd", 2, handle).startswith("\x1b[2A\r")
    assert "\x1b[2J" not in in_place("e", 1, handle)


def test_ctrl_c_does_not_leave_half_a_drawing(monkeypatch):
    class Slow(io.StringIO):
        def write(self, text):
            signal.raise_signal(signal.SIGINT)
            return super().write(text)

    previous = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        monkeypatch.setattr(sys, "stdout", Slow())
        with pytest.raises(KeyboardInterrupt):
            write("whole", Handle())
        assert sys.stdout.getvalue() == "whole"
    finally:
        signal.signal(signal.SIGINT, previous)


def test_after_a_statement_nothing_is_drawn_over():
    handle = Handle()
    in_place("a\nb", 2, handle)
    assert handle.rows == 2
    new_statement()
    assert in_place("c\nd", 2, handle).startswith("c")
    assert in_place("e\nf", 2, handle).startswith("\x1b[2A")


def test_in_tmux_each_piece_has_its_own_envelope(photo, stdout, known):
    known.tmux = known.passthrough = True
    screen_named("kitty").picture(photo, zoom=1)
    envelopes = re.findall(r"\x1bPtmux;(.*?)(?<!\x1b)\x1b\\", stdout.getvalue(), re.S)
    assert len(envelopes) > 3
    assert max(map(len, envelopes)) < 4200
    inner = "".join(envelope.replace("\x1b\x1b", "\x1b") for envelope in envelopes)
    assert np.array_equal(decoders.kitty(inner), photo)


def test_placeholders_name_the_picture_and_its_rows(photo, stdout, known):
    known.tmux = known.passthrough = known.placeholders = True
    screen_named("kitty").picture(photo, zoom=1)
    text = stdout.getvalue()
    assert "U=1" in text
    number = int(re.search(r"i=(\d+)", text)[1])
    assert f"\x1b[38;2;{number >> 16};{number >> 8 & 255};{number & 255}m" in text
    assert text.count("\U0010eeee") == -(-128 // 9) * -(-128 // 18)
    rows = placeholder_rows(5, 3, 2).split("\U0010eeee")
    assert rows[1][:2] == "\u0305\u0305" and "\u030d\u0305" in placeholder_rows(5, 3, 2)


def test_wrapping_doubles_escapes():
    assert tmux.wrap("\x1b[c") == "\x1bPtmux;\x1b\x1b[c\x1b\\"


def test_sizes_that_are_shown():
    assert fitted_size(28, 28, (640, 384), None) == (224, 224)
    assert fitted_size(600, 512, (720, 396), None) == (338, 396)
    assert fitted_size(100, 100, (720, 396), 2) == (200, 200)


@pytest.mark.parametrize("depth", [24, 8, 4, 0])
def test_a_picture_as_cells(depth, photo):
    cells = picture_cells(photo, 80, 24, depth=depth)
    text = to_text(cells, depth=depth)
    assert (cells.rows, cells.columns) == (24, 48)
    assert ("\x1b" in text) == (depth > 0)
    if depth == 24:
        shown = np.where((cells.char == " ")[..., None], cells.page, (cells.ink.astype(int) + cells.page) // 2)
        reduced = photo[: 128 // 24 * 24].reshape(24, 5, 128, 3).mean(1)
        assert np.corrcoef(shown.mean((1, 2)), reduced.mean((1, 2)))[0, 1] > 0.9


def test_small_pictures_have_equal_pixels():
    pixels = np.zeros((8, 8, 3), np.uint8)
    pixels[::2] = 255
    cells = picture_cells(pixels, 80, 24)
    assert (cells.columns, cells.rows) == (48, 24)


@pytest.mark.parametrize("name", ["cells", "kitty", "iterm2", "sixel"])
def test_the_prompt_fits_below_a_picture(name, photo, stdout, known):
    screen_named(name).picture(photo, zoom=9)
    text = re.sub(r"\x1b[P_][^\x1b]*\x1b\\|\x1b\][^\x07]*\x07", "", stdout.getvalue())
    shown = pyte.Screen(80, 24)
    pyte.Stream(shown).feed(("\n" * 30 + text + "time\nth> ").replace("\n", "\r\n"))
    rows = [line.rstrip() for line in shown.display]
    # Text is all there; pixels took rows of their own, which pyte shows empty.
    assert rows[-2:] == ["time", "th>"] and (all(rows[:22]) if name == "cells" else not any(rows[:22]))


def test_a_tall_grid_of_small_pictures_scrolls(capsys):
    screen_named("cells").picture(np.full((120, 54, 3), 200, np.uint8))
    lines = capsys.readouterr().out.rstrip("\n").split("\n")
    assert len(lines) == 60


@pytest.mark.parametrize("bad", [np.zeros((3, 4)), np.zeros((3, 4, 3)), np.zeros((0, 4, 3), np.uint8)])
def test_what_is_no_picture_is_said(bad, stdout, known):
    with pytest.raises(ArgumentError, match="`pixels`"):
        screen_named("cells").picture(bad)


def test_a_stream_without_unicode_gets_question_marks(monkeypatch, known):
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="ascii"))
    screen_named("cells").show(line_figure())
    sys.stdout.flush()
    assert raw.getvalue().isascii() and len(raw.getvalue()) > 500


def test_figsize_is_respected(monkeypatch, capsys):
    figure = Figure(figsize=(3, 2))
    figure.subplots().plot([1, 2, 3])
    screen_named("cells").show(figure)
    lines = capsys.readouterr().out.rstrip("\n").split("\n")
    assert len(lines) == 12 and max(map(len, lines)) <= 36
