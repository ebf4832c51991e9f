"""Make the sample archive and its gold: `python examples/make_archive.py`."""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))  # this file is a script; its package lies beside it

from examples.archive_maker.command import main  # noqa: E402

if __name__ == "__main__":
    main(HERE)
