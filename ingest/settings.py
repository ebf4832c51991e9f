"""What the user may set about reading an archive: the table `[ingest]` of briefbook.toml."""

from dataclasses import dataclass, fields

from briefbook.errors import SettingsError

_MAY_BE_ZERO = frozenset({"workers", "max_depth"})


@dataclass(frozen=True, slots=True)
class IngestSettings:
    """Limits on hostile or huge files, and how text is read and cut."""

    workers: int = 0  # child processes; 0: one for each core
    timeout_s: float = 120.0  # processor seconds for one file, and again for each scanned page;
    # three times as many by the clock. So a busy machine does not change what can be read.
    memory_mb: int = 2048  # memory of one child process
    max_bytes: int = 512 * 1024**2  # of one source; larger ones are not opened
    max_unpacked_bytes: int = 1024**3  # of all members of one source, at any depth
    max_members: int = 10_000  # of all containers in one source, at any depth
    max_depth: int = 5  # containers inside containers; 0: none is opened
    max_pages: int = 5_000  # of one document; the rest is left out, with a Problem
    max_characters: int = 20_000_000  # of one document's text; likewise
    max_cells: int = 200_000  # of one document's tables; likewise
    ocr: bool = True  # read scans and images
    ocr_dpi: int = 150  # of a page drawn for OCR; finer reads small print, and costs time
    max_ocr_pages: int = 200  # scanned pages read in one document; the rest is a Problem
    min_ocr_confidence: float = 0.6  # lines read with less are left out
    passage_chars: int = 1_200  # aimed-at size of a passage of English; Chinese takes half of it

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if value < 0 or (value == 0 and field.name not in _MAY_BE_ZERO and field.name != "ocr"):
                raise SettingsError(f"ingest.{field.name} must be positive, not {value}")
        if self.min_ocr_confidence > 1:
            raise SettingsError("ingest.min_ocr_confidence must not exceed 1")
