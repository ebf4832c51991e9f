"""The encoder in child processes: as many texts at once as there are cores, none of it in ours.

Two processes with one thread each embed faster than one with two, above all on a machine that does
other things too; and the memory that the model takes goes when they end.
"""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from typing import Literal

import numpy as np
import numpy.typing as npt

from briefbook.app.parallel import call, open_pool
from briefbook.learn.settings import EncoderSettings

Kind = Literal["query", "passage"]
Vectors = npt.NDArray[np.float32]

_MAX_WORKERS = 4  # each holds a model of about a gigabyte
# In the child, which keeps the model; named, so that this process need not load torch.
_DESCRIBE = "briefbook.learn.encoder:describe"
_EMBED = "briefbook.learn.encoder:embed"
_SHARES = 8  # parts for each worker: small enough that all end at about the same time
_LEAST_SHARE = 16  # texts in a part: a second child takes seconds to load the model


class EncoderPool:
    """Children that embed; the same to use as an `Encoder`, with the same vectors."""

    def __init__(self, pool: ProcessPoolExecutor, workers: int, settings: EncoderSettings) -> None:
        self._pool = pool
        self._workers = workers
        # Threads of two processes on the same cores only get in each other's way.
        self._settings = replace(settings, threads=1)
        self.name, self.dimension = pool.submit(call, _DESCRIBE, self._settings).result()

    def embed(self, texts: Sequence[str], *, kind: Kind) -> Vectors:
        """Return one vector of length 1 for each text, as rows."""
        size = max(_LEAST_SHARE, -(-len(texts) // (_SHARES * self._workers)))
        # Texts of one length side by side: they share batches.
        order = sorted(range(len(texts)), key=lambda place: -len(texts[place]))
        parts = [order[start : start + size] for start in range(0, len(order), size)]
        jobs = [
            self._pool.submit(call, _EMBED, self._settings, [texts[place] for place in part], kind)
            for part in parts
        ]
        vectors: Vectors = np.zeros((len(texts), self.dimension), np.float32)
        for part, job in zip(parts, jobs, strict=True):
            vectors[part] = job.result()
        return vectors


@contextmanager
def open_encoders(settings: EncoderSettings) -> Iterator[EncoderPool]:
    """Start children that embed, one a core; they end with the block.

    Raises ModelError when the model cannot be opened.
    """
    workers = min(os.cpu_count() or 1, _MAX_WORKERS)
    with open_pool(workers) as pool:
        yield EncoderPool(pool, workers, settings)
