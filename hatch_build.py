"""The build's hook: with ``COMPILE_RULES=1`` the wheel holds the reading rules compiled, else it is pure Python.

mypyc makes extensions of the very same source, which read the same claims a few times as fast. That takes a C compiler
and a minute, and such a wheel fits one release of Python and one kind of machine. Without the variable nothing of this
happens, and nothing of it is needed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

WANTED = os.environ.get("COMPILE_RULES") == "1"
RULES = Path("tracker", "extract")
LEFT = ("__init__.py", "lazy.py", "script.py", "vocabulary.py")
"""Nothing is to be gained in these; the patterns that compile when first used change as no extension could."""


class RulesHook(BuildHookInterface[Any]):
    """Compiles ``tracker.extract`` where that is asked for."""

    def dependencies(self) -> list[str]:
        """Name what compiling takes."""
        return ["mypy", "setuptools"] if WANTED else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile in a copy, so that nothing is left beside the source to hide a later change of it."""
        if not WANTED or version == "editable":
            return
        self.folder = Path(mkdtemp())
        shutil.copytree(Path(self.root) / "tracker", self.folder / "tracker")
        subprocess.run([sys.executable, __file__], cwd=self.folder, check=True)
        made = [path for path in (self.folder / RULES).rglob("*") if path.suffix in (".so", ".pyd")]
        build_data["force_include"] |= {str(path): path.relative_to(self.folder).as_posix() for path in made}
        build_data["pure_python"] = False
        build_data["infer_tag"] = True

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002
        """Take the copy away."""
        if hasattr(self, "folder"):
            shutil.rmtree(self.folder)


def compile_rules() -> None:
    """Compile the rules below the working folder, each beside its source: one library a folder, side by side."""
    from mypyc.build import mypycify
    from setuptools import setup

    folders: dict[Path, list[str]] = {}
    for path in sorted(RULES.rglob("*.py")):
        if path.name not in LEFT:
            folders.setdefault(path.parent, []).append(str(path))
    extensions = mypycify(
        ["--ignore-missing-imports", *(name for names in folders.values() for name in names)],
        separate=[(names, ".".join((*folder.parts, "compiled"))) for folder, names in folders.items()],
        multi_file=True,
        opt_level="1",
        debug_level="0",
    )
    for extension in extensions:
        # One file a module is compiled twice as fast, but mypyc does not look for a library's header where it puts it,
        # and declares the tables of other libraries in every file.
        extension.include_dirs.append(str(Path("build", *extension.name.split(".")[:-1])))
        extension.extra_compile_args.append("-fcommon")
    jobs = str(os.cpu_count() or 1)
    script = ["-q", "build_ext", "--inplace", "-j", jobs]
    setup(name="rules", packages=[], ext_modules=extensions, script_args=script)  # type: ignore[arg-type]


if __name__ == "__main__":
    compile_rules()
