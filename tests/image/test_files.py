"""Image files, and images on screens."""

import os
import shutil
import subprocess
import sys
import tempfile
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.image.test_image import COLOUR, GREY, same, tensor
from th import image
from th.errors import ArgumentError, ArgumentTypeError, FileFormatError, ShapeError, ThError


@pytest.mark.parametrize("suffix", ["png", "ppm", "bmp", "tiff"])
def test_files_keep_pixels(suffix, tmp_path):
    pixels = (COLOUR * 255).astype(np.uint8)
    path = tmp_path / f"x.{suffix}"
    image.save(path, tensor(pixels))
    same(image.load(path, tensortype="byte"), pixels)
    same(image.load(path), pixels / 255.0)
    assert image.load(path, 1).shape == (1, 12, 10)
    assert tuple(image.getSize(path)) == (3, 12, 10)


def test_jpeg_and_bytes(tmp_path):
    photo = image.scale(image.lena(), 64)
    image.save(tmp_path / "x.jpg", photo)
    assert np.abs(image.loadJPG(tmp_path / "x.jpg").numpy() - photo.numpy()).mean() < 0.05
    assert len(image.compressJPG(photo, 20)) < len(image.compressJPG(photo, 90))
    same(image.decompress(image.compressPNG(photo)), photo.numpy(), 0.5 / 255 + 1e-6)
    with pytest.raises(FileFormatError, match="PNG"):
        image.loadPNG(tmp_path / "x.jpg")


def test_grey_and_opacity(tmp_path):
    image.save(tmp_path / "grey.png", tensor(GREY))
    assert image.load(tmp_path / "grey.png").shape == (1, 9, 11)
    assert image.load(tmp_path / "grey.png", 3).shape == (3, 9, 11)
    image.save(tmp_path / "a.png", tensor(np.concatenate([COLOUR, COLOUR[:1]])))
    assert image.load(tmp_path / "a.png").shape == (4, 12, 10)
    assert image.load(tmp_path / "a.png", 3).shape == (3, 12, 10)
    Image.fromarray(np.array([[0, 65535]], np.uint16)).save(tmp_path / "deep.png")
    same(image.load(tmp_path / "deep.png"), [[[0, 1]]])


def truncated(path):
    image.save(path, image.lena())
    path.write_bytes(path.read_bytes()[:5000])


def bomb(path):
    Image.new("1", (20000, 20000)).save(path)


@pytest.mark.parametrize(
    ("make", "error", "words"),
    [
        (lambda path: None, FileNotFoundError, "no such file"),
        (lambda path: path.mkdir(), IsADirectoryError, "directory"),
        (lambda path: path.write_bytes(b""), FileFormatError, "no reader"),
        (lambda path: path.write_text("not an image"), FileFormatError, "no reader"),
        (truncated, FileFormatError, "damaged"),
        (bomb, FileFormatError, "178956970"),
    ],
)
def test_files_that_cannot_be_read(make, error, words, tmp_path):
    path = tmp_path / "x.png"
    make(path)
    with pytest.raises(error, match=words):
        image.load(path)


@pytest.mark.parametrize(
    ("name", "value", "error"),
    [
        ("x.xyz", COLOUR, ArgumentError),
        ("no/x.png", COLOUR, FileNotFoundError),
        (".", COLOUR, (IsADirectoryError, ArgumentError)),
        ("x.png", np.zeros((5, 3, 3), np.float32), ShapeError),
        ("x.png", np.zeros((0, 3), np.float32), ShapeError),
        ("x.png", np.full((3, 3), np.nan, np.float32), ArgumentError),
    ],
)
def test_files_that_cannot_be_written_leave_nothing(name, value, error, tmp_path):
    with pytest.raises(error):
        image.save(tmp_path / name, tensor(value))
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_there_survives_a_failed_save(tmp_path):
    path = tmp_path / "x.png"
    image.save(path, tensor(GREY))
    before = path.read_bytes()
    with pytest.raises(ShapeError):
        image.save(path, tensor(np.zeros((7, 2, 2), np.float32)))
    assert path.read_bytes() == before


# -- showing


def test_display_returns_a_handle_and_takes_what_there_is(capsys):
    shown = image.display(image.lena())
    assert len(capsys.readouterr().out.rstrip("\n").split("\n")) == 24
    assert image.display(image.fabio(), win=shown) is shown
    for good in (GREY, COLOUR, COLOUR[None], (COLOUR * 255).astype(np.uint8), GREY > 0.5, [GREY, GREY], GREY.astype(int)):
        image.display(tensor(good) if isinstance(good, np.ndarray) else [tensor(one) for one in good], legend="legend")
        assert "legend" in capsys.readouterr().out
    image.display(tensor(np.moveaxis(COLOUR, 0, -1)), layout="hwc")
    with pytest.raises(ArgumentError, match="layout"):
        image.display(tensor(COLOUR), layout="whc")


@pytest.mark.parametrize("wrong", [None, "lena", [None, 1], object()])
@pytest.mark.parametrize("function", [image.hflip, image.minmax, image.y2jet, image.rgb2hsv, image.toDisplayTensor])
def test_what_is_no_image_is_said(function, wrong):
    with pytest.raises(ArgumentTypeError, match="must be a tensor or a list of numbers"):
        function(wrong)


def test_channels_may_come_last():
    from th.image.display import pixels_of

    photo = (np.random.default_rng(0).random((9, 8, 3)) * 255).astype(np.uint8)
    for last in (photo, photo[None], [photo], tensor(photo), tensor(photo.astype(np.float32) / 255)):
        assert np.array_equal(pixels_of(last), photo)
    assert np.array_equal(pixels_of(photo[..., :1])[..., 0], photo[..., 0])
    # By Torch7's rule a stack: weights, rows of four, and whatever is said to be one.
    for stack, size in ((photo / -255, (16, 18)), (photo[:, :4], (8, 18)), (photo[:4, :4], (4, 3))):
        assert pixels_of(stack).shape[:2] == size
    assert pixels_of(photo, layout="chw").shape == (2 * 8, 6 * 3, 3)


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "LA", "P", "1", "CMYK", "YCbCr", "HSV", "I", "F", "I;16"])
def test_images_of_pillow(mode):
    from PIL import Image

    from th.image.display import pixels_of

    photo = np.full((9, 8, 3), 255, np.uint8)
    photo[:4] = (0, 0, 0)
    picture = Image.fromarray(photo).convert("L" if mode == "I;16" else mode).convert(mode)
    for shown in (picture, [picture]):
        pixels = pixels_of(shown)
        assert pixels.shape == photo.shape and np.abs(pixels.astype(int) - photo).max() <= 3


def test_pictures_keep_their_brightness():
    from th.image.display import pixels_of

    assert pixels_of(tensor(np.full((2, 2), 0.5, np.float32))).max() == 128
    assert pixels_of(tensor(np.full((2, 2), 100, np.uint8))).max() == 100
    assert pixels_of(tensor(np.array([[-2.0, 2.0]]))).ravel().tolist() == [0, 0, 0, 255, 255, 255]


def test_samples():
    assert image.lena().shape == (3, 600, 512) and 0 <= image.lena().numpy().min() and image.lena().numpy().max() <= 1
    assert image.fabio().shape == (1, 256, 256)
    assert "Hopper" in image.lena.__doc__


@pytest.mark.parametrize(
    "call",
    [
        lambda: image.display(tensor(GREY), zoom=-1),
        lambda: image.display(tensor(GREY), zoom="2"),
        lambda: image.display(tensor(GREY), win=3),
        lambda: image.display(tensor(GREY), nrow=0),
        lambda: image.display(tensor(np.zeros(0))),
        lambda: image.display(tensor(np.full((2, 2), np.nan))),
        lambda: image.display([]),
        lambda: image.display(None),
        lambda: image.save(None, tensor(GREY)),
        lambda: image.load(None),
        lambda: image.rotate(tensor(COLOUR), np.nan),
        lambda: image.rotate(tensor(COLOUR), "x"),
        lambda: image.decompress(tensor(np.zeros(4, np.uint8))),
        lambda: image.scale(tensor(COLOUR), 0),
    ],
)
def test_bad_input_is_an_error_of_ours(call):
    with pytest.raises(ThError, match="must"):
        call()


UNPRIVILEGED = """
import os, sys, tempfile
import numpy as np, th, th.plot as plot, th.image as image
plot.plot(np.arange(3.0))
# Python itself may lie where others cannot read, so all that is needed is imported first.
warm = tempfile.mkdtemp()
for name in ("x.png", "x.svg"):
    plot.figprint(os.path.join(warm, name))
image.load(os.path.join(warm, "x.png"))
image.savePGM(os.path.join(warm, "x.pgm"), th.eye(3))
os.setgroups([]); os.setgid(65534); os.setuid(65534)
for call in (lambda: image.save("x.png", th.eye(3)), lambda: image.savePGM("there.pgm", th.eye(3)), lambda: plot.figprint("x.png"),
             lambda: plot.svgfigure("x.svg"), lambda: image.load("secret.png")):
    try:
        call()
        print("no error")
    except PermissionError as error:
        print("PermissionError:", error)
plot.closeall()
"""


@pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() != 0, reason="needs root, to give its rights away")
def test_without_permission_nothing_is_written(tmp_path):
    root = Path(__file__).resolve().parents[2]
    folder = Path(tempfile.mkdtemp(dir="/tmp"))
    try:
        image.save(folder / "secret.png", tensor(GREY))
        (folder / "secret.png").chmod(0o600)
        image.savePGM(folder / "there.pgm", tensor(GREY))
        before = {path.name: path.read_bytes() for path in folder.iterdir()}
        folder.chmod(0o755)
        environment = {**os.environ, "PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1", "MPLCONFIGDIR": str(tmp_path), "TH_SCREEN": "none"}
        done = subprocess.run([sys.executable, "-c", UNPRIVILEGED], cwd=folder, capture_output=True, text=True, env=environment)
        assert done.stdout.count("PermissionError: `") == 5, done.stdout + done.stderr
        assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    finally:
        shutil.rmtree(folder)


def test_a_large_picture_is_no_warning(tmp_path):
    """Above Pillow's own limit and below ours; it is damaged, so that nothing large is made."""
    path = tmp_path / "large.png"
    head = b"IHDR" + (12000).to_bytes(4, "big") * 2 + bytes([8, 2, 0, 0, 0])
    chunk = (13).to_bytes(4, "big") + head + zlib.crc32(head).to_bytes(4, "big")
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk + b"\0\0\0\0IDAT" + zlib.crc32(b"IDAT").to_bytes(4, "big"))
    with pytest.raises(FileFormatError, match="damaged"):
        image.load(path)


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: image.minmax(tensor(np.zeros(0))), ShapeError, "must not be empty"),
        (lambda: image.scale(tensor(GREY), 4, 4, "foo"), ArgumentError, "`mode` (='foo')"),
    ],
)
def test_bad_arguments_are_named(call, error, words):
    with pytest.raises(error) as caught:
        call()
    assert words in str(caught.value)


def test_a_table_of_arguments_as_in_torch7(capsys):
    grid = image.toDisplayTensor({"input": [tensor(GREY), tensor(GREY)], "padding": 2, "nrow": 1})
    same(grid, image.toDisplayTensor([tensor(GREY), tensor(GREY)], padding=2, nrow=1))
    picture = image.display({"image": tensor(GREY), "zoom": 2, "legend": "twice"})
    assert picture.zoom == 2 and capsys.readouterr().out.startswith("twice\n")
