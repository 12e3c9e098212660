"""The auditor of what is made from shown cells: nothing of it may stand on another.

Like `audit`, it shares no code with what it audits and reads the finished files.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from etl.disclosure.audit import Finding

# each asks for measure, period and group of the rows that break the rule
QUESTIONS = {
    "a standing is of a cell that is not shown": """
        select measure, period_start, group_id from standing s
        where not exists (
            from estimate e where e.measure = s.measure and e.group_id = s.group_id
              and e.period_start = s.period_start and e.state = 'shown'
              and e.origin = 'answers')
    """,
    "a standing is not rounded to 1 point": """
        select measure, period_start, group_id from standing
        where value <> round(value) or lower <> round(lower) or upper <> round(upper)
    """,
    "a team is compared whose cell is not shown": """
        select measure, period_start, group_id from similar_teams s
        where not exists (
            from estimate e where e.measure = s.measure and e.group_id = s.group_id
              and e.period_start = s.period_start and e.state = 'shown')
    """,
    "a team is compared with fewer than five": """
        select measure, period_start, group_id from similar_teams where teams < 5
    """,
    "a control chart holds a point that is not shown": """
        select measure, period_start, group_id from spc s
        where not exists (
            from estimate e where e.measure = s.measure and e.group_id = s.group_id
              and e.period_kind = s.period_kind and e.period_start = s.period_start
              and e.state = 'shown' and e.origin <> 'answers')
    """,
    "a signal is of a month that is not shown, or of answers": """
        select measure, period_start, group_id from signal s
        where not exists (
            from estimate e where e.measure = s.measure and e.group_id = s.group_id
              and e.period_kind = 'month' and e.period_start = s.period_start
              and e.state = 'shown' and e.origin <> 'answers')
    """,
    "a headline is about a group of which no signal is shown": """
        select 'headline', position, group_id from headline h
        where not exists (from signal s where s.group_id = h.group_id)
          and not exists (
            from grp g where g.group_id = h.group_id and g.kind = 'organisation')
    """,
    "a reference of answers is no shown figure": """
        select measure, min(text), group_id from reference r
        where not agreed
          and exists (
            from estimate e where e.measure = r.measure and e.origin = 'answers')
          and not exists (
            from estimate e where e.measure = r.measure and e.state = 'shown'
              and e.value = r.value and e.origin = 'answers')
        group by all
    """,
}


def audit_derived(folder: Path) -> list[Finding]:
    """Rows made from shown cells that stand on no shown cell; empty if none.

    Args:
        folder: holds teams.duckdb.
    """
    found = []
    with duckdb.connect(folder / "teams.duckdb", read_only=True) as con:
        for rule, question in QUESTIONS.items():
            found += [
                Finding(rule, str(measure), str(period), (str(group),))
                for measure, period, group in con.execute(question).fetchall()
            ]
    return sorted(set(found))
