"""Reads pictures back out of the bytes that terminals get."""

from __future__ import annotations

import base64
import io
import re

import numpy as np
from PIL import Image


def png(data: bytes) -> np.ndarray:
    """The pixels of a PNG."""
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))


def kitty(text: str) -> np.ndarray:
    """The picture in kitty's commands: pieces joined, base64, PNG."""
    pieces = re.findall(r"\x1b_G([^;]*);([A-Za-z0-9+/=]*)\x1b\\", text)
    assert all(len(data) <= 4096 for _, data in pieces)
    assert [re.search(r"m=(\d)", keys)[1] for keys, _ in pieces] == ["1"] * (len(pieces) - 1) + ["0"]
    return png(base64.b64decode("".join(data for _, data in pieces)))


def iterm2(text: str) -> np.ndarray:
    """The picture in iTerm2's command."""
    match = re.search(r"\x1b\]1337;File=([^:]*):([A-Za-z0-9+/=]*)\x07", text)
    data = base64.b64decode(match[2])
    assert f"size={len(data)}" in match[1]
    return png(data)


def sixel(text: str) -> np.ndarray:
    """The picture in sixels, as a terminal paints it."""
    body = re.search(r"\x1bP[\d;]*q(.*?)\x1b\\", text, re.S)[1]
    width, height = map(int, re.match(r'"\d+;\d+;(\d+);(\d+)', body).groups())
    canvas = np.zeros((height + 6, width, 3), np.uint8)
    palette, colour, x, band = {}, None, 0, 0
    for token in re.findall(r"#\d+(?:;\d+;\d+;\d+;\d+)?|!\d+[?-~]|[?-~]|[$-]", body[body.index("#") :]):
        if token[0] == "#":
            numbers = list(map(int, token[1:].split(";")))
            if len(numbers) == 5:
                palette[numbers[0]] = np.array(numbers[2:]) * 255 / 100
            else:
                colour = palette[numbers[0]]
        elif token == "$":
            x = 0
        elif token == "-":
            x, band = 0, band + 6
        else:
            count = int(token[1:-1]) if token[0] == "!" else 1
            bits = ord(token[-1]) - 63
            for row in range(6):
                if bits >> row & 1:
                    canvas[band + row, x : x + count] = colour
            x += count
    return canvas[:height]


def psnr(a: np.ndarray, b: np.ndarray) -> float:
    """How alike two pictures are, in decibels."""
    error = ((a.astype(float) - b.astype(float)) ** 2).mean()
    return float("inf") if error == 0 else 10 * np.log10(255**2 / error)
