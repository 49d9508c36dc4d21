"""The co-operative begins: a founding that two sign, offices, and the register of members."""

import tomllib
from contextlib import redirect_stdout
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Any, Final

from portal import clock
from portal.cases.recovering.services import use_recovery_key
from portal.committee.founding.services import Founder, prepare_founding
from portal.config import settings
from portal.database import transaction
from portal.demo.stage import Stage
from portal.membership.classes import ONE_MEMBER, MemberClass
from portal.vault.commands import make_key

PEOPLE: Final = Path(__file__).with_name("people.toml")
OPENED: Final = "2026-09-01T10:00"
UNTIL: Final = ["28", "2", "2027"]

# Who invites and proposes; and who confirms, or stands in where it is about one of the two.
PROPOSER, CONFIRMER, THIRD = "Dewi Hughes", "Beti Owen", "Gwen Parry"


def people() -> list[dict[str, Any]]:
    """The members, as the file tells of them."""
    return list(tomllib.loads(PEOPLE.read_text("utf-8"))["members"])


def open_coop(stage: Stage) -> None:
    """Found the co-operative, fill its offices and its register."""
    with stage.at("2026-09-01T09:00"):
        _make_recovery_key(stage)
    found_committee(stage)
    with stage.at("2026-09-01T14:00"):
        _appoint_from_outside(stage)
    with stage.at("2026-09-01T16:00"):
        _fill_register(stage)
    with stage.at("2026-09-02T09:00"):
        _fill_offices(stage)
        _name_substitutes(stage)


def _make_recovery_key(stage: Stage) -> None:
    """The ceremony with three printed parts; they lie in the instance folder, and say so."""
    folder = Path(settings().instance) / "recovery"
    arguments = [str(folder), "--label", "WORTHLESS: recovery key of the demonstration"]
    with redirect_stdout(StringIO()):
        make_key.main(args=arguments, standalone_mode=False)
    public = bytes.fromhex((folder / "public-key.txt").read_text("ascii").strip())
    with stage.app.app_context(), transaction():
        use_recovery_key(public, at=clock.now())


def found_committee(stage: Stage) -> None:
    """Nine founders are invited by the command, join, and two of them sign."""
    seats = [each for each in people() if each.get("seat")]
    with stage.at(OPENED):
        founders = [
            Founder(each["name"], stage.add(each["name"]).email, MemberClass(each["class"]))
            for each in seats
        ]
        with stage.app.app_context(), transaction():
            invited = prepare_founding(founders, at=clock.now())
    with stage.at("2026-09-01T11:00"):
        for each in invited:
            stage.join(each.founder.name, each.code)
    with stage.at("2026-09-01T12:00"):
        for name in ("Mair Lloyd", "Huw Jenkins"):
            visitor = stage.sign_in(name)
            visitor.open("/committee/founding")
            visitor.send(button="Sign")


def _appoint_from_outside(stage: Stage) -> None:
    """The secretary and the outside people are no members yet: the committee invites them."""
    inviting = stage.sign_in(PROPOSER)
    for name in ("Elin Morgan", "Farah Khan", "Alun Vaughan"):
        inviting.open("/committee/appointments/invite")
        inviting.send(name=name, email=stage.add(name).email)
        stage.join(name, stage.invitation_of(name))
    _appoint(stage, "Elin Morgan", "secretary", deputy=False)


def _fill_register(stage: Stage) -> None:
    secretary = stage.sign_in("Elin Morgan")
    for each in people():
        if each["name"] == "Elin Morgan" or "outside_person" in _offices(each):
            continue
        if each.get("seat"):
            _complete_entry(secretary, each)
            continue
        secretary.open("/membership/admit")
        secretary.send(**_details(each))
        if _offices(each) or each.get("reserve"):
            secretary.open(f"{secretary.path}/invite")
            secretary.send(email=stage.add(each["name"]).email)
            stage.join(each["name"], stage.invitation_of(each["name"]))


def _complete_entry(secretary: Any, each: dict[str, Any]) -> None:
    """A founder who is a care worker gets the reference of the rota."""
    if "care_worker_ref" not in each:
        return
    secretary.open("/membership")
    page = secretary.send(name=each["name"])
    place = page.index("/membership/", page.index("<tbody"))
    secretary.open(page[place : page.index('"', place)] + "/change")
    secretary.send(care_worker_ref=each["care_worker_ref"])


def _details(each: dict[str, Any]) -> dict[str, Any]:
    details: dict[str, Any] = {"name": each["name"], "member_class": each["class"]}
    if "care_worker_ref" in each:
        details["care_worker_ref"] = each["care_worker_ref"]
    return details


def _fill_offices(stage: Stage) -> None:
    for each in people():
        for office in each.get("offices", ()):
            if office != "secretary":
                _appoint(stage, each["name"], office, deputy=False)
        for office in each.get("deputy", ()):
            _appoint(stage, each["name"], office, deputy=True)


def _name_substitutes(stage: Stage) -> None:
    """Before the first election nobody was left over: one member proposes, another confirms."""
    names = [each["name"] for each in people() if each.get("reserve")]
    with _a_little_later(stage):
        proposing = stage.sign_in(PROPOSER)
        for each in people():
            if each["name"] in names:
                words = ONE_MEMBER[MemberClass(each["class"])]
                proposing.open("/committee/co-options/propose")
                proposing.send(post="substitute", member=f"{each['name']} ({words})")
        confirming = stage.sign_in(CONFIRMER)
        for name in names:
            confirming.open("/committee/desk")
            confirming.send(button=f"Confirm {name}")


def _appoint(stage: Stage, name: str, office: str, *, deputy: bool) -> None:
    """One member proposes, another confirms, and neither is the one it is about."""
    free = [member for member in (PROPOSER, CONFIRMER, THIRD) if member != name]
    with _a_little_later(stage):
        proposing = stage.sign_in(free[0])
        proposing.open("/committee/appointments/propose")
        proposing.send(
            office=office,
            post="deputy" if deputy else "holder",
            person=name,
            starts_on=_day(clock.now()),
            last_day=UNTIL,
        )
        confirming = stage.sign_in(free[1])
        confirming.open("/committee/desk")
        confirming.send(button=f"Confirm {name}")


def _a_little_later(stage: Stage) -> Any:
    """A minute after the last step: a code of a telephone works once."""
    stage.minutes += 1
    local = clock.local(clock.now())
    later = local.replace(hour=local.hour + stage.minutes // 60, minute=stage.minutes % 60)
    return stage.at(later.strftime("%Y-%m-%dT%H:%M"))


def _day(instant: datetime) -> list[str]:
    local = clock.local(instant)
    return [str(local.day), str(local.month), str(local.year)]


def _offices(each: dict[str, Any]) -> list[str]:
    return [*each.get("offices", ()), *each.get("deputy", ())]
