"""The commonest verbs between their names, for sentences that the parser gets wrong (data only).

"On 3 March 2024 A Ltd acquired B Ltd." has no comma, and the date and the company are then parsed
as one. These patterns are read only for what the grammar of a sentence did not yield.
"""

from extract.surface import pattern

_HELPERS = (
    r"(?:,? (?:which|who|also|has|have|had|will|would|may|might|could|shall|not|never|"
    r"recently|today|"
    r"now|is|was|plans|planned|intends|agreed|wants|hopes|to|reportedly|later|then|first|jointly|"
    r"already|yet|successfully|be|preparing|considering)){0,5}"
)
_PART = (
    r"(?:(?:all |the whole |a |an |the |its |some |about )*(?:{C} )?(?:[a-z]+ )"
    r"{0,2}(?:stake|shares?|"
    r"interest|capital|equity|share capital|majority) (?:of|in) )?"
)
_RIVAL = r"(?:(?:its |the |a )?(?:[a-z]+ ){0,2}(?:rival|maker|company|supplier|competitor|firm) )?"

PLAIN_VERBS = (
    pattern(
        rf"{{PO:a}}{_HELPERS} (?:acquired?|acquires|acquiring|bought|buys?|purchased?|purchases|"
        rf"took over|takes? over) {_PART}{_RIVAL}(?:the )?{{O+:b}}(?!['’]s [a-z])",
        0.85,
        "ACQUIRED a b",
    ),
    pattern(
        rf"{{PO}}{_HELPERS} (?:sold|sells?|selling) {_PART}(?:its [a-z ]{{1,20}} )?{{O:b}} to "
        rf"(?:the )?{_RIVAL}{{PO:a}}",
        0.85,
        "ACQUIRED a b",
    ),
    pattern(
        rf"{{PO+:a}}{_HELPERS} (?:co-)?(?:founded|founds?|established|establish|set up) (?:the )?"
        rf"{{O:b}}",
        0.85,
        "FOUNDED a b",
    ),
    pattern(
        rf"{{O:a}}{_HELPERS} (?:suppl(?:y|ies|ied)|deliver(?:s|ed)?|ship(?:s|ped)?|provided?|"
        rf"sells?|sold) "
        rf"‹open›{{1,50}}? (?:to|for) (?:the )?{{O+:b}}",
        0.8,
        "SUPPLIES a b",
    ),
    pattern(rf"{{O:a}}{_HELPERS} suppl(?:y|ies|ied) (?:the )?{{O+:b}}(?! to)", 0.8, "SUPPLIES a b"),
    pattern(
        rf"{{PO:a}}{_HELPERS} invest(?:s|ed)? (?:‹open›{{0,40}} )?in (?:the )?{{O:b}}",
        0.82,
        "INVESTED_IN a b",
    ),
    pattern(
        rf"{{O:a}}{_HELPERS} (?:makes?|made|manufactures?d?|produces?d?|builds?|built|"
        rf"launch(?:es|ed)?|"
        rf"introduced?) (?:the |its |a |an )?(?:[a-z]+ ){{0,2}}{{T+:t}}",
        0.82,
        "PRODUCES a t",
    ),
    pattern(
        rf"{{P:p}}{_HELPERS} (?:go|move|join|joined|joins) (?:to )?(?:the )?{{O:o}}",
        0.8,
        "WORKS_FOR p o",
    ),
)
