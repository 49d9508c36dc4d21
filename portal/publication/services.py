"""Steps of publishing: compute, sign twice, and it is out; a correction is a new release."""

import logging
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from portal.accounts.models import Account
from portal.clock import local
from portal.database import db, reading, transaction
from portal.errors import RuleBroken
from portal.i18n import gettext as _
from portal.ledger import services as ledger
from portal.ledger.kinds import EntryKind
from portal.publication import queries
from portal.publication.amending.queries import is_withdrawn
from portal.publication.amending.revising import Touched, is_many
from portal.publication.amending.rounds import (
    NO_ROUND,
    Round,
    require_first,
    require_january,
    require_round,
)
from portal.publication.attack_services import checksum_of, refusal_of, require_attacked
from portal.publication.calendar.days import newest_come
from portal.publication.calendar.queries import find_date
from portal.publication.disclosure.primary import Protection, Shown
from portal.publication.files import File
from portal.publication.headline import Headline
from portal.publication.models import (
    PUBLISHING,
    SIGNATURES_NEEDED,
    Release,
    ReleaseFile,
    ReleaseSignature,
    ReleaseStatus,
)
from portal.publication.offering.services import make_files
from portal.publication.record_queries import periods_told
from portal.stored_pages import touch_public_pages
from portal.turns import take_turn
from portal.visits.figures.parameters import DEFAULTS
from portal.visits.importing import queries as imports
from portal.visits.importing.undoing_services import forget_use, note_use

log = logging.getLogger(__name__)


class MonthNotFinal(RuleBroken):
    """The records of the month can still change."""


class DraftExists(RuleBroken):
    """The month is already being prepared."""


class NothingToPublish(RuleBroken):
    """No care was agreed for the month."""


class CorrectionNeedsReason(RuleBroken):
    """Readers must be told why figures change."""


class NothingChanged(RuleBroken):
    """A correction that corrects nothing."""


class SignedAlready(RuleBroken):
    """Two signatures are two people's."""


class SignerHasInterest(RuleBroken):
    """Who brought the records does not vouch for the figures."""


class AnotherWaits(RuleBroken):
    """A signed report waits for its day, and was attacked without this one."""


class RecordsChanged(RuleBroken):
    """Visits that were imported after the figures were computed change what they tell."""


class Prepared(NamedTuple):
    """Files that were made of a release before it comes out."""

    of: tuple[object, ...]
    files: tuple[File, ...]


def prepare_release(
    headline: Headline,
    *,
    source: str,
    reason: str = "",
    touched: Touched | None = None,
    together: Touched | None = None,
    by: Account,
    at: datetime,
) -> Release:
    """Make a draft of a month's release, or of its correction where one is out already.

    `source` names the newest import that the figures were computed from, `touched` says of how many
    people records changed since the release that this one corrects, `together` of how many in all
    months. Raises MonthNotFinal, NothingToPublish, DraftExists, CorrectionNeedsReason,
    RevisionMustWait and NothingChanged.
    """
    if headline.as_of < headline.last_on + timedelta(days=DEFAULTS.final_days):
        raise MonthNotFinal(
            _("Records of this month can still change. Import files written a week after its end.")
        )
    if headline.delivered.shown is Shown.NOTHING_TO_COUNT:
        raise NothingToPublish(_("No care was agreed for this month, so there is no figure of it."))
    if queries.find_draft(headline.period) is not None:
        raise DraftExists(_("This month is being prepared already: sign it or discard it first."))
    newest = queries.find_newest_release(headline.period)
    if newest is not None and not reason:
        raise CorrectionNeedsReason(_("Say in a sentence or two what was wrong and what changed."))
    figures = headline.as_json()
    # Asked first: where nothing changed, nobody should wait for January with it.
    if newest is not None and newest.figures == figures and not is_withdrawn(newest):
        raise NothingChanged(_("The figures are the same as those published. Nothing to correct."))
    is_small = newest is not None and _is_of_few(newest, touched)
    if newest is not None and is_small:
        require_first(newest, local(at).date())
        require_january(together, local(at).date())
    release = Release(
        period=headline.period,
        number=queries.next_number(headline.period),
        as_of=headline.as_of,
        figures=figures,
        source=source,
        reason=reason,
        prepared_at=at,
        prepared_by_id=by.id,
        corrects_id=newest.id if newest else None,
        is_small=is_small,
    )
    db.session.add(release)
    db.session.flush()
    return release


def sign_release(
    release: Release,
    *,
    source: str,
    by: Account,
    at: datetime,
    files: Prepared | None = None,
    in_round: Round = NO_ROUND,
) -> None:
    """Stand by a draft with one's name; the second signature publishes it.

    Where its day was announced and its hour is still to come, it waits for that. `files` were made
    of it before, see `prepare_files`; and `in_round` was found before, see `round_of`.

    Raises SignedAlready for the same person twice, RecordsChanged where later imports changed what
    it tells (`source` is found before, see `source_now`), SignerHasInterest, AnotherWaits,
    NotAttacked and FiguresUnsafe where the figures were not attacked to the end with nothing found,
    RevisionMustWait where a correction of few people would come out alone, and NothingChanged for a
    correction of nothing.
    """
    # The gate asks what else is out or waits: that may not change between here and the end.
    take_turn(PUBLISHING)
    _require_signable(release, source=source, by=by)
    require_attacked(release)
    if release.is_small:
        require_round(in_round, at)
    corrects = release.corrects
    if corrects and corrects.figures == release.figures and not is_withdrawn(corrects):
        raise NothingChanged(_("The figures are the same as those published. Nothing to correct."))
    release.signatures.append(ReleaseSignature(account_id=by.id, name=by.name, signed_at=at))
    db.session.flush()
    if len(release.signatures) >= SIGNATURES_NEEDED:
        _finish(release, files, at=at)


def _require_signable(release: Release, *, source: str, by: Account) -> None:
    """That this person may sign it, and now; raises as `sign_release`."""
    if release.out_on is not None:
        raise SignedAlready(_("Two people have signed this. It comes out on its announced day."))
    if any(signature.account_id == by.id for signature in release.signatures):
        raise SignedAlready(_("You have signed this release. A second person has to sign it too."))
    if release.source != source:
        raise RecordsChanged(
            _(
                "Records were changed after this was computed, and it would tell something else "
                "now. Discard it and prepare it again."
            )
        )
    if any(by.id in imports.brought_by(period) for period in periods_told(release)):
        raise SignerHasInterest(
            _("You brought in records that it may rest on. Somebody else has to sign this report.")
        )
    if queries.find_waiting(beside=release) is not None:
        raise AnotherWaits(
            _(
                "Another report is signed and waits for its day. When it is out, discard this "
                "draft and prepare it again."
            )
        )


def prepare_files(release: Release, *, by: Account | None = None, at: datetime) -> Prepared | None:
    """The files of a release as it will come out now, or none where it will not.

    Nobody waits for these: they are made before the step that publishes takes the store for itself.
    `by` is about to sign.
    """
    names = [signature.name for signature in release.signatures]
    if by is not None and all(each.account_id != by.id for each in release.signatures):
        names.append(by.name)
    if len(names) < SIGNATURES_NEEDED or (by is not None and day_ahead(release, at)):
        return None
    files = make_files(release, names, at=at)
    return Prepared(_made_of(release, names, at), tuple(files))


def publish_due(at: datetime) -> None:
    """Bring out what was signed and waited for its day. The worker does it.

    In transactions of its own: the files of each report are made before one begins.
    """
    day = newest_come(local(at))
    with reading():
        waiting = [release.period for release in queries.waiting_until(day)]
    for period in waiting:
        with reading():
            files = prepare_files(queries.get_draft(period), at=at)
        with transaction():
            # Meanwhile it may have been discarded.
            release = queries.find_draft(period)
            take_turn(PUBLISHING)
            if release is None or release.out_on is None or release.out_on > day:
                continue
            if refusal_of(release):
                log.error("The signed report of %s cannot come out: its page says why.", period)
                continue
            _publish(release, files, at=at)


def discard_draft(release: Release, *, by: Account, at: datetime) -> None:
    """Throw away what is not out yet, signed or not. Nobody outside has seen it.

    Of one that two have signed everybody reads in the ledger that it was discarded, and by whom.
    """
    if release.out_on is not None:
        forget_use(release=release.name)
        fact = {
            "release": release.name,
            "announced_for": release.out_on.isoformat(),
            "signed_by": [signature.name for signature in release.signatures],
            "discarded_by": by.name,
        }
        ledger.record(EntryKind.RELEASE_DISCARDED, fact, at=at)
    db.session.delete(release)
    db.session.flush()


def _is_of_few(newest: Release, touched: Touched | None) -> bool:
    """Whether so few records changed that the difference of both would tell something of somebody.

    Where no record changed, it tells nothing of anybody's: what was taken down may be told again.
    """
    if is_withdrawn(newest) and touched == Touched(0, 0):
        return False
    return touched is None or not is_many(touched, Protection())


def day_ahead(release: Release, at: datetime) -> date | None:
    """The announced day for which a release waits, if its hour is still to come."""
    day = find_date(release.period)
    if day is not None and release.number == 1 and newest_come(local(at)) < day.due_on:
        return day.due_on
    return None


def _made_of(release: Release, names: Sequence[str], at: datetime) -> tuple[object, ...]:
    """What the bytes of files depend on: who made them of the same has made the same."""
    return release.id, checksum_of(release.figures), tuple(names), at


def _finish(release: Release, files: Prepared | None, *, at: datetime) -> None:
    """Publish what two have signed, or let it wait for the day that was announced."""
    # From now on none of the imports it was computed from can be undone.
    behind = set().union(*(imports.imports_behind(each) for each in periods_told(release)))
    note_use(behind, release=release.name)
    out_on = day_ahead(release, at)
    if out_on is not None:
        release.out_on = out_on
        release.status = ReleaseStatus.SIGNED
        db.session.flush()
    else:
        _publish(release, files, at=at)


def _publish(release: Release, prepared: Prepared | None, *, at: datetime) -> None:
    # Who is told of what is new asks by the instant: what comes out later bears a later one.
    at = queries.first_free_instant(at)
    names = [signature.name for signature in release.signatures]
    if prepared is not None and prepared.of == _made_of(release, names, at):
        files = prepared.files
    else:
        files = tuple(make_files(release, names, at=at))
    for file in files:
        release.files.append(ReleaseFile(**file._asdict(), sha256=file.sha256))
    fact = {
        "release": release.name,
        "files": {file.name: file.sha256 for file in files},
        "signed_by": names,
    }
    day = find_date(release.period)
    if day is not None and release.number == 1:
        fact["announced_for"] = day.due_on.isoformat()
    kind = EntryKind.RELEASE_PUBLISHED
    if release.corrects:
        kind = EntryKind.RELEASE_CORRECTED
        fact |= {"corrects": release.corrects.name, "reason": release.reason}
    entry = ledger.record(kind, fact, at=at)
    release.commitment = entry.commitment.hex()
    release.published_at = at
    release.status = ReleaseStatus.PUBLISHED
    touch_public_pages()
    db.session.flush()
