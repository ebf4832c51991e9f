"""A document becomes a digest: its most telling sentences, or what a writer makes of them."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from briefbook.records import Digest, DigestForm, Document, Reading, Span
from summarize.cite import PRODUCER, cite
from summarize.drafting import Draft, draft, finish
from summarize.gather import digest_archive, digest_cluster, digest_entity, digest_period
from summarize.headline import best_part
from summarize.lengths import wanted_words
from summarize.material import Material, read_material, salience
from summarize.pick import pick
from summarize.select import Array
from summarize.settings import SummarizeSettings
from summarize.weights import PARTS
from summarize.writing import Writer

__all__ = [
    "digest_archive",
    "digest_cluster",
    "digest_document",
    "digest_documents",
    "digest_entity",
    "digest_period",
]


def digest_document(
    document: Document,
    reading: Reading | None = None,
    settings: SummarizeSettings | None = None,
    *,
    form: DigestForm = "abstract",
    writer: Writer | None = None,
    query: str = "",
    weights: Mapping[str, float] | None = None,
    names: Collection[str] = (),
) -> Digest:
    """Digest a document: its most telling sentences in text order, or what `writer` makes of them.

    Empty only for a document without sentences. A headline is one sentence or a part of one; any
    other form is an abstract, as long as its document asks for. With a reading, names and relations
    count, each as much as `weights` say by its id (1 when not named). With a `query`, sentences
    near it are preferred. What a writer writes is checked against what it read, with the names of
    the reading and of the graph (`names`); the notes say what it did not read.
    """
    [digest] = digest_documents(
        [document],
        [reading],
        settings,
        form=form,
        writer=writer,
        queries=[query],
        weights=weights,
        names=names,
    )
    return digest


def digest_documents(
    documents: Sequence[Document],
    readings: Sequence[Reading | None] = (),
    settings: SummarizeSettings | None = None,
    *,
    form: DigestForm = "abstract",
    writer: Writer | None = None,
    queries: Sequence[str] = (),
    weights: Mapping[str, float] | None = None,
    names: Collection[str] = (),
) -> list[Digest]:
    """Digest each document as `digest_document` does; a writer is called once for all.

    `readings` and `queries` are one for each document, or none at all.
    """
    settings = settings or SummarizeSettings()
    count = len(documents)
    quoted: list[Digest] = []
    drafts: list[Draft | None] = []
    for document, reading, query in zip(
        documents, readings or [None] * count, queries or [""] * count, strict=True
    ):
        material = read_material(document, reading, settings, query=query, weights=weights)
        if not material.spans:
            quoted.append(Digest("document", document.id, (), PRODUCER, form))
            drafts.append(None)
            continue
        worth = salience(material, _kind(material, form, query), settings)
        quoted.append(_quoted(material, worth, settings, form, query))
        plan = draft(material, worth, settings, form=form, query=query) if writer else None
        drafts.append(plan)
    if writer is None:
        return quoted
    texts = _write(writer, [one for one in drafts if one])
    known = {reading.document_id: reading for reading in readings if reading}
    return [
        finish(plan, next(texts), writer, settings, instead=quote, readings=known, names=names)
        if plan
        else quote
        for plan, quote in zip(drafts, quoted, strict=True)
    ]


def _kind(material: Material, form: DigestForm, query: str) -> str:
    """Return the name of the weights that fit what is wanted (`summarize.weights`)."""
    if query:
        return "asked"
    register = "talk" if material.speaks else "report"
    if form != "headline":
        return register
    return "headline zh" if material.document.language == "zh" else f"headline {register}"


def _quoted(
    material: Material, worth: Array, settings: SummarizeSettings, form: DigestForm, query: str
) -> Digest:
    document = material.document
    if form == "headline" and not query:
        headline = cite(document, _headline(material, worth), score=1.0)
        return Digest("document", document.id, (headline,), PRODUCER, form)
    chosen = pick(
        material,
        worth,
        words=wanted_words(material.size, asked=bool(query)),
        most=1 if form == "headline" else settings.document_sentences,
        redundancy=settings.redundancy,
        compared=settings.compared,
        spread=not query,
    )
    sentences = tuple(cite(document, material.spans[place], score=worth[place]) for place in chosen)
    return Digest("document", document.id, sentences, PRODUCER, form)


def _headline(material: Material, worth: Array) -> Span:
    """Return the part of a sentence that says best what the document is about."""
    register = "talk" if material.speaks else "report"
    kind = "zh" if material.document.language == "zh" else register
    place, part = best_part(
        material.texts,
        worth,
        PARTS[kind],
        whole=material.bags.all,
        size=material.size,
        names=material.names,
    )
    start = material.spans[place].start
    return Span(start + part.start, start + part.end)


def _write(writer: Writer, drafts: Sequence[Draft]) -> Iterator[list[str]]:
    """Yield what the writer makes of the sources of each draft; one call for all of one wish."""
    written: dict[tuple[int, int], str] = {}
    for wish in dict.fromkeys(plan.wish for plan in drafts):
        keys = [
            (at, source)
            for at, plan in enumerate(drafts)
            if plan.wish == wish
            for source in range(len(plan.sources))
        ]
        texts = [drafts[at].texts[source] for at, source in keys]
        written |= zip(keys, writer.write(texts, wish), strict=True)
    for at, plan in enumerate(drafts):
        yield [written[at, source] for source in range(len(plan.sources))]
