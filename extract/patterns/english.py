"""Surface patterns of English prose (data only); `extract.masks` says how they are read."""

from extract.patterns.english_companies import COMPANIES
from extract.surface import pattern

_THE = r"(?:the |its |our |their |a |an )?"
_NEW = r"(?:(?:new|current|then|group|long-serving|incoming|outgoing|local|now|the company's) )?"
_OF = r" (?:of|at|for|with|in charge of)(?: the)? "
# Titles too long or rare to be roles of their own: "chief of waste disposal", "seismic analyst".
_TITLE = (
    r"(?:[\w-]+ (?:and )?){0,5}(?:officer|analyst|chief|head|leader|director|manager|"
    r"spokes\w+|chairman|president|"
    r"administrator|economist|engineer|scientist|executive|adviser|advisor|secretary|"
    r"professor|editor|partner|"
    r"strategist|commissioner|counsel|lawyer|member|researcher|consultant|"
    r"representative|coordinator|attorney)"
    r"(?: (?:of|for) [\w-]+(?: [\w-]+){0,2})?"
)

POSITIONS = (
    pattern(
        rf"{{P:p}}, (?:a |an |the )?{_TITLE} (?:of|for|at|with) (?:the )?{{O:o}}",
        0.8,
        "POSITION p o",
    ),
    pattern(
        r"{O:o} (?:[a-z-]+ ){0,3}(?:[Ss]pokes\w+|[Aa]dministrator|[Aa]nalyst|[Ee]conomist|"
        r"[Ss]trategist|[Cc]ommissioner|[Ll]eader|[Oo]fficial|[Rr]esearcher) {P:p}",
        0.82,
        "POSITION p o",
    ),
    pattern(rf"{{P:p}},? {_THE}{_NEW}{{R+:r}}{_OF}{{O:o}}", 0.92, "POSITION p o", describes=True),
    pattern(
        rf"{{P:p}},? {_THE}{_NEW}{{R+:r}}(?:'s)?{_OF}{_THE}[\w -]{{0,30}}?(?:at|of) {{O:o}}",
        0.8,
        "POSITION p o",
    ),
    pattern(rf"{{O:o}}(?:['’]s|s['’]|['’])? {_NEW}{{R+:r}},? {{P:p}}", 0.9, "POSITION p o"),
    pattern(
        rf"{{R+:r}}{_OF}{{O:o}},? (?:is |was |has been |will be )?(?:(?:Mr|Mrs|Ms|Dr)\.? )?{{P:p}}",
        0.88,
        "POSITION p o",
    ),
    pattern(r"{R+:r},? (?:(?:Mr|Mrs|Ms|Dr)\.? )?{P:p} (?:of|from|at) {O:o}", 0.88, "POSITION p o"),
    pattern(r"{R:r},? (?:(?:Mr|Mrs|Ms|Dr)\.? )?{P:p}(?! (?:of|from|at) {O})", 0.8, "POSITION p"),
    pattern(r"{P:p} ?\({R:r}(?:,? (?:of |at )?{O:o})?\)", 0.9, "POSITION p o"),
    pattern(
        rf"{{P:p}}(?:, | [-–—|] ){_THE}{_NEW}{{R+:r}}(?:, | [-–—|] |,? at ){{O:o}}",
        0.88,
        "POSITION p o",
    ),
    pattern(rf"{{P:p}}(?:,| [-–—]) {_THE}{_NEW}{{R+:r}}(?!{_OF}{{O}})", 0.82, "POSITION p"),
    pattern(
        rf"{{P:p}},? (?:who )?(?:is|was|becomes?|became|has been|will be|is to be|will "
        rf"become|serves? as|served as|"
        rf"acts? as|works as|remains)(?: (?:now|currently|also|not))?(?: (?:re-?)"
        rf"?(?:appointed|named|elected|promoted|"
        rf"confirmed))?(?: (?:as|to))?(?: (?:the post|the position) of)? "
        rf"{_THE}{_NEW}{{R+:r}}(?:{_OF}{{O:o}})?",
        0.9,
        "POSITION p o",
    ),
    pattern(
        rf"{{O:o}},? (?:has |have |had |today |yesterday |also |will |is to |plans to |board "
        rf"(?:has )?|which )*"
        rf"(?:re-?)?(?:appoint|name|promote|elect|hire|recruit)(?:s|d|ed)? (?:(?:Mr|Mrs|Ms|"
        rf"Dr)\.? )?{{P:p}},? "
        rf"(?:as |to |to the (?:post|position|role) of |to be )?{_THE}{_NEW}{{R+:r}}",
        0.9,
        "POSITION p o",
    ),
    pattern(
        rf"{{P:p}}(?:, ‹gap›{{1,40}},)? (?:shall |will |should |is to |to )?be (?:appointed|"
        rf"named|elected|"
        rf"made) (?:as |to )?{_THE}{_NEW}{{R+:r}}(?:{_OF}{{O:o}})?",
        0.88,
        "POSITION p o",
    ),
    pattern(
        rf"{{P:p}}‹gap›{{0,30}}(?:succeeds?|replaces?|will succeed|will replace|succeeded|"
        rf"replaced|to succeed) "
        rf"{{P}} as {_THE}{{R:r}}(?:{_OF}{{O:o}})?",
        0.85,
        "POSITION p o",
    ),
    pattern(
        rf"{{P:p}}‹gap›{{0,30}}(?:take over|takes over|took over) (?:from {{P}} )?as {_THE}{{R:r}}"
        rf"(?:{_OF}{{O:o}})?",
        0.85,
        "POSITION p o",
    ),
    pattern(
        rf"(?:appointment|election|promotion|resignation) of {{P:p}} (?:as|to|to the "
        rf"position of) {_THE}{_NEW}{{R:r}}"
        rf"(?:{_OF}{{O:o}})?",
        0.85,
        "POSITION p o",
    ),
    pattern(
        rf"{{P:p}},? (?:who )?(?:has |will )?(?:re)?(?:join|joins|joined|joining) {{O:o}}"
        rf"(?:‹gap›{{0,30}}? as {_THE}{_NEW}{{R:r}})?",
        0.85,
        "POSITION p o",
    ),
    pattern(
        r"{P:p},? (?:who )?(?:has )?(?:works?|worked|is working|is employed) (?:for|at|with|"
        r"by) {O:o}",
        0.88,
        "POSITION p o",
    ),
    pattern(
        r"{P:p},? (?:who )?(?:heads|leads|chairs|runs|headed|led|has led|has headed) {O:o}",
        0.85,
        "HEADS p o",
        "WORKS_FOR p o",
    ),
    pattern(r"{P:p},? (?:of|from|with) (?:the )?{O:o}", 0.72, "POSITION p o"),
    pattern(r"(?<!, ){P:p}(?: ?\(|, ){O:o}(?:\)|(?=[;.)]|$))", 0.62, "POSITION p o"),
    pattern(
        rf"{{O:o}}‹open›{{0,60}}\b(?:its|their|the company's|the group's|whose) "
        rf"{_NEW}{{R+:r}},? {{P:p}}",
        0.8,
        "POSITION p o",
    ),
    pattern(
        rf"{{P:p}}‹gap›{{0,50}}\b(?:as )(?:the |its )?{_NEW}{{R:r}}(?:{_OF}{{O:o}})?",
        0.7,
        "POSITION p o",
    ),
    pattern(r"{P:p},? (?:the |a |an |one of the )?(?:co-?)?founders? of {O:o}", 0.9, "FOUNDED p o"),
    pattern(
        r"{PO:p},? (?:is |was |who is |has been )?(?:a |also a )?members? of (?:the "
        r"(?:board|council|committee)(?: of directors)? of )?(?:the )?{O:o}",
        0.85,
        "MEMBER_OF p o",
    ),
)

PAPERS = (
    pattern(
        r"{N:n}[^\ue00a.]{0,60}\bneither {PO:a} nor {PO:b} (?:has|have) (?:yet )?(?:signed|"
        r"executed)",
        0.88,
        "PARTY_TO a n",
        "PARTY_TO b n",
    ),
    pattern(
        r"{N:n}‹open›{0,80}?\b(?:between|among|by and between) (?:\(1\) )?(?:the )?{O+:a}",
        0.9,
        "PARTY_TO a n",
    ),
    pattern(
        r"{N:n}‹open›{0,80}?\bbetween {PO:a}‹open›{0,60}? and (?:\(2\) )?(?:the )?{PO:b}",
        0.9,
        "PARTY_TO a n",
        "PARTY_TO b n",
    ),
    pattern(
        r"{PO:a}‹open›{0,60}\b(?:signed|sign|entered into|concluded|awarded|executed|"
        r"renewed|extended)‹open›{0,40}{N:n}‹open›{0,30}? (?:with|to) {PO+:b}",
        0.88,
        "PARTY_TO a n",
        "PARTY_TO b n",
    ),
    pattern(
        r"{PO:a}‹open›{0,60}\b(?:signed|sign|entered into|concluded|executed|renewed|"
        r"extended)‹open›{0,40} with {PO:b}‹open›{0,40}{N:n}",
        0.82,
        "PARTY_TO a n",
        "PARTY_TO b n",
    ),
    pattern(
        r"{PO:a} and {PO:b} (?:have |has |had )?(?:signed|entered into|concluded|executed|"
        r"renewed|extended)‹open›{0,60}{N:n}",
        0.9,
        "PARTY_TO a n",
        "PARTY_TO b n",
    ),
    pattern(
        r"(?:agreement|contract|invoice|order) {N:n} (?:with|from|to) {PO+:a}", 0.85, "PARTY_TO a n"
    ),
    pattern(
        r"(?<!omplaint ){N:n}‹gap›{0,10} (?:with|from|issued by) {PO+:a}", 0.75, "PARTY_TO a n"
    ),
    pattern(
        r"{N:n}(?![^\ue00a;]{0,40}\b[Dd](?:RAFT|raft)\b)[^\ue00a;]{0,120}?\b(?:dated|"
        r"signed(?: \w+)? (?:on|in)|signed by "
        r"[^\ue00a;]{0,60} on|executed on|concluded on|entered into on|made on|of) {D:d}",
        0.9,
        "SIGNED_ON n d",
    ),
    pattern(
        r"\b(?:signed|entered into|concluded|executed)"
        r"\b[^\ue00a;.]{0,80}{N:n}[^\ue00a;.]{0,60} (?:on|in) {D:d}",
        0.85,
        "SIGNED_ON n d",
    ),
    pattern(
        r"[Oo]n {D:d},? [^\ue00a;.]{0,80}\b(?:signed|entered into|concluded|executed)"
        r"\b[^\ue00a;.]{0,60}{N:n}",
        0.88,
        "SIGNED_ON n d",
    ),
    pattern(
        r"{N:n}[^\ue00a;]{0,160}?\b(?:expir(?:es?|ing|y)|ends?|ending|terminat(?:es?|ing)|"
        r"runs?|valid|remains? in (?:force|effect)|in force|extended|until)"
        r"(?: (?:on|until|till|to|through|at the end of|date(?: is| of)?|its term ends on|"
        r"automatically|up to and including)){0,3}:? {D:d}",
        0.9,
        "ENDS_ON n d",
    ),
    pattern(
        r"{N:n}[^\ue00a;]{0,110}?\b(?:worth|valued at|value (?:of|is)|amounting to|amounts "
        r"to|totall?ing|totals|in the amount of|for(?: a total of)?|price of|sum of|amount "
        r"of)"
        r"(?: (?:approximately|about|up to|a total of))? {M:m}",
        0.87,
        "WORTH n m",
    ),
    pattern(r"{M:m} (?:contract|order|agreement|invoice),? {N:n}", 0.85, "WORTH n m"),
)

ENGLISH = POSITIONS + COMPANIES + PAPERS
