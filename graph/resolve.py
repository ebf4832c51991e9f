"""Which mentions name the same thing: mentions become entities (pure).

Labels are settled first (`graph.labels`). Names are joined, within a label, for one of these
reasons and no other:

1. they are the same when compared (`graph.names`): case, punctuation, titles, legal form aside;
2. the user, or a document, declares them to be one thing;
3. one looks like a short form of the other (`graph.candidates`: first words, acronym, surname,
   initials), both stand in one document, and that document has no other candidate. A short form
   seen so in some document is joined elsewhere too when the whole archive has no other candidate;
   what a document declares counts more than looks. The first words of a company's full name, and
   the given name of a person whom many documents name, are known without such a document;
4. one is the other in Chinese (`graph.across`): by romanisation, as a country, or by its sound.

A short form is settled for each document by itself and joins one thing only, so two long names are
never joined by a short one that fits both. Values are the same when their values are. No two names
are compared that share nothing, so the work grows with the archive and not with its square. What a
contract calls a party, a date or a part of itself is no entity, unless it is joined to one.

The order of the rules, surest first, follows the sieves of Lee et al., "Deterministic coreference
resolution based on entity-centric, precision-ranked rules" (Computational Linguistics, 2013).
"""

from collections import defaultdict
from collections.abc import Sequence, Set
from dataclasses import dataclass, field

from briefbook.records import Entity, Reading
from briefbook.schema import THING, VALUE_LABELS
from graph.across import pairs_across, pairs_by_sound
from graph.candidates import candidates, index_forms
from graph.forms import Declared, Form, Forms, gather_forms
from graph.names import is_defined_term, name_key
from graph.naming import name_entity
from graph.settings import GraphSettings
from graph.words import GENERIC

Node = tuple[Form, str]  # a form in one document; "" is the form wherever it stands
Joined = dict[Node, Node]  # each node to another of its set: a union-find forest
Targets = dict[Form, frozenset[Form]]  # short forms to the longer ones that they may stand for
EVERYWHERE = ""
#: What this many documents name in full is meant by its short form anywhere.
WELL_KNOWN = 3
_NEVER_TERMS = frozenset({*VALUE_LABELS, "Role", THING})


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
    _join_elsewhere(forms, targets, seen, joined)
    _join_across(forms, local, joined)
    clusters = _clusters(forms, local, joined).values()
    entities = (name_entity(cluster, forms) for cluster in clusters if _is_named(cluster))
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


def _join_elsewhere(
    forms: Forms, targets: Targets, seen: dict[Form, _Seen], joined: Joined
) -> None:
    """Settle what is left of each short form by what the whole archive knows."""
    settled: dict[Form, set[Node]] = {}
    for form, longer in targets.items():
        known = set(seen[form].declared)
        if not known:
            known |= seen[form].means
            for target in longer:
                known |= settled.get(target, {(target, EVERYWHERE)})
        known = _dominant({_find(joined, node) for node in known}, forms)
        is_known = bool(seen[form].means) or _is_well_known(form, longer, forms)
        settled[form] = known | _settle(form, known, seen[form].unsettled, is_known, joined)


def _is_well_known(form: Form, longer: Set[Form], forms: Forms) -> bool:
    """Tell whether a short form needs no document that holds the long one beside it.

    So it is for the first words of a company's full name, and for people whom many documents
    name in full; never for an acronym.
    """
    if form.label == "Organization":
        return any(
            (forms[target].is_legal or len(forms[target].mentions) >= WELL_KNOWN)
            and form.key in target.key
            for target in longer
        )
    return form.label == "Person" and any(
        len(forms[target].mentions) >= WELL_KNOWN for target in longer
    )


def _dominant(known: set[Node], forms: Forms) -> set[Node]:
    """Return the one organisation that far more documents name than all the others, if any.

    "Acme" is Acme Holdings plc, although one document speaks of an "Acme Spring Party".
    """
    if len(known) < 2 or any(form.label != "Organization" for form, _ in known):
        return known
    counts = {node: len(forms[node[0]].mentions) for node in known}
    best = max(known, key=lambda node: (counts[node], node))
    others = sum(counts.values()) - counts[best]
    return {best} if counts[best] >= WELL_KNOWN * others else known


def _settle(
    form: Form, known: set[Node], unsettled: Sequence[str], is_known: bool, joined: Joined
) -> set[Node]:
    """Join the `unsettled` documents of `form`; return what they turned out to mean."""
    if not unsettled or form.key in GENERIC or (len(known) > 1 and _says_little(form)):
        return set()
    target = next(iter(known)) if len(known) == 1 and is_known else (form, EVERYWHERE)
    for document in unsettled:
        _join(joined, (form, document), target)
    return {_find(joined, target)}


def _join_across(forms: Forms, local: Set[Form], joined: Joined) -> None:
    """Join what is named in Chinese and in Latin letters: by spelling first, then by sound."""
    places = frozenset(form.key for form in forms if form.label == "Location")
    for pair in list(pairs_across(_forms_of_clusters(forms, local, joined), places)):
        _join(joined, *pair)
    for pair in list(pairs_by_sound(_forms_of_clusters(forms, local, joined))):
        _join(joined, *pair)


def _forms_of_clusters(forms: Forms, local: Set[Form], joined: Joined) -> dict[Node, list[Form]]:
    clusters = _clusters(forms, local, joined)
    return {root: sorted({form for form, _ in nodes}) for root, nodes in clusters.items()}


def _says_little(form: Form) -> bool:
    """Tell whether a form may be another one's in each document: "Ms Carter", "王总"."""
    is_one_word = form.key.isascii() and " " not in form.key
    return form.label == "Person" and (is_one_word or len(form.key) == 1)


def _node(form: Form, document: str, local: Set[Form]) -> Node:
    """Return the node of a form: short and generic ones are judged document by document."""
    return (form, document) if form in local else (form, EVERYWHERE)


def _clusters(forms: Forms, local: Set[Form], joined: Joined) -> dict[Node, list[Node]]:
    """Return what was joined, as forms in documents, by the node that stands for it."""
    members: dict[Node, list[Node]] = defaultdict(list)
    for form, uses in forms.items():
        for document in uses.mentions:
            root = _find(joined, _node(form, document, local))
            members[root].append((form, document))
    return members


def _is_named(cluster: Sequence[Node]) -> bool:
    """Tell whether any form names a thing: "the Lender" that was joined to no bank is nobody."""
    return any(form.label in _NEVER_TERMS or not is_defined_term(form.key) for form, _ in cluster)
