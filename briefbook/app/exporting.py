"""A tagger leaves Briefbook: an ONNX file, and beside it all that another program needs."""

import json
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from importlib.resources import files
from pathlib import Path
from typing import Any

from briefbook.app.pruning import export_pruned, free_folder
from briefbook.errors import ModelError
from briefbook.learn.export import INPUTS, OUTPUT, Precision, export_onnx
from briefbook.learn.settings import EncoderSettings
from extract.tagging.decode import tag_names
from extract.tagging.load import LoadedTagger, open_tagger
from extract.tagging.model import WordHead

_README = """\
# {name} as ONNX

What this folder holds:

- `model.onnx`: `input_ids` and `attention_mask` (batch, pieces; int64) to `scores` (batch,
  pieces, tags; float32), {precision}
- `tokenizer.json`: cuts texts into pieces; opened by the package `tokenizers`
- `tagger.json`: the tags in the order of the scores; `start` and `moves`, added to the scores, say
  which tags begin a sequence and which follow which; the ids of the special pieces; the most pieces
  read together; the map from scores to how often they are right
- `tag.py`: a program that does all this with `onnxruntime`, `tokenizers` and `numpy`:

      python tag.py "Ada Wells joined Northgate Pumps in Leeds."

A word's tag is that of its first piece; labels: {labels}.
"""


def export_tagger(
    model: Path,
    out: Path,
    precision: Precision,
    *,
    encoder: EncoderSettings | None = None,
    languages: Sequence[str] = (),
) -> dict[str, Any]:
    """Write the tagger in a model folder to `out` as ONNX; return what was done, for JSON.

    With `languages` the vocabulary is cut down to these first. Raises ModelError when the model is
    no tagger over words, or `out` is not empty.
    """
    out = free_folder(out)
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=f".{out.name}.") as aside:
        if languages:
            export_pruned(model, Path(aside) / "pruned", languages, encoder=encoder)
            tagger = open_tagger(Path(aside) / "pruned")
        else:
            tagger = open_tagger(model, encoder)
        _write(tagger, Path(aside) / "onnx", precision)
        if out.exists():
            out.rmdir()  # it is empty
        (Path(aside) / "onnx").rename(out)
    size = (out / "model.onnx").stat().st_size
    return {"folder": str(out), "precision": precision, "bytes": size, "labels": [*tagger.labels]}


def _write(loaded: LoadedTagger, folder: Path, precision: Precision) -> None:
    head = loaded.tagger.head
    if not isinstance(head, WordHead):
        raise ModelError(
            f'cannot export {loaded.name} to ONNX: its head compares spans; one of "crf" or "words"'
            " gives every piece scores"
        )
    backbone = loaded.tagger.backbone
    export_onnx(backbone, head.of_states, folder / "model.onnx", precision)
    backbone.tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    told = {
        "name": loaded.name,
        "encoder": backbone.name,
        "precision": precision,
        "inputs": INPUTS,
        "output": OUTPUT,
        "labels": loaded.labels,
        "tags": tag_names(loaded.labels),
        "start": head.start.tolist(),
        "moves": (head.moves if head.learnt is None else head.moves + head.learnt).tolist(),
        "begin": backbone.begin,
        "end": backbone.end,
        "padding": backbone.padding,
        "max_pieces": backbone.max_pieces,
        "calibration": asdict(loaded.calibration) if loaded.calibration else None,
    }
    (folder / "tagger.json").write_text(json.dumps(told, ensure_ascii=False, indent=1), "utf-8")
    readme = _README.format(name=loaded.name, precision=precision, labels=", ".join(loaded.labels))
    (folder / "README.md").write_text(readme, "utf-8")
    shutil.copy(str(files("briefbook.app") / "onnx_program.py"), folder / "tag.py")
