"""Rule: what a profile says: how a file is written, and which of its columns mean what.

A profile is data (TOML beside this module, or what a coordinator chose on the mapping page). Each
column of visits.csv that the file can give has a rule:

- `from`: the columns to take it from; the first that says something. Times may be written as a
  whole instant, as a day and a time, or as a time alone, which is then put on the day of the visit:
  the first such time after the column named by `after`, or the nearest to the column named by
  `near`.
- `codes`: what the file's words mean; `otherwise` is for all other words: a code, "" for nothing,
  "=" for the word itself. Without it, other words reject the row.
- `length` with `after`: so long after another column.
- `value` with `when`: always this, where another column is filled (`column`, or `column=value`).
- `beside`: only where that column of the file says something as well; `unless_same`: only where
  that column says something else.
- `made_of`: a reference made of these columns (`a|b`: the first that says something).
- `day_of`: the local day of the first of these instants.
- `prefix`: put before what was found.

What stands beside attendance, and moves no figure: `[claim]` names the columns where the start
(`begins`) and the `length` claimed are found, `[changes]` the `list` of changes made by hand, and
where each says its `seq`, `at`, `by`, `field`, `old`, `new`, `reason` and `memo`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final, NamedTuple, Self

from portal.errors import RuleBroken
from portal.i18n import gettext as _
from portal.visits.importing.profiles.formats import DATES, ENCODINGS, SEPARATORS
from portal.visits.importing.tables import TABLES, VISITS
from portal.visits.records import UNATTENDED, UNKNOWN_CARER, LogMethod, Source

COLUMNS: Final = TABLES[VISITS].names
AS_IT_STANDS: Final = "="
MOST_CODES: Final = 200
LONGEST_NAME: Final = 60
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,59}").fullmatch


class ProfileRefused(RuleBroken):
    """What a profile says cannot be used to read a file."""


class Rule(NamedTuple):
    """How one column of visits.csv is found in a record of the file."""

    sources: tuple[str, ...] = ()
    codes: Mapping[str, str] | None = None
    otherwise: str | None = None
    length: str | None = None
    after: str | None = None
    near: str | None = None
    value: str | None = None
    when: str | None = None
    beside: str | None = None
    unless_same: str | None = None
    made_of: tuple[str, ...] = ()
    day_of: tuple[str, ...] = ()
    prefix: str = ""

    @property
    def named(self) -> list[str]:
        """The columns of the file that it reads, the foremost first."""
        made = [part for parts in self.made_of for part in parts.split("|")]
        others = [self.length, self.beside, self.unless_same]
        return [*self.sources, *filter(None, others), *self.day_of, *made]


class Profile(NamedTuple):
    """How the files of one system are read."""

    name: str
    title: str
    kind: str
    encoding: str
    separator: str
    dates: str
    header: tuple[str, ...]
    rules: Mapping[str, Rule]
    lost: tuple[str, ...] = ()
    once: str | None = None
    made: str | None = None
    zone: str | None = None
    version: str | None = None
    data: Mapping[str, Any] = {}

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Self:
        """The profile that this data says. Raises ProfileRefused."""
        file, columns = data.get("file", {}), data.get("columns", {})
        profile = cls(
            name=str(data.get("name", "")),
            title=str(data.get("title", "")),
            kind=file.get("kind", "csv"),
            encoding=file.get("encoding", "utf-8"),
            separator=file.get("separator", ","),
            dates=file.get("dates", "YYYY-MM-DD"),
            header=tuple(file.get("header", ())),
            rules={name: _rule(columns[name]) for name in COLUMNS if name in columns},
            lost=tuple(data.get("lost", ())),
            once=file.get("once"),
            made=file.get("made"),
            zone=file.get("zone"),
            version=file.get("version"),
            data=data,
        )
        _require_sense(profile, columns)
        return profile

    def written(self, encoding: str, separator: str, dates: str) -> Profile:
        """The same profile for a file that is written in another way. Raises ProfileRefused."""
        file = dict(self.data.get("file", {}))
        file |= {"encoding": encoding, "separator": separator, "dates": dates}
        return Profile.of({**self.data, "file": file})

    def named_for(self, column: str | None) -> str | None:
        """The column of the file that a column of visits.csv is read from."""
        rule = self.rules.get(column or "")
        if rule is None:
            return column
        named = rule.named
        return named[0] if named else self.named_for((rule.when or "").split("=")[0] or None)

    def beside(self, name: str) -> dict[str, str]:
        """Where a file says what stands beside attendance: its `claim`, its list of `changes`."""
        said = self.data.get(name, {})
        return {key: str(value) for key, value in said.items()} if isinstance(said, Mapping) else {}

    @property
    def source(self) -> Source:
        """What its files are, and the columns of visits.csv that they say nothing of.

        A column is not supplied if no rule reads it, if each row stands for a care worker of its
        own, or if a time only has a way of recording because every time must have one. A file of
        visits that took place (`rows = "attended"`) supplies none of the others.
        """
        silent = {name for name in COLUMNS if not _is_said(name, self.rules.get(name))}
        if self.data.get("file", {}).get("rows") == "attended":
            silent.add(UNATTENDED)
        return Source(self.name, self.title, self.lost, frozenset(silent))

    def read_columns(self) -> list[str]:
        """Every column of the file that is read; all others are left where they are."""
        others = [self.once, self.made, self.zone, self.version, *self.beside("claim").values()]
        named = [name for rule in self.rules.values() for name in rule.named]
        return list(dict.fromkeys([*named, *filter(None, others)]))


_BY_HAND: Final = (LogMethod.MANUAL_OFFICE, LogMethod.MANUAL_CARER, LogMethod.PAPER)


def _is_said(column: str, rule: Rule | None) -> bool:
    if rule is None:
        # Lines are looked for by person, day and start.
        return column == "line_ref"
    return rule.prefix != UNKNOWN_CARER and rule.value not in _BY_HAND


def _rule(said: Any) -> Rule:
    if not isinstance(said, Mapping):
        raise ProfileRefused(_("A column of the profile is not described."))
    sources = said.get("from", ())
    return Rule(
        sources=(sources,) if isinstance(sources, str) else tuple(sources),
        codes=said.get("codes"),
        otherwise=said.get("otherwise"),
        length=said.get("length"),
        after=said.get("after"),
        near=said.get("near"),
        value=said.get("value"),
        when=said.get("when"),
        beside=said.get("beside"),
        unless_same=said.get("unless_same"),
        made_of=tuple(said.get("made_of", ())),
        day_of=tuple(said.get("day_of", ())),
        prefix=said.get("prefix", ""),
    )


def _require_sense(profile: Profile, columns: Mapping[str, Any]) -> None:
    if not _NAME(profile.name):
        raise ProfileRefused(
            _(
                "Give the profile a short name of small letters, digits and hyphens, for "
                "example our-rota."
            )
        )
    if profile.kind not in ("csv", "json") or profile.dates not in DATES:
        raise ProfileRefused(_("This is not a way in which files are written."))
    if profile.encoding not in ENCODINGS or profile.separator not in SEPARATORS:
        raise ProfileRefused(_("This is not a way in which files are written."))
    unknown = [name for name in columns if name not in COLUMNS]
    if unknown:
        raise ProfileRefused(_("There is no column %(name)s.", name=unknown[0]))
    for needed in ("visit_ref", "person_ref", "service_date"):
        if needed not in profile.rules:
            raise ProfileRefused(_("Say where %(name)s is found.", name=needed))
    for name, rule in profile.rules.items():
        before = COLUMNS[: COLUMNS.index(name)]
        named = [rule.after, rule.near, (rule.when or "").split("=")[0]]
        if any(other and other not in before for other in named):
            raise ProfileRefused(_("%(name)s waits for a column that comes later.", name=name))
        if rule.codes is not None and len(rule.codes) > MOST_CODES:
            raise ProfileRefused(_("There are too many codes for %(name)s.", name=name))
