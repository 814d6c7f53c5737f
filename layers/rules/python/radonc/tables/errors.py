"""What an import or a stored table can be wrong about."""


class TableFileError(ValueError):
    """A published file, or a stored table, is not what it says.

    `name` is the file, `position` its row (None for the file as a whole), `expected` what should have been there,
    `found` what was there instead: for the eyes of whoever has the file, never for a log.
    """

    def __init__(self, name: str, expected: str, position: int | None = None, found: str = "") -> None:
        self.name = name
        self.position = position
        self.expected = expected
        at = f" row {position}" if position is not None else ""
        super().__init__(f"{name}{at}: {expected}{f', not {found}' if found else ''}")
