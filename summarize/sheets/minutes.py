"""Minutes: what was decided, refused and left open, and who is to do what by when."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from briefbook.records import Digest, Document, Mention, Reading, Span
from summarize.settings import SummarizeSettings
from summarize.sheets.decided import Verdict, is_bare, verdict
from summarize.sheets.sheet import Line, in_order, make_sheet, mentions_in
from summarize.sheets.statements import Statement, read_statements, within
from summarize.sheets.tasks import DATE, find_dues, find_owners

WANTED = ("decision", "action", "owner", "due")
_DOERS = ("Person", "Organization", "Role")
_HEAD = 600  # characters in which minutes say when the meeting was

_DECISIONS = re.compile(
    r"\b(?:resolutions?|decisions?|resolved|decided|agreed(?: items| points)?)\b(?! and actions)|"
    r"决议|决定|议定|表决事项|会议结论",
    re.IGNORECASE,
)
_ACTIONS = re.compile(
    r"\b(?:actions?(?: items| points| list)?|to[- ]?dos?|next steps?|follow[- ]?ups?|tasks|"
    r"assignments)\b|行动项|行动计划|待办|下一步|工作安排|任务分工|任务清单|后续工作|责任分工",
    re.IGNORECASE,
)
_COLUMNS = {
    "action": re.compile(
        r"(?:agreed )?(?:actions?|tasks?|to do|what|items?|description|activity|next steps?)"
        r"(?: (?:items?|agreed|required|points?))?|"
        r".*(?:事项|任务|内容|行动|措施|工作)",
        re.IGNORECASE,
    ),
    "decision": re.compile(
        r"(?:decisions?|resolutions?|outcome|agreed)|决议(?:事项|内容)?|决定|表决结果|结论",
        re.IGNORECASE,
    ),
    "owner": re.compile(
        r"(?:action )?(?:owners?|who|by whom|responsible(?: person| party)?|assigned to|assignee|"
        r"lead|person responsible|responsibility)|.*(?:责任人|负责人|责任部门|责任单位|牵头|主办|"
        r"经办|承办)(?:人|部门|单位)?",
        re.IGNORECASE,
    ),
    "due": re.compile(
        r"(?:due(?: date| by)?|deadline|(?:by )?when|by|date|target(?: date)?|timing|"
        r"completion(?: date)?|complete by)|.*(?:期限|时限|截止|完成时间|完成日期|时间|"
        r"日期)(?:要求)?",
        re.IGNORECASE,
    ),
}
_WHOLE_DATE = re.compile(rf"{DATE}(?<=\d{{4}})|\d{{4}}-\d\d-\d\d|\d{{4}}年\d{{1,2}}月\d{{1,2}}日")
_ACTION_LABEL = re.compile(
    r"\W*(?:to[- ]?do|actions?(?: points?| items?)?|next steps?|待办(?:事项)?|下一步|后续|"
    r"行动项)\s*[:：]",
    re.IGNORECASE,
)
_COMMITMENT = re.compile(
    r"\b(?:agreed|undertook|offered|volunteered|promised|asked|instructed|requested|tasked) to\b"
)


def minutes(
    document: Document,
    reading: Reading | None = None,
    settings: SummarizeSettings | None = None,
) -> Digest:
    """Digest minutes, in the order of the text; the date of the meeting stands first.

    Roles: date, decision, refusal ("did not approve"), open (put off, not settled), action, and
    after a decision or an action its owner and due. All are quotes; of the wanted ones, a note
    says which were not found.
    """
    mentions = in_order(reading)
    lines = [*_date(document, mentions), *_lines(document, mentions, reading is not None)]
    return make_sheet(document, "minutes", lines, wanted=WANTED, stand_ins={"refusal": "decision"})


def _date(document: Document, mentions: Sequence[Mention]) -> Iterator[Line]:
    """Yield when the meeting was: the first whole date at the head of the minutes."""
    head = Span(0, min(_HEAD, len(document.text))) if document.text else None
    if head is None:
        return
    for mention in mentions_in(mentions, head, ("Date",)):
        if re.fullmatch(r"\d{4}-\d\d-\d\d.*", mention.value):
            yield Line("date", mention.evidence.span, mention.evidence.score)
            return
    found = _WHOLE_DATE.search(document.text[: head.end])
    if found and not mentions:
        yield Line("date", Span(*found.span()), 0.7)


def _lines(document: Document, mentions: Sequence[Mention], is_read: bool) -> Iterator[Line]:
    for statement, is_settled in _settled(document, read_statements(document)):
        if statement.cells:
            yield from _row(document, statement)
            continue
        start = statement.span.start
        places = [
            (one.evidence.span.start - start, one.evidence.span.end - start)
            for one in mentions_in(mentions, statement.span, _DOERS)
        ]
        yield from _sentence(statement, places if is_read else None, is_settled)


def _settled(
    document: Document, statements: Sequence[Statement]
) -> Iterator[tuple[Statement, bool]]:
    """Join what was put with the word or vote that settled it: "… . Agreed.", （五票赞成）"""
    held: Statement | None = None
    for statement in statements:
        if held is not None and not statement.cells and is_bare(statement.text):
            span = Span(held.span.start, statement.span.end)
            yield replace(held, span=span, text=document.quote(span)), True
            held = None
            continue
        if held is not None:
            yield held, False
        held = None if statement.cells else statement
        if statement.cells:
            yield statement, False
    if held is not None:
        yield held, False


def _row(document: Document, statement: Statement) -> Iterator[Line]:
    """Yield the task of a row, its owner and its due; or its decision."""
    kinds: dict[str, Span] = {}
    for header, span in statement.cells:
        for kind in ("owner", "due", "decision", "action"):
            if kind not in kinds and _COLUMNS[kind].fullmatch(header.strip()):
                kinds[kind] = span
                break
    task = kinds.get("action")
    if task is not None and ("owner" in kinds or "due" in kinds):
        yield Line("action", task)
        for kind in ("owner", "due"):
            if kind in kinds:
                yield Line(kind, kinds[kind])
    elif "decision" in kinds:
        text = document.quote(kinds["decision"])
        yield Line(verdict(text, in_section=True) or "decision", kinds["decision"], 0.9)


def _sentence(
    statement: Statement, names: Sequence[tuple[int, int]] | None, is_settled: bool
) -> Iterator[Line]:
    text = statement.text
    if text.rstrip().endswith((":", "：", "?", "？")):
        return
    is_labelled = _ACTION_LABEL.match(text) is not None
    in_actions = is_labelled or _under(_ACTIONS, statement)
    in_decisions = statement.is_item and _under(_DECISIONS, statement) and not in_actions
    kind: Verdict = verdict(text, in_section=in_decisions or is_settled)
    owners = find_owners(text, names, listed=in_actions)
    if kind == "decision" and owners and _COMMITMENT.search(text) and owners[0][0] <= 1:
        kind = ""  # "Mr Lu agreed to bear the cost" binds Mr Lu; no body decided it
    dues = find_dues(text, listed=in_actions)
    is_listed = in_actions and (statement.is_item or is_labelled or bool(dues))
    if not kind and not owners and not is_listed:
        return
    yield Line(kind or "action", statement.span, 0.9)
    if kind != "open":
        for start, end in owners:
            yield Line("owner", within(statement, start, end), 0.9)
        for start, end in dues:
            yield Line("due", within(statement, start, end), 0.9)


def _under(pattern: re.Pattern[str], statement: Statement) -> bool:
    """Tell whether what stands above a statement is of a kind; of two the nearest counts."""
    heading, _, lead = statement.heading.partition("\n")
    return pattern.search(lead or heading) is not None
