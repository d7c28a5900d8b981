"""A mail server that delivers nothing: STARTTLS, log-in, mails kept, faults on demand.

    GET  /__mails?to=ADDRESS     what was accepted
    PUT  /__control              {"to": ADDRESS or absent, "code": 550, "delay_ms": 0}
    DELETE /__control?to=ADDRESS back to normal

A fault may be bound to one recipient, so that tests beside each other do not meet.
"""

import argparse
import asyncio
import contextlib
import email
import email.policy
import json
import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import uvicorn
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from .process import LOCAL

EVERYBODY = "*"


@dataclass
class Mailbox:
    """The mails, the faults, and who may send."""

    file: Path
    user: str
    password: str
    mails: list[dict[str, Any]] = field(default_factory=list)
    faults: dict[str, dict[str, Any]] = field(default_factory=dict)

    def authenticate(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _how: str, given: object
    ) -> AuthResult:
        """Let in who knows name and password."""
        known = (self.user.encode(), self.password.encode())
        success = isinstance(given, LoginPassword) and (given.login, given.password) == known
        return AuthResult(success=success)

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        """Keep a mail, unless a fault was asked for."""
        for name in (*envelope.rcpt_tos, EVERYBODY):
            if fault := self.faults.get(name):
                await asyncio.sleep(fault.get("delay_ms", 0) / 1000)
                if code := fault.get("code"):
                    return f"{code} asked to fail"
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        message = email.message_from_bytes(content, policy=email.policy.default)
        body = message.get_body(preferencelist=("plain", "html"))
        mail = {
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "subject": str(message.get("Subject", "")),
            "headers": {name: str(value) for name, value in message.items()},
            "body": body.get_content() if body else "",
            "attachments": [part.get_filename() for part in message.iter_attachments()],
        }
        self.mails.append(mail)
        with self.file.open("a") as lines:
            lines.write(json.dumps(mail) + "\n")
        return "250 kept"

    async def show(self, request: Request) -> Response:
        """The mails, all or those to one recipient."""
        to = request.query_params.get("to")
        return JSONResponse([mail for mail in self.mails if to is None or to in mail["to"]])

    async def control(self, request: Request) -> Response:
        """Ask for a fault, or for none."""
        if request.method == "DELETE":
            self.faults.pop(request.query_params.get("to", EVERYBODY), None)
        else:
            fault = await request.json()
            self.faults[fault.get("to", EVERYBODY)] = fault
        return JSONResponse(self.faults)


def create_app(mailbox: Mailbox, port: int, certificate: Path, key: Path) -> Starlette:
    """The control over HTTP; the mail server lives and dies with it."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)

    def session() -> SMTP:
        return SMTP(
            mailbox,
            hostname="localhost",
            tls_context=context,
            require_starttls=True,
            authenticator=mailbox.authenticate,
            auth_required=True,
            enable_SMTPUTF8=True,
        )

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        server = await asyncio.get_running_loop().create_server(session, LOCAL, port)
        async with server:
            yield

    routes = [
        Route("/__mails", mailbox.show),
        Route("/__control", mailbox.control, methods=["PUT", "DELETE"]),
    ]
    return Starlette(routes=routes, lifespan=lifespan)


def main() -> None:
    """Serve until ended."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--control-port", type=int, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--user", required=True)
    parser.add_argument("--password", required=True)
    given = parser.parse_args()
    mailbox = Mailbox(given.folder / "mails.jsonl", given.user, given.password)
    app = create_app(mailbox, given.port, given.folder / "cert.pem", given.folder / "key.pem")
    uvicorn.run(app, host=LOCAL, port=given.control_port, log_level="warning")


if __name__ == "__main__":
    main()
