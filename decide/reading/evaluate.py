"""How well a reader finds answers and tells texts that help from others, while it is tuned."""

from collections.abc import Sequence
from dataclasses import dataclass

from briefbook.records import Span
from decide.reading.lesson import Lesson
from decide.reading.network import ReaderNetwork
from decide.reading.predict import judge, likeliest
from decide.reading.settings import ReaderSettings
from decide.reading.windows import make_windows


@dataclass(frozen=True, slots=True)
class Read:
    """What was read of one lesson."""

    answers: tuple[Span, ...]  # the right ones
    helps: bool
    said_helps: float  # logit
    sure: float  # of the best answer, from 0 to 1 and never quite either
    f1: float  # characters that the best answer shares with the best right one


def read_lessons(
    network: ReaderNetwork, lessons: Sequence[Lesson], settings: ReaderSettings
) -> list[Read]:
    """Read every lesson's text with its question; texts without words are left out."""
    network.eval()
    cut = make_windows(
        network.backbone.tokenizer,
        network.backbone.end,
        [lesson.question for lesson in lessons],
        [lesson.text for lesson in lessons],
        settings,
    )
    flat = [window for windows in cut for window in windows]
    judged = iter(judge(network, flat, longest=settings.longest_answer))
    found: list[Read] = []
    for lesson, windows in zip(lessons, cut, strict=True):
        mine = [next(judged) for _ in windows]
        if mine:
            best = likeliest(mine)[:1]
            f1 = max(
                (
                    _overlap(Span(one.start, one.end), gold)
                    for one in best
                    for gold in lesson.answers
                ),
                default=0.0,
            )
            helps = max(one.helps for one in mine)
            sure = best[0].score if best else 0.0
            sure = min(max(sure, 1e-6), 1 - 1e-6)
            found.append(Read(lesson.answers, lesson.helps, helps, sure, f1))
    return found


def measure_reading(
    network: ReaderNetwork, lessons: Sequence[Lesson], settings: ReaderSettings
) -> dict[str, float]:
    """Return "f1" and "exact" of the answers by characters, and how well helping texts are told.

    "helps" is the share of pairs of a helping and another text of which the helping one gets the
    higher logit (the area under the ROC curve).
    """
    reads = read_lessons(network, lessons, settings)
    with_answers = [read for read in reads if read.answers]
    count = max(1, len(with_answers))
    return {
        "f1": sum(read.f1 for read in with_answers) / count,
        "exact": sum(read.f1 == 1.0 for read in with_answers) / count,
        "helps": ordered_share(
            [read.said_helps for read in reads if read.helps],
            [read.said_helps for read in reads if not read.helps],
        ),
    }


def _overlap(found: Span, gold: Span) -> float:
    shared = min(found.end, gold.end) - max(found.start, gold.start)
    return 2 * max(0, shared) / (found.end - found.start + gold.end - gold.start)


def ordered_share(higher: Sequence[float], lower: Sequence[float]) -> float:
    """Return the share of pairs of a higher and a lower value that are in order; ½ without pairs.

    That is the area under the ROC curve of telling them apart (Hanley and McNeil 1982).
    """
    pairs = len(higher) * len(lower)
    if not pairs:
        return 0.5
    return sum((high > low) + (high == low) / 2 for high in higher for low in lower) / pairs
