"""Rows that a test owns: made up first, stored later, parents before children.

A row is made up column by column, when somebody asks; so a test can still say what it must hold.
Rows are new for each test: tests beside each other never meet.
"""

from typing import Any

from . import samples
from .compare import same
from .database import Database
from .system import SYSTEM, Node


class Draft:
    """A row that is, or will be, in the database."""

    def __init__(self, world: "World", table: str, values: dict[str, Any]) -> None:
        self.world = world
        self.table = table
        self.values = values
        self.is_stored = False

    def __getitem__(self, column: str) -> Any:
        if column not in self.values:
            self.values[column] = self._made_up(SYSTEM.column(self.table, column))
        return self.values[column]

    def _made_up(self, column: Node) -> Any:
        """A value that fits the column."""
        name, kind = column["name"], column["type"]
        workflow = SYSTEM.workflow_of(self.table)
        if workflow and workflow["field"] == name:
            return workflow["initial"]
        if column["default"] is not None:
            return samples.of_sql(column["default"], kind, column["met"], name)
        if not column["required"]:
            return None
        if target := SYSTEM.target(self.table, name):
            return (self._neighbour(name, target[0]) or self.world.draft(target[0]))[target[1]]
        if column["values"]:
            return column["values"][0]
        return samples.good(kind, column["met"], name)

    def _neighbour(self, column: str, table: str) -> "Draft | None":
        """The row that others point at already, in a world where rows belong together."""
        if not self.world.is_one_place or table == SYSTEM.table_of_callers():
            return None
        known = (one for one in self.world.drafts if one.table == table and one is not self)
        found = next(known, None)
        return None if found and self._meets(column, found) else found

    def _meets(self, column: str, found: "Draft") -> bool:
        """Whether a row beside this one points there too, and two of them may be too many."""
        target = SYSTEM.target(self.table, column)
        indexes = SYSTEM.tables[self.table]["indexes"]
        return any(index["unique"] and column in index["columns"] for index in indexes) and any(
            one is not self
            and one.table == self.table
            and target
            and one.values.get(column) == found[target[1]]
            for one in self.world.drafts
        )

    def sibling(self, **values: Any) -> "Draft":
        """Another row that holds these values, and differs where two rows must not be alike."""
        made = self.world.draft(self.table, **values)
        alike = [one for one in self.world.drafts if one.table == self.table and one is not made]
        for index in SYSTEM.tables[self.table]["indexes"]:
            free = [name for name in index["columns"] if name not in values]
            if index["unique"] and free and len(free) < len(index["columns"]):
                column = SYSTEM.column(self.table, free[-1])
                made.values[free[-1]] = samples.apart(
                    column["type"], self[free[-1]], len(alike), column["met"]
                )
        return made

    def store(self) -> None:
        """Put the row into the database, behind those that it points at."""
        if self.is_stored:
            return
        self.is_stored = True
        columns = SYSTEM.tables[self.table]["columns"]
        row = {one["name"]: self[one["name"]] for one in columns if one["generated"] is None}
        for name, value in row.items():
            target = SYSTEM.target(self.table, name)
            if target and value is not None:
                self.world.find_or_draft(*target, value).store()
        self.world.database.insert(self.table, row)

    def now(self) -> dict[str, Any] | None:
        """The row as the database has it."""
        keys = {name: self[name] for name in SYSTEM.tables[self.table]["key"]}
        return next(iter(self.world.database.rows(self.table, **keys)), None)


class World:
    """The rows of one test."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.drafts: list[Draft] = []
        self.is_one_place = False
        """Whether rows of which nothing is said point at the same ones; callers stay different."""

    def draft(self, table: str, **values: Any) -> Draft:
        """A new row."""
        made = Draft(self, table, values)
        self.drafts.append(made)
        return made

    def find_or_draft(self, table: str, column: str, value: Any) -> Draft:
        """The row with this value, made up or in the database, or a new one that has it."""
        for known in self.drafts:
            if known.table == table and column in known.values and same(value, known[column]):
                return known
        draft = self.draft(table, **{column: value})
        for row in self.database.rows(table, **{column: value}):
            draft.values, draft.is_stored = row, True
        return draft

    def refresh(self) -> None:
        """See the rows as they have become."""
        for draft in list(self.drafts):
            if draft.is_stored:
                row = draft.now()
                if row is None:
                    self.drafts.remove(draft)
                else:
                    draft.values = row

    def store(self) -> None:
        """Put all rows into the database."""
        for draft in list(self.drafts):
            draft.store()
