"""Pictures of text are read by OCR: PNG, JPEG and TIFF files, and pages of a PDF without text.

The recogniser is PP-OCRv6 (PaddleOCR), English and Chinese, as packaged by rapidocr; its weights
come with the package, and nothing is fetched.
"""

import io
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import numpy.typing as npt
import rapidocr
from PIL import Image, ImageOps

from briefbook.errors import EmptySource, LimitExceeded, ModelError, UnreadableSource
from briefbook.records import Problem
from ingest.assembly import Parsed, assemble
from ingest.frames import Frame, Quarter, Rect
from ingest.language import is_cjk
from ingest.limits import Budget, limited_pages, partial
from ingest.pulse import beat
from ingest.reading_order import Fragment
from ingest.settings import IngestSettings
from ingest.sheets import Sheet, lay_out

Pixels = npt.NDArray[np.uint8]  # height, width, 3: red, green, blue

_MAX_PIXELS = 200_000_000  # of one picture, before it is made smaller
_MAX_SIDE = 2_400  # pixels that OCR is shown; more makes it slower, not better
_WEIGHTS = {
    "Det.model_path": "PP-OCRv6_det_small.onnx",
    "Cls.model_path": "ch_ppocr_mobile_v2.0_cls_mobile.onnx",
    "Rec.model_path": "PP-OCRv6_rec_small.onnx",
}


@dataclass(frozen=True, slots=True)
class Scan:
    """What OCR read on one page."""

    sheet: Sheet
    confidence: float = 0.0  # mean over the characters that were kept
    characters: int = 0  # kept
    lost: int = 0  # characters of lines left out for low confidence


def parse_image(data: bytes, source: str, *, settings: IngestSettings) -> Parsed:
    """Read the text on a picture; a TIFF may hold several pages.

    Pages are as large as the picture says in its resolution, else one point for each pixel.
    Lines read with less confidence than the settings ask for are left out, and a Problem says so.

    Raises EmptySource when no text is found, or OCR is off.
    """
    if not settings.ocr:
        raise EmptySource(f"cannot read {source}: a picture, and OCR is off")
    picture, media_type = _open(data, source)
    with picture:
        scans = [
            read_picture(pixels, frame, settings)
            for pixels, frame in _pages(picture, source, settings)
        ]
        left_out = getattr(picture, "n_frames", 1) - len(scans)
    problems = scan_problems(scans, source)
    if left_out > 0:
        problems.append(partial(source, f"{left_out} pages are left out: too many for OCR"))
    budget = Budget(source, settings)
    document = assemble(
        limited_pages(lay_out([scan.sheet for scan in scans]), budget),
        data=data,
        source=source,
        media_type=media_type,
        metadata=scan_metadata(scans),
    )
    return Parsed(document, (), (*problems, *budget.problems))


def scan_metadata(scans: Sequence[Scan]) -> list[tuple[str, str]]:
    """Return how sure OCR is of what it read, as metadata."""
    characters = sum(scan.characters for scan in scans)
    if not characters:
        return []
    confidence = sum(scan.confidence * scan.characters for scan in scans) / characters
    pages = sum(1 for scan in scans if scan.characters)
    return [("ocr_confidence", f"{confidence:.3f}"), ("ocr_pages", str(pages))]


def scan_problems(scans: Sequence[Scan], source: str) -> list[Problem]:
    """Name the pages on which a tenth or more of the text could not be read for sure."""
    pages = [
        str(scan.sheet.frame.page)
        for scan in scans
        if scan.lost and scan.lost * 9 >= scan.characters
    ]
    if not pages:
        return []
    return [partial(source, f"hard to read for OCR, part is left out: page {', '.join(pages)}")]


# Pictures


def _open(data: bytes, source: str) -> tuple[Image.Image, str]:
    try:
        picture = Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "TIFF"))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise LimitExceeded(f"cannot read {source}: too many pixels") from error
    except (OSError, ValueError, SyntaxError) as error:
        raise UnreadableSource(f"cannot read {source}: not a picture, or damaged") from error
    return picture, f"image/{str(picture.format).lower()}"


def _pages(
    picture: Image.Image, source: str, settings: IngestSettings
) -> Iterator[tuple[Pixels, Frame]]:
    count = min(getattr(picture, "n_frames", 1), settings.max_ocr_pages)
    for index in range(count):
        try:
            picture.seek(index)
            if picture.width * picture.height > _MAX_PIXELS:
                raise LimitExceeded(f"cannot read {source}: too many pixels")
            yield _page(picture, index + 1)
        except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
            raise UnreadableSource(f"cannot read {source}: damaged picture") from error


def _page(picture: Image.Image, number: int) -> tuple[Pixels, Frame]:
    scale_x, scale_y = (72 / dpi for dpi in _resolution(picture))
    upright = ImageOps.exif_transpose(picture)
    if (upright.width > upright.height) != (picture.width > picture.height):
        scale_x, scale_y = scale_y, scale_x
    frame = Frame(number, round(upright.width * scale_x, 2), round(upright.height * scale_y, 2))
    return _rgb(upright), frame


def _resolution(picture: Image.Image) -> tuple[float, float]:
    """Return dots per inch; 72, a point for each pixel, when the picture does not say."""
    x, y = picture.info.get("dpi", (72, 72))
    if 50 <= x <= 2400 and 50 <= y <= 2400:
        return float(x), float(y)
    return 72.0, 72.0


def _rgb(picture: Image.Image) -> Pixels:
    """Return pixels on white, not larger than OCR needs."""
    if picture.mode in ("I;16", "I", "F"):
        picture = picture.point(lambda value: value / 256).convert("L")
    if "A" in picture.getbands() or "transparency" in picture.info:
        picture = picture.convert("RGBA")
        picture = Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture)
    picture = picture.convert("RGB")
    picture.thumbnail((_MAX_SIDE, _MAX_SIDE), Image.Resampling.LANCZOS)
    return np.asarray(picture, np.uint8)


# Reading


@lru_cache(maxsize=1)
def _engine() -> "rapidocr.RapidOCR":  # quoted: rapidocr loads its heavy parts when first named
    """Load the models once for a process.

    Raises ModelError when a weight file is not in the package.
    """
    folder = Path(rapidocr.__file__).parent / "models"
    weights = {setting: folder / name for setting, name in _WEIGHTS.items()}
    for path in weights.values():
        if not path.is_file():
            raise ModelError(f"rapidocr is installed without its weights {path.name}")
    engine = rapidocr.RapidOCR(
        params={
            **{setting: str(path) for setting, path in weights.items()},
            "Global.log_level": "critical",
            "Global.max_side_len": _MAX_SIDE,
            "Rec.rec_batch_num": 1,  # faster than batches padded to the widest, and less memory
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )
    logging.getLogger("RapidOCR").setLevel(logging.CRITICAL)
    return engine


def read_picture(pixels: Pixels, frame: Frame, settings: IngestSettings) -> Scan:
    """Read one page, whichever way up it lies; `frame` gives its number and size in points."""
    image = np.ascontiguousarray(pixels[:, :, ::-1])  # the engine wants blue first
    boxes, crops = _detect(image)
    quarter = _quarter(boxes, crops)
    if quarter:
        image = np.ascontiguousarray(np.rot90(image, quarter))
        boxes, crops = _detect(image)
        frame = Frame(frame.page, frame.width, frame.height, quarter)
    if not crops:
        return Scan(Sheet(frame))
    found = _engine().recognize_txt(crops)
    beat()
    scale = frame.reading_width / image.shape[1], frame.reading_height / image.shape[0]
    lines = [
        (str(text), float(score), _rect(box, *scale))
        for text, score, box in zip(found.txts or (), found.scores or (), boxes, strict=True)
        if text.strip()
    ]
    return _scan(lines, frame, settings.min_ocr_confidence)


def _detect(image: Pixels) -> tuple[Sequence[npt.NDArray[Any]], list[Pixels]]:
    """Find lines of text: their four corners in pixels, and the pictures of them."""
    engine = _engine()
    small, record = engine.preprocess_img(image)
    try:
        crops, found = engine.detect_and_crop(small, record)
    except rapidocr.main.RapidOCRError:  # this is how it says that there is no text
        return (), []
    padding, ratio = record["padding_1"], record["preprocess"]
    boxes = [
        (np.asarray(box, float) - (padding["left"], padding["top"]))
        * (ratio["ratio_w"], ratio["ratio_h"])
        for box in (found.boxes if found.boxes is not None else ())
    ]
    return boxes, crops


def _quarter(boxes: Sequence[npt.NDArray[Any]], crops: list[Pixels]) -> Quarter:
    """Tell which way the lines run: most of them decide, by the letters they hold."""
    if not crops:
        return 0
    letters = [max(crop.shape[1] / crop.shape[0], 1.0) for crop in crops]
    tall = sum(
        weight
        for weight, box in zip(letters, boxes, strict=True)
        if np.ptp(box[:, 1]) >= 1.5 * np.ptp(box[:, 0])
    )
    labels = _engine().cls_and_rotate([crop.copy() for crop in crops])[1].cls_res or []
    turned = sum(
        weight for weight, (label, score) in zip(letters, labels, strict=True) if label == "180"
    )
    half = sum(letters) / 2
    if tall > half:
        return 3 if turned > half else 1
    return 2 if turned > half else 0


def _rect(box: npt.NDArray[Any], scale_x: float, scale_y: float) -> Rect:
    (x0, y0), (x1, y1) = box.min(axis=0), box.max(axis=0)
    return float(x0) * scale_x, float(y0) * scale_y, float(x1) * scale_x, float(y1) * scale_y


def _scan(lines: Sequence[tuple[str, float, Rect]], frame: Frame, least: float) -> Scan:
    kept = [(text, score, rect) for text, score, rect in lines if score >= least]
    characters = sum(len(text) for text, _, _ in kept)
    lost = sum(len(text) for text, _, _ in lines) - characters
    if not kept:
        return Scan(Sheet(frame), lost=lost)
    usual = median(rect[3] - rect[1] for _, _, rect in kept)
    fragments = tuple(
        _fragment(text, rect, usual, frame, order) for order, (text, _, rect) in enumerate(kept)
    )
    confidence = sum(score * len(text) for text, score, _ in kept) / characters
    return Scan(Sheet(frame, (fragments,)), confidence, characters, lost)


def _fragment(text: str, rect: Rect, usual: float, frame: Frame, order: int) -> Fragment:
    """Set a line; heights near the usual one count as it, for OCR measures them roughly."""
    height = rect[3] - rect[1]
    size = 0.75 * (usual if abs(height - usual) < 0.3 * usual else height)
    text = " ".join(text.split())
    return Fragment(
        text, *rect, frame.back(rect), size, stops=_stops(text, rect, frame), order=order
    )


def _stops(text: str, rect: Rect, frame: Frame) -> tuple[float, ...]:
    """Estimate where words begin and end: a Chinese character is as wide as two letters."""
    if frame.quarter:
        return ()
    widths = [2.0 if is_cjk(character) else 1.0 for character in text]
    unit = (rect[2] - rect[0]) / sum(widths)
    places = [rect[0]]
    for width in widths:
        places.append(min(places[-1] + width * unit, frame.width))
    gaps = [-1, *(i for i, character in enumerate(text) if character == " "), len(text)]
    return tuple(round(x, 2) for one, two in pairwise(gaps) for x in (places[one + 1], places[two]))
