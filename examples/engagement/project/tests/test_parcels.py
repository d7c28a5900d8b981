"""Parcels that are there, and those that are not."""

from app.domain import parcels

PARCEL = {"place": "Umeå", "goal": "Luleå"}


def test_a_parcel_on_its_way():
    answer = parcels.where("SE123456789", lambda number: PARCEL)
    assert answer == {"number": "SE123456789", "place": "Umeå", "delivered": False}


def test_a_parcel_that_is_there():
    assert parcels.where("SE123456789", lambda number: {**PARCEL, "place": "Luleå"})["delivered"]


def test_no_such_parcel():
    assert parcels.where("SE123456789", lambda number: None) is None


def test_no_number_of_a_parcel():
    assert parcels.where("parcel", lambda number: PARCEL) is None
