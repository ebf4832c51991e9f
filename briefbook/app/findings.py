"""What classifiers said of the documents of a run folder, kept in its catalog."""

from collections.abc import Mapping

from briefbook.app.catalog import Catalog
from briefbook.app.workspace import Workspace
from briefbook.records import Finding

CLASSIFY = "classify"  # the stage under which findings are kept


def keep_findings(
    workspace: Workspace, producer: str, found: Mapping[str, tuple[Finding, ...]]
) -> None:
    """Put findings, by document, in place of those that the same classifier left before.

    `producer` is its "name@version"; findings of others stay, those of documents that are not in
    `found` go.
    """
    name = producer.partition("@")[0]
    catalog = workspace.catalog
    with catalog.transaction():
        catalog.forget(CLASSIFY, set(catalog.done(CLASSIFY)) - set(found))
        for key, findings in found.items():
            before = catalog.load(CLASSIFY, key, tuple[Finding, ...]) or ()
            others = [one for one in before if one.producer.partition("@")[0] != name]
            together = tuple(sorted((*others, *findings), key=_order))
            producers = sorted({one.producer for one in together} | {producer})
            catalog.finish(CLASSIFY, key, " ".join(producers), together)


def load_findings(catalog: Catalog) -> dict[str, tuple[Finding, ...]]:
    """Return the findings that classifiers left in a run folder, by document, in its order."""
    found = {
        key: catalog.load(CLASSIFY, key, tuple[Finding, ...]) for key in catalog.subjects(CLASSIFY)
    }
    return {key: findings for key, findings in sorted(found.items()) if findings}


def _order(one: Finding) -> tuple[str, str, float, str]:
    return one.subject, one.producer, -one.score, one.label
