"""Asks the dynamic linker whether every library of unpacked wheels finds what it needs here.

    python -m tests.support.arm64_libraries FOLDER

Exit status 1 if one does not. Standard library only: it runs in a root without packages. `ldd -v`
names the libraries and, for each, the versions of its symbols that are asked for.
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


def look(path: Path) -> tuple[dict[str, Version], list[str]]:
    """The highest version that this library itself asks of each of two families, and complaints."""
    done = subprocess.run(["ldd", "-v", str(path)], capture_output=True, text=True, check=False)
    lines = [line.strip() for line in (done.stdout + done.stderr).splitlines()]
    wrong = [line for line in lines if "not found" in line]
    if done.returncode and "statically linked" not in done.stdout and not wrong:
        wrong = lines or [f"ldd ended with {done.returncode}"]
    highest: dict[str, Version] = {}
    about = ""
    for line in lines:
        if line.endswith(":"):
            about = line[:-1]
        elif about == str(path) and (match := _ASKED.match(line.partition(" ")[2])):
            version = tuple(int(part) for part in match[2].split("."))
            highest[match[1]] = max(version, highest.get(match[1], ()))
    return highest, wrong


def main(folder: Path) -> int:
    libraries = sorted(
        path for path in folder.rglob("*.so*") if path.is_file() and not path.is_symlink()
        and path.suffix != ".debug"
    )  # fmt: skip
    faults = 0
    asked: dict[str, dict[str, Version]] = defaultdict(dict)
    for path in libraries:
        highest, wrong = look(path)
        package = path.relative_to(folder).parts[0]
        for family, version in highest.items():
            asked[package][family] = max(version, asked[package].get(family, ()))
        for line in wrong:
            sys.stdout.write(f"{path.relative_to(folder)}: {line}\n")
        faults += bool(wrong)
    own = os.confstr("CS_GNU_LIBC_VERSION")
    sys.stdout.write(
        f"{len(libraries)} libraries, {faults} with something missing; this is {own}\n"
    )
    for package, families in sorted(asked.items(), key=lambda one: one[1].get("GLIBC", ())):
        text = ", ".join(f"{name} {'.'.join(map(str, v))}" for name, v in sorted(families.items()))
        sys.stdout.write(f"  {package:24s} {text}\n")
    return 1 if faults or not libraries else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
