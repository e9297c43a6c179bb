"""The bytes of each protocol against its specification, by parsers that take nothing else."""

import base64
import re
import struct
import zlib

import numpy as np
import pyte
import pytest

from th.screen import Handle, set_screen, terminal
from th.screen.iterm2 import Iterm2Screen
from th.screen.kitty import KittyScreen
from th.screen.sixel import encode_sixel

RNG = np.random.default_rng(0)
SHAPES = [(1, 1), (1, 300), (300, 1), (6, 6), (7, 5), (36, 63), (54, 200)]


def noise(shape):
    return RNG.integers(0, 256, (*shape, 3), dtype=np.uint8)


@pytest.fixture
def known(monkeypatch):
    made = terminal.Terminal(cell=(9, 18))
    monkeypatch.setattr(terminal, "_known", made)
    yield made
    set_screen(None)


def png_size(data):
    """Width and height of a PNG whose chunks are whole."""
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    place, kinds = 8, []
    while place < len(data):
        (length,), kind = struct.unpack(">I", data[place : place + 4]), data[place + 4 : place + 8]
        body = data[place + 8 : place + 8 + length]
        assert zlib.crc32(kind + body) == struct.unpack(">I", data[place + 8 + length : place + 12 + length])[0]
        kinds.append(kind)
        place += 12 + length
    assert kinds == [b"IHDR", b"IDAT", b"IEND"]
    return struct.unpack(">II", data[16:24])


# -- kitty: https://sw.kovidgoyal.net/kitty/graphics-protocol/


def kitty_commands(text):
    """(keys, payload) of each command; nothing may stand between them. What follows the last is returned, too."""
    commands, place = [], 0
    for match in re.finditer(r"\x1b_G([^;\x1b]*);([A-Za-z0-9+/]*={0,2})\x1b\\", text):
        assert match.start() == place
        place = match.end()
        pairs = [pair.split("=") for pair in match[1].split(",")]
        keys = dict(pairs)
        assert len(keys) == len(pairs)
        commands.append((keys, match[2]))
    return commands, text[place:]


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("with_handle", [False, True])
def test_kitty(shape, with_handle, known):
    handle = Handle() if with_handle else None
    rows, columns = -(-shape[0] // 18), -(-shape[1] // 9)
    commands, rest = kitty_commands(KittyScreen().encode(noise(shape), columns, rows, handle))
    assert rest == ""
    first, *more = [keys for keys, _ in commands]
    assert first["a"] == "T" and first["f"] == "100" and first["C"] == "1" and set(first) <= set("afCqmipcr")
    assert all(set(keys) == {"m", "q"} for keys in more)
    assert all(keys["q"] == "2" for keys in (first, *more))
    assert [keys["m"] for keys in (first, *more)] == ["1"] * len(more) + ["0"]
    assert all(len(data) == 4096 for _, data in commands[:-1]) and len(commands[-1][1]) <= 4096
    assert png_size(base64.b64decode("".join(data for _, data in commands), validate=True)) == shape[::-1]
    if with_handle:
        assert 0 < int(first["i"]) < 2**32 and first["p"] == "1"
    # Cells are named where the picture is as large as they are; elsewhere it would be stretched.
    is_whole = shape == (rows * 18, columns * 9)
    assert ({"c": str(columns), "r": str(rows)}.items() <= first.items()) == is_whole and ("c" in first) == is_whole


# The beginning of rowcolumn-diacritics.txt, which the protocol's page links to.
DIACRITICS = [
    0x0305, 0x030D, 0x030E, 0x0310, 0x0312, 0x033D, 0x033E, 0x033F, 0x0346, 0x034A, 0x034B, 0x034C, 0x0350, 0x0351, 0x0352, 0x0357,
    0x035B, 0x0363, 0x0364, 0x0365, 0x0366, 0x0367, 0x0368, 0x0369, 0x036A, 0x036B, 0x036C, 0x036D, 0x036E, 0x036F, 0x0483, 0x0484,
    0x0485, 0x0486, 0x0487, 0x0592, 0x0593, 0x0594, 0x0595, 0x0597, 0x0598, 0x0599, 0x059C, 0x059D, 0x059E, 0x059F, 0x05A0, 0x05A1,
    0x05A8, 0x05A9, 0x05AB, 0x05AC, 0x05AF, 0x05C4, 0x0610, 0x0611, 0x0612, 0x0613, 0x0614, 0x0615, 0x0616, 0x0617, 0x0657, 0x0658,
]  # fmt: skip


class Cells(pyte.Screen):
    """Keeps what is written in each cell: pyte would compose marks with letters."""

    def draw(self, data):
        for character in data:
            if ord(character) in DIACRITICS:
                cell = self.buffer[self.cursor.y][self.cursor.x - 1]
                self.buffer[self.cursor.y][self.cursor.x - 1] = cell._replace(data=cell.data + character)
            else:
                super().draw(character)


def placeholders(screen):
    """{(line, column): (image, row, column of it)}, by the protocol's rules of what a cell leaves out."""
    found = {}
    for line in range(screen.lines):
        for column in range(screen.columns):
            cell = screen.buffer[line][column]
            if not cell.data.startswith("\U0010eeee"):
                continue
            image, marks = int(cell.fg, 16), [DIACRITICS.index(ord(mark)) for mark in cell.data[1:]]
            left = found.get((line, column - 1))
            if not marks:
                assert left and left[0] == image
                found[line, column] = (image, left[1], left[2] + 1)
            else:
                row, place = marks
                found[line, column] = (image, row, place)
    return found


@pytest.mark.parametrize(("columns", "rows"), [(1, 1), (3, 2), (80, 1), (40, 20), (79, 22), (80, 40)])
def test_placeholders_through_tmux(columns, rows, known):
    known.tmux = known.passthrough = known.placeholders = True
    pixels = noise((rows * 18, columns * 9)) // 128
    text = KittyScreen().encode(pixels, columns, rows, None)
    envelopes = re.findall(r"\x1bPtmux;((?:[^\x1b]|\x1b\x1b)*)\x1b\\", text)
    shown = re.sub(r"\x1bPtmux;((?:[^\x1b]|\x1b\x1b)*)\x1b\\", "", text)
    commands, rest = kitty_commands("".join(envelopes).replace("\x1b\x1b", "\x1b"))
    assert rest == "" and len(envelopes) == len(commands)
    keys = commands[0][0]
    assert keys["U"] == "1" and keys["c"] == str(columns) and keys["r"] == str(rows) and keys["q"] == "2"
    screen = Cells(80, 45)
    pyte.Stream(screen).feed("\n\n\r" + shown + "after")
    number = int(keys["i"])
    assert 0 < number < 2**24  # the colour holds no more
    found = placeholders(screen)
    assert found == {(2 + row, column): (number, row, column) for row in range(rows) for column in range(columns)}
    assert screen.cursor.attrs.fg == "default"


# -- iTerm2: https://iterm2.com/documentation-images.html; doNotMoveCursor is WezTerm's


@pytest.mark.parametrize("shape", SHAPES)
def test_iterm2(shape, known):
    rows, columns = -(-shape[0] // 18), -(-shape[1] // 9)
    text = Iterm2Screen().encode(noise(shape), columns, rows, None)
    match = re.fullmatch(r"\x1b\]1337;File=([^:\x07]*):([A-Za-z0-9+/]*={0,2})\x07", text)
    keys = dict(pair.split("=") for pair in match[1].split(";"))
    data = base64.b64decode(match[2], validate=True)
    assert png_size(data) == shape[::-1]
    assert keys == {
        "inline": "1", "size": str(len(data)), "width": str(columns), "height": str(rows), "preserveAspectRatio": "1",
        "doNotMoveCursor": "1",
    }  # fmt: skip


# -- sixel: DEC STD 070, chapter 9


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("colours", [2, 16, 256, 1024])
def test_sixel(shape, colours):
    head, body = re.fullmatch(r"\x1bP([\d;]*)q(.*)\x1b\\", encode_sixel(noise(shape), colours), re.S).groups()
    assert head == "0;1;0"
    raster = re.match(r'"1;1;(\d+);(\d+)(?=#)', body)
    assert (int(raster[2]), int(raster[1])) == shape
    painted, defined, used = np.zeros((shape[0] + 6, shape[1]), int), set(), None
    column, top, place = 0, 0, raster.end()
    while place < len(body):
        token = re.compile(r"#(\d+);2;(\d+);(\d+);(\d+)|#(\d+)|!(\d+)([?-~])|([?-~])|([$-])").match(body, place)
        place = token.end()
        if token[1]:
            assert used is None and int(token[1]) not in defined and all(int(part) <= 100 for part in token.groups()[1:4])
            defined.add(int(token[1]))
        elif token[5]:
            used = int(token[5])
            assert used in defined
        elif token[9]:
            column, top = 0, top + 6 * (token[9] == "-")
        else:
            count, bits = int(token[6] or 1), ord(token[7] or token[8]) - 63
            assert count <= shape[1] - column
            for line in range(6):
                painted[top + line, column : column + count] += bits >> line & 1
            column += count
    # Every pixel once, and none outside.
    assert (painted[: shape[0]] == 1).all() and not painted[shape[0] :].any()
    assert defined == set(range(len(defined))) and len(defined) <= min(colours, 256)
