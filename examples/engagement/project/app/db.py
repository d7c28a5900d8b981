"""Where parcels are kept."""

import boto3


def table() -> object:
    """The one table."""
    return boto3.resource("dynamodb", region_name="eu-north-1").Table("parcels")


def find(number: str) -> dict | None:
    """A parcel by its number."""
    return table().get_item(Key={"pk": number}).get("Item")


def erase(number: str) -> None:
    """Takes a parcel out for good."""
    table().delete_item(Key={"pk": number})


def carrier_token() -> str:
    """The token for the carrier, from the store of secrets."""
    answer = boto3.client("ssm").get_parameter(Name="/parcels/carrier", WithDecryption=True)
    return answer["Parameter"]["Value"]
