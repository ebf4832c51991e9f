"""Which words headlines are made of, and which they leave out (pure).

Chosen by how often words of the e-mails of AESLC (Zhang & Tetreault 2019, train part) stand in
their subjects too; words of that house and its trade were left out.
"""

from summarize.words import words

_TOPIC_WORDS = (
    "meeting meetings training update updates reminder letter amendment presentation release"
    " agreement agreements report reports outlook assignment notification resume test survey"
    " merger conference invoice invoices budget committee lunch status revised approval"
    " approvals deal deals tickets breakfast forecast security dinner holiday project projects"
    " order orders settlement contract contracts sale vacation memo draft trading transfer"
    " access bulletin summary confirmation form forms request requests schedule schedules list"
    " policy outage warning limit capacity auction plan plans review proposal notice invitation"
    " visit trip interview interviews offer payment payments delivery complaint application"
    " announcement party weekly daily monthly quarterly annual board bank credit insurance"
    " audit account accounts price prices rates tax position positions termination renewal"
    " transition organization changes change issues guaranty license lease claim"
    " recall shipment tender bid quote results minutes agenda newsletter call data database"
    " system software server network password mailbox office parking video information"
    " questions question comments documents document docs"
)
_VAGUE_WORDS = (
    "give want regards those sure since being below soon few able find him because however same"
    " might further i'll already know let feel interested within must either meet really given"
    " including several used probably once whether above yet afternoon weeks using try someone"
    " something each understand later included go anyone trying provide appreciate told bring"
    " called hope necessary both parties upon else heard own sending where different always ask"
    " me think tell earlier advise spoke along least attached certain result others includes"
    " although didn't currently agreed therefore wanted begin done don't everything like"
    " directly longer listed ago place per many looks become ensure less far come mentioned"
    " require reason expect follows following thoughts involved include receive maybe agree"
    " asked look taken haven't aware determine shall attention believe sincerely worked side"
    " went individual cover made nothing make ever large recently appears continue myself we'll"
    " expected major behalf approximately beginning hesitate send though seems everyone likely"
    " care present example areas only enough much prepare responsible around clear dear hello"
    " hi thanks thank please get got take need needs back just very too here still even well good"
    " better best one two three first last next time day today tomorrow yesterday am pm way lot"
    " thing things anything people see said says going us them forward feel free help works"
    " working work put keep"
)

_TOPICS = frozenset(_TOPIC_WORDS.split())
_VAGUE = frozenset(_VAGUE_WORDS.split())


def topical(text: str) -> tuple[float, float]:
    """Return which parts of the content words headlines are made of, and which they leave out.

    >>> topical("please send the revised budget")
    (0.5, 0.5)
    """
    found = words(text)
    size = len(found) or 1
    return sum(word in _TOPICS for word in found) / size, sum(
        word in _VAGUE for word in found
    ) / size
