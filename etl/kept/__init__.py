"""Marts kept between publications, so that only what new rows touch is made anew."""

from etl.kept.maker import Keeper, build_kept, kept_path
from etl.kept.results import Results, made

__all__ = ["Keeper", "Results", "build_kept", "kept_path", "made"]
