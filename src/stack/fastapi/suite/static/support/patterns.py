"""Texts that a regular expression matches, new each time.

In: an expression. Out: a text that all of it matches. Looking ahead or behind, and what stands in a
class besides letters, ranges and `\\d`, `\\w`, `\\s`, is not understood: then no text is made.
"""

import re
import secrets
import string

from .outcome import NotExecutable

CLASSES = {"d": string.digits, "w": string.ascii_lowercase + string.digits, "s": " "}
CONTROLS = {"n": "\n", "r": "\r", "t": "\t"}
PRINTED = string.ascii_letters + string.digits + " !#$%&()*+,-./:;<=>?@[]^_{|}~"
MORE = 3
"""How many more than the least, where an expression lets there be any number."""


def matching(pattern: str, least: int = 0, most: int = 250) -> str:
    """A text within limits of its length that all of a pattern matches."""
    for more in (MORE, MORE, least, 0):
        made = _Maker(pattern, more).choice()
        if re.fullmatch(pattern, made) and least <= len(made) <= most:
            return made
    raise NotExecutable(f"no text is known that `{pattern}` matches")


def strange(pattern: str, least: int = 0, most: int = 250) -> str | None:
    """A text within limits of its length that a pattern does not match; none where all do."""
    tried = (letter * max(least, min(most, 8)) for letter in "~a7 ")
    return next((text for text in tried if not re.fullmatch(pattern, text)), None)


class _Maker:
    """Reads an expression and makes a text on the way."""

    def __init__(self, pattern: str, more: int) -> None:
        self.pattern = pattern
        self.more = more
        self.at = 0

    def peek(self) -> str:
        return self.pattern[self.at : self.at + 1]

    def next(self) -> str:
        self.at += 1
        return self.pattern[self.at - 1 : self.at]

    def choice(self) -> str:
        """One of several ways, up to the end or a bracket."""
        ways = [self.sequence()]
        while self.peek() == "|":
            self.next()
            ways.append(self.sequence())
        return secrets.choice(ways)

    def sequence(self) -> str:
        made = ""
        while self.peek() not in ("", "|", ")"):
            made += self.repeated()
        return made

    def repeated(self) -> str:
        """A piece as often as it may stand; each time it is made anew."""
        begin = self.at
        self.piece()
        least, most = self.count()
        end, made = self.at, ""
        for _ in range(least + secrets.randbelow(most - least + 1)):
            self.at = begin
            made += self.piece()
        self.at = end
        return made

    def count(self) -> tuple[int, int]:
        """How often the piece before may stand."""
        match self.peek():
            case "?":
                found = (0, 1)
            case "*":
                found = (0, self.more)
            case "+":
                found = (1, 1 + self.more)
            case "{" if said := re.match(r"\{(\d+)(,(\d*))?\}", self.pattern[self.at :]):
                self.at += said.end() - 1
                least = int(said[1])
                most = int(said[3]) if said[3] else least + self.more if said[2] else least
                found = (least, min(most, least + self.more))
            case _:
                return (1, 1)
        self.next()
        if self.peek() == "?":
            self.next()
        return found

    def piece(self) -> str:
        match letter := self.next():
            case "(":
                if self.peek() == "?":
                    if opened := re.match(r"\?(:|P?<\w+>)", self.pattern[self.at :]):
                        self.at += opened.end()
                    else:
                        raise NotExecutable(f"`{self.pattern}` is not understood")
                made = self.choice()
                self.next()
                return made
            case "[":
                return secrets.choice(self.members())
            case ".":
                return secrets.choice(string.ascii_lowercase)
            case "^" | "$":
                return ""
            case "\\" if self.peek() in ("A", "Z", "z", "b", "B"):
                self.next()
                return ""
            case "\\":
                return secrets.choice(self.escaped())
            case _:
                return letter

    def escaped(self) -> str:
        """The characters that an escape stands for."""
        letter = self.next()
        if letter.lower() in CLASSES:
            known = CLASSES[letter.lower()]
            return known if letter.islower() else "".join(c for c in PRINTED if c not in known)
        return CONTROLS.get(letter, letter)

    def members(self) -> str:
        """The characters of a class."""
        is_other = self.peek() == "^"
        if is_other:
            self.next()
        found = ""
        while self.peek() not in ("", "]") or not found:
            letter = self.next()
            own = self.escaped() if letter == "\\" else letter
            if len(own) == 1 and re.match(r"-[^\]]", self.pattern[self.at :]):
                self.next()
                last = self.next()
                last = self.escaped() if last == "\\" else last
                own = "".join(map(chr, range(ord(own), ord(last) + 1)))
            found += own
        self.next()
        return "".join(c for c in PRINTED if c not in found) if is_other else found
