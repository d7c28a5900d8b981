"""The route: from a request to an answer."""

import json
import logging

from app import db
from app.domain import parcels

logger = logging.getLogger(__name__)


def handler(event: dict, context: object) -> dict:
    """Answers where a parcel is."""
    number = event["pathParameters"]["number"]
    logger.info("asked for a parcel")
    answer = parcels.where(number, db.find)
    if answer is None:
        return {"statusCode": 404, "body": json.dumps({"error": "PARCEL_NOT_FOUND"})}
    return {"statusCode": 200, "body": json.dumps(answer)}
