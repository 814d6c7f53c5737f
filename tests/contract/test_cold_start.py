"""What importing a handler loads: nothing that only some events, or no event at all, need."""

import os
import subprocess
import sys

import pytest
from tools.template import FUNCTION, ROOT, environment_of, load_template, of_type

FUNCTIONS = of_type(load_template(), FUNCTION)
LAYERS = [ROOT / "layers" / name / "python" for name in ("rules", "runtime")]
UNWANTED = {
    "boto3": "the SDK is loaded with the first client",
    "botocore.client": "the SDK is loaded with the first client",
    "aws_lambda_powertools.utilities.parser.models": "its batch module, imported after pydantic, types every stream",
    "jinja2": "templates are loaded with the first page",
    "radonc.x12.reader": "files are read by batch_intake alone",
}
ALLOWED = {"BatchIntakeFunction": {"radonc.x12.reader"}}


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_a_handler_imports_nothing_it_may_not_need(name: str) -> None:
    variables = dict.fromkeys(environment_of(FUNCTIONS[name]), "local") | {"LOG_LEVEL": "INFO"}
    answer = subprocess.run(
        [sys.executable, "-c", "import handler, sys; print(*sys.modules, sep='\\n')"],
        cwd=ROOT / FUNCTIONS[name]["Properties"]["CodeUri"],
        env=os.environ | variables | {"PYTHONPATH": os.pathsep.join(map(str, LAYERS))},
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = set(answer.stdout.split())
    assert {module: why for module, why in UNWANTED.items() if module in loaded - ALLOWED.get(name, set())} == {}
