"""What a briefing shows, chosen from the records of a run folder (pure)."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from briefbook.errors import SettingsError
from briefbook.records import Chart, Digest, DocumentCard, Drawing, Entity, Evidence, Fact
from briefbook.schema import NAMED_LABELS
from summarize.prose import is_prose
from summarize.telling import telling

_KEY_LABELS = frozenset(NAMED_LABELS) - {"Role"}
# Every archive names many towns and countries; who acts there is what its readers look for.
_LABEL_WEIGHTS = {"Location": 0.6}
_NO_NAME = re.compile("[_=<>{}|\\\\\U0001d400-\U0001d7ff]")
# How to reach someone and what someone is called come after what is done and owned.
_PREDICATE_WEIGHTS = {"HAS_EMAIL": 0.2, "HAS_PHONE": 0.2, "HOLDS_ROLE": 0.6, "LOCATED_IN": 0.7}


@dataclass(frozen=True, slots=True)
class BriefingSettings:
    """Table `[briefing]` of `briefbook.toml`: what is chosen for a briefing."""

    title: str = ""  # "" takes the name of the archive
    max_entities: int = 24  # key entities shown
    max_drawn: int = 22  # entities in the drawing
    facts_per_entity: int = 8
    max_facts: int = 150  # in all, those of contradictions and statements included
    max_timeline: int = 40
    document_digests: int = 300  # documents listed with their digest; the others without
    page_width_px: int = 1000  # of the images of quoted pages

    def __post_init__(self) -> None:
        for name in ("max_entities", "max_drawn", "facts_per_entity", "max_facts"):
            if getattr(self, name) < 1:
                raise SettingsError(f"briefing.{name} must be at least 1")


def choose_entities(
    entities: Iterable[Entity], importance: Mapping[str, float], *, limit: int
) -> tuple[Entity, ...]:
    """Return the most important entities with names of their own, the most important first.

    Roles are left out: "chairman" is in every archive, and each of its facts is shown elsewhere.
    Places count for less than those who act.
    """
    ranked = sorted(
        (entity for entity in entities if entity.label in _KEY_LABELS),
        key=lambda entity: (
            -importance.get(entity.id, 0.0) * _standing(entity),
            entity.id,
        ),
    )
    return tuple(ranked[:limit])


def _standing(entity: Entity) -> float:
    """Places count for less; names of variables and formulas, which repeat a lot, for little."""
    if _NO_NAME.search(entity.name):
        return 0.2
    return _LABEL_WEIGHTS.get(entity.label, 1.0)


def drawn_entities(entities: Iterable[Entity]) -> tuple[Entity, ...]:
    """Return the entities that a drawing may show: with names of their own, and no roles."""
    return tuple(entity for entity in entities if entity.label in _KEY_LABELS)


def choose_facts(
    facts: Sequence[Fact],
    key_entities: Sequence[Entity],
    needed: Collection[str],
    importance: Mapping[str, float],
    settings: BriefingSettings,
) -> tuple[Fact, ...]:
    """Return the facts to show, the most important first, each with its clearest quotes first.

    Those `needed` (ids: drawn, or in a contradiction) always come along; then for each key entity
    its best, then what is said without being asserted, then the best of the rest.
    """
    ranked = sorted(facts, key=lambda fact: (-_weight(fact, importance), fact.id))
    asserted = [fact for fact in ranked if fact.assertion == "asserted"]
    chosen = [fact.id for fact in ranked if fact.id in needed]
    for entity in key_entities:
        own = [fact.id for fact in asserted if entity.id in (fact.subject, fact.object)]
        chosen += own[: settings.facts_per_entity]
    said = [fact.id for fact in ranked if fact.assertion != "asserted"]
    chosen += said[: settings.max_facts // 4]
    chosen += [fact.id for fact in asserted]
    kept = set(list(dict.fromkeys(chosen))[: max(settings.max_facts, len(needed))])
    return tuple(_clearest_first(fact) for fact in ranked if fact.id in kept)


def _weight(fact: Fact, importance: Mapping[str, float]) -> float:
    """Important things, surely said: confidence counts fully, importance by its root."""
    ends = importance.get(fact.subject, 0.0) + importance.get(fact.object, 0.0)
    kind = _PREDICATE_WEIGHTS.get(fact.predicate, 1.0)
    return float(kind * fact.confidence * (0.05 + ends) ** 0.5)


def _clearest_first(fact: Fact) -> Fact:
    """Put full sentences before letter heads and table rows, and copies of a quote last.

    Among equals the strongest stays first.
    """
    seen: set[str] = set()
    ranked: list[tuple[bool, float, int, Evidence]] = []
    for place, piece in enumerate(fact.evidence):
        words = " ".join(piece.quote.split())
        clarity = telling(words) if is_prose(words) else 0.0
        ranked.append((words in seen, -clarity, place, piece))
        seen.add(words)
    return replace(fact, evidence=tuple(piece for *_, piece in sorted(ranked, key=lambda r: r[:3])))


def entities_shown(
    entities: Iterable[Entity],
    key_entities: Sequence[Entity],
    facts: Iterable[Fact],
    drawing: Drawing,
) -> tuple[Entity, ...]:
    """Return the key entities, then those that facts name or that are drawn."""
    wanted = {end for fact in facts for end in (fact.subject, fact.object)} | {*drawing.entities}
    wanted -= {entity.id for entity in key_entities}
    return (*key_entities, *(entity for entity in entities if entity.id in wanted))


def charts(
    cards: Sequence[DocumentCard], entities: Iterable[Entity], facts: Iterable[Fact]
) -> tuple[Chart, ...]:
    """Count what the archive holds."""
    years = Counter(card.date[:4] for card in cards if card.date)
    said = Counter(fact.predicate for fact in facts if fact.assertion == "asserted")
    return (
        _chart("type", Counter(card.media_type for card in cards)),
        _chart("language", Counter(card.language for card in cards)),
        Chart("year", tuple(sorted(years.items()))),
        _chart("label", Counter(entity.label for entity in entities)),
        _chart("predicate", said),
    )


def _chart(title: str, counts: Counter[str]) -> Chart:
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return Chart(title, tuple(ranked))


def documents_shown(cards: Iterable[DocumentCard], *, digests: int) -> tuple[DocumentCard, ...]:
    """Return all documents by their first name in the archive, the first `digests` with theirs."""
    ordered = sorted(cards, key=lambda card: card.sources)
    return (*ordered[:digests], *(replace(card, digest=None) for card in ordered[digests:]))


def digests_shown(
    digests: Mapping[str, Digest], key_entities: Sequence[Entity]
) -> tuple[Digest, ...]:
    """Return the digests of the archive and of the key entities."""
    subjects = ["archive", *(entity.id for entity in key_entities)]
    return tuple(digests[subject] for subject in subjects if subject in digests)
