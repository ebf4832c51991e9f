"""Which mentions name the same thing: mentions become entities (pure).

Names are joined, within a label, for one of these reasons and no other:

1. they are the same when compared (`graph.names`): case, punctuation, titles, legal form aside;
2. the user, or a document, declares them to be one thing;
3. one looks like a short form of the other (`graph.candidates`: first words, acronym, surname,
   initials), both stand in one document, and that document has no other candidate. A short form
   seen so in some document is joined elsewhere too when the whole archive has no other candidate;
   what a document declares counts more than looks.

A short form is settled for each document by itself and joins one thing only, so two long names are
never joined by a short one that fits both. Values are the same when their values are. No two names
are compared that share nothing, so the work grows with the archive and not with its square.

The order of the rules, surest first, follows the sieves of Lee et al., "Deterministic coreference
resolution based on entity-centric, precision-ranked rules" (Computational Linguistics, 2013).
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field

from briefbook.records import Entity, Reading
from briefbook.schema import VALUE_LABELS
from graph.candidates import candidates, index_forms
from graph.forms import Declared, Form, Forms, gather_forms
from graph.names import name_key
from graph.naming import name_entity
from graph.settings import GraphSettings
from graph.words import GENERIC

Node = tuple[Form, str]  # a form in one document; "" is the form wherever it stands
Joined = dict[Node, Node]  # each node to another of its set: a union-find forest
Targets = dict[Form, frozenset[Form]]  # short forms to the longer ones that they may stand for
EVERYWHERE = ""


def resolve(readings: Sequence[Reading], *, settings: GraphSettings) -> tuple[Entity, ...]:
    """Join the mentions of `readings` into entities, sorted by id.

    The order of `readings` does not matter; two of one document count once.
    """
    unique = {reading.document_id: reading for reading in readings}
    forms, declared = gather_forms([unique[key] for key in sorted(unique)], settings.aliases)
    joined: Joined = {}
    grouped = _join_groups(forms, settings.aliases, joined)
    targets = _short_forms(forms, declared, grouped)
    local = targets.keys() | {form for form in forms if form.key in GENERIC} - grouped
    seen = _join_in_documents(forms, declared, targets, local, joined)
    _join_elsewhere(targets, seen, joined)
    entities = (name_entity(cluster, forms) for cluster in _clusters(forms, local, joined))
    return tuple(sorted(entities, key=lambda entity: entity.id))


@dataclass(slots=True)
class _Seen:
    """What a short form was seen to mean, document by document."""

    means: set[Node] = field(default_factory=set)
    declared: set[Node] = field(default_factory=set)  # of those, what a document declares
    unsettled: list[str] = field(default_factory=list)  # documents with no or several candidates


def _find(joined: Joined, node: Node) -> Node:
    """Return the node that stands for the set of `node`."""
    root = node
    while (parent := joined.get(root, root)) != root:
        root = parent
    while node != root:  # next time it is one step
        joined[node], node = root, joined[node]
    return root


def _join(joined: Joined, node: Node, other: Node) -> None:
    root, other_root = sorted((_find(joined, node), _find(joined, other)))
    if root != other_root:
        joined[other_root] = root


def _join_groups(forms: Forms, groups: Sequence[Sequence[str]], joined: Joined) -> set[Form]:
    """Join what the user declares; return the forms concerned."""
    labels = {form.label for form in forms} - set(VALUE_LABELS)
    wanted = {
        (label, name_key(label, name)): number
        for number, group in enumerate(groups)
        for name in group
        for label in labels
    }
    leaders: dict[tuple[str, int], Form] = {}
    grouped = set()
    for form in sorted(forms):
        number = wanted.get((form.label, form.key))
        if number is not None:
            grouped.add(form)
            leader = leaders.setdefault((form.label, number), form)
            _join(joined, (form, EVERYWHERE), (leader, EVERYWHERE))
    return grouped


def _short_forms(forms: Forms, declared: Declared, grouped: set[Form]) -> Targets:
    """Return the forms that may stand for longer ones, with those, in the order to settle them."""
    index = index_forms(forms)
    found = {form: candidates(form, index) for form, uses in forms.items() if not uses.is_legal}
    for (_, form), longer in declared.items():
        found[form] = found.get(form, frozenset()) | longer
    short = {form: longer for form, longer in found.items() if longer and form not in grouped}
    return {form: short[form] for form in sorted(short, key=_order)}


def _order(form: Form) -> tuple[bool, int, Form]:
    """Longer forms first: what they mean settles what shorter ones mean; initials last."""
    has_initial = form.label == "Person" and any(len(word) == 1 for word in form.key.split())
    return has_initial, -len(form.key), form


def _join_in_documents(
    forms: Forms, declared: Declared, targets: Targets, local: Set[Form], joined: Joined
) -> dict[Form, _Seen]:
    """Settle each short form in each document that holds exactly one thing it can mean."""
    present: dict[str, set[Form]] = defaultdict(set)
    for form, uses in forms.items():
        for document in uses.mentions:
            present[document].add(form)
    seen: dict[Form, _Seen] = defaultdict(_Seen)
    for form, longer in targets.items():
        for document in sorted(forms[form].mentions):
            said = declared.get((document, form))
            here = said or longer & present[document]
            roots = {_find(joined, _node(target, document, local)) for target in here}
            if len(roots) != 1:
                seen[form].unsettled.append(document)
                continue
            _join(joined, (form, document), *roots)
            seen[form].means |= roots
            if said:
                seen[form].declared |= roots
    return seen


def _join_elsewhere(targets: Targets, seen: dict[Form, _Seen], joined: Joined) -> None:
    """Settle what is left of each short form by what the whole archive knows."""
    settled: dict[Form, set[Node]] = {}
    for form, longer in targets.items():
        known = set(seen[form].declared)
        if not known:
            known |= seen[form].means
            for target in longer:
                known |= settled.get(target, {(target, EVERYWHERE)})
        known = {_find(joined, node) for node in known}
        settled[form] = known | _settle(form, known, seen[form], joined)


def _settle(form: Form, known: set[Node], seen: _Seen, joined: Joined) -> set[Node]:
    """Join the unsettled documents of `form`; return what they turned out to mean."""
    if not seen.unsettled or form.key in GENERIC or (len(known) > 1 and _says_little(form)):
        return set()
    is_sure = len(known) == 1 and seen.means
    target = next(iter(known)) if is_sure else (form, EVERYWHERE)
    for document in seen.unsettled:
        _join(joined, (form, document), target)
    return {_find(joined, target)}


def _says_little(form: Form) -> bool:
    """Tell whether a form may be another one's in each document: "Ms Carter", "王总"."""
    is_one_word = form.key.isascii() and " " not in form.key
    return form.label == "Person" and (is_one_word or len(form.key) == 1)


def _node(form: Form, document: str, local: Set[Form]) -> Node:
    """Return the node of a form: short and generic ones are judged document by document."""
    return (form, document) if form in local else (form, EVERYWHERE)


def _clusters(forms: Forms, local: Set[Form], joined: Joined) -> Iterator[list[Node]]:
    """Give what was joined, as forms in documents."""
    members: dict[Node, list[Node]] = defaultdict(list)
    for form, uses in forms.items():
        for document in uses.mentions:
            root = _find(joined, _node(form, document, local))
            members[root].append((form, document))
    yield from members.values()
