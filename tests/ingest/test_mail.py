from email.message import EmailMessage

import pytest

from briefbook.errors import EmptySource
from briefbook.records import Document
from ingest.assembly import Parsed
from ingest.mail import parse_mail, parse_mbox
from ingest.settings import IngestSettings

SETTINGS = IngestSettings()


def read(data: bytes) -> tuple[Document, Parsed]:
    parsed = parse_mail(data, "a.eml", settings=SETTINGS)
    assert parsed.document is not None
    return parsed.document, parsed


def blocks(document: Document) -> list[str]:
    return [document.quote(block.span) for block in document.blocks]


def make_mail(**headers: str) -> EmailMessage:
    message = EmailMessage()
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    return message


def test_headers_are_metadata_and_the_first_block() -> None:
    message = make_mail(
        From="张伟 <zhang@example.cn>",
        To="Ada Lovelace <ada@example.com>, bob@example.com",
        Date="Fri, 01 Mar 2024 10:00:00 +0800",
        Subject="关于合同的会议",
        Message_ID="<1@example.cn>",
    )
    message.set_content("您好！请查收本次会议的合同草案，并于周五之前回复意见。\n")

    document, _ = read(message.as_bytes())

    assert dict(document.metadata) == {
        "from": "张伟 <zhang@example.cn>",
        "to": "Ada Lovelace <ada@example.com>, bob@example.com",
        "date": "2024-03-01T10:00:00+08:00",
        "subject": "关于合同的会议",
        "message_id": "1@example.cn",
    }
    assert blocks(document)[0].split("\n") == [
        "From: 张伟 <zhang@example.cn>",
        "To: Ada Lovelace <ada@example.com>, bob@example.com",
        "Date: 2024-03-01T10:00:00+08:00",
        "Subject: 关于合同的会议",
    ]
    assert document.title == "关于合同的会议" and document.language == "zh"


def test_the_plain_body_wins_unless_it_says_much_less() -> None:
    message = make_mail(Subject="x")
    message.set_content("The budget was approved.")
    message.add_alternative("<p>The <b>budget</b> was approved.</p>", subtype="html")
    bare = make_mail(Subject="x")
    bare.set_content("Use HTML.")
    bare.add_alternative("<p>" + "The budget was approved. " * 9 + "</p>", subtype="html")

    assert blocks(read(message.as_bytes())[0])[1:] == ["The budget was approved."]
    assert "Use HTML" not in read(bare.as_bytes())[0].text


def test_quoted_mail_and_signature_are_kept() -> None:
    message = make_mail(Subject="x")
    message.set_content("I agree.\n\n> Shall we buy?\n> Please answer.\n\n-- \nAda\n")

    document, _ = read(message.as_bytes())

    assert blocks(document)[1:] == ["I agree.", "> Shall we buy?\nPlease answer.", "--\nAda"]


def test_attached_files_and_mails_are_members() -> None:
    inner = make_mail(Subject="内部", From="a@b.c")
    inner.set_content("inner")
    message = make_mail(Subject="x")
    message.set_content("see attached")
    for name in ("合同.txt", "合同.txt", "../../etc/passwd"):
        message.add_attachment(b"data", maintype="application", subtype="pdf", filename=name)
    message.add_attachment(inner)

    _, parsed = read(message.as_bytes())

    assert [member.name for member in parsed.members] == [
        "合同.txt",
        "合同 (2).txt",
        "etc passwd",
        "内部.eml",
    ]
    assert parsed.members[0].data == b"data"
    assert blocks(read(parsed.members[3].data)[0])[1:] == ["inner"]


@pytest.mark.parametrize("charset", ["gb2312", "gb18030", "big5", "utf-16", "no-such-charset", ""])
def test_a_body_in_any_charset_is_decoded(charset: str) -> None:
    encoding = charset if charset not in ("no-such-charset", "") else "gb18030"
    body = "本合同由甲方公司提供。".encode(encoding)
    declared = f'; charset="{charset}"' if charset else ""

    document, _ = read(f"Subject: x\nContent-Type: text/plain{declared}\n\n".encode() + body)

    assert document.text.endswith("本合同由甲方公司提供。")


def test_raw_and_encoded_headers_are_decoded() -> None:
    raw = (
        b"Subject: "
        + "会议通知".encode("gb18030")
        + b"\nFrom: =?GB2312?B?1cXOsA==?= <z@e.cn>\n\nhi"
    )

    document, _ = read(raw)

    assert document.title == "会议通知" and document.meta("from") == "张伟 <z@e.cn>"


@pytest.mark.parametrize(
    "data",
    [
        b"Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nhello",
        b"Subject: x\nContent-Transfer-Encoding: base64\n\naGVsbG8",
        b"Subject: x\nDate: no date\nTo: =?utf-8?b?a?=\n\nhello",
        b"Subject: x\nContent-Type: text/plain; charset=\xff\xfe\n\nhello",
        "Subject: x\n\nhello".encode("utf-16"),
    ],
)
def test_broken_mime_is_tolerated(data: bytes) -> None:
    document, _ = read(data)

    assert document.title == "x" and document.text.endswith("hello")


def test_an_encrypted_body_is_a_problem_and_the_headers_are_kept() -> None:
    data = (
        b"Subject: secret\nContent-Type: multipart/encrypted; boundary=b\n\n"
        b"--b\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n--b--\n"
    )

    document, parsed = read(data)

    assert document.text == "Subject: secret"
    assert [problem.kind for problem in parsed.problems] == ["encrypted"]


def test_deeply_nested_parts_do_not_matter() -> None:
    data = b"Subject: x\n" + b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (level, level)
        for level in range(400)
    )

    document, _ = read(data)

    assert document.text == "Subject: x"


def test_nothing_at_all_is_empty() -> None:
    with pytest.raises(EmptySource, match="a.eml"):
        read(b"\n\n")


def test_a_mailbox_is_taken_apart() -> None:
    mail = b"From a@b.c Fri Mar  1 10:00:00 2024\nSubject: %d\n\n>From here on\nFrom the start\n\n"

    parsed = parse_mbox(mail % 1 + mail % 2, "Inbox.mbox", settings=SETTINGS)

    assert [member.name for member in parsed.members] == ["message-00001.eml", "message-00002.eml"]
    assert parsed.document is None
    document, _ = read(parsed.members[1].data)
    assert document.title == "2" and "From here on" in document.text
