"""Files made from values: what is stored where a contract gives values but no file."""

from __future__ import annotations

import json
import mimetypes
from collections.abc import Mapping
from typing import Any

LINE = 16


def type_of(name: str) -> str:
    """The media type of a file, by its name."""
    return mimetypes.guess_type(name)[0] or "application/octet-stream"


def render(name: str, values: Mapping[str, Any]) -> tuple[bytes, str]:
    """The content and the type of a file called `name` that tells `values`."""
    if name.endswith(".pdf"):
        return _pdf([f"{key.replace('_', ' ')}: {value}" for key, value in values.items()])
    text = json.dumps(dict(values), default=str, ensure_ascii=False, indent=2)
    return text.encode(), "application/json"


def _pdf(lines: list[str]) -> tuple[bytes, str]:
    """One page of plain text."""
    shown = "".join(f"({_escaped(line)}) Tj 0 -{LINE} Td " for line in lines)
    content = f"BT /F1 11 Tf 60 780 Td {shown}ET".encode("latin-1", "replace")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    file = bytearray(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(file))
        file += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(file)
    file += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    file += b"".join(b"%010d 00000 n \n" % place for place in places)
    file += b"trailer\n<< /Size %d /Root 1 0 R >>\n" % (len(objects) + 1)
    file += b"startxref\n%d\n%%%%EOF\n" % start
    return bytes(file), "application/pdf"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
