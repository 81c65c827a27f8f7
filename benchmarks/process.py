"""What a process uses, as Linux's /proc tells it. Needs no library, and asks nothing of the process itself."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

_TICK = 1 / os.sysconf("SC_CLK_TCK")
_KIB = 1024


@dataclass(frozen=True, slots=True)
class ProcessMeter:
    """Looks at one process from outside."""

    pid: int

    def cpu_seconds(self) -> float:
        """Give the processor time used so far, user and system, in steps of a kernel tick (10 ms)."""
        # The command's name, in brackets, may hold spaces: the fields are counted after it.
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) * _TICK

    def resident_bytes(self) -> int:
        """Give the memory that is resident now and private to the process (no shared libraries)."""
        lines = Path(f"/proc/{self.pid}/smaps_rollup").read_text().splitlines()
        private = [int(line.split()[1]) for line in lines if line.startswith("Private_")]
        return sum(private) * _KIB
