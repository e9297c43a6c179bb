"""Data sets in files: their formats, downloads, and what is wrong with damaged ones."""

import gzip
import hashlib
import http.server
import io
import pickle
import tarfile
import threading
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import th
from th.data import datasets, transforms
from th.data.datasets.download import download_and_extract_archive, download_url, extract_archive
from th.data.datasets.mnist import read_idx
from th.errors import FileFormatError


def idx(array):
    kinds = {"uint8": 8, "int32": 12, "float32": 13}
    head = bytes([0, 0, kinds[array.dtype.name], array.ndim])
    return head + np.array(array.shape, ">u4").tobytes() + array.astype(array.dtype.newbyteorder(">")).tobytes()


def write_mnist(folder, count=6, packed=False, kind="MNIST"):
    raw = folder / kind / "raw"
    raw.mkdir(parents=True)
    pictures = (np.arange(count * 28 * 28) % 251).astype(np.uint8).reshape(count, 28, 28)
    for part in ("train", "t10k"):
        for name, array in (("images-idx3", pictures), ("labels-idx1", np.arange(count, dtype=np.uint8))):
            content = idx(array)
            path = raw / f"{part}-{name}-ubyte{'.gz' if packed else ''}"
            path.write_bytes(gzip.compress(content, mtime=0) if packed else content)
    return pictures


@pytest.mark.parametrize("packed", [False, True])
def test_mnist_in_its_own_format(tmp_path, packed):
    pictures = write_mnist(tmp_path, packed=packed)
    digits = datasets.MNIST(str(tmp_path), train=False)
    assert np.array_equal(digits.data.numpy(), pictures)
    picture, digit = digits[3]
    assert (picture.mode, picture.size, digit) == ("L", (28, 28), 3)
    assert digits.targets.dtype == th.int64
    assert repr(digits) == (
        f"Dataset MNIST\n    Number of datapoints: 6\n    Root location: {tmp_path}\n    Split: Test"
    )
    batch, labels = next(iter(th.data.DataLoader(
        datasets.MNIST(tmp_path, transform=transforms.ToTensor(), target_transform=lambda n: -n), 4)))
    assert (batch.shape, labels.tolist()) == ((4, 1, 28, 28), [0, -1, -2, -3])
    assert digits.class_to_idx["3 - three"] == 3


def test_the_relatives_of_mnist(tmp_path):
    write_mnist(tmp_path, kind="FashionMNIST")
    assert datasets.FashionMNIST(tmp_path).classes[9] == "Ankle boot"
    write_mnist(tmp_path, kind="KMNIST")
    assert len(datasets.KMNIST(tmp_path)) == 6


def test_idx_files_of_all_kinds(tmp_path):
    for array in (np.arange(6, dtype=np.int32).reshape(2, 3), np.array([1.5, -2], np.float32)):
        (tmp_path / "x").write_bytes(idx(array))
        assert np.array_equal(read_idx(tmp_path / "x"), array)


@pytest.mark.parametrize(("content", "text"), [
    (b"", "no IDX file"), (b"PNG!", "no IDX file"), (idx(np.zeros(9, np.uint8))[:-1], "too short"),
    (gzip.compress(idx(np.zeros(99, np.uint8)), mtime=0)[:-9], "damaged"), (bytes([0, 0, 8, 3, 0]), "too short"),
])
def test_damaged_idx_files(tmp_path, content, text):
    (tmp_path / "x").write_bytes(content)
    with pytest.raises(FileFormatError, match=text):
        read_idx(tmp_path / "x")


def test_mnist_that_is_not_there(tmp_path):
    with pytest.raises(RuntimeError, match="You can use download=True"):
        datasets.MNIST(tmp_path)
    write_mnist(tmp_path)
    (tmp_path / "MNIST/raw/train-labels-idx1-ubyte").write_bytes(idx(np.zeros(2, np.uint8)))
    with pytest.raises(RuntimeError, match="6 pictures, but 2 labels"):
        datasets.MNIST(tmp_path)


def cifar_files(fine=False):
    rows = (np.arange(3 * 3072) % 256).astype(np.uint8).reshape(3, 3072)
    entry = {"data": rows, "fine_labels" if fine else "labels": [2, 0, 1]}
    if fine:
        return {"train": entry, "test": entry, "meta": {"fine_label_names": ["a", "b", "c"]}}
    batches = {f"data_batch_{n}": entry for n in range(1, 6)}
    return {**batches, "test_batch": entry, "batches.meta": {"label_names": ["a", "b", "c"]}}


@pytest.mark.parametrize(("kind", "count"), [("CIFAR10", 15), ("CIFAR100", 3)])
def test_cifar_in_its_own_format(tmp_path, kind, count):
    cls = getattr(datasets, kind)
    folder = tmp_path / cls.base_folder
    folder.mkdir()
    files = cifar_files(kind == "CIFAR100")
    for name, content in files.items():
        (folder / name).write_bytes(pickle.dumps(content, protocol=2))
    train, test = cls(tmp_path), cls(tmp_path, train=False, transform=transforms.ToTensor())
    assert (len(train), len(test)) == (count, 3)
    picture, label = train[0]
    assert (picture.mode, picture.size, label) == ("RGB", (32, 32), 2)
    expected = next(iter(files.values()))["data"][0].reshape(3, 32, 32)
    np.testing.assert_allclose(test[0][0].numpy(), expected / 255, rtol=1e-6)
    assert train.classes == ["a", "b", "c"]
    assert "Split: Train" in repr(train)


class Evil:
    def __reduce__(self):
        return print, ("code was run",)


def test_cifar_files_run_no_code(tmp_path, capsys):
    folder = tmp_path / "cifar-10-batches-py"
    folder.mkdir()
    for content, text in ((pickle.dumps(Evil()), "arrays only"), (b"not a pickle", "damaged"),
                          (pickle.dumps([1]), "no CIFAR file"), (pickle.dumps({"a": 1}), "has no 'data'")):
        (folder / "data_batch_1").write_bytes(content)
        with pytest.raises(RuntimeError, match=text):
            datasets.CIFAR10(tmp_path)
    assert capsys.readouterr().out == ""
    with pytest.raises(RuntimeError, match="download=True"):
        datasets.CIFAR10(tmp_path / "nowhere")


def test_folders_of_pictures(tmp_path):
    for name, colour in (("cat", "red"), ("dog", "blue")):
        (tmp_path / name / "deeper").mkdir(parents=True)
        Image.new("RGB", (4, 3), colour).save(tmp_path / name / "b.png")
        Image.new("L", (4, 3), 9).save(tmp_path / name / "deeper" / "a.JPG")
        (tmp_path / name / "notes.txt").write_text("x")
    pictures = datasets.ImageFolder(tmp_path, transform=transforms.ToTensor())
    assert pictures.classes == ["cat", "dog"]
    assert pictures.targets == [0, 0, 1, 1]
    assert pictures[0][0].shape == (3, 3, 4)
    assert pictures[2][1] == 1
    texts = datasets.DatasetFolder(tmp_path, lambda path: Path(path).read_text(), extensions=(".txt",))
    assert texts[1][1] == 1
    only = datasets.ImageFolder(tmp_path, is_valid_file=lambda path: path.endswith("b.png"))
    assert len(only) == 2
    (tmp_path / "bird").mkdir()
    with pytest.raises(RuntimeError, match="Found no valid file for the classes bird. Supported"):
        datasets.ImageFolder(tmp_path)
    assert len(datasets.ImageFolder(tmp_path, allow_empty=True).classes) == 3


def test_folders_that_are_wrong(tmp_path):
    with pytest.raises(RuntimeError, match="Couldn't find any class folder"):
        datasets.ImageFolder(tmp_path)
    with pytest.raises(RuntimeError, match="no folder"):
        datasets.ImageFolder(tmp_path / "nowhere")
    with pytest.raises(ValueError, match="extensions and is_valid_file"):
        datasets.DatasetFolder(tmp_path, open)
    (tmp_path / "cat").mkdir()
    (tmp_path / "cat" / "a.png").write_bytes(b"no picture")
    with pytest.raises(RuntimeError, match="no picture, or damaged"):
        datasets.ImageFolder(tmp_path)[0]
    with pytest.raises(ValueError, match="Only transforms"):
        datasets.VisionDataset(tmp_path, transforms=max, transform=abs)


def test_pictures_of_noise():
    fake = datasets.FakeData(size=3, image_size=(3, 5, 6), num_classes=4, transform=transforms.ToTensor())
    assert fake[1][0].shape == (3, 5, 6)
    assert fake[1][0].equal(fake[1][0])
    assert not fake[0][0].equal(fake[1][0])
    assert 0 <= fake[2][1] < 4
    with pytest.raises(IndexError, match="out of range"):
        fake[3]


@pytest.fixture
def server():
    """A web server on this machine: (its address, {path: content})."""
    files = {}

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            content = files.get(self.path)
            self.send_response(200 if content is not None else 404)
            self.send_header("Content-Length", str(len(content or b"") + (9 if "cut" in self.path else 0)))
            self.end_headers()
            self.wfile.write(content or b"")

        def log_message(self, *args):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http_server:
        thread = threading.Thread(target=http_server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{http_server.server_port}", files
        http_server.shutdown()
        thread.join()


def md5(content):
    return hashlib.md5(content, usedforsecurity=False).hexdigest()


def test_downloads_are_checked_and_kept(tmp_path, server):
    address, files = server
    files["/a.bin"] = b"right"
    path = download_url(f"{address}/a.bin", tmp_path, md5=md5(b"right"))
    files["/a.bin"] = b"changed"
    assert download_url(f"{address}/a.bin", str(tmp_path), md5=md5(b"right")) == str(path)
    assert Path(path).read_bytes() == b"right"
    other = download_url([f"{address}/missing", f"{address}/a.bin"], tmp_path, "b.bin", md5(b"changed"))
    assert Path(other).read_bytes() == b"changed"


def test_bad_downloads_leave_nothing_behind(tmp_path, server):
    address, files = server
    files.update({"/wrong": b"x", "/cut": b"half"})
    with pytest.raises(RuntimeError, match="its MD5 sum is .*, it must be 0"):
        download_url(f"{address}/wrong", tmp_path, md5="0")
    with pytest.raises(RuntimeError, match="could not download"):
        download_url(f"{address}/cut", tmp_path)
    with pytest.raises(RuntimeError, match="404"):
        download_url(f"{address}/missing", tmp_path)
    with pytest.raises(RuntimeError, match="put it at"):
        download_url("http://127.0.0.1:9/nobody", tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_progress_bar(tmp_path, server, monkeypatch):
    address, files = server
    files["/a.bin"] = bytes(100_000)

    class Terminal(io.StringIO):
        def isatty(self):
            return True

    shown = Terminal()
    monkeypatch.setattr("sys.stderr", shown)
    download_url(f"{address}/a.bin", tmp_path)
    assert "a.bin [##############################] 100 %" in shown.getvalue()


def test_mnist_is_downloaded(tmp_path, server, monkeypatch):
    address, files = server
    write_mnist(tmp_path / "source", packed=True)
    resources = []
    for path in (tmp_path / "source/MNIST/raw").iterdir():
        files["/" + path.name] = path.read_bytes()
        resources.append((path.name, md5(path.read_bytes())))
    monkeypatch.setattr(datasets.MNIST, "mirrors", [address + "/nothing/", address + "/"])
    monkeypatch.setattr(datasets.MNIST, "resources", resources)
    assert len(datasets.MNIST(tmp_path / "target", download=True)) == 6
    files.clear()
    assert len(datasets.MNIST(tmp_path / "target", download=True)) == 6


def test_archives(tmp_path, server):
    address, files = server
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w:gz") as archive:
        info = tarfile.TarInfo("inside/a.txt")
        info.size = 3
        archive.addfile(info, io.BytesIO(b"tar"))
    files["/a.tar.gz"] = content.getvalue()
    download_and_extract_archive(f"{address}/a.tar.gz", str(tmp_path), remove_finished=True)
    assert (tmp_path / "inside/a.txt").read_text() == "tar"
    assert not (tmp_path / "a.tar.gz").exists()
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        archive.writestr("b.txt", "zip")
    extract_archive(str(tmp_path / "b.zip"))
    assert (tmp_path / "b.txt").read_text() == "zip"
    (tmp_path / "c.txt.gz").write_bytes(gzip.compress(b"gz", mtime=0))
    extract_archive(str(tmp_path / "c.txt.gz"))
    assert (tmp_path / "c.txt").read_text() == "gz"
    with pytest.raises(ValueError, match="tar, zip or gz"):
        extract_archive(str(tmp_path / "c.txt"))


def test_damaged_archives(tmp_path):
    for name, mode in (("a.tar.gz", "w:gz"), ("b.tar", "w")):
        with tarfile.open(tmp_path / name, mode) as archive:
            for number in range(3):
                info = tarfile.TarInfo(f"inside/{number}.bin")
                info.size = 9000
                archive.addfile(info, io.BytesIO(np.random.default_rng(number).bytes(9000)))
        whole = (tmp_path / name).read_bytes()
        (tmp_path / name).write_bytes(whole[: len(whole) // 2])
    with zipfile.ZipFile(tmp_path / "c.zip", "w") as archive:
        archive.writestr("c.txt", "zip" * 100)
    whole = (tmp_path / "c.zip").read_bytes()
    (tmp_path / "c.zip").write_bytes(whole.replace(b"zipzip", b"zipzap", 1))
    (tmp_path / "d.txt.gz").write_bytes(gzip.compress(np.random.default_rng(0).bytes(9000), mtime=0)[:-100])
    for name in ("a.tar.gz", "b.tar", "c.zip", "d.txt.gz"):
        with pytest.raises(FileFormatError, match="is damaged .*: remove it and fetch it again"):
            extract_archive(str(tmp_path / name), str(tmp_path / "out"), remove_finished=True)
        assert (tmp_path / name).exists()
    assert not list(tmp_path.rglob("d.txt*part"))


def test_archives_stay_in_their_folder(tmp_path):
    with tarfile.open(tmp_path / "evil.tar", "w") as archive:
        info = tarfile.TarInfo("../outside.txt")
        archive.addfile(info, io.BytesIO(b""))
    with pytest.raises(tarfile.OutsideDestinationError):
        extract_archive(str(tmp_path / "evil.tar"), str(tmp_path / "target"))
