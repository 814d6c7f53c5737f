"""The issuer of the embedded AWS: its tokens are good while it runs, and its key goes with it."""

from pathlib import Path

import pytest
from tools import local_issuer

from radonc_aws.refusals import TokenRefusedError
from radonc_aws.token_check import TokenCheck


def test_its_tokens_are_good_while_it_runs_and_its_key_goes_with_it(tmp_path: Path) -> None:
    issuer = local_issuer.start(tmp_path / "issuer")
    try:
        assert local_issuer.running(tmp_path / "issuer") == issuer
        assert (issuer.folder / "key.pem").stat().st_mode & 0o777 == 0o600
        told = issuer.parameters
        check = TokenCheck.discover(told["TokenIssuer"], told["TokenAudience"], loopback=True)
        claims = check.claims(issuer.token("read review", ["evolent"], minutes=5))
        assert (claims["scope"], claims["payers"]) == ("radonc:read radonc:review", ["evolent"])
        assert claims["exp"] - claims["iat"] == 300
    finally:
        local_issuer.stop(issuer)
    assert local_issuer.running(tmp_path / "issuer") is None
    assert not issuer.folder.exists()


def test_starting_it_again_ends_the_one_before(tmp_path: Path) -> None:
    first = local_issuer.start(tmp_path / "issuer")
    token = first.token()
    second = local_issuer.start(tmp_path / "issuer")
    try:
        assert local_issuer.running(first.folder) == second
        check = TokenCheck.discover(second.address, local_issuer.AUDIENCE, loopback=True)
        assert check.claims(second.token())["iss"] == second.address
        with pytest.raises(TokenRefusedError):
            check.claims(token)
    finally:
        local_issuer.stop(second)
