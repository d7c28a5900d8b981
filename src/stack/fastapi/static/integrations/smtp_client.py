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
from pydantic_core import to_jsonable_python

from ..app.retries import Retries
from .failure import IntegrationError
from .protection import Protection
from .timeouts import Timeouts, left


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

    def __init__(
        self,
        server: MailServer,
        timeouts: Timeouts,
        *,
        retries: Retries | None = None,
        protection: Protection | None = None,
    ) -> None:
        self._server = server
        self._timeouts = timeouts
        self._retries = retries or Retries()
        self._protection = protection or Protection()
        self._context = (
            None if server.tls == "none" else ssl.create_default_context(cafile=server.ca_file)
        )

    async def send(self, *, to: str, template: str, values: Mapping[str, Any]) -> None:
        """Hand a mail to the server; anything but its acceptance is an `IntegrationError`."""
        try:
            message = self._message(to, template, values)
        except ValueError as error:
            raise IntegrationError("mail: no such address", is_outage=False) from error
        patience = left(self._timeouts.total)
        try:
            async with asyncio.timeout(patience):
                await self._send(message, patience)
        except TimeoutError as error:
            raise IntegrationError("mail: not taken in time", "TIMEOUT") from error

    async def _send(self, message: EmailMessage, patience: float) -> None:
        """Send a mail, again where the server was not there or busy: then it has not taken it."""
        for pause in self._retries.pauses():
            try:
                return await self._once(message, patience)
            except IntegrationError as error:
                if "UNREACHABLE" not in error.reasons:
                    raise
            await asyncio.sleep(pause)
        return await self._once(message, patience)

    async def _once(self, message: EmailMessage, patience: float) -> None:
        server = self._server
        client = aiosmtplib.SMTP(
            hostname=server.host,
            port=server.port,
            username=server.username,
            password=server.password,
            use_tls=server.tls == "implicit",
            start_tls=server.tls == "starttls",
            tls_context=self._context,
            timeout=patience,
        )
        async with self._protection.around(patience):
            try:
                await client.connect()
                await client.send_message(message)
            except (aiosmtplib.SMTPConnectError, OSError) as error:
                words = f"mail: {type(error).__name__}"
                raise IntegrationError(words, "UNREACHABLE") from error
            except aiosmtplib.SMTPTimeoutError as error:
                raise IntegrationError("mail: not taken in time", "TIMEOUT") from error
            except aiosmtplib.SMTPResponseException as error:
                words = f"mail: {type(error).__name__}"
                raise IntegrationError(words, str(error.code), is_outage=False) from error
            except aiosmtplib.SMTPException as error:
                words = f"mail: {type(error).__name__}"
                raise IntegrationError(words, is_outage=False) from error
            finally:
                # It is accepted by now, or never: nobody waits for a polite end.
                client.close()

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
            f"{name.replace('_', ' ').capitalize()}: {to_jsonable_python(value)}"
            for name, value in values.items()
        ]
        message.set_content("\n".join(lines))
        return message
