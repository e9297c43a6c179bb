"""The camera, on a video that the test writes from the demo image, which shows a face."""

import numpy as np
import pytest

from th import image
from th.errors import ArgumentError, MissingPackageError

cv2 = pytest.importorskip("cv2", reason="the extra `camera` (OpenCV) is not installed")


PICTURE = image.scale(image.crop(image.lena(), 20, 20, 420, 420), 240, 240)


@pytest.fixture(scope="module")
def film(tmp_path_factory):
    path = str(tmp_path_factory.mktemp("film") / "hopper.avi")
    frame = (PICTURE.numpy() * 255).astype(np.uint8).transpose(1, 2, 0)
    writer = cv2.VideoWriter(path, cv2.VideoWriter_fourcc(*"MJPG"), 10, (240, 240))
    for shift in range(5):
        writer.write(np.ascontiguousarray(np.roll(frame, shift, 1)[..., ::-1]))
    writer.release()
    return path


def test_frames_are_tensors(film):
    with image.Camera(film) as camera:
        frame = camera.forward()
        assert frame.shape == (3, 240, 240) and 0 <= frame.numpy().min() and frame.numpy().max() <= 1
        target = image.Camera(film, width=160, height=120).forward()
        assert target.shape == (3, 120, 160)
        assert camera.forward(frame) is frame
    assert np.abs(image.Camera(film).forward().numpy() - PICTURE.numpy()).mean() < 0.03


def test_a_film_ends(film):
    camera = image.Camera(film)
    assert len(list(camera)) == 5
    with pytest.raises(ArgumentError, match="ended"):
        camera.forward()


def test_a_live_view_in_the_terminal(film, capsys):
    assert image.Camera(film).live(image.rgb2y, fps=1000) == 5
    assert len(capsys.readouterr().out.split("\n")) > 20
    assert image.Camera(film).live(seconds=0) == 1


def test_faces_are_found(film):
    frame = image.Camera(film).forward()
    if not hasattr(cv2, "CascadeClassifier"):
        with pytest.raises(MissingPackageError, match="opencv"):
            image.detectFaces(frame)
        return
    (x1, y1, x2, y2), *_ = image.detectFaces(frame)
    # Her face is in the middle, half as wide as the cut.
    assert 110 < (x1 + x2) / 2 < 180 and 80 < (y1 + y2) / 2 < 160 and 90 < x2 - x1 < 180
    marked = image.drawRect(frame, x1, y1, x2, y2, color=(0, 255, 0), lineWidth=3)
    assert marked.numpy()[1, y1, (x1 + x2) // 2] == 1


@pytest.mark.parametrize(("source", "error"), [("no such film.avi", FileNotFoundError), (__file__, ArgumentError)])
def test_what_is_no_film(source, error):
    with pytest.raises(error):
        image.Camera(source)
