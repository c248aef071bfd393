"""What happens to a machine's releases in their life, to be cut anywhere.

    python -m tests.support.update_run MACHINE SHOP

0.1.0 runs; 0.2.0 is installed and confirmed, 0.3.0 is installed and taken back by its trial, staff
go back by hand. Which releases may run from then on is acknowledged before each step.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, field
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from typing import Any

from kiosk.app.updating import apply
from tests.support.releases import JUDGE, Shop, places


def judge_module() -> Any:
    """systemd/update-judge as a module: what it does in a quarter of an hour, at once."""
    loader = SourceFileLoader("update_judge", str(JUDGE))
    spec = spec_from_loader("update_judge", loader)
    assert spec is not None
    sys.dont_write_bytecode = True
    module = module_from_spec(spec)
    loader.exec_module(module)
    return module


@dataclass
class FakeMachine:
    """A service manager and a kiosk that say what they are told to, and a clock that is set."""

    clock_s: float = 1000.0
    started: str = "boot-1"
    told: dict[str, str] = field(
        default_factory=lambda: {"ActiveState": "active", "NRestarts": "0"}
    )
    sees: bool = True
    restarts: int = 0
    watched: bool = False

    def boot(self) -> str:
        return self.started

    def now_s(self) -> float:
        return self.clock_s

    def restart(self) -> None:
        self.restarts += 1

    def watch(self, on: bool) -> None:
        self.watched = on

    def service(self) -> dict[str, str]:
        return self.told

    def frames(self) -> bool:
        return self.sees


def main(machine: Path, shop: Shop) -> None:
    judge, at, root = judge_module(), places(machine), places(machine).root
    ack = os.open(machine / "ack", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def allowed(*versions: str) -> None:
        os.write(ack, f"{' '.join(versions)}\n".encode())

    def quiet(text: str) -> None:
        pass

    well = FakeMachine()
    allowed("0.1.0", "0.2.0")
    apply(shop.config(), None, at, quiet)
    allowed("0.2.0")
    judge.tick(root, well)
    well.clock_s += 900.0
    assert judge.tick(root, well) == "confirmed"
    shop.publish("0.3.0")
    allowed("0.2.0", "0.3.0")
    apply(shop.config(), None, at, quiet)
    allowed("0.2.0", "0.3.0")
    well.told = {"ActiveState": "failed"}
    assert judge.tick(root, well).startswith("taken back")
    allowed("0.2.0", "0.1.0")
    judge.back(root, "by staff", well)
    allowed("0.1.0")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Shop(Path(sys.argv[2])))
