"""Asks the dynamic linker whether every library of unpacked wheels finds what it needs here.

    python -m tests.support.arm64_libraries FOLDER

Exit status 1 if one does not. Standard library only: it runs in a root without packages. `ldd -v`
names the libraries and, for each, the versions of its symbols that are asked for. What a wheel
brings in its `*.libs` folder finds its neighbours by the path of the module that loads it, and is
therefore asked about through that module; one that no module reaches is asked about alone.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

Version = tuple[int, ...]
_ASKED = re.compile(r"\((GLIBC|GLIBCXX)_([\d.]+)\) => (.+)")
_FOUND = re.compile(r" => (/\S+)")
_UNUSED = "cv2/qt/"
"""OpenCV's own windows, which the kiosk never opens: told, and no fault."""


def look(path: Path) -> tuple[dict[str, Version], list[str], set[Path]]:
    """The highest version that this library itself asks of each of two families, complaints, and
    what is loaded with it."""
    done = subprocess.run(["ldd", "-v", str(path)], capture_output=True, text=True, check=False)
    lines = [line.strip() for line in (done.stdout + done.stderr).splitlines()]
    wrong = [line for line in lines if "not found" in line]
    if done.returncode and "statically linked" not in done.stdout and not wrong:
        wrong = lines or [f"ldd ended with {done.returncode}"]
    highest: dict[str, Version] = {}
    loaded = {Path(found[1]).resolve() for line in lines if (found := _FOUND.search(line))}
    about = ""
    for line in lines:
        if line.endswith(":"):
            about = line[:-1]
        elif about == str(path) and (match := _ASKED.match(line.partition(" ")[2])):
            version = tuple(int(part) for part in match[2].split("."))
            highest[match[1]] = max(version, highest.get(match[1], ()))
    return highest, wrong, loaded


def main(folder: Path) -> int:
    libraries = sorted(
        path for path in folder.rglob("*.so*") if path.is_file() and not path.is_symlink()
        and path.suffix != ".debug"
    )  # fmt: skip
    faults, unused, reached = 0, 0, set[Path]()
    asked: dict[str, dict[str, Version]] = defaultdict(dict)
    # Modules first: they tell what they reach.
    for path in sorted(libraries, key=lambda one: one.parent.name.endswith(".libs")):
        highest, wrong, loaded = look(path)
        reached |= loaded
        if path.resolve() in reached and path.parent.name.endswith(".libs"):
            wrong = []
        package = path.relative_to(folder).parts[0]
        for family, version in highest.items():
            asked[package][family] = max(version, asked[package].get(family, ()))
        for line in wrong:
            sys.stdout.write(f"{path.relative_to(folder)}: {line}\n")
        idle = path.relative_to(folder).as_posix().startswith(_UNUSED)
        faults += bool(wrong) and not idle
        unused += bool(wrong) and idle
    own = os.confstr("CS_GNU_LIBC_VERSION")
    sys.stdout.write(
        f"{len(libraries)} libraries, {faults} with something missing, "
        f"{unused} more that the kiosk never loads; this is {own}\n"
    )
    for package, families in sorted(asked.items(), key=lambda one: one[1].get("GLIBC", ())):
        text = ", ".join(f"{name} {'.'.join(map(str, v))}" for name, v in sorted(families.items()))
        sys.stdout.write(f"  {package:24s} {text}\n")
    return 1 if faults or not libraries else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
