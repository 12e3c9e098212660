"""Loading from the page: uploads on private disk, `ballast` as a child process.

The warehouse is never opened here: the child opens it, so that viewers are not slowed
and a fault takes down no dashboard.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol

from pages.shared import identity

ROOT: Final = Path(__file__).resolve().parents[2]
PROGRESS: Final = re.compile(r"^(Loading|Publishing)[ :]+(?:(\d+)/(\d+): )?(.*)$")
SURVEY_TABLES: Final = ("survey_response", "survey_answer")
PRIVATE: Final = 0o700
KEPT: Final = "exports-kept"
LARGEST_MIB: Final = 2048
NAME: Final = re.compile(r"[^\w.() -]+")
Report = Callable[[float, str], None]


class Upload(Protocol):
    """What Streamlit's uploader hands over."""

    name: str

    def getbuffer(self) -> memoryview: ...


@dataclass(frozen=True)
class Answer:
    """What the child said: its exit code, its JSON, and its words to the person."""

    code: int
    said: Any
    message: str


def data_folder() -> Path:
    """The data folder the dashboard was started on."""
    return Path(os.environ.get("BALLAST_DATA", "data")).resolve()


def uploads_folder() -> Path:
    """A new private folder for one person's uploads."""
    above = data_folder() / "warehouse" / "uploads"
    above.mkdir(parents=True, exist_ok=True, mode=PRIVATE)
    return Path(tempfile.mkdtemp(dir=above))


def keep(folder: Path, upload: Upload) -> Path:
    """The upload on disk, under a name of harmless letters in a folder of its own."""
    name = NAME.sub("_", upload.name.rsplit("/", 1)[-1].rsplit("\\", 1)[-1])[-120:]
    place = Path(tempfile.mkdtemp(dir=folder)) / (name.lstrip(".") or "upload")
    place.write_bytes(upload.getbuffer())
    return place


def put_by(paths: Sequence[Path]) -> None:
    """Keeps loaded files in a private folder of the data folder, if the settings ask."""
    if not _kept():
        return
    above = data_folder() / KEPT
    above.mkdir(exist_ok=True, mode=PRIVATE)
    for path in paths:
        place = Path(tempfile.mkdtemp(dir=above))
        shutil.copyfile(path, place / path.name)


def _kept() -> bool:
    """Whether the settings ask for `keep.exports`; no where they cannot be read."""
    try:
        found = tomllib.loads((data_folder() / "settings.toml").read_text("utf-8"))
    except (OSError, ValueError):
        return False
    keep = found.get("keep")
    return isinstance(keep, dict) and keep.get("exports") is True


def forget(folder: Path | None) -> None:
    """Removes uploads: exports are not kept after loading."""
    if folder is not None:
        shutil.rmtree(folder, ignore_errors=True)


def ballast(*arguments: str, report: Report | None = None) -> Answer:
    """Runs `ballast ARGUMENTS --data FOLDER`; its progress lines go to `report`."""
    command = [sys.executable, "-m", "etl", *arguments, "--data", str(data_folder())]
    messages: list[str] = []
    with (
        subprocess.Popen(  # noqa: S603
            command,
            cwd=ROOT,
            env={**os.environ, **_for_whom()},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        ) as child,
        tempfile.TemporaryFile("w+", encoding="utf-8") as out,
    ):
        assert child.stdout is not None
        assert child.stderr is not None
        for line in child.stderr:
            found = PROGRESS.match(line.strip())
            if found is None:
                messages.append(line.strip())
            elif report:
                report(_share(found), line.strip())
        shutil.copyfileobj(child.stdout, out)
        out.seek(0)
        text = out.read()
    try:
        said = json.loads(text) if text.strip() else None
    except ValueError:
        said = text
    return Answer(child.returncode, said, "\n".join(messages))


def _for_whom() -> dict[str, str]:
    """Who presses, for the audit log."""
    return {
        "BALLAST_WHO": identity.visitor().name,
        "BALLAST_ROLE": identity.looked_as(),
    }


def _share(found: re.Match[str]) -> float:
    if found[1] == "Loading" and found[2]:
        return 0.6 * (int(found[2]) - 1) / int(found[3])
    return 0.7


def checked(paths: Sequence[Path], options: Sequence[str], report: Report) -> Answer:
    """What loading the files would change."""
    return ballast(
        "load", *map(str, paths), "--dry-run", "--json", *options, report=report
    )


def loaded(paths: Sequence[Path], options: Sequence[str], report: Report) -> Answer:
    """The files loaded and what changed published."""
    return ballast("load", *map(str, paths), "--json", *options, report=report)


def is_survey(result: dict[str, Any]) -> bool:
    """Whether a file of `ballast load --json` holds answers."""
    return result["table"] in SURVEY_TABLES
