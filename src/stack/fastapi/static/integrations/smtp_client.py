"""Mail over SMTP."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import make_msgid
from typing import Any, Literal

import aiosmtplib

from .failure import IntegrationError
from .timeouts import Timeouts


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed in, and by whom."""

    host: str
    port: int
    tls: Literal["implicit", "starttls", "none"]
    ca_file: str | None
    username: str | None
    password: str | None
    from_email: str
    from_name: str | None


class SmtpMailer:
    """Sends one mail per call, over a connection of its own."""

    def __init__(self, server: MailServer, timeouts: Timeouts) -> None:
        self._server = server
        self._timeouts = timeouts
        self._context = (
            None if server.tls == "none" else ssl.create_default_context(cafile=server.ca_file)
        )

    async def send(self, *, to: str, template: str, values: Mapping[str, Any]) -> None:
        """Hand a mail to the server; anything but its acceptance is an `IntegrationError`."""
        server = self._server
        try:
            message = self._message(to, template, values)
            client = aiosmtplib.SMTP(
                hostname=server.host,
                port=server.port,
                username=server.username,
                password=server.password,
                use_tls=server.tls == "implicit",
                start_tls=server.tls == "starttls",
                tls_context=self._context,
                timeout=self._timeouts.total,
            )
            try:
                async with asyncio.timeout(self._timeouts.total):
                    await client.connect()
                    await client.send_message(message)
            finally:
                # It is accepted by now, or never: nobody waits for a polite end.
                client.close()
        except (aiosmtplib.SMTPException, OSError, TimeoutError, ValueError) as error:
            raise IntegrationError(f"mail: {type(error).__name__}") from error

    async def close(self) -> None:
        """Nothing stays open between mails."""

    def _message(self, to: str, template: str, values: Mapping[str, Any]) -> EmailMessage:
        server = self._server
        message = EmailMessage()
        sender = Address(server.from_name or "", addr_spec=server.from_email)
        message["From"] = sender
        message["To"] = Address(addr_spec=to)
        message["Subject"] = template.replace("_", " ").capitalize()
        message["Message-ID"] = make_msgid(domain=sender.domain)
        lines = [
            f"{name.replace('_', ' ').capitalize()}: {value}" for name, value in values.items()
        ]
        message.set_content("\n".join(lines))
        return message
