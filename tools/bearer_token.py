"""Print a token for the service that `make up` keeps running: `python -m tools.bearer_token --scopes read`."""

import argparse
import sys

from tools import local_issuer
from tools.demo import ISSUER


def main() -> int:
    """Print one token; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scopes", default="admin", help="of read, review, submit, admin; with commas between")
    parser.add_argument("--payers", default="*", help="profile ids with commas between; * is every payer")
    parser.add_argument("--minutes", type=int, default=60, help="how long the token is good for")
    wanted = parser.parse_args()
    issuer = local_issuer.running(ISSUER)
    if issuer is None:
        print("No service is running: `make up` starts one.", file=sys.stderr)
        return 1
    print(issuer.token(wanted.scopes.replace(",", " "), wanted.payers.split(","), minutes=wanted.minutes))
    return 0


if __name__ == "__main__":
    sys.exit(main())
