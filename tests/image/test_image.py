"""Torch7's image package: its rules where they are written down, Pillow's and SciPy's values elsewhere."""

import numpy as np
import pytest
from PIL import Image

import th
from th import image
from th.errors import ArgumentError, DimensionError, ShapeError

RNG = np.random.default_rng(0)
COLOUR = RNG.random((3, 12, 10)).astype(np.float32)
GREY = RNG.random((9, 11)).astype(np.float32)


def tensor(array):
    return th.from_numpy(np.ascontiguousarray(array))


def same(made, expected, tolerance=1e-5):
    assert isinstance(made, th.Tensor)
    assert tuple(made.shape) == np.shape(expected)
    np.testing.assert_allclose(made.numpy(), expected, atol=tolerance)


# -- the grid


def test_one_image_is_scaled_to_its_range():
    same(image.toDisplayTensor(tensor(np.array([[1.0, 3.0], [2.0, 5.0]]))), [[0, 0.5], [0.25, 1]])
    assert image.toDisplayTensor(tensor(COLOUR)).shape == (3, 12, 10)
    assert image.toDisplayTensor(tensor(COLOUR[:1])).shape == (1, 12, 10)


def test_planes_are_laid_out_six_in_a_row_over_the_largest_value():
    planes = np.arange(8 * 4, dtype=np.float32).reshape(8, 2, 2)
    grid = image.toDisplayTensor(tensor(planes), padding=3).numpy()
    assert grid.shape == (2 * 5, 6 * 5)
    # The picture stands at floor(padding / 2); around it is the maximum of all, which scales to 1.
    np.testing.assert_allclose(grid[1:3, 1:3], planes[0] / 31)
    np.testing.assert_allclose(grid[6:8, 6:8], planes[7] / 31)
    assert grid[0].min() == 1 and (grid[5:, 11:] == 1).all()


def test_colour_batches_and_lists():
    batch = RNG.random((4, 3, 5, 6))
    assert image.toDisplayTensor(tensor(batch), nrow=3).shape == (3, 10, 18)
    assert image.toDisplayTensor([tensor(GREY), tensor(GREY)]).shape == (1, 9, 22)
    assert image.toDisplayTensor(tensor(RNG.random((4, 1, 5, 6)))).shape == (1, 5, 24)


def test_each_by_itself():
    planes = np.stack([np.array([[0.0, 1.0]]), np.array([[0.0, 10.0]]), np.array([[5.0, 10.0]]), np.array([[1.0, 2.0]])])
    same(image.toDisplayTensor(tensor(planes), scaleeach=True), [[0, 1] * 4])


def test_limits_and_symmetry():
    values = tensor(np.array([[-1.0, 0.0, 3.0]]))
    same(image.toDisplayTensor(values, min=0, max=2), [[0, 0, 1]])
    same(image.toDisplayTensor(values, min=0, max=2, saturate=False), [[-0.5, 0, 1.5]])
    same(image.toDisplayTensor(values, symmetric=True), [[1 / 3, 0.5, 1]])
    same(image.toDisplayTensor(tensor(np.ones((2, 2)))), np.zeros((2, 2)))


@pytest.mark.parametrize(
    "bad", [np.zeros((0, 3)), np.zeros(5), np.zeros((2, 2, 3, 3)), np.full((2, 2), np.nan), np.zeros((1, 2, 3, 4, 5))]
)
def test_what_is_no_image(bad):
    with pytest.raises((ShapeError, ArgumentError), match="`input`"):
        image.toDisplayTensor(tensor(bad))


def test_lists_of_several_sizes():
    with pytest.raises(ShapeError, match="one size"):
        image.toDisplayTensor([tensor(GREY), tensor(GREY[:4])])


# -- geometry


def test_crop():
    same(image.crop(tensor(COLOUR), 1, 2, 5, 9), COLOUR[:, 2:9, 1:5])
    same(image.crop(tensor(COLOUR), 3, 4), COLOUR[:, 4:, 3:])
    corners = {"c": (1, 2), "tl": (0, 0), "tr": (2, 0), "bl": (0, 4), "br": (2, 4)}
    for where, (x, y) in corners.items():
        same(image.crop(tensor(COLOUR), where, 8, 8), COLOUR[:, y : y + 8, x : x + 8])
    for bad in ((-1, 0, 4, 4), (0, 0, 11, 4), (4, 4, 4, 6), ("c", 20, 2), ("x", 2, 2), (1,)):
        with pytest.raises(ArgumentError):
            image.crop(tensor(COLOUR), *bad)


def test_mirrors():
    same(image.hflip(tensor(COLOUR)), COLOUR[:, :, ::-1])
    same(image.vflip(tensor(GREY)), GREY[::-1])
    same(image.flip(tensor(COLOUR), 0), COLOUR[::-1])
    with pytest.raises(DimensionError):
        image.flip(tensor(GREY), 2)


def test_translate():
    moved = image.translate(tensor(GREY), 2, -3).numpy()
    np.testing.assert_array_equal(moved[:6, 2:], GREY[3:, :9])
    assert moved[6:].sum() == 0 and moved[:, :2].sum() == 0
    assert image.translate(tensor(GREY), 100, 0).numpy().sum() == 0


def test_a_target_gets_the_result():
    target = tensor(np.zeros_like(COLOUR))
    returned = image.hflip(target, tensor(COLOUR))
    assert returned is target
    same(target, COLOUR[:, :, ::-1])
    with pytest.raises(ShapeError, match="`dst`"):
        image.hflip(tensor(GREY), tensor(COLOUR))


def torch7_linear(row, wanted):
    """scaleBilinear of one row, written as the original's loops."""
    row, length = list(map(float, row)), len(row)
    if wanted > length:
        scale = (length - 1) / (wanted - 1)
        out = []
        for i in range(wanted - 1):
            at = i * scale
            low = int(at)
            out.append((1 - (at - low)) * row[low] + (at - low) * row[low + 1])
        return [*out, row[-1]]
    if wanted == length:
        return row
    out, scale, start = [], length / wanted, 0.0
    for i in range(wanted):
        end = (i + 1) * scale
        weights = [max(min(end, k + 1) - max(start, k), 0) for k in range(length)]
        out.append(sum(w * v for w, v in zip(weights, row)) / sum(weights))
        start = end
    return out


@pytest.mark.parametrize("wanted", [1, 3, 5, 10, 11, 23])
def test_bilinear_scaling_is_torch7s(wanted):
    expected = np.array([torch7_linear(row, wanted) for row in GREY[:, :10]])
    same(image.scale(tensor(GREY[:, :10]), wanted, 9), expected)


def test_halving_is_the_mean_of_four_as_pillows_box():
    photo = image.lena().numpy()
    expected = np.asarray(Image.fromarray(photo[0]).resize((256, 300), Image.Resampling.BOX))
    same(image.scale(tensor(photo[:1]), "*1/2"), expected[None])


@pytest.mark.parametrize(
    ("size", "shape"), [(5, (5, 4)), ("5", (5, 4)), ("7x6", (6, 7)), ("^20", (24, 20)), ("*2", (24, 20)), ("*1/2", (6, 5))]
)
def test_ways_to_say_a_size(size, shape):
    assert image.scale(tensor(COLOUR), size).shape == (3, *shape)


def test_other_modes_of_scaling():
    same(image.scale(tensor(GREY), 22, 18, "simple"), GREY.repeat(2, 0).repeat(2, 1))
    line = np.arange(6, dtype=np.float32)[None] ** 2
    cubic = image.scale(tensor(line), 11, 1, "bicubic").numpy()[0]
    np.testing.assert_allclose(cubic[::2], line[0], atol=1e-5)
    np.testing.assert_allclose(cubic[3:8:2], np.array([1.5, 2.5, 3.5]) ** 2, atol=1e-5)
    for bad in (("?",), (0, 4), (4, 4, "cubic"), ()):
        with pytest.raises(ArgumentError):
            image.scale(tensor(GREY), *bad)


def test_bytes_stay_bytes():
    pixels = (COLOUR * 255).astype(np.uint8)
    made = image.scale(tensor(pixels), 5, 6)
    assert made.dtype == th.uint8
    assert image.hflip(tensor(pixels)).dtype == th.uint8
    assert image.hflip(tensor(COLOUR.astype(np.float64))).dtype == th.float64


# -- resampling


def test_turning_by_a_right_angle():
    square = RNG.random((9, 9)).astype(np.float32)
    for mode in ("simple", "bilinear"):
        same(image.rotate(tensor(square), np.pi, mode), square[::-1, ::-1])
        same(image.rotate(tensor(square), 0.0, mode), square)
        # Counterclockwise, seen with y downwards as pictures are.
        same(image.rotate(tensor(square), np.pi / 2, mode), np.rot90(square))


@pytest.mark.parametrize("mode", ["simple", "bilinear", "bicubic", "lanczos"])
def test_warping_by_whole_pixels(mode):
    field = np.zeros((2, 12, 10), np.float32)
    same(image.warp(tensor(COLOUR), tensor(field), mode), COLOUR)
    field[1] = 2
    same(image.warp(tensor(COLOUR), tensor(field), mode)[:, :, :8], COLOUR[:, :, 2:], 1e-4)
    padded = image.warp(tensor(COLOUR), tensor(field), mode, True, "pad", 7.0)
    assert (padded.numpy()[:, :, 8:] == 7).all()


def test_warping_between_pixels():
    field = np.full((2, 4, 4), 0.5, np.float32)
    expected = (COLOUR[:, :4, :4] + COLOUR[:, 1:5, :4] + COLOUR[:, :4, 1:5] + COLOUR[:, 1:5, 1:5]) / 4
    same(image.warp(tensor(COLOUR), tensor(field)), expected)
    ramp = np.broadcast_to(np.arange(10.0, dtype=np.float32), (1, 12, 10))
    for mode in ("bicubic", "bilinear"):
        made = image.warp(tensor(ramp), tensor(field + 3), mode).numpy()
        np.testing.assert_allclose(made[0], np.arange(4) + 3.5 + np.zeros((4, 4)), atol=1e-4)


def test_affine_maps():
    eye = tensor(np.eye(2, dtype=np.float32))
    same(image.affinetransform(tensor(COLOUR), eye), COLOUR)
    half_turn = image.affinetransform(tensor(COLOUR), tensor(-np.eye(2, dtype=np.float32)))
    same(half_turn, COLOUR[:, ::-1, ::-1], 1e-4)
    with pytest.raises(ShapeError):
        image.affinetransform(tensor(COLOUR), tensor(np.eye(3)))


def test_polar_coordinates():
    rings = np.hypot(*(np.mgrid[:64, :64] - 32)).astype(np.float32)[None]
    made = image.polar(tensor(rings), "bilinear").numpy()[0]
    assert made.shape == (64, 64)
    # Radius runs across: each column is nearly constant, and grows.
    assert made.std(0).max() < 0.5 and (np.diff(made.mean(0)) > 0).all()
    assert image.logpolar(tensor(rings), "simple", "full").shape == (1, 64, 64)
    with pytest.raises(ArgumentError):
        image.polar(tensor(rings), "cubic")


# -- filters


@pytest.mark.parametrize("mode", ["full", "valid", "same"])
@pytest.mark.parametrize("shape", [(3, 3), (2, 5), (4, 1)])
def test_convolution_is_scipys(mode, shape):
    signal = pytest.importorskip("scipy.signal")
    kernel = RNG.random(shape).astype(np.float32)
    same(image.convolve(tensor(GREY), tensor(kernel), mode), signal.convolve2d(GREY, kernel, mode), 1e-4)


def test_convolution_of_channels():
    kernel = RNG.random((3, 3)).astype(np.float32)
    assert image.convolve(tensor(COLOUR), tensor(kernel)).shape == (3, 10, 8)
    with pytest.raises(ShapeError, match="larger"):
        image.convolve(tensor(GREY), tensor(np.ones((20, 20))))
    with pytest.raises(ArgumentError, match="mode"):
        image.convolve(tensor(GREY), tensor(kernel), "sane")


def test_morphology():
    ndimage = pytest.importorskip("scipy.ndimage")
    binary = (GREY > 0.4).astype(np.float32)
    kernel = np.array([[0, 1, 0], [1, 1, 1], [0, 1, 1]], np.float32)
    same(image.dilate(tensor(binary), tensor(kernel)), ndimage.binary_dilation(binary, kernel[::-1, ::-1]))
    # conv2 turns the kernel round, as Torch7's erosion did.
    same(image.erode(tensor(binary), tensor(kernel)), ndimage.binary_erosion(binary, kernel[::-1, ::-1], border_value=1))
    with pytest.raises(ShapeError, match="odd"):
        image.erode(tensor(binary), tensor(np.ones((2, 2))))


def test_contrast():
    made = image.lcn(tensor(RNG.random((40, 40)) * 100))
    assert made.shape == (32, 32) and abs(made.numpy().mean()) < 0.1
    same(image.minmax(tensor(np.array([1.0, 2.0, 3.0]))), [0, 0.5, 1])
    same(image.minmax(tensor(np.array([-1.0, 2.0])), symm=True), [0.25, 1])
    same(image.minmax(tensor(np.array([-1.0, 2.0, 9.0])), min=0, max=4, saturate=True), [0, 0.5, 1])


def test_pyramid():
    made = image.gaussianpyramid(tensor(COLOUR), [1, 0.5, 0.25])
    assert [tuple(one.shape) for one in made] == [(3, 12, 10), (3, 6, 5), (3, 3, 2)]
    same(made[0], COLOUR)


def test_kernels():
    bell = image.gaussian(5, normalize=True).numpy()
    assert abs(bell.sum() - 1) < 1e-6 and bell.argmax() == 12
    # exp(-((i - center) / (sigma size))^2 / 2), center in the middle
    expected = np.exp(-(((np.arange(3) - 1) / 0.75) ** 2) / 2)
    same(image.gaussian1D(3), expected)
    same(image.gaussian(3), np.outer(expected, expected))
    assert image.laplacian(3).numpy()[1, 1] == 1
    assert image.gaussian(width=3, height=5).shape == (5, 3)


def test_colour_maps():
    same(image.jetColormap(4), [[0, 0.5, 1], [0.5, 1, 0.5], [1, 0.5, 0], [0.5, 0, 0]])
    same(image.colormap(2), [[0.65, 0.35, 0.35], [0.7056, 0.5617, 0.2944]], 1e-4)
    assert image.y2jet(tensor(np.array([[1, 2], [3, 4]], np.uint8))).numpy()[0].tolist() == [[0, 128], [255, 128]]


# -- colour


@pytest.mark.parametrize(("there", "back"), [("rgb2yuv", "yuv2rgb"), ("rgb2hsl", "hsl2rgb"), ("rgb2hsv", "hsv2rgb"), ("rgb2lab", "lab2rgb")])
def test_there_and_back(there, back):
    corners = np.array(np.meshgrid([0.0, 0.5, 1], [0.0, 0.5, 1], [0.0, 0.5, 1])).reshape(3, 3, 9)
    for pixels in (COLOUR, corners):
        same(getattr(image, back)(getattr(image, there)(tensor(pixels))), pixels, 1e-4)


def test_known_colours():
    red = tensor(np.array([1.0, 0, 0]).reshape(3, 1, 1))
    grey = tensor(np.full((3, 1, 1), 0.5))
    same(image.rgb2yuv(red), np.reshape([0.299, -0.14713, 0.615], (3, 1, 1)))
    same(image.rgb2hsl(red), np.reshape([0, 1, 0.5], (3, 1, 1)))
    same(image.rgb2hsv(grey), np.reshape([0, 0, 0.5], (3, 1, 1)))
    same(image.rgb2lab(red), np.reshape([53.24, 80.09, 67.20], (3, 1, 1)), 0.05)
    same(image.rgb2y(red), np.full((1, 1, 1), 0.299))
    same(image.rgb2nrgb(grey), np.full((3, 1, 1), 1 / 3))
    with pytest.raises(ShapeError, match="three channels"):
        image.rgb2yuv(tensor(GREY))


# -- drawing


def test_rectangles():
    made = image.drawRect(tensor(np.zeros((3, 20, 30))), 5, 4, 20, 15, color=(0, 255, 0), lineWidth=1).numpy()
    assert made[1, 4, 5:21].min() == 1 and made[1, 4:16, 5].min() == 1 and made[1, 5:15, 6:20].max() == 0
    assert made[0].max() == 0


def test_text():
    plain = tensor(np.zeros((3, 40, 120)))
    made = image.drawText(plain, "Hello\nworld", 2, 2, color=(255, 255, 0), size=2).numpy()
    assert made[0].max() > 0.9 and made[2].max() == 0 and plain.numpy().max() == 0
    image.drawText(plain, "x", 0, 0, {"inplace": True, "bg": (0, 0, 255)})
    assert plain.numpy()[2].max() == 1
    with pytest.raises(ArgumentError, match="colour"):
        image.drawText(plain, "no", 0, 0, colour=3)
