"""Many tests at once: the published fifteen."""

import numpy as np
import pytest

from analytics.signals import benjamini_hochberg

# Benjamini and Hochberg 1995, J R Stat Soc B 57:289-300, section 4.
FIFTEEN = [
    *(0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344),
    *(0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000),
]


def test_four_of_the_published_fifteen_are_findings_where_bonferroni_has_three():
    p = np.array(FIFTEEN)
    assert (benjamini_hochberg(p) < 0.05).sum() == 4
    assert (p * 15 < 0.05).sum() == 3


def test_the_published_q_come_out():
    # R p.adjust(method = "BH")
    found = benjamini_hochberg(np.array(FIFTEEN))
    assert found[:6] == pytest.approx(
        [0.0015, 0.003, 0.0095, 0.035625, 0.0603, 0.0638571428571429]
    )
