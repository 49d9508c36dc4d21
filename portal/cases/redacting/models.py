"""What is kept of a copy while it waits for a second member."""

from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal.cases.models import Case
from portal.cases.seconding.models import SecondedRequest
from portal.database import Model, new_id


class Redaction(Model):
    """A text of a case with marks, until it is handed out or refused. Gone with the case."""

    __tablename__ = "redactions"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id, comment="clear: random")
    request_id: Mapped[UUID] = mapped_column(
        ForeignKey(SecondedRequest.id), unique=True, comment="clear: what was asked"
    )
    case_id: Mapped[UUID] = mapped_column(
        ForeignKey(Case.id), index=True, comment="clear: the case that the text lies in"
    )
    target: Mapped[bytes] = mapped_column(
        comment="sealed: the reference of the case whose person gets the copy"
    )
    marked: Mapped[bytes | None] = mapped_column(
        comment="sealed: the text with its marks; emptied once it is over"
    )
