"""Steps: say that an error was found, take that back, and take a report down as two."""

from datetime import datetime

from portal.accounts.models import Account
from portal.clock import local
from portal.database import db
from portal.errors import RuleBroken
from portal.i18n import gettext as _
from portal.ledger import services as ledger
from portal.ledger.kinds import EntryKind
from portal.publication.amending.models import NoticeFault, ReleaseNotice, ReleaseWithdrawal
from portal.publication.amending.queries import find_withdrawal
from portal.publication.models import PUBLISHING, Release
from portal.publication.queries import first_free_instant
from portal.stored_pages import touch_public_pages
from portal.turns import take_turn


class WithdrawalRefused(RuleBroken):
    """The report cannot be taken down in this way."""


class NoticeIsGone(RuleBroken):
    """What was said above a report was taken back before."""


def note_error(release: Release, words: str, *, by: Account, at: datetime) -> None:
    """Tell everybody at once that something in a report is wrong; figures stay as they are."""
    db.session.add(
        ReleaseNotice(
            release_id=release.id, words=words, name=by.name, account_id=by.id, written_at=at
        )
    )
    touch_public_pages()
    db.session.flush()


def take_back_notice(
    notice: ReleaseNotice, because: NoticeFault, *, words: str = "", by: Account, at: datetime
) -> None:
    """Let what was said above a report stand no longer, and say it anew in other words, if any.

    That it was said and taken back, by whom and why is entered in the ledger; its words are not.
    Raises NoticeIsGone where it was taken back already.
    """
    if notice.taken_back_at is not None:
        raise NoticeIsGone(
            _(
                "This was taken back already. If something is still wrong in the report, say it "
                "anew: “Back” leads there."
            )
        )
    fact = {
        "release": notice.release.name,
        "said_by": notice.name,
        "said_on": local(notice.written_at).date().isoformat(),
        "taken_back_by": by.name,
        "reason": because.value,
    }
    entry = ledger.record(EntryKind.RELEASE_NOTICE_TAKEN_BACK, fact, at=at)
    notice.words, notice.taken_back_for = "", because
    notice.taken_back_at, notice.taken_back_by, notice.taken_back_by_id = at, by.name, by.id
    notice.commitment = entry.commitment.hex()
    if words:
        note_error(notice.release, words, by=by, at=at)
    touch_public_pages()
    db.session.flush()


def ask_withdrawal(release: Release, reason: str, *, by: Account, at: datetime) -> None:
    """Ask that a report be taken down. Nothing changes until a second member agrees.

    Raises WithdrawalRefused where somebody has asked already.
    """
    if find_withdrawal(release) is not None:
        raise WithdrawalRefused(_("Somebody has asked for this already. A second member decides."))
    db.session.add(
        ReleaseWithdrawal(
            release_id=release.id, reason=reason, asked_by=by.name, asked_by_id=by.id, asked_at=at
        )
    )
    db.session.flush()


def agree_withdrawal(release: Release, *, by: Account, at: datetime) -> None:
    """Take a report down: its page says so from now on, and its files are no longer handed out.

    What was published is known, so it stays in every later attack. Raises WithdrawalRefused for
    the same person twice, and where nobody asked or it is done.
    """
    # As for reports that come out: news of it is told from its instant on.
    take_turn(PUBLISHING)
    at = first_free_instant(at)
    withdrawal = _waiting(release)
    if withdrawal.asked_by_id == by.id:
        raise WithdrawalRefused(_("You have asked for this. A second member has to agree."))
    fact = {
        "release": release.name,
        "reason": withdrawal.reason,
        "signed_by": [withdrawal.asked_by, by.name],
    }
    entry = ledger.record(EntryKind.RELEASE_WITHDRAWN, fact, at=at)
    withdrawal.agreed_by, withdrawal.agreed_by_id = by.name, by.id
    withdrawal.withdrawn_at, withdrawal.commitment = at, entry.commitment.hex()
    touch_public_pages()
    db.session.flush()


def drop_withdrawal(release: Release) -> None:
    """Leave a report where it is although somebody asked to take it down.

    Raises WithdrawalRefused where nobody asked or it is done.
    """
    db.session.delete(_waiting(release))
    db.session.flush()


def _waiting(release: Release) -> ReleaseWithdrawal:
    withdrawal = find_withdrawal(release)
    if withdrawal is None:
        raise WithdrawalRefused(_("Nobody has asked to take this report down."))
    if withdrawal.withdrawn_at is not None:
        raise WithdrawalRefused(_("This report was taken down already."))
    return withdrawal
