"""MSRA's two files, of sentences and of their tags, line by line: to CoNLL columns."""

from briefbook.labels.reading import decode_text, numbered_lines, unreadable


def pair_lines(sentences: bytes, tags: bytes, source: str) -> bytes:
    """Return as CoNLL columns the characters of `sentences` with their `tags`, parted by blanks.

    Raises LabelsError when a line of one has more than that of the other.
    """
    lines = list(numbered_lines(decode_text(sentences, source)))
    tagged = list(numbered_lines(decode_text(tags, source)))
    parts = []
    for number, line in lines:
        words = line.split(" ") if line.strip() else []
        own = tagged[number - 1][1].split() if number <= len(tagged) else []
        if len(words) != len(own):
            reason = f"{len(words)} characters but {len(own)} tags"
            raise unreadable(f"{source}:{number}", reason)
        if words:
            parts.append("".join(f"{word}\t{tag}\n" for word, tag in zip(words, own, strict=True)))
    return "\n".join(parts).encode()
