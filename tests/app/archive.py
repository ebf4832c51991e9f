"""A small mixed archive, written by each test that wants it."""

import zipfile
from email.message import EmailMessage
from pathlib import Path

from briefbook.app.workspace import create_workspace

LETTER = """# Supply agreement

Helen Carter is the chief executive officer of Northgate Pumps Ltd.
Northgate Pumps Ltd is based in Leeds.
On 3 March 2024 Northgate Pumps Ltd acquired Brightwell Sensors Ltd.

Northgate Pumps Ltd will not acquire Elmfield Controls Ltd.
"""
MINUTES = """管理例会纪要

时间：2024年5月8日
苏州北桥泵业有限公司总经理王建国主持会议。苏州北桥泵业有限公司位于苏州市。
会议决定，向无锡清源水务有限公司供应计量泵二十台。
"""
NOTE = "Brightwell Sensors Ltd was founded by Peter Nash in 2009. It is based in York.\n"


def write_archive(folder: Path) -> Path:
    """Write the archive into `folder`: text, Markdown, a mail, a zip, a duplicate, a ruin."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "letter.md").write_text(LETTER, encoding="utf-8")
    (folder / "letter copy.md").write_text(LETTER, encoding="utf-8")
    (folder / "会议纪要.txt").write_text(MINUTES, encoding="gb18030")
    (folder / "mail.eml").write_bytes(_mail())
    with zipfile.ZipFile(folder / "more.zip", "w") as file:
        file.writestr("notes/brightwell.txt", NOTE)
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7\n" + b"\x00" * 200)
    return folder


def prepare_folder(folder: Path) -> None:
    """Make a run folder whose server does not outlive its test for long, and that reads alone."""
    with create_workspace(folder):
        settings = folder / "briefbook.toml"
        text = settings.read_text("utf-8").replace("# idle_s = 300", "idle_s = 20")
        settings.write_text(text.replace("# workers = 0", "workers = 1"), encoding="utf-8")


def _mail() -> bytes:
    mail = EmailMessage()
    mail["From"] = "Helen Carter <helen.carter@northgate.example>"
    mail["To"] = "王建国 <wang.jianguo@beiqiao.example>"
    mail["Date"] = "Thu, 09 May 2024 10:00:00 +0100"
    mail["Subject"] = "Brightwell"
    mail.set_content("Dear Mr Wang,\n\nBrightwell Sensors Ltd now belongs to us.\n\nHelen Carter\n")
    mail.add_attachment("Invoice INV-2024-031\nTotal: GBP 12,500.00\n", filename="invoice.txt")
    return mail.as_bytes()
