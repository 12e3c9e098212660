"""A made-up organisation with known truth, written as the exports of real systems."""

from etl.synthetic.practice import Practice, write_practice

__all__ = ["Practice", "write_practice"]
