"""Known vulnerabilities of the locked dependencies, or why they were not looked up.

    python tests/dependencies.py

Exit codes: 0 none known, or skipped with a reason; 1 some are known.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

LOCK = Path(__file__).resolve().parents[1] / "requirements.lock"
COMMAND = (
    *("-m", "uv", "tool", "run", "pip-audit", "--disable-pip", "--require-hashes"),
    *("--progress-spinner", "off", "-r", str(LOCK)),
)
UNKNOWN = "could not be audited"
SECONDS = 300


def verdict(code: int, said: str, wrong: str, packages: int) -> tuple[int, str]:
    """Exit code and words, from what the tool said of this many packages."""
    if "Found " in wrong and "vulnerabilit" in wrong:
        return 1, f"{said}\n{wrong}"
    unknown = said.count(UNKNOWN)
    if unknown >= packages / 2:
        return 0, (
            f"skipped: the package index in use says nothing of vulnerabilities "
            f"({unknown} of {packages} packages unknown to it)"
        )
    if code != 0:
        last = wrong.strip().splitlines()[-1:] or ["no reason given"]
        return 0, f"skipped: the source of vulnerabilities was not reached ({last[0]})"
    return 0, f"no known vulnerability in {packages - unknown} packages"


def main() -> int:
    packages = sum("==" in line for line in LOCK.read_text("utf-8").splitlines())
    try:
        done = subprocess.run(
            [sys.executable, *COMMAND],
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        print(f"skipped: pip-audit did not run ({type(error).__name__})")
        return 0
    code, words = verdict(done.returncode, done.stdout, done.stderr, packages)
    print(words)
    return code


if __name__ == "__main__":
    sys.exit(main())
