"""Phrases of your own for the scenarios of the contract. Written once, then yours.

from tests.gen.support.phrases import given, then
from tests.gen.support.play import Play


@given("payroll was made {days} days ago")
def old_payroll(play: Play, days: str) -> None:
    ...
"""
