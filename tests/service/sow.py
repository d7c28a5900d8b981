"""Where mistakes can be sown into the code of a generated service, and how each is written.

In: the folder `gen` of a project. Out: mistakes, in the order of files and lines: guards taken out,
comparisons turned, limits moved by one to both sides, roles, states and conditions dropped,
transitions taken out or led elsewhere, predicates of SQL widened or moved, locks dropped, writes,
events and calls left out. Each is one change of one file, and what comes of it can be compiled.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

# What is made for a contract, and decides about behaviour.
MADE = ("app", "policy", "rules", "workflows", "persistence", "api", "domain", "limits.py")
# What is the same for all contracts: taken in on demand only.
COMMON = ("http", "outbox", "integrations", "migrate.py")
# The same for all contracts, beside what is made for one.
PLUMBING = {
    *("app/clock.py", "app/services.py", "app/ports.py", "app/retries.py", "app/watch.py"),
    *("app/window.py", "domain/types.py", "domain/fault.py", "domain/moments.py"),
    *("persistence/database.py", "persistence/claims.py", "persistence/cache.py"),
    *("persistence/idempotency.py", "persistence/quotas.py", "persistence/sweeper.py"),
    "workflows/machine.py",
}
COMPARISONS: dict[type[ast.cmpop], str] = {
    ast.Eq: "!=",
    ast.NotEq: "==",
    ast.Lt: "<=",
    ast.LtE: "<",
    ast.Gt: ">=",
    ast.GtE: ">",
    ast.In: "not in",
    ast.NotIn: "in",
    ast.Is: "is not",
    ast.IsNot: "is",
}
# In place of the above where the clock is asked: no call can be made to meet a moment exactly.
TURNED: dict[type[ast.cmpop], str] = {ast.Lt: ">", ast.LtE: ">", ast.Gt: "<", ast.GtE: "<"}
GUARDS_AROUND = {"unique_or", "failing_as"}
LIMITS = {"ge", "gt", "le", "lt", "min_length", "max_length", "multiple_of"}
CLAUSE_ENDS = r"ORDER BY|GROUP BY|LIMIT|FOR NO KEY UPDATE|FOR UPDATE|RETURNING|ON CONFLICT"
ORDERS = {">=": ">", "<=": "<", ">": ">=", "<": "<="}


@dataclass(frozen=True)
class Mistake:
    """A change of one file."""

    file: Path
    line: int
    kind: str
    start: int
    end: int
    text: str
    before: str

    @property
    def shown(self) -> str:
        """Where it is, what stood there, and what stands there now, in one line."""
        before, after = (" ".join(text.split()) for text in (self.before, self.text))
        return f"{self.file}:{self.line}: {self.kind}: `{_short(before)}` -> `{_short(after)}`"

    def sown(self, source: str) -> str:
        """The file with the mistake in it."""
        return source[: self.start] + self.text + source[self.end :]


def _short(text: str) -> str:
    return text if len(text) <= 90 else f"{text[:87]}..."


class Sower(ast.NodeVisitor):
    """Finds the places of one file."""

    def __init__(self, file: Path, source: str, enums: dict[str, list[str]]) -> None:
        self.file = file
        self.source = source
        self.data = source.encode()
        self.enums = enums
        self.found: list[Mistake] = []
        self.starts = [0]
        for line in self.data.splitlines(keepends=True):
            self.starts.append(self.starts[-1] + len(line))

    def place(self, node: ast.expr | ast.stmt) -> tuple[int, int]:
        """Where a node stands, in characters."""
        assert node.end_lineno is not None and node.end_col_offset is not None
        start = self.starts[node.lineno - 1] + node.col_offset
        end = self.starts[node.end_lineno - 1] + node.end_col_offset
        return len(self.data[:start].decode()), len(self.data[:end].decode())

    def sow(self, node: ast.expr | ast.stmt, kind: str, text: str) -> None:
        """Note a mistake in place of a node."""
        self.change(*self.place(node), kind, text)

    def change(self, start: int, end: int, kind: str, text: str) -> None:
        """Note a mistake in place of a piece of text, if what comes of it is a program."""
        before = self.source[start:end]
        line = self.source.count("\n", 0, end - len(before.lstrip())) + 1
        made = Mistake(self.file, line, kind, start, end, text, before)
        compile(made.sown(self.source), str(self.file), "exec")
        self.found.append(made)

    # --- guards ------------------------------------------------------------------------------

    def visit_If(self, node: ast.If) -> None:
        """A guard: `if ...: raise`, or a way in: `if ...: return`; a branch is always or never taken."""
        if any(isinstance(one, ast.Raise) for one in node.body):
            self.sow(node.test, "guard taken out", "False")
        else:
            way = any(isinstance(one, ast.Return) for one in node.body)
            # A row is there, unless somebody removes it between the commit and the line of the log.
            if not all(map(_is_note, node.body)):
                self.sow(node.test, "way in for all" if way else "branch for all", "True")
            self.sow(node.test, "way in closed" if way else "branch closed", "False")
        self.generic_visit(node)

    def visit_With(self, node: ast.With) -> None:
        """An error of the contract in place of one from below: `with unique_or(...)`."""
        for item in node.items:
            call = item.context_expr
            if isinstance(call, ast.Call) and ast.unparse(call.func) in GUARDS_AROUND:
                self.sow(call, "guard taken out", "__import__('contextlib').nullcontext()")
        self.generic_visit(node)

    def visit_Compare(self, node: ast.Compare) -> None:
        """A comparison, the limit in it, and each value of a list in it."""
        if len(node.ops) == 1:
            left, right = ast.unparse(node.left), ast.unparse(node.comparators[0])
            turned = COMPARISONS[type(node.ops[0])]
            if _asks_clock(node):
                turned = TURNED.get(type(node.ops[0]), turned)
            self.sow(node, "comparison turned", f"({left} {turned} {right})")
            self.limit(node.comparators[0])
            self.limit(node.left)
            listed = node.comparators[0]
            if isinstance(listed, ast.Tuple | ast.List | ast.Set) and len(listed.elts) > 1:
                for one in listed.elts:
                    rest = [ast.unparse(other) for other in listed.elts if other is not one]
                    self.sow(listed, "value dropped", f"({', '.join(rest)},)")
        self.generic_visit(node)

    def visit_BoolOp(self, node: ast.BoolOp) -> None:
        """Each part of an `and` or `or`, left out."""
        word = " and " if isinstance(node.op, ast.And) else " or "
        for one in node.values:
            rest = [ast.unparse(other) for other in node.values if other is not one]
            self.sow(node, "condition left out", f"({word.join(rest)})")
        self.generic_visit(node)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> None:
        """A `not`, left out."""
        if isinstance(node.op, ast.Not):
            self.sow(node, "comparison turned", f"({ast.unparse(node.operand)})")
        self.generic_visit(node)

    # --- limits ------------------------------------------------------------------------------

    def limit(self, node: ast.expr) -> None:
        """A number that decides, moved by one step to both sides."""
        for moved in _moved(node):
            self.sow(node, "limit moved", moved)

    def visit_Call(self, node: ast.Call) -> None:
        """Roles: one less. Rows that must be there: need not. Limits of fields: moved."""
        name = ast.unparse(node.func)
        if name.endswith(".has"):
            for role in node.args:
                rest = [ast.unparse(one) for one in node.args if one is not role]
                self.sow(node, "role dropped", f"{name}({', '.join(rest)})")
        if name == "found" and len(node.args) == 2:
            start, end = self.place(node.args[0])
            self.change(*self.place(node), "guard taken out", f"({self.source[start:end]})")
        if name in ("any", "all") and len(node.args) == 1:
            other = "all" if name == "any" else "any"
            self.sow(node.func, "comparison turned", other)
        for word in node.keywords:
            is_limit = name in ("Field", "Query", "Path") and word.arg in LIMITS
            if is_limit or name == "dt.timedelta":
                self.limit(word.value)
        self.generic_visit(node)

    def visit_Assign(self, node: ast.Assign) -> None:
        """A constant that is a limit: `PAGE_SIZE = 50`."""
        name = ast.unparse(node.targets[0])
        if name.isupper():
            self.limit(node.value)
        self.generic_visit(node)

    def visit_BinOp(self, node: ast.BinOp) -> None:
        """The numbers of a calculation."""
        self.limit(node.left)
        self.limit(node.right)
        self.generic_visit(node)

    # --- steps and states --------------------------------------------------------------------

    def visit_Expr(self, node: ast.Expr) -> None:
        """A step: a check, a write, an event, a call of somebody outside."""
        call = node.value.value if isinstance(node.value, ast.Await) else node.value
        if isinstance(call, ast.Call) and not re.match(r"log\b", ast.unparse(call.func)):
            self.sow(node, "step left out", "pass")
        self.generic_visit(node)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        """A state, or another value of a list that the contract has: another one."""
        owner = ast.unparse(node.value)
        values = self.enums.get(owner, [])
        if node.attr in values and "workflows" not in self.file.parts:
            other = values[(values.index(node.attr) + 1) % len(values)]
            if other != node.attr:
                self.sow(node, "state exchanged", f"{owner}.{other}")
        self.generic_visit(node)

    def visit_Dict(self, node: ast.Dict) -> None:
        """A table of transitions: each taken out, or led elsewhere."""
        if "workflows" not in self.file.parts:
            return self.generic_visit(node)
        targets = sorted({ast.unparse(value) for value in node.values})
        for key, value in zip(node.keys, node.values, strict=True):
            if not isinstance(key, ast.Tuple):
                continue
            first, *rest = map(ast.unparse, key.elts)
            gone = ", ".join([first, repr("-"), *rest[1:]])
            self.sow(key, "transition taken out", f"({gone})")
            for other in self.others(value) or targets:
                if other != ast.unparse(value):
                    self.sow(value, "transition led elsewhere", other)
                    break
        return None

    def visit_keyword(self, node: ast.keyword) -> None:
        """The first state of a workflow."""
        if node.arg == "initial" and (others := self.others(node.value)):
            self.sow(node.value, "state exchanged", others[0])
        self.generic_visit(node)

    def others(self, node: ast.expr) -> list[str]:
        """The other values of the list that a value is of."""
        owner, _, name = ast.unparse(node).rpartition(".")
        values = self.enums.get(owner, [])
        place = values.index(name) if name in values else 0
        return [f"{owner}.{one}" for one in (*values[place + 1 :], *values[:place])]

    # --- rules and SQL -----------------------------------------------------------------------

    def visit_Constant(self, node: ast.Constant) -> None:
        """What a rule says; the predicates and locks of a statement in SQL."""
        if isinstance(node.value, bool) and "rules" in self.file.parts:
            self.sow(node, "rule turned", str(not node.value))
        if isinstance(node.value, str) and re.match(r"\s*(SELECT|UPDATE|DELETE)\b", node.value):
            self.statement(*self.place(node))

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        """Texts with values in them are no conditions."""

    def statement(self, start: int, end: int) -> None:
        """Each condition behind WHERE, left out and moved; each lock, dropped."""
        text = self.source[start:end]
        for where in re.finditer(r"\bWHERE\s+", text):
            for first, last in _conjuncts(text, where.end()):
                at, piece = start + first, text[first:last]
                self.change(at, at + len(piece), "predicate dropped", f"({piece} OR TRUE)")
                self.change(at, at + len(piece), "predicate closed", f"({piece} AND FALSE)")
                if loose := re.match(r"\((\$\d+(?:::\w+)? IS NULL OR )", piece):
                    self.change(at + 1, at + 1 + len(loose[1]), "condition left out", "")
                for sign in re.finditer(r"(?<= )(>=|<=|>|<)(?= )", piece):
                    place = at + sign.start()
                    self.change(place, place + len(sign[0]), "predicate moved", ORDERS[sign[0]])
        for found in re.finditer(r"\n?\bFOR (?:NO KEY )?UPDATE(?: OF \w+)?", text):
            self.change(start + found.start(), start + found.end(), "lock dropped", "")
        for found in re.finditer(r"(?<=ORDER BY )[\w.]+( DESC)?", text):
            turned = found[0].removesuffix(" DESC") + ("" if found[1] else " DESC")
            self.change(start + found.start(), start + found.end(), "order turned", turned)


def _asks_clock(node: ast.Compare) -> bool:
    """Whether a moment is compared with the present one."""
    return any(isinstance(one, ast.Attribute) and one.attr == "now" for one in ast.walk(node))


def _is_note(node: ast.stmt) -> bool:
    """Whether a step only writes into the log."""
    call = node.value if isinstance(node, ast.Expr) else None
    return isinstance(call, ast.Call) and ast.unparse(call.func).endswith(".note")


def _moved(node: ast.expr) -> Iterator[str]:
    """A number one step lower and one step higher."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield from (f"-({moved})" for moved in _moved(node.operand))
    elif isinstance(node, ast.Constant) and type(node.value) is int:
        yield from (str(node.value - 1), str(node.value + 1))
    elif isinstance(node, ast.Constant) and type(node.value) is float:
        yield from (repr(node.value - 0.01), repr(node.value + 0.01))
    elif isinstance(node, ast.Call) and ast.unparse(node.func) == "Decimal":
        value = Decimal(ast.literal_eval(node.args[0]))
        step = Decimal("0.01")
        yield from (f"Decimal({str(one)!r})" for one in (value - step, value + step))


def _conjuncts(text: str, start: int) -> Iterator[tuple[int, int]]:
    """The conditions behind WHERE that are joined by AND, outside of brackets."""
    depth, first, at = 0, start, start
    while at < len(text):
        rest = text[at:]
        if text[at] == "(":
            depth += 1
        elif text[at] == ")":
            depth -= 1
        elif text[at] == "'":
            at = text.index("'", at + 1)
        ends = depth < 0 or text[at] == '"' or (depth == 0 and re.match(CLAUSE_ENDS, rest))
        joined = re.match(r"AND\b", rest) if depth == 0 and text[at - 1].isspace() else None
        if ends or joined:
            yield first, first + len(text[first:at].rstrip())
            if ends:
                return
            first = at + 4
        at += 1


def enumerations(root: Path) -> dict[str, list[str]]:
    """The lists of values that the contract has, by the names of their classes."""
    file = root / "domain" / "enums.py"
    body = ast.parse(file.read_text()).body if file.exists() else []
    return {
        own.name: [
            one.targets[0].id
            for one in own.body
            if isinstance(one, ast.Assign) and isinstance(one.targets[0], ast.Name)
        ]
        for own in body
        if isinstance(own, ast.ClassDef)
    }


def mistakes(root: Path, *, common: bool = False) -> Iterator[Mistake]:
    """All mistakes that can be sown below `gen`; also into what is the same for all contracts."""
    enums = enumerations(root)
    for place in (*MADE, *COMMON) if common else MADE:
        path = root / place
        for file in [path] if path.is_file() else sorted(path.rglob("*.py")):
            own = file.relative_to(root)
            if own.as_posix() in PLUMBING and not common:
                continue
            source = file.read_text()
            sower = Sower(own, source, enums)
            sower.visit(ast.parse(source))
            yield from sower.found
