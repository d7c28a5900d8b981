"""Tests of your own, and phrases for the scenarios of the contract. Written once, then yours."""
