"""settings.toml of a data folder: every key, its meaning, and what it may be."""

from __future__ import annotations

import re
import tomllib
from datetime import date, time
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)

from definitions.measures import measures
from definitions.own import know
from definitions.roles import SignIn
from etl.errors import UserError
from etl.profile import DateOrder

SETTINGS_FILE = "settings.toml"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class WaveSetting(_Strict):
    """One survey wave: answers count from its first to its last day."""

    name: str = Field(description="the wave's name, as pages show it")
    first_day: date = Field(
        description="day of launch; the snapshot of teams is taken here"
    )
    last_day: date = Field(description="last day on which an answer counts")
    anonymous: bool = Field(
        False, description="true: no person key is kept, minimum 10"
    )

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.last_day < self.first_day:
            raise ValueError("last_day lies before first_day")
        return self

    @property
    def wave_id(self) -> str:
        """The name as it stands in addresses and folder names: `Wave 1` is `wave-1`."""
        return re.sub(r"[^a-z0-9]+", "-", self.name.lower()).strip("-") or "wave"


class AgreedLevel(_Strict):
    """A level somebody set for a measure, with who and when; none is invented."""

    measure: str = Field(description="a measure's key")
    level: float = Field(description="in the measure's own unit")
    service_model: str | None = Field(None, description="only for teams of this model")
    set_by: str = Field(description="who agreed on it")
    set_on: date = Field(description="when")

    @field_validator("measure")
    @classmethod
    def _known(cls, value: str) -> str:
        if value not in measures():
            raise ValueError(f"no measure is called {value}")
        return value


class SupervisionInterval(_Strict):
    """How many days may lie between clinical supervisions, by role and licence."""

    role: str | None = Field(None, description="only for this role of the roster")
    before_licence: bool | None = Field(
        None, description="only before (true) or after (false) full licence"
    )
    days: int = Field(gt=0, le=366, description="the longest interval in days")


class ReportingUnit(_Strict):
    """Small sibling teams whose survey answers are shown together, never apart."""

    id: str = Field(description="short identifier, used in addresses")
    name: str = Field(description="the name pages show")
    teams: tuple[str, ...] = Field(description="team_ids; all in one programme")


class LeaveYear(_Strict):
    """When vacation is forfeited, and what an hour of it is worth."""

    ends_in_month: int = Field(
        12, ge=1, le=12, description="last month of the leave year"
    )
    carry_over_days: float | None = Field(
        None,
        ge=0,
        le=366,
        description="most days carried into the next year; without it all are",
    )
    hourly_rate: float | None = Field(
        None,
        gt=0,
        description="what an hour owed is worth; without it no money is shown",
    )
    currency: str = Field("", max_length=8, description="written after money")


class Minimums(_Strict):
    """The smallest groups shown. None may be set below what METHODS asks."""

    answers: int = Field(5, ge=5, description="answers behind a mean")
    anonymous: int = Field(
        10, ge=10, description="answers behind a mean, anonymous wave"
    )
    people: int = Field(5, ge=5, description="people behind an operational figure")
    sensitive: int = Field(10, ge=10, description="people behind a sensitive figure")
    relation_people: int = Field(30, ge=30, description="people behind a relation")
    relation_teams: int = Field(10, ge=10, description="teams behind a relation")


class Keeping(_Strict):
    """How many months rows are kept, for ever where nothing is said; and files."""

    clinical_months: int | None = Field(
        None, ge=13, description="appointments, caseload, time, contacts, incidents"
    )
    leave_months: int | None = Field(
        None, ge=13, description="leave requests and balances"
    )
    answers_months: int | None = Field(
        None, ge=1, description="answers of closed waves, after their last day"
    )
    rejects_months: int | None = Field(
        None, ge=1, description="rejected rows, after their load"
    )
    exports: bool = Field(
        False,
        description="true: files dropped on Data > Import stay in the data folder's "
        "`exports-kept` once they are loaded; else they are deleted",
    )


class Settings(_Strict):
    """The whole file; every key has a default, so the file may be absent."""

    organisation: str = Field("This organisation", description="name shown on pages")
    time_zone: str = Field("UTC", description="IANA name, e.g. America/New_York")
    first_weekday: int = Field(1, ge=1, le=7, description="1 = Monday")
    work_days: tuple[Annotated[int, Field(ge=1, le=7)], ...] = Field(
        (1, 2, 3, 4, 5), description="the organisation's working days, 1 = Monday"
    )
    day_starts: time = Field(time(8), description="working hours begin")
    day_ends: time = Field(time(18), description="working hours end")
    holidays: str | None = Field(
        None, description="country whose public holidays count"
    )
    holidays_subdivision: str | None = Field(None, description="its state or region")
    history_from: date = Field(
        date(2015, 1, 1),
        description="older rows of clinical and leave systems are left out",
    )
    date_order: DateOrder | None = Field(
        None, description="day first or month first, where a file cannot prove it"
    )
    primary_outcome: str = Field("cbi_work", description="the outcome named first")
    headline_measures: tuple[str, ...] = Field(
        (), max_length=6, description="measures that may make a headline, at most 6"
    )
    named_stressors: tuple[str, ...] = Field(
        (), max_length=12, description="stressors set against outcomes, at most 12"
    )
    relation_weeks: Literal[12] = Field(
        12, description="weeks before a wave over which stressors are taken"
    )
    taken_out: tuple[str, ...] = Field(
        (), max_length=3, description="taken out of both sides of a pair, at most 3"
    )
    resources: tuple[str, ...] = Field(
        (), max_length=3, description="what may take the edge off load, at most 3"
    )
    keep: Keeping = Field(default_factory=Keeping, description="how long rows are kept")
    wave: tuple[WaveSetting, ...] = Field((), description="survey waves")
    agreed_level: tuple[AgreedLevel, ...] = Field((), description="agreed levels")
    supervision_interval: tuple[SupervisionInterval, ...] = Field(
        (), description="intervals of clinical supervision"
    )
    reporting_unit: tuple[ReportingUnit, ...] = Field((), description="reporting units")
    leave_year: LeaveYear = Field(LeaveYear(), description="when vacation is forfeited")
    minimums: Minimums = Field(Minimums(), description="smallest groups shown")
    purpose_agreed_on: date | None = Field(
        None, description="when staff representatives agreed to what scores are for"
    )
    sign_in: SignIn = Field(SignIn(), description="how people sign in")
    wave_closes: Literal["by hand", "14 days after"] = Field(
        "by hand", description="when a wave is closed"
    )

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError("not an IANA time zone, e.g. Europe/London") from error
        return value

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.day_ends <= self.day_starts:
            raise ValueError("day_ends must come after day_starts")
        if not self.work_days:
            raise ValueError("work_days must name at least one day")
        if self.primary_outcome not in measures():
            raise ValueError(f"primary_outcome: no measure is {self.primary_outcome}")
        waves = sorted(self.wave, key=lambda wave: wave.first_day)
        for one, following in pairwise(waves):
            if following.first_day <= one.last_day:
                raise ValueError(f"waves {one.name} and {following.name} overlap")
        return self

    @field_validator("headline_measures", "named_stressors", "taken_out", "resources")
    @classmethod
    def _known_measures(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        unknown = [key for key in value if key not in measures()]
        if unknown:
            raise ValueError(f"no measure is called {', '.join(unknown)}")
        return value


def read_settings(data: Path) -> Settings:
    """The settings of a data folder; defaults where it has no settings.toml.

    From now on the folder's own instruments are known.

    Raises:
        UserError: the file is not TOML, a key is unknown, or a value is out of
            range; all problems at once, with their keys. Or an own instrument is wrong.
    """
    know(data)
    try:
        measures()
    except ValueError as error:
        raise UserError(f"instruments: {error}") from error
    path = data / SETTINGS_FILE
    if not path.exists():
        return Settings()
    try:
        return Settings.model_validate(tomllib.loads(path.read_text("utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UserError(f"{SETTINGS_FILE}: not valid TOML: {error}") from error
    except (OSError, RecursionError) as error:
        raise UserError(
            f"{SETTINGS_FILE}: it cannot be read as a file of TOML"
        ) from error
    except ValidationError as error:
        problems = [
            f"  {'.'.join(str(part) for part in problem['loc'])}: {problem['msg']}"
            for problem in error.errors()
        ]
        raise UserError(
            "\n".join([f"{SETTINGS_FILE}: {len(problems)} problem(s)", *problems])
        ) from error
