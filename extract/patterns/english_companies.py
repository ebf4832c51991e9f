"""What English prose says of companies: owners, deals, places, trade (data only)."""

from extract.surface import pattern

_THE = r"(?:the |its |our |their |a |an )?"
_SUBSIDIARY = r"(?:subsidiary|unit|division|arm|operating company|portfolio company|business unit)"
_KIN = r"(?:[\w%-]+ |{C}[ -]?(?:owned )?){0,4}"
_DEAL = r"(?:acquisition|takeover|purchase|buyout)"
_ALLIANCE = (
    r"(?:partnership|joint venture|co-?operation|collaboration|alliance|partner agreement|"
    r"memorandum of understanding|framework agreement)"
)
_BASED = r"(?:based|headquartered|located|situated|domiciled|registered)"


COMPANIES = (
    pattern(
        rf"{{O+:b}}(?:,? (?:which |that )?(?:is|was|are|became|remains|will become|will "
        rf"remain)(?: not)?(?: now)?| ?\(|,)? ?{_THE}{_KIN}"
        rf"{_SUBSIDIARY} of (?:the )?{{PO:a}}",
        0.92,
        "OWNS a b",
    ),
    pattern(rf"{{O:a}}['’]s {_KIN}{_SUBSIDIARY}(?: in {{L}})?,? {{O:b}}", 0.9, "OWNS a b"),
    pattern(
        rf"{{O:a}}‹open›{{0,60}}\b(?:its|their) {_KIN}(?:{_SUBSIDIARY}|subsidiaries)(?: in "
        rf"{{L}})?,? {{O+:b}}",
        0.82,
        "OWNS a b",
    ),
    pattern(
        r"{O:a}(?:['’]s)? (?:principal |main |\w+ )?subsidiaries (?:are|include|including|"
        r"were):? {O+:b}",
        0.88,
        "OWNS a b",
    ),
    pattern(
        r"{O+:b},? (?:which |that )?(?:(?:is|was|are|remains|will be) )?(?:(?:wholly|"
        r"jointly|majority|fully|partly|ultimately|{C}|{C}-|now|not)[ -]?){0,2}"
        r"(?:owned|controlled|held) by {PO+:a}",
        0.92,
        "OWNS a b",
    ),
    pattern(
        r"{PO:a}(?:,? which)? (?:(?:now|currently|already|also|still|does not|do not|will) )"
        r"*(?:own|hold|control|retain|keep|ha(?:s|ve)|had|held|owned)s? ‹open›{0,60}?"
        r"(?:{C}|stake|shares?|interest|shareholding|equity|majority)"
        r"[^\ue000\ue001.;]{0,30}? (?:of|in)(?: the (?:shares?|equity|share capital|capital)"
        r"(?: of| in))? {O:b}",
        0.9,
        "OWNS a b",
    ),
    pattern(r"{PO:a} (?:(?:now|wholly|also) )?(?:owns|controls) {O+:b}", 0.9, "OWNS a b"),
    pattern(
        r"{O:b}['’]s (?:ultimate |immediate )?(?:parent|owner|holding company|parent "
        r"company|majority shareholder),? {PO:a}",
        0.88,
        "OWNS a b",
    ),
    pattern(
        rf"{{PO:a}},? (?:is |was |which is )?{_THE}(?:[\w-]+ ){{0,3}}(?:parent|owner|parent "
        rf"company|holding company|shareholder|parent of|investor) (?:of|in) {{O+:b}}",
        0.88,
        "OWNS a b",
    ),
    pattern(
        rf"{_DEAL} (?:of|by {{PO}} of) (?:‹open›{{0,40}}?(?:of|in) )?{{O:b}}‹open›{{0,40}}? "
        rf"by {{PO:a}}",
        0.9,
        "ACQUIRED a b",
    ),
    pattern(
        rf"{{PO:a}}['’]s? (?:[\w-]+ ){{0,3}}{_DEAL} of (?:‹open›{{0,40}}?(?:of|in) )?{{O:b}}",
        0.9,
        "ACQUIRED a b",
    ),
    pattern(
        rf"{{PO:a}}‹open›{{0,60}}\b(?:the|its|an|any) (?:[\w-]+ ){{0,2}}{_DEAL} of "
        rf"(?:‹open›{{0,40}}?(?:of|in) )?{{O:b}}",
        0.82,
        "ACQUIRED a b",
    ),
    pattern(
        r"{O:b}‹open›{0,40}\b(?:was|were|been|be|being|is) (?:\w+ )?(?:acquired|bought|"
        r"purchased|taken over)‹open›{0,30} by {PO:a}",
        0.9,
        "ACQUIRED a b",
    ),
    pattern(
        rf"{{O:o}}(?:,|\)|,? (?:which|that|who) (?:is|are|was)| is| are| was)? ?(?:(?:also|"
        rf"currently|not|now) )?{_BASED} (?:in|at|near) (?:the )?{{L+:l}}",
        0.9,
        "LOCATED_IN o l",
    ),
    pattern(
        r"{L:l}-(?:based|headquartered) (?:[\w-]+ ){0,4}?{O:o}",
        0.9,
        "LOCATED_IN o l",
        describes=True,
    ),
    pattern(
        r"{O:o}(?:['’]s?)? (?:[\w-]+ ){0,3}(?:head office|headquarters|offices?|plant|"
        r"factory|site|works|base|facility|laboratory|branch|premises)"
        r"(?: (?:is|are|was|located|based|situated|remains)){0,2},? (?:in|at|near) (?:the )?{L+:l}",
        0.85,
        "LOCATED_IN o l",
    ),
    pattern(
        r"{PO:a}‹open›{0,60}\b(?:offer|bid|bidding|takeover bid|approach) (?:for|to) (?:the "
        r")?{O:b}",
        0.78,
        "ACQUIRED a b",
    ),
    pattern(
        r"{O:o}‹open›{0,40} (?:(?:open|opening|build|building|set up|setting up|rent|renting|lease)"
        r"‹gap›{1,40}? (?:plant|factory|office|works|workshop|warehouse|laboratory|site|branch|"
        r"facility|hall)|(?:move|moving|relocate|relocating|moved|relocated)(?: ‹gap›{1,30}?)?)"
        r" (?:in|to|at|near) {L+:l}",
        0.78,
        "LOCATED_IN o l",
    ),
    pattern(
        r"{O:o},? (?:will|is to|would|intends to|plans to) (?:have|keep|take) "
        r"‹gap›{0,12}(?:seat|headquarters|"
        r"registered office|head office) in {L:l}",
        0.85,
        "LOCATED_IN o l",
    ),
    pattern(
        r"{O:o},? (?:has|opened|operates|runs|maintains|opens|moved|relocated)"
        r"‹open›{0,40}(?:headquarters|head office|office|plant|factory|site|base)(?: to)? "
        r"in {L+:l}",
        0.8,
        "LOCATED_IN o l",
    ),
    pattern(
        r"{O:o}['’]s {L:l} (?:head office|headquarters|office|plant|factory|site|works|facility)",
        0.82,
        "LOCATED_IN o l",
    ),
    pattern(r"{O:o},? of {L+:l}(?=[,.;)]|$| \w)", 0.7, "LOCATED_IN o l", describes=True),
    pattern(
        r"(?:of|at|for|from|with) (?:the )?{O:o} in {L+:l}", 0.7, "LOCATED_IN o l", describes=True
    ),
    pattern(r"{L:l}['’]s (?:[a-z-]+ ){0,2}{O:o}", 0.68, "LOCATED_IN o l", describes=True),
    pattern(r"{O:o}(?: \(|, ){L+:l}(?=[,.;)]|$)", 0.7, "LOCATED_IN o l", describes=True),
    pattern(
        r"{E:e}(?:,? (?:will be |is |was |to be )?(?:held|takes? place|took place|hosted))? "
        r"(?:in|at) {L+:l}",
        0.8,
        "LOCATED_IN e l",
    ),
    pattern(rf"{{O:a}} and {{O:b}}‹open›{{0,80}}\b{_ALLIANCE}", 0.82, "COOPERATES_WITH a b"),
    pattern(rf"{_ALLIANCE}(?: agreement)? between {{O:a}} and {{O:b}}", 0.9, "COOPERATES_WITH a b"),
    pattern(
        rf"{{O:a}}‹open›{{0,80}}\b{_ALLIANCE}(?: agreement)? with {{O+:b}}",
        0.85,
        "COOPERATES_WITH a b",
    ),
    pattern(
        rf"{{O:a}},? (?:is |has been |was |which is |remains )?(?:not )?{_THE}(?:[\w-]+ )"
        rf"{{0,4}}?(?:supplier|vendor|distributor|contract manufacturer)"
        r"(?: of ‹open›{1,40}?)? (?:to|for|of) {O+:b}",
        0.9,
        "SUPPLIES a b",
    ),
    pattern(
        r"{O:b}['’]s (?:[\w-]+ ){0,3}supplier(?: of [\w -]{1,30})?,? {O:a}", 0.88, "SUPPLIES a b"
    ),
    pattern(
        r"(?:supplied|delivered|sold|shipped|provided) (?:to {O:b} by {O:a})", 0.88, "SUPPLIES a b"
    ),
    pattern(
        r"(?:supplied|delivered|sold|shipped|provided) (?:by {O:a} to {O:b})", 0.88, "SUPPLIES a b"
    ),
    pattern(
        r"{O:b},? (?:a|the|its|another|is a|is the)?(?: [\w-]+){0,3} customer of {O:a}",
        0.85,
        "SUPPLIES a b",
    ),
    pattern(
        r"{O:b} (?:\w+ )?(?:buys|bought|purchases|purchased|sources|sourced|orders|ordered|"
        r"procures)‹open›{1,60} from {O:a}",
        0.82,
        "SUPPLIES a b",
    ),
    pattern(r"{O:o}['’]s (?:[\w-]+ ){0,3}{T+:t}", 0.75, "PRODUCES o t"),
    pattern(
        r"{T+:t}‹open›{0,40}? (?:made|manufactured|produced|built|developed) by {O:o}",
        0.88,
        "PRODUCES o t",
    ),
    pattern(
        r"{O:o},? (?:the |a |which )?(?:maker|manufacturer|producer|developer) of "
        r"(?:‹open›{0,30} )?{T+:t}",
        0.88,
        "PRODUCES o t",
    ),
    pattern(
        r"{PO:a}‹open›{0,30}\b(?:paid|pays?|has paid|transferred|remitted|refunded)(?: a "
        r"total of| approximately| about)? {PO:b} (?:‹gap›{0,25})?{M:m}",
        0.9,
        "PAID a b",
        "PAID a m",
    ),
    pattern(
        r"{PO:a}‹open›{0,40}\b(?:paid|pays?|transferred|remitted|refunded|payment of)"
        r"‹gap›{0,25} {M:m}‹open›{0,40}? to {PO+:b}",
        0.9,
        "PAID a b",
        "PAID a m",
    ),
    pattern(
        r"{PO:a} (?:‹gap›{0,20} )?(?:paid|pays|pay|has paid)(?: ‹gap›{0,25})? ?{M:m}",
        0.85,
        "PAID a m",
    ),
    pattern(r"payment (?:of {M:m} )?(?:from|by) {PO:a} to {PO:b}", 0.88, "PAID a b", "PAID a m"),
    pattern(
        r"{O:o},? (?:which |that )?(?:(?:was|is|were|had been|has been) )?(?:first )"
        r"?(?:founded|established|incorporated|set up|formed|created)‹open›{0,30}? (?:in|on)"
        r" (?:early |late )?{D:d}",
        0.9,
        "FOUNDED_ON o d",
    ),
    pattern(
        r"(?:Founded|Established|Incorporated) (?:in|on) {D:d}(?: in {L}| by {P+:p})?, "
        r"(?:the )?{O:o}",
        0.88,
        "FOUNDED_ON o d",
        "FOUNDED p o",
    ),
    pattern(
        r"{O:o},? (?:which |that )?(?:(?:was|is|were) )?(?:co-?)?(?:founded|established|set "
        r"up|started|created)‹gap›{0,20}(?:{D}‹gap›{0,20})? by {PO+:p}",
        0.9,
        "FOUNDED p o",
    ),
    pattern(
        r"{PO:a}‹open›{0,40}\b(?:invests?|invested|investing|investment) ‹open›{0,50}?in {O:b}",
        0.85,
        "INVESTED_IN a b",
    ),
    pattern(
        r"investment (?:of {M} )?by {PO:a} in {O:b}|investment (?:of {M} )?in {O} by {PO}",
        0.85,
        "INVESTED_IN a b",
    ),
    pattern(
        r"{PO:p}(?:['’]s)?(?: ?[(<\[,:|]| at| on| via| by)? ?(?:e-?mail(?: address)?(?: is)"
        r"?:? ?)?{A:e}",
        0.85,
        "HAS_EMAIL p e",
    ),
    pattern(
        r"{P:p}, (?:the )?{R+},? (?:of |at )?{O}[,:;|]? ?(?:(?:tel|phone|mobile|telephone|T|"
        r"M)\b[.:]? ?)?"
        r"(?:{A},? ?)?{F:f}",
        0.85,
        "HAS_PHONE p f",
    ),
    pattern(
        r"(?<!\ue000, )(?<!\ue004, )(?<!\ue004 of ){PO:p}(?:['’]s)?(?: ?[(,:|]| at| on| via|"
        r" by| is)? ?(?:{A},? (?:or |and )?)?(?:on "
        r")?(?:(?:tel|phone|mobile|telephone|T|M|direct line)\.?(?: number)?(?: is)?:? ?)"
        r"?{F:f}",
        0.82,
        "HAS_PHONE p f",
    ),
)
