"""Closes every wave of a loaded practice, so that pages have scores to show."""

from __future__ import annotations

import sys
from pathlib import Path

from etl.command.publishing import close_wave
from etl.publish import publish
from etl.settings import read_settings
from etl.warehouse import locked, open_warehouse

data = Path(sys.argv[1])
settings = read_settings(data)
with locked(data), open_warehouse(data) as con:
    for wave in settings.wave:
        close_wave(con, data, wave.name, settings)
    publish(con, data, settings)
