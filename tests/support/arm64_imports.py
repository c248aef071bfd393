"""Imports every package and every binary module of unpacked wheels, one after the other.

    python -m tests.support.arm64_imports FOLDER

Exit status 1 if one does not load. A package alone proves little: PIL loads no binary by itself.
One that needs a part of Python which Debian packs by itself and the kiosk does not use is told.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import sys
import warnings
from importlib.machinery import EXTENSION_SUFFIXES
from importlib.metadata import Distribution, distributions
from pathlib import Path

_UNUSED = {"tkinter"}


def names(one: Distribution) -> set[str]:
    """Packages, single modules and binary modules that it brings."""
    found = set()
    for file in one.files or ():
        parts = file.parts
        # Of the suffixes the bare .so is left out: plain libraries have it.
        suffix = next((s for s in EXTENSION_SUFFIXES[:-1] if file.name.endswith(s)), None)
        if suffix is not None:
            parts = (*parts[:-1], file.name.removesuffix(suffix))
            if parts[-1:] == parts[-2:-1]:  # cv2/cv2.abi3.so: the package loads it as itself
                continue
        elif len(parts) == 2 and parts[1] == "__init__.py":
            parts = parts[:1]
        elif len(parts) == 1 and file.suffix == ".py":
            parts = (file.stem,)
        else:
            continue
        if all(part.isidentifier() for part in parts):
            found.add(".".join(parts))
    return found


def main(folder: Path) -> int:
    modules = packages = 0
    wrong: list[str] = []
    unused: list[str] = []
    warnings.simplefilter("ignore")
    for one in sorted(distributions(path=[str(folder)]), key=lambda one: one.name):
        packages += 1
        for name in sorted(names(one)):
            modules += 1
            try:
                with contextlib.redirect_stdout(io.StringIO()):
                    importlib.import_module(name)
            except ModuleNotFoundError as error:
                where = unused if error.name in _UNUSED else wrong
                where.append(f"{one.name}: {name}: {error}")
            except (ImportError, OSError, RuntimeError, AttributeError, TypeError) as error:
                wrong.append(f"{one.name}: {name}: {type(error).__name__}: {error}")
    sys.stdout.write(f"{packages} packages, {modules} modules imported, {len(wrong)} do not load\n")
    sys.stdout.writelines(f"{line}\n" for line in wrong)
    sys.stdout.writelines(f"not used here: {line}\n" for line in unused)
    return 1 if wrong or not packages else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
