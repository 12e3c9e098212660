"""ballast docs: the generated pages of docs/."""

from __future__ import annotations

import click

from etl.generated_docs import DOCS, pages


@click.command()
def docs() -> None:
    """Rewrite the generated pages of docs/ from the definitions."""
    for name, text in pages().items():
        (DOCS / name).write_text(text, "utf-8")
        click.echo(f"docs/{name}")
