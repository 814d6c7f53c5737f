"""`radonc batch status`: how far a batch of a deployment is, once or until it is done."""

import http
import json
import re
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from typing import Annotated, Any, TypeGuard

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskProgressColumn, TextColumn

from radonc.cli.inputs import fail

app = typer.Typer(no_args_is_help=True, help="Follow the batches of a deployment.")
NOT_DONE = 1
_TIMEOUT = 30.0
_PATIENCE = 5  # answers in a row a watch may miss
_LOCAL = ("localhost", "127.0.0.1", "::1")
_TOLD = ("title", "detail")
_NUMBERS = ("decided", "rejected", "share_done", "remaining_seconds")
_TOKEN = re.compile(r"[-._~+/A-Za-z0-9]+=*")  # RFC 6750, 2.1


class AnswerError(Exception):
    """The API did not answer with a batch. `passing` tells troubles that may end from refusals that stay."""

    def __init__(self, reason: str, *, passing: bool = False) -> None:
        super().__init__(reason)
        self.passing = passing


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """A redirect would carry the token to another place."""

    def redirect_request(self, *_: Any) -> None:
        return None


@app.callback()
def batches() -> None:
    """Follow the batches of a deployment."""


@app.command(epilog="Example: radonc batch status 20260115-0123456789ab --api https://API/v1 --watch")
def status(
    batch_id: Annotated[str, typer.Argument(metavar="ID", help="Id of the batch: the folder its reports lie in.")],
    api: Annotated[str, typer.Option(metavar="URL", envvar="RADONC_API", help="Address of the deployment's API.")],
    token: Annotated[
        str | None, typer.Option(envvar="RADONC_TOKEN", help="Bearer token; better given by the variable.")
    ] = None,
    watch: Annotated[bool, typer.Option("--watch", help="Stay until the batch is done.")] = False,
    every: Annotated[float, typer.Option(min=0.1, help="Seconds between two looks.")] = 2.0,
    as_json: Annotated[bool, typer.Option("--json", help="Write what the API answers, a line a look.")] = False,
) -> None:
    """Show what of a batch is read, decided and rejected. Exit status: 0 done, 1 not yet, 2 unknown or no answer."""
    address = _address(api, batch_id, token)
    try:
        looks = _looks(address, token, every) if watch else iter([_fetch(address, token)])
        batch = _written(looks) if as_json else _shown(looks, watch=watch)
    except AnswerError as error:
        fail(str(error))
    raise typer.Exit(0 if batch["status"] == "done" else NOT_DONE)


def _address(api: str, batch_id: str, token: str | None) -> str:
    parts = urllib.parse.urlsplit(api)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        fail("--api must be an http or https address")
    if token and parts.scheme == "http" and parts.hostname not in _LOCAL:
        fail("a token is sent over https only")
    if token and not _TOKEN.fullmatch(token):
        fail("the token holds what no bearer token does, a blank or the end of a line perhaps")
    return f"{api.rstrip('/')}/batches/{urllib.parse.quote(batch_id, safe='')}"


def _fetch(address: str, token: str | None) -> dict[str, Any]:
    headers = {"Accept": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    request = urllib.request.Request(address, headers=headers)  # noqa: S310 - the scheme was checked
    try:
        with urllib.request.build_opener(_NoRedirects).open(request, timeout=_TIMEOUT) as answer:
            batch: object = json.loads(answer.read())
    except urllib.error.HTTPError as error:
        passing = error.code >= http.HTTPStatus.INTERNAL_SERVER_ERROR or error.code == http.HTTPStatus.TOO_MANY_REQUESTS
        raise AnswerError(_refusal(error), passing=passing) from None
    except (OSError, ValueError) as error:
        raise AnswerError(f"no answer: {getattr(error, 'reason', error)}", passing=True) from None
    if not _is_batch(batch):
        raise AnswerError("what answers there is no radonc API")
    return batch


def _is_batch(answer: object) -> TypeGuard[dict[str, Any]]:
    if not isinstance(answer, dict) or not isinstance(answer.get("status"), str):
        return False
    return isinstance(answer.get("records"), int) and all(
        isinstance(answer.get(name), int | float | None) for name in _NUMBERS
    )


def _refusal(error: urllib.error.HTTPError) -> str:
    try:
        problem = json.loads(error.read())
    except ValueError:
        problem = None
    said = [_printable(problem[name]) for name in _TOLD if name in problem] if isinstance(problem, dict) else []
    return ": ".join([f"{error.code}", *said]) if said else f"{error.code} {_printable(error.reason)}"


def _printable(text: object) -> str:
    """Leave out what a terminal would obey instead of showing: what answers may be anybody's."""
    return "".join(character if character.isprintable() else "?" for character in str(text))


def _looks(address: str, token: str | None, every: float) -> Iterator[dict[str, Any]]:
    """Look again and again until the batch is done; a few answers in a row may fail."""
    missed = 0
    while True:
        try:
            batch = _fetch(address, token)
        except AnswerError as error:
            missed += 1
            if not error.passing or missed >= _PATIENCE:
                raise
        else:
            missed = 0
            yield batch
            if batch["status"] == "done":
                return
        time.sleep(every)


def _written(looks: Iterator[dict[str, Any]]) -> dict[str, Any]:
    batch: dict[str, Any] = {}
    for batch in looks:
        sys.stdout.write(f"{json.dumps(batch)}\n")
        sys.stdout.flush()
    return batch


def _shown(looks: Iterator[dict[str, Any]], *, watch: bool) -> dict[str, Any]:
    """Draw a bar while watching on a terminal; say in the end how it stands."""
    batch: dict[str, Any] = {}
    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), BarColumn(), TaskProgressColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=not watch) as bars:
        bar = bars.add_task("", total=None)
        for batch in looks:
            share = batch.get("share_done")
            bars.update(bar, description=_line(batch), total=None if share is None else 1.0, completed=share or 0.0)
    sys.stdout.write(f"{_line(batch)}\n")
    if batch.get("reports"):
        sys.stdout.write(f"reports: {_printable(batch['reports'])}\n")
    return batch


def _line(batch: dict[str, Any]) -> str:
    decided, rejected = (batch.get(name) or 0 for name in ("decided", "rejected"))
    counts = f"{batch['records']:,} records read, {decided:,} claims decided, {rejected:,} rejected"
    left = batch.get("remaining_seconds")
    return f"{_printable(batch['status'])}: {counts}" + (f", about {_duration(left)} left" if left else "")


def _duration(seconds: int) -> str:
    minutes, rest = divmod(seconds, 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
