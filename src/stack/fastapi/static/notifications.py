"""How notifications reach whom they are for. Written once, then yours."""

import logging

from ..gen.app.services import Services
from ..gen.jobs.notification import Notification

log = logging.getLogger(__name__)


async def deliver(services: Services, notification: Notification) -> None:
    """Deliver a notification: until somebody writes it here, it is only logged.

    It may be delivered more than once; where this raises an error it is tried again.
    """
    about = {"channel": notification.channel, "text": notification.message}
    log.info("notification", extra=about | {"values": notification.values})
