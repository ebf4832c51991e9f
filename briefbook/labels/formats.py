"""The annotation formats that labels come in and go out in."""

import gzip
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from briefbook.errors import LabelsError
from briefbook.labels import detect, splits
from briefbook.labels.ade import read_ade, read_ade_sentences
from briefbook.labels.cluener import read_cluener, write_cluener
from briefbook.labels.conll import read_conll, write_conll
from briefbook.labels.doccano import read_doccano, write_doccano
from briefbook.labels.docred import read_docred, write_docred
from briefbook.labels.examples import Example
from briefbook.labels.finer_ord import read_finer_ord
from briefbook.labels.finre import read_finre, write_finre
from briefbook.labels.jsonl import read_jsonl, write_jsonl
from briefbook.labels.label_studio import read_label_studio, write_label_studio
from briefbook.labels.marked import read_marked, write_marked
from briefbook.labels.msra import pair_lines
from briefbook.labels.prodigy import read_prodigy, write_prodigy
from briefbook.labels.reading import unreadable
from briefbook.labels.scierc import read_scierc
from briefbook.labels.semeval import read_semeval, write_semeval
from briefbook.labels.spert import read_spert, write_spert

_GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class Format:
    """One annotation format: its two directions, and what a user has to know of it."""

    name: str
    help: str  # one line; says what is lost
    suffixes: tuple[str, ...]  # of its files, most usual first
    read: Callable[[bytes, str], list[Example]]  # bytes and the name of the file for errors
    write: Callable[[Sequence[Example]], bytes] | None = None  # None: read only


@dataclass(frozen=True, slots=True)
class Splits:
    """The parts of a data set; None: not there."""

    train: tuple[Example, ...]
    dev: tuple[Example, ...] | None = None
    test: tuple[Example, ...] | None = None


_ALL = (
    Format(
        "jsonl",
        "our own JSON lines; loses nothing",
        (".jsonl",),
        read_jsonl,
        write_jsonl,
    ),
    Format(
        "marked",
        "passages marked by hand; loses entities, scores, documents, tokens, crossing mentions",
        (".txt",),
        read_marked,
        write_marked,
    ),
    Format(
        "conll",
        "columns, any tag scheme, words or characters; loses relations, overlaps, white space",
        (".conll", ".txt", ".tsv", ".bio", ".bmes", ".iob", ".csv"),
        read_conll,
        write_conll,
    ),
    Format(
        "msra",
        "a folder with sentences.txt and tags.txt, read as conll",
        (),
        read_conll,
    ),
    Format(
        "cluener",
        "CLUENER's JSON lines; loses relations, entities, scores, tokens",
        (".json", ".jsonl"),
        read_cluener,
        write_cluener,
    ),
    Format(
        "doccano",
        "doccano's JSON lines; doccano itself drops entities and scores on import",
        (".jsonl", ".json"),
        read_doccano,
        write_doccano,
    ),
    Format(
        "label-studio",
        "Label Studio's JSON, annotations or else predictions; loses nothing",
        (".json",),
        read_label_studio,
        write_label_studio,
    ),
    Format(
        "prodigy",
        "Prodigy's JSON lines, accepted tasks; loses nothing",
        (".jsonl",),
        read_prodigy,
        write_prodigy,
    ),
    Format(
        "spert",
        "SpERT's JSON, CoNLL04 with BILOU tags too; assertions in a key others do not read",
        (".json",),
        read_spert,
        write_spert,
    ),
    Format(
        "docred",
        "DocRED's JSON; loses evidence on reading; assertions in a key others do not read",
        (".json",),
        read_docred,
        write_docred,
    ),
    Format(
        "scierc",
        "SciERC's JSON lines by document, SciBERT's lines of pairs or its columns; read only",
        (".json", ".jsonl", ".txt"),
        read_scierc,
    ),
    Format(
        "semeval",
        "SemEval-2010 task 8, one pair a sentence; loses labels and what is not asserted",
        (".txt",),
        read_semeval,
        write_semeval,
    ),
    Format(
        "finre",
        "lines of head, tail, relation, sentence; loses offsets, labels and what is not asserted",
        (".txt", ".tsv"),
        read_finre,
        write_finre,
    ),
    Format(
        "ade-pairs",
        "DRUG-AE.rel, one Example a line; read only",
        (".rel",),
        read_ade,
    ),
    Format(
        "ade",
        "DRUG-AE.rel, one Example a sentence with all its pairs; read only",
        (".rel",),
        read_ade_sentences,
    ),
    Format(
        "finer-ord",
        "FiNER-ORD's CSV; read only",
        (".csv",),
        read_finer_ord,
    ),
)
#: By name. `.spacy` lives with spaCy, in `extract.docbin`; whoever may import both joins them.
FORMATS: Mapping[str, Format] = MappingProxyType({one.name: one for one in _ALL})


def detect_format(path: Path, data: bytes) -> str:
    """Return the name of the format of `data`, packed or not, which came from `path`.

    Raises LabelsError when nothing fits.
    """
    return detect.detect_format(path, _unpack(data, path))


def read_examples(
    path: Path, format: str | None = None, *, formats: Mapping[str, Format] = FORMATS
) -> list[Example]:
    """Read the labelled file `path`, packed with gzip or not; format None: detected.

    A folder is read as MSRA's pair of files, or else as its files in order of their names. Raises
    LabelsError, with file, line and reason, for what cannot be read.
    """
    pair = splits.find_pair(path)
    if pair:
        data, format = pair_lines(_load(pair[0]), _load(pair[1]), str(path)), "msra"
    elif path.is_dir():
        files = [file for file in sorted(path.iterdir()) if splits.is_labelled(file)]
        return [one for file in files for one in read_examples(file, format, formats=formats)]
    else:
        data = _load(path)
    chosen = detect.detect_format(path, data) if format is None else format
    return _find(chosen, formats).read(data, str(path))


def read_splits(
    folder: Path, format: str | None = None, *, formats: Mapping[str, Format] = FORMATS
) -> Splits:
    """Read the training, development and test parts that stand in `folder`, by their names.

    Raises LabelsError when there is no training part.
    """
    parts = {
        split: tuple(one for path in paths for one in read_examples(path, format, formats=formats))
        for split, paths in splits.find_splits(folder).items()
    }
    return Splits(parts["train"], parts.get("dev"), parts.get("test"))


def write_examples(
    examples: Sequence[Example], format: str, *, formats: Mapping[str, Format] = FORMATS
) -> bytes:
    """Return `examples` as a file of `format`.

    Raises LabelsError when the format is only read, or cannot hold a label at all.
    """
    chosen = _find(format, formats)
    if chosen.write is None:
        raise LabelsError(f"cannot write {format}: it is a format to read only")
    return chosen.write(examples)


def _find(name: str, formats: Mapping[str, Format]) -> Format:
    if name not in formats:
        raise LabelsError(f"no label format is called {name!r}; there are {', '.join(formats)}")
    return formats[name]


def _load(path: Path) -> bytes:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise unreadable(str(path), error.strerror) from error
    return _unpack(data, path)


def _unpack(data: bytes, path: Path) -> bytes:
    if not data.startswith(_GZIP):
        return data
    try:
        return gzip.decompress(data)
    except (OSError, EOFError, zlib.error) as error:
        raise unreadable(str(path), f"damaged gzip: {error}") from error
