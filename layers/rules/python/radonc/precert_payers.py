"""Whom the precertification table binds: an answer about another payer says so before anything else."""

from typing import Any

from radonc.policy_book import PolicyBook

TABLE = "precertification-table"


def binding(book: PolicyBook, payer: str | None) -> dict[str, Any]:
    """Tell which payers go by the table; an unknown payer is said to be unknown."""
    going = [name for name in book.payers if TABLE in book.profiles[name].publishers]
    answer: dict[str, Any] = {"name": payer, "go_by_the_table": going}
    if payer is not None:
        answer |= {"known": payer in book.payers, "goes_by_the_table": payer in going}
    return answer


def proviso(payer: dict[str, Any]) -> str:
    """Say first when the payer asked about is not bound by the table that is about to be read."""
    if payer.get("goes_by_the_table", True):
        return ""
    going = " and ".join(payer["go_by_the_table"])
    if not payer["known"]:
        return f"No payer of this name is known; the table is that of {going}. "
    return f"{payer['name']} does not go by this table; it is that of {going}. For them: "
