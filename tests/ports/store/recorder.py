"""What runs statements and remembers them."""

from typing import Any

from service.adapters.store.statements import NONE, Params, Row, Sql, Statement


class Recorder(Sql):
    """Runs statements and remembers them."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql
        self.ran: list[tuple[Statement, Params]] = []

    def all(self, statement: Statement, params: Params = NONE) -> Any:
        self.ran.append((statement, params))
        return self._sql.all(statement, params)

    def one(self, statement: Statement, params: Params = NONE) -> Row | None:
        self.ran.append((statement, params))
        return self._sql.one(statement, params)

    def run(self, statement: Statement, params: Params = NONE) -> int:
        self.ran.append((statement, params))
        return self._sql.run(statement, params)

    def many(self, statement: Statement, params: Any) -> None:
        self.ran.append((statement, params[0]))
        self._sql.many(statement, params)

    def now(self) -> float:
        return self._sql.now()
