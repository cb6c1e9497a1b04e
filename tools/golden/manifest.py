"""Where golden data goes, and the record of what made it."""
import importlib
import json
import pathlib
import platform

DATA = pathlib.Path(__file__).resolve().parents[2] / "tests/Pester/data"
GOLDEN = DATA / "golden"
MANIFEST = GOLDEN / "manifest.json"

# Packages that do not tell their own version: Debian's.
_UNTOLD = {"colorcet": "2.0.2"}


def version(module):
    return _UNTOLD.get(module) or importlib.import_module(module).__version__


def record(section, modules, **facts):
    """Replaces one section of manifest.json by the versions of its makers and the facts tests need."""
    GOLDEN.mkdir(parents=True, exist_ok=True)
    manifest = json.loads(MANIFEST.read_text()) if MANIFEST.exists() else {}
    versions = {"python": platform.python_version(), **{m: version(m) for m in modules}}
    manifest[section] = {"versions": versions, **facts}
    MANIFEST.write_text(json.dumps(manifest, indent=1, sort_keys=True) + "\n")
