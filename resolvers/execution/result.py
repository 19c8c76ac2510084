"""The result of a request of which nothing was executed: by the specification it has no `data`."""

from collections.abc import Sequence

from graphql import ExecutionResult, GraphQLError

from resolvers.errors import add_error_codes


class RefusedResult(ExecutionResult):
    """The errors, with codes, of a request of which nothing was executed."""

    __slots__ = ()

    def __init__(self, errors: Sequence[GraphQLError], *, is_before_execution: bool = False) -> None:
        coded = list(errors)
        add_error_codes(coded, is_before_execution=is_before_execution)
        super().__init__(None, coded)
