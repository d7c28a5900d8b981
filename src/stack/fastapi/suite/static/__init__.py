"""Tests made from the contract. Not to be edited: they are written anew with it."""
