"""What the systemd units may, as the table of docs/security.md."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parent.parent.parent
PAGE: Final = ROOT / "docs" / "security.md"
HEAD: Final = "| unit | runs as | network | devices | memory |\n|---|---|---|---|---|\n"


def table() -> str:
    """A row a service, in the order of their names."""
    return HEAD + "".join(_row(path) for path in sorted((ROOT / "systemd").glob("*.service")))


def accept() -> None:
    """Write it anew; read the differences before they are committed."""
    before, rest = PAGE.read_text(encoding="utf-8").split("<!-- units -->\n")
    after = rest.split("<!-- /units -->")[1]
    text = f"{before}<!-- units -->\n{table()}<!-- /units -->{after}"
    PAGE.write_text(text, encoding="utf-8")


def _row(path: Path) -> str:
    told: dict[str, list[str]] = {}
    for key, value in re.findall(r"^(\w+)=(.*)$", path.read_text(encoding="utf-8"), re.MULTILINE):
        told.setdefault(key, []).append(value)
    families = told["RestrictAddressFamilies"][0].split()
    network = "yes" if "AF_INET" in families else "none"
    network += ", netlink" if "AF_NETLINK" in families else ""
    devices = [one.split()[0].removeprefix("char-") for one in told.get("DeviceAllow", [])]
    if "DevicePolicy" not in told:
        devices = ["all that its user may"]
    cells = (
        path.stem, f"{told['User'][0]}, {told['Group'][0]}", network,
        ", ".join(devices) or "none", told.get("MemoryMax", ["no limit"])[0],
    )  # fmt: skip
    return f"| {' | '.join(cells)} |\n"
