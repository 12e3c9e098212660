"""Marts kept between publications, so that only what new rows touch is made anew."""

from etl.kept.maker import Keeper, build_kept, kept_path

__all__ = ["Keeper", "build_kept", "kept_path"]
