"""Small published tables, each with its source; figures are checked against them."""

from pathlib import Path

import polars as pl

FOLDER = Path(__file__).with_name("published")


def bland1995() -> pl.DataFrame:
    """Bland and Altman 1995, BMJ 310:446: pH and PaCO2 of 8 subjects, 47 rows."""
    return pl.read_csv(FOLDER / "bland1995.csv")


def sleepstudy() -> pl.DataFrame:
    """Belenky et al. 2003, J Sleep Res 12:1-12: reaction times of 18 subjects."""
    return pl.read_csv(FOLDER / "sleepstudy.csv")


def swiss() -> pl.DataFrame:
    """Fertility of 47 French-speaking provinces of Switzerland in 1888 (R datasets)."""
    return pl.read_csv(FOLDER / "swiss.csv")
