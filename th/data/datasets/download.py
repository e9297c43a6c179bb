"""Fetching files: with a progress bar, a checksum, and nothing half-written left behind."""

import gzip
import hashlib
import os
import sys
import tarfile
import urllib.error
import urllib.request
import zipfile
import zlib

from th.errors import ArgumentError, FileFormatError

__all__ = ["check_integrity", "download_and_extract_archive", "download_url", "extract_archive"]

_CHUNK = 1 << 16
_TIMEOUT = 30  # seconds without a byte
_BAR = 30  # characters


def check_integrity(fpath, md5=None):
    """True when the file is there and has this MD5 sum."""
    if not os.path.isfile(fpath):
        return False
    return md5 is None or _md5_of(fpath) == md5


def _md5_of(path):
    digest = hashlib.md5(usedforsecurity=False)
    with open(path, "rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def download_url(url, root, filename=None, md5=None, quiet=False):
    """Fetches a file into a folder; a file of the right checksum is kept as it is.

    Args:
        url (str or list of str): where it is; of several places the first that answers is taken
        root (str): the folder
        filename (str): its name there; the last part of the address by default
        md5 (str): the checksum it must have
        quiet (bool): show no progress
    Returns:
        the path
    Raises:
        FileFormatError: when no place gives a file of this checksum
    """
    urls = [url] if isinstance(url, str) else list(url)
    path = os.path.join(os.path.expanduser(root), filename or os.path.basename(urls[0]))
    if check_integrity(path, md5):
        return path
    os.makedirs(os.path.dirname(path), exist_ok=True)
    problems = []
    for address in urls:
        try:
            _fetch(address, path, md5, quiet)
            return path
        except (urllib.error.URLError, OSError, FileFormatError) as err:
            problems.append(f"{address}: {err}")
    raise FileFormatError(
        f"could not download {os.path.basename(path)}: " + "; ".join(problems)
        + f"; fetch it by other means and put it at {path}"
    )


def _fetch(url, path, md5, quiet):
    part = f"{path}.{os.getpid()}.part"
    try:
        request = urllib.request.Request(url, headers={"User-Agent": "th"})
        with urllib.request.urlopen(request, timeout=_TIMEOUT) as answer, open(part, "wb") as file:
            total = int(answer.headers.get("Content-Length") or 0)
            done = 0
            while chunk := answer.read(_CHUNK):
                file.write(chunk)
                done += len(chunk)
                if not quiet:
                    _show(os.path.basename(path), done, total)
        if not quiet and sys.stderr.isatty():
            print(file=sys.stderr)
        if total and done < total:
            raise FileFormatError(f"only {done} of {total} bytes came")
        if md5 is not None and (found := _md5_of(part)) != md5:
            raise FileFormatError(f"its MD5 sum is {found}, it must be {md5}")
        os.replace(part, path)
    finally:
        if os.path.exists(part):
            os.remove(part)


def _show(name, done, total):
    if not sys.stderr.isatty():
        return
    if total:
        filled = _BAR * done // total
        bar = f"[{'#' * filled}{'.' * (_BAR - filled)}] {100 * done // total:3d} %"
    else:
        bar = f"{done / 1e6:.1f} MB"
    print(f"\r{name} {bar}", end="", file=sys.stderr, flush=True)


def extract_archive(from_path, to_path=None, remove_finished=False):
    """Unpacks a tar, zip or gz file; members outside the folder are refused.

    Args:
        from_path (str): the archive
        to_path (str): the folder; the archive's by default
        remove_finished (bool): remove the archive afterwards
    Returns:
        the folder
    Raises:
        FileFormatError: when the archive is damaged
    """
    to_path = os.path.dirname(from_path) if to_path is None else to_path
    try:
        _unpack(from_path, to_path)
    except (tarfile.ReadError, zipfile.BadZipFile, gzip.BadGzipFile, zlib.error, EOFError) as err:
        raise FileFormatError(f"{from_path} is damaged ({err}): remove it and fetch it again") from err
    if remove_finished:
        os.remove(from_path)
    return to_path


def _unpack(from_path, to_path):
    if tarfile.is_tarfile(from_path):
        with tarfile.open(from_path) as archive:
            archive.extractall(to_path, filter="data")
    elif zipfile.is_zipfile(from_path):
        with zipfile.ZipFile(from_path) as archive:
            archive.extractall(to_path)
    elif from_path.endswith(".gz"):
        target = os.path.join(to_path, os.path.basename(from_path)[:-3])
        try:
            with gzip.open(from_path, "rb") as packed, open(f"{target}.part", "wb") as file:
                while chunk := packed.read(_CHUNK):
                    file.write(chunk)
            os.replace(f"{target}.part", target)
        finally:
            if os.path.exists(f"{target}.part"):
                os.remove(f"{target}.part")
    else:
        raise ArgumentError(f"`from_path` (={from_path!r}) must be a tar, zip or gz archive")


def download_and_extract_archive(url, download_root, extract_root=None, filename=None, md5=None, remove_finished=False):
    """Fetches an archive and unpacks it."""
    path = download_url(url, download_root, filename, md5)
    return extract_archive(path, extract_root or os.path.expanduser(download_root), remove_finished)
