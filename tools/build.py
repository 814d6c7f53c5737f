"""Build template.yaml's functions and layers for the embedded AWS: `python -m tools.build`.

What SAM would put into each archive is put into a folder: the function's code, and its layers merged into one tree as
Lambda merges them in /opt. The rewritten template names an archive for each function that holds only a `bootstrap`
(tools/sandbox.py); what else differs from template.yaml is in tools/emulated.py.
"""

import compileall
import hashlib
import json
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from dataclasses import dataclass
from pathlib import Path
from py_compile import PycInvalidationMode

from tools.emulated import adapt
from tools.sandbox import Sandbox, base_python, can_mount
from tools.template import FUNCTION, LAYER, ROOT, Template, environment_of, layers_of, load_template, of_type

RUNTIME_LOCK = "requirements/runtime.lock.txt"
LAYER_LOCK = "requirements.lock.txt"
ARTIFACT_BUCKET = "radonc-artifacts"
JUNK = shutil.ignore_patterns("__pycache__", "*.pyc", "*.egg-info", "Makefile", "requirements*.txt")


class BuildError(Exception):
    """The template names something that cannot be built; the text says what."""


@dataclass(frozen=True)
class Build:
    """A finished build: the template to deploy, and function archives by object key."""

    template_file: Path
    archives: dict[str, Path]
    sandboxed: bool


def build(root: Path = ROOT, out: Path | None = None) -> Build:
    """Build everything under `out` (default build/embedded/parts) and return what there is to deploy."""
    out = out or root / "build" / "embedded" / "parts"
    cache = root / "build" / "cache"
    shutil.rmtree(out, ignore_errors=True)
    template = load_template(root)
    layers = {name: _layer(root, cache, out, name, layer) for name, layer in of_type(template, LAYER).items()}
    runtime = installed(root / RUNTIME_LOCK, cache)
    mounts = can_mount(root)
    archives = {}
    for name, function in of_type(template, FUNCTION).items():
        sandbox = Sandbox(
            task=_task(root, out, name, function),
            layers=_merged_layers(out, layers_of(function), layers),
            runtime=runtime,
            python=base_python(),
            variables=tuple(environment_of(function)),
            mounts=mounts,
        )
        archive = _archive(out, name, sandbox)
        archives[archive.name] = archive
        _point_at(function, archive.name)
    for name in layers:
        del template["Resources"][name]
    adapt(template)
    template_file = out / "template.json"
    template_file.write_text(json.dumps(template, indent=1), encoding="utf-8")
    return Build(template_file, archives, mounts)


def installed(lock: Path, cache: Path) -> Path:
    """Return a folder with a lock file's packages for this machine's interpreter; made once for each lock."""
    wanted = f"{lock.read_text(encoding='utf-8')} {sys.version_info[:2]} {sysconfig.get_platform()}"
    folder = cache / f"{lock.parent.name}-{hashlib.sha256(wanted.encode()).hexdigest()[:16]}"
    if folder.is_dir():
        return folder
    unfinished = folder.with_suffix(".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input", "install", "--quiet"]
    # a package without a wheel for this machine is built with the locked setuptools: nothing unhashed is fetched
    command += ["--require-hashes", "--no-deps", "--no-build-isolation", "--no-compile"]
    answer = subprocess.run(
        [*command, "--target", str(unfinished), "-r", str(lock)], check=False, capture_output=True, text=True
    )
    if answer.returncode != 0:
        raise BuildError(f"pip could not install {lock.name}:\n{answer.stderr.strip()[-1500:]}")
    shutil.rmtree(unfinished / "bin", ignore_errors=True)
    if not list(unfinished.glob("runtime_client*")) and (unfinished / "awslambdaric").is_dir():
        shutil.copy2(Path(__file__).with_name("runtime_client.py"), unfinished)
    _compile(unfinished)
    unfinished.rename(folder)
    return folder


def _layer(root: Path, cache: Path, out: Path, name: str, layer: Template) -> Path:
    """Return the folder of one layer, laid out as below /opt."""
    source = root / layer["Properties"]["ContentUri"]
    folder = out / "layers" / name
    if not source.is_dir():
        raise BuildError(f"{name}: ContentUri {source.relative_to(root)} is no folder")
    shutil.copytree(source, folder, ignore=JUNK)
    if (source / LAYER_LOCK).exists():
        packages = installed(source / LAYER_LOCK, cache)
        shutil.copytree(packages, folder / "python", copy_function=_link, dirs_exist_ok=True)
    _compile(folder)
    return folder


def _merged_layers(out: Path, names: tuple[str, ...], layers: dict[str, Path]) -> Path:
    """Return a folder in which the named layers lie over each other in order, as in /opt."""
    folder = out / "opt" / ("-".join(names) or "none")
    if not folder.exists():
        folder.mkdir(parents=True)
        for name in names:
            shutil.copytree(layers[name], folder, copy_function=_link, dirs_exist_ok=True)
    return folder


def _task(root: Path, out: Path, name: str, function: Template) -> Path:
    """Copy one function's code and make sure its handler's file is there."""
    properties = function["Properties"]
    folder = out / "functions" / name
    shutil.copytree(root / properties["CodeUri"], folder, ignore=JUNK)
    module = properties["Handler"].rpartition(".")[0].replace(".", "/")
    if not (folder / f"{module}.py").exists():
        raise BuildError(f"{name}: {properties['CodeUri']} has no {module}.py, which Handler names")
    _compile(folder)
    return folder


def _archive(out: Path, name: str, sandbox: Sandbox) -> Path:
    """Write the archive to deploy; its name changes with what the function would run."""
    code = hashlib.sha256(sandbox.bootstrap().encode())
    for path in sorted([*sandbox.task.rglob("*.py"), *sandbox.layers.rglob("radonc*/**/*.py")]):
        code.update(path.read_bytes())
    archive = out / f"{name}-{code.hexdigest()[:12]}.zip"
    entry = zipfile.ZipInfo("bootstrap", (2026, 1, 1, 0, 0, 0))
    entry.external_attr = 0o755 << 16
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr(entry, sandbox.bootstrap())
    return archive


def _point_at(function: Template, key: str) -> None:
    """Make a function of the template run its archive's bootstrap."""
    properties = function["Properties"]
    properties["Runtime"] = "provided.al2023"
    properties["CodeUri"] = {"Bucket": ARTIFACT_BUCKET, "Key": key}
    properties.pop("Layers", None)
    function.pop("Metadata", None)


def _compile(folder: Path) -> None:
    """Ship bytecode, as a read-only /opt cannot keep any that is made later."""
    compileall.compile_dir(folder, quiet=2, invalidation_mode=PycInvalidationMode.UNCHECKED_HASH)


def _link(source: str, target: str) -> None:
    """Copy by hard link where nothing stands yet; a later layer replaces an earlier one's file."""
    Path(target).unlink(missing_ok=True)
    Path(target).hardlink_to(source)


if __name__ == "__main__":
    finished = build()
    print(f"built {len(finished.archives)} functions under build/embedded/parts")
