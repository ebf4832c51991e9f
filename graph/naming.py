"""What an entity is called, and what else: chosen from the ways the archive writes it (pure)."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from briefbook.ids import make_id
from briefbook.records import Entity, Mention
from briefbook.schema import VALUE_LABELS
from graph.forms import Form, Forms
from graph.names import is_chinese, person_key, plain, units
from graph.words import GENERIC

SHOUTED = 6  # a name longer than this in capitals only is a heading, not an acronym


def name_entity(places: Iterable[tuple[Form, str]], forms: Forms) -> Entity:
    """Make an entity of forms in documents that were judged to be one thing."""
    written: dict[Form, Counter[str]] = defaultdict(Counter)
    mentions = []
    for form, document in places:
        for mention in forms[form].mentions[document]:
            written[form].update(_texts(mention))
            mentions.append(mention.id)
    mentions.sort()
    main = _main_form(written, forms)
    name = _best_text(main.label, written[main])
    aliases = _aliases(main.label, name, written)
    return Entity(make_id("ent", mentions[0]), main.label, name, aliases, tuple(mentions))


def _texts(mention: Mention) -> dict[str, int]:
    """Return what a mention counts for: a value names itself, however it is written."""
    return {mention.text: 0, mention.value: 1} if mention.value else {mention.text: 1}


def _main_form(written: Mapping[Form, Counter[str]], forms: Forms) -> Form:
    """Choose the form that names the thing: in the commoner script, full, and longest.

    A long form seen once among many is more often a slip of the tagger than a name, unless it
    carries its legal form.
    """
    total = sum(texts.total() for texts in written.values())
    scripts: Counter[bool] = Counter()
    for form, texts in written.items():
        scripts[is_chinese(form.key)] += texts.total()

    def rank(form: Form) -> tuple[bool, int, bool, bool, int, int, Form]:
        count = written[form].total()
        is_rare = form.label != "Person" and count < 2 and count * 10 < total
        return (
            form.key in GENERIC,
            -scripts[is_chinese(form.key)],
            not forms[form].is_legal,
            is_rare,
            -len(units(form.key)),
            -count,
            form,
        )

    return min(written, key=rank)


def _best_text(label: str, texts: Mapping[str, int]) -> str:
    """Choose how a form is written: as mostly written, not in capitals, a person without title."""

    def rank(text: str) -> tuple[bool, bool, int, int, str]:
        is_titled = label == "Person" and person_key(text) != plain(text)
        is_shouted = label not in VALUE_LABELS and len(text) > SHOUTED and text.isupper()
        return is_titled, is_shouted, -texts[text], -len(text), text

    return min(texts, key=rank)


def _aliases(label: str, name: str, written: Mapping[Form, Counter[str]]) -> tuple[str, ...]:
    """Return the other ways of writing it, one for each that differs in more than case."""
    ways: dict[str, Counter[str]] = defaultdict(Counter)
    for form, texts in written.items():
        if form.key not in GENERIC:
            for text, count in texts.items():
                ways[plain(text)][text] += count
    ways.pop(plain(name), None)
    return tuple(sorted(_best_text(label, texts) for texts in ways.values()))
