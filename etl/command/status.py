"""`ballast status`: what is published, without what publishing takes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
import duckdb

from etl.command.shared import data_option, json_option, print_json
from etl.versions import current_version, published_folder

FILES = ("teams", "analysis", "leave")


@click.command()
@data_option
@json_option
def status(data: Path, *, as_json: bool) -> None:
    """What is published, from what, and what the audit said."""
    found = _status(data)
    if as_json:
        print_json(found)
        return
    if found["version"] is None:
        click.echo(f"{data}: nothing is published yet; run `ballast load`")
        return
    click.echo(f"Version {found['version']}, published {found['published_at']} UTC")
    click.echo(f"Audit: {found['audit']}")
    for source in found["sources"]:
        click.echo(
            f"    {source['source']:<30} {source['files']:>4} files "
            f"{source['rows']:>12,} rows {source['rejects']:>6,} rejected  "
            f"to {source['last_date'] or '-'}"
        )


def _status(data: Path) -> dict[str, Any]:
    version = current_version(data)
    if version is None:
        return {
            "version": None,
            "published_at": None,
            "files": dict.fromkeys(FILES),
            "audit": None,
            "sources": [],
        }
    folder = published_folder(data) / version
    with duckdb.connect(folder / "teams.duckdb", read_only=True) as con:
        manifest = con.execute("select published_at, audit from manifest").fetchall()[0]
        sources = con.execute(
            "select source, files, rows, rejects, last_date from freshness order by all"
        ).fetchall()
    names = ("source", "files", "rows", "rejects", "last_date")
    return {
        "version": version,
        "published_at": manifest[0],
        "files": {name: str(folder / f"{name}.duckdb") for name in FILES},
        "audit": manifest[1],
        "sources": [dict(zip(names, row, strict=True)) for row in sources],
    }
