"""Where the sample archive is."""

from pathlib import Path

from briefbook.errors import ArchiveError

#: In an installed package; and in a checkout.
_PLACES = (
    Path(__file__).parent / "sample_archive",
    Path(__file__).parent.parent.parent / "examples" / "archive",
)


def sample_archive() -> Path:
    """Return the folder of the sample archive.

    Raises ArchiveError when this installation does not have it.
    """
    for place in _PLACES:
        if place.is_dir():
            return place
    raise ArchiveError("the sample archive is not part of this installation")
