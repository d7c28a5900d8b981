"""The route, with a table that is made up."""

import json

from app import db
from app.handler import handler


def ask(number):
    return handler({"pathParameters": {"number": number}}, None)


def test_found(monkeypatch):
    monkeypatch.setattr(db, "find", lambda number: {"place": "Umeå", "goal": "Luleå"})
    answer = ask("SE123456789")
    assert answer["statusCode"] == 200
    assert json.loads(answer["body"])["place"] == "Umeå"


def test_not_found(monkeypatch):
    monkeypatch.setattr(db, "find", lambda number: None)
    assert ask("SE123456789")["statusCode"] == 404


class Table:
    """A table of one parcel."""

    def __init__(self):
        self.erased = []

    def get_item(self, Key):
        return {"Item": {"pk": Key["pk"]}} if Key["pk"] == "SE123456789" else {}

    def delete_item(self, Key):
        self.erased.append(Key["pk"])


def test_the_table(monkeypatch):
    table = Table()
    monkeypatch.setattr(db, "table", lambda: table)
    assert db.find("SE123456789") == {"pk": "SE123456789"}
    assert db.find("SE000000000") is None
    db.erase("SE123456789")
    assert table.erased == ["SE123456789"]
