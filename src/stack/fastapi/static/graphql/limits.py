"""What a request may ask for at most: how deep, and how much at once."""

from __future__ import annotations

from typing import Any

from graphql import (
    ASTValidationRule,
    FieldNode,
    FragmentSpreadNode,
    GraphQLError,
    OperationDefinitionNode,
    SelectionSetNode,
    ValidationContext,
)

MOST_FIELDS = 10
"""How many queries or mutations a request may have."""

MOST_TOKENS = 2_000
"""How long a request may be, in words and signs."""


def limited(depth: int) -> type[ASTValidationRule]:
    """A rule for requests: not deeper than `depth`, and not more than `MOST_FIELDS` at once."""

    class Limited(ASTValidationRule):
        """Measures each operation; a fragment counts where it is used."""

        def __init__(self, context: ValidationContext) -> None:
            super().__init__(context)
            self._known: dict[str, tuple[int, int]] = {}

        def enter_operation_definition(self, node: OperationDefinitionNode, *_args: Any) -> None:
            """Look at an operation."""
            deep, fields = self._measure(node.selection_set)
            if deep > depth:
                self.report_error(GraphQLError(f"The request is more than {depth} deep.", node))
            if fields > MOST_FIELDS:
                self.report_error(
                    GraphQLError(f"The request asks for more than {MOST_FIELDS} fields.", node)
                )

        def _measure(self, selected: SelectionSetNode | None) -> tuple[int, int]:
            """How deep a selection is, and how many fields it has."""
            deep, fields = 0, 0
            for node in selected.selections if selected is not None else ():
                if isinstance(node, FieldNode):
                    # What the schema says of itself is no work.
                    if node.name.value.startswith("__"):
                        continue
                    inner, own = self._measure(node.selection_set)[0] + 1, 1
                elif isinstance(node, FragmentSpreadNode):
                    inner, own = self._fragment(node.name.value)
                else:
                    inner, own = self._measure(getattr(node, "selection_set", None))
                deep, fields = max(deep, inner), fields + own
            return deep, fields

        def _fragment(self, name: str) -> tuple[int, int]:
            if name not in self._known:
                # One that uses itself is another mistake, and ends here.
                self._known[name] = 0, 0
                fragment = self.context.get_fragment(name)
                if fragment is not None:
                    self._known[name] = self._measure(fragment.selection_set)
            return self._known[name]

    return Limited
