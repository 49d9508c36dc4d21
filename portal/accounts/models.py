"""What is kept of people who sign in: accounts, second factors, sign-ins and authority."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.accounts.permissions import Permission
from portal.database import Model, new_id


class Account(Model):
    """Somebody who signs in: a committee member, or a person whom the committee appointed.

    Who serves on the committee is public, so a name may be clear. There is no password hash: the
    password is right when it opens the private key.
    """

    __tablename__ = "accounts"
    __table_args__ = (
        CheckConstraint(
            "(holder_id IS NULL) = (sealed_private_key IS NULL)", name="key_with_its_holder"
        ),
        CheckConstraint("email = lower(email)", name="email_in_one_case"),
        CheckConstraint("closed_at IS NULL OR closed_at >= invited_at", name="closed_after"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id, comment="clear: random")
    email: Mapped[str] = mapped_column(
        unique=True, comment="clear: signing in and letters need it; staff, never complainants"
    )
    name: Mapped[str] = mapped_column(comment="clear: who serves is public")
    holder_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("holders.id"), unique=True, comment="clear: the public half of their key"
    )
    sealed_private_key: Mapped[bytes | None] = mapped_column(
        comment="sealed: under the password, with Argon2id"
    )
    sealed_totp_secret: Mapped[bytes | None] = mapped_column(
        comment="sealed: to this account's own private key"
    )
    last_totp_step: Mapped[int | None] = mapped_column(
        comment="clear: the last half minute whose code was used, so that none works twice"
    )
    invited_at: Mapped[datetime] = mapped_column(comment="clear: an appointment is public")
    joined_at: Mapped[datetime | None] = mapped_column(comment="clear: when the key was made")
    closed_at: Mapped[datetime | None] = mapped_column(comment="clear: an end of office is public")

    @property
    def has_key(self) -> bool:
        """Whether anything can be sealed to this person."""
        return self.holder_id is not None

    @property
    def is_open(self) -> bool:
        """Whether this person may still sign in."""
        return self.closed_at is None


class Invitation(Model):
    """A code sent to somebody so that they choose a password and make their key."""

    __tablename__ = "invitations"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id, comment="clear: random")
    digest: Mapped[bytes] = mapped_column(unique=True, comment="clear: of a code of 80 random bits")
    made_at: Mapped[datetime] = mapped_column(comment="clear: no content")
    ends_at: Mapped[datetime] = mapped_column(comment="clear: no content")
    used_at: Mapped[datetime | None] = mapped_column(comment="clear: no content")
    account_id: Mapped[UUID] = mapped_column(
        ForeignKey("accounts.id"), index=True, comment="clear: who is invited"
    )


class OneTimeCode(Model):
    """One code of a printed sheet."""

    __tablename__ = "one_time_codes"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id, comment="clear: random")
    digest: Mapped[bytes] = mapped_column(
        comment="sealed: keyed with the account's own private key, so it cannot be searched for"
    )
    made_at: Mapped[datetime] = mapped_column(comment="clear: no content")
    used_at: Mapped[datetime | None] = mapped_column(comment="clear: a code works once")
    account_id: Mapped[UUID] = mapped_column(
        ForeignKey("accounts.id"), index=True, comment="clear: whose sheet"
    )


class SignIn(Model):
    """One time that somebody signed in. Ending the row ends the session, wherever its cookie is."""

    __tablename__ = "sign_ins"
    __table_args__ = (CheckConstraint("ends_at > began_at", name="ends_after_it_began"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id, comment="clear: random")
    browser: Mapped[str] = mapped_column(
        comment="clear: 'Firefox on Android', so that a stranger's sign-in can be recognised"
    )
    began_at: Mapped[datetime] = mapped_column(comment="clear: the person must recognise it")
    ends_at: Mapped[datetime] = mapped_column(comment="clear: no content")
    ended_at: Mapped[datetime | None] = mapped_column(comment="clear: signed out, or revoked")
    account_id: Mapped[UUID] = mapped_column(
        ForeignKey("accounts.id"), index=True, comment="clear: who signed in"
    )


class Authority(Model):
    """That somebody may do one thing, from when until when, and by what term or appointment.

    Written by the committee's services alone: there is no administrator's tick.
    """

    __tablename__ = "authorities"
    __table_args__ = (
        CheckConstraint("ends_at IS NULL OR ends_at >= begins_at", name="ends_after_it_begins"),
        Index("ix_authorities_source", "source"),
        Index("ix_authorities_account_id_permission", "account_id", "permission"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id, comment="clear: random")
    permission: Mapped[Permission] = mapped_column(comment="clear: who serves is public")
    begins_at: Mapped[datetime] = mapped_column(comment="clear: terms are public")
    ends_at: Mapped[datetime | None] = mapped_column(comment="clear: terms are public")
    source: Mapped[str] = mapped_column(comment="clear: the term or appointment it comes from")
    given_at: Mapped[datetime] = mapped_column(comment="clear: when the committee wrote it")
    account_id: Mapped[UUID] = mapped_column(
        ForeignKey("accounts.id"), comment="clear: who may do it"
    )


class KeptForm(Model):
    """What somebody had typed when their session ended. Opens with their own key, for a day."""

    __tablename__ = "kept_forms"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id, comment="clear: random")
    sealed: Mapped[bytes] = mapped_column(comment="sealed: address and fields, to the account")
    kept_at: Mapped[datetime] = mapped_column(comment="clear: when to delete it")
    account_id: Mapped[UUID] = mapped_column(
        ForeignKey("accounts.id"), index=True, comment="clear: who may open it"
    )
