"""What `sam build` makes of our own layers: their modules, each with its bytecode, and nothing else."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from contract.template_file import ROOT, resources

LAYERS = resources("AWS::Serverless::LayerVersion")


def test_every_layer_is_built_by_a_makefile_that_ships_bytecode() -> None:
    for name, layer in LAYERS.items():
        makefile = (ROOT / layer["Properties"]["ContentUri"] / "Makefile").read_text()
        assert layer["Metadata"]["BuildMethod"] == "makefile"
        assert f"\nbuild-{name}:\n" in makefile
        assert "-m compileall -q --invalidation-mode unchecked-hash" in makefile


@pytest.mark.parametrize("name", ["RulesLayer", "RuntimeLayer"])
def test_a_layer_of_ours_holds_its_files_and_bytecode_for_every_module(name: str, tmp_path: Path) -> None:
    source = ROOT / LAYERS[name]["Properties"]["ContentUri"]
    command = ["make", f"build-{name}", f"ARTIFACTS_DIR={tmp_path}", f"PYTHON={sys.executable}"]
    subprocess.run(command, cwd=source, check=True, env={"PATH": os.environ["PATH"]})
    files = {file.relative_to(tmp_path) for file in tmp_path.rglob("*") if file.is_file()}
    cached = f".{sys.implementation.cache_tag}.pyc"
    bytecode = {file.parent / "__pycache__" / f"{file.stem}{cached}" for file in files if file.suffix == ".py"}
    own = {file.relative_to(source) for file in (source / "python").rglob("*") if file.is_file()}
    assert files == {file for file in own if file.suffix != ".pyc"} | bytecode
    assert len(bytecode) > 30
