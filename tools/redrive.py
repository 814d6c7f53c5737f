"""Send the dead letters of the service `make up` keeps back to their queues: `make redrive`."""

import os
import sys

from tools.demo import FOLDER
from tools.deploy import STACK
from tools.embedded import ACCOUNT, REGION, Server, running

from radonc_aws.redrive import main


def environment(server: Server) -> dict[str, str]:
    """Say what an AWS client of its own needs to talk to the embedded AWS and to nothing else."""
    return {
        "AWS_ENDPOINT_URL": server.endpoint,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ACCESS_KEY_ID": ACCOUNT,
        "AWS_SECRET_ACCESS_KEY": "unchecked",
        "NO_PROXY": "127.0.0.1",
    }


def redrive_kept() -> int:
    """Redrive the service that is kept running; in an AWS account `make redrive STACK=name` does."""
    server = running(FOLDER / "up")
    if server is None:
        sys.stderr.write("No service is running: `make up` starts one; STACK=name takes a stack of your account.\n")
        return 1
    os.environ.update(environment(server))
    return main(["--stack", STACK])


if __name__ == "__main__":
    sys.exit(redrive_kept())
