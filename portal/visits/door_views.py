"""The door for machines: files can be added, and nothing else."""

import hashlib
import json
import tempfile
from contextlib import ExitStack
from dataclasses import asdict
from datetime import date
from http import HTTPStatus
from typing import Any, BinaryIO, Final

from flask import Blueprint, Response, request
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge, UnsupportedMediaType

from portal import clock
from portal.accounts.access import public
from portal.config import settings
from portal.database import reading
from portal.errors import NotFound, RuleBroken, TooMany
from portal.i18n import gettext as _
from portal.visits.importing import profile_queries, receiving_services, token_queries
from portal.visits.importing.door_access import TokenRefused, machine
from portal.visits.importing.filesets import is_zone
from portal.visits.importing.judging import foreign_names, is_name_of_text
from portal.visits.importing.models import Import, ImportToken
from portal.visits.importing.profiles.profile import Profile
from portal.visits.importing.receiving_services import Sender
from portal.visits.importing.report_queries import report_of
from portal.visits.importing.states import FilesRefused, ImportState, ImportUnderWay
from portal.visits.importing.tables import FILE_NAMES, MEBIBYTE
from portal.visits.importing.unpacking import MOST_BYTES, ZipTooLarge, unpack
from portal.visits.records import FileSet

bp = Blueprint("import_door", __name__, url_prefix="/api/v1")

MOST_ROWS_TOLD: Final = 100
LONGEST_KEY: Final = 200
_STATUS: Final[dict[type[Exception], int]] = {
    TokenRefused: 401,
    ImportUnderWay: 409,
    ZipTooLarge: 413,
    FilesRefused: 422,
    NotFound: 404,
    TooMany: 429,
}
_UNDER_WAY: Final = (ImportState.RECEIVING, ImportState.WAITING, ImportState.ACCEPTING)


class KeyRefused(RuleBroken):
    """There is no key that says which sending this is, or it was used for other files."""


@bp.post("/imports")
@public
def send() -> Response:
    """Take a set of files from a machine that has a token, and store what is right in it."""
    token = machine(sends=True)
    # The files of a year are larger than any other request may be.
    request.max_content_length = MOST_BYTES
    key = _key()
    with ExitStack() as opened:
        files = _files(opened)
        sender = Sender(token.id, key, _digest(files))
        with reading():
            before = token_queries.find_import_of(token, key)
        if before is not None:
            return _again(before, sender)
        profile = _profile(files)
        number = receiving_services.receive_upload(
            files, default=_default(), profile=profile, by=None, at=clock.now(), sender=sender
        )
    return _answer(token, number)


@bp.get("/imports/<int:number>")
@public
def show(number: int) -> Response:
    """What became of a set that this machine sent."""
    return _answer(machine(sends=False), number)


def _answer(token: ImportToken, number: int, *, again: bool = False) -> Response:
    with reading():
        found = token_queries.get_import_of(token, number)
        report = asdict(report_of(number, most=MOST_ROWS_TOLD))
    report = {"import": report.pop("number"), **report}
    if found.state is ImportState.REFUSED:
        row = report["file_rejected"]
        detail = f"{row['file']}, {row['line']}: {row['reason']}"
        answer = _problem(422, "files-refused", detail, file_rejected=row, **{"import": number})
    else:
        status = 202 if found.state in _UNDER_WAY else 201 if request.method == "POST" else 200
        answer = _json(report, status)
        answer.headers["Location"] = f"{bp.url_prefix}/imports/{number}"
    if again:
        answer.headers["Idempotency-Replayed"] = "true"
    return answer


def _again(before: Import, sender: Sender) -> Response:
    """The same key again: the same answer, whatever has become of it; other files are refused."""
    if before.body_sha256 != sender.sha256:
        raise KeyRefused(_("This key was used for other files. Use a new one."))
    if before.state is ImportState.ABANDONED:
        raise KeyRefused(_("What was sent with this key was abandoned. Use a new one."))
    with reading():
        token = token_queries.get_token(sender.token_id)
    return _answer(token, before.id, again=True)


def _key() -> str:
    key = request.headers.get("Idempotency-Key", "").strip()
    if not key or len(key) > LONGEST_KEY or not key.isascii() or not key.isprintable():
        raise KeyRefused(
            _("Send an Idempotency-Key of your own with each set, so that it is taken only once.")
        )
    return key


def _files(opened: ExitStack) -> dict[str, BinaryIO]:
    """What was sent, by name. Raises FilesRefused, ZipRefused and ZipTooLarge."""
    if request.mimetype == "multipart/form-data":
        files: dict[str, BinaryIO] = {}
        for _field, file in request.files.items(multi=True):
            name = file.filename or ""
            opened.callback(file.close)
            if name in files:
                raise FilesRefused(_("Two files have the same name."))
            files[name] = file.stream  # type: ignore[assignment]
    elif request.mimetype == "application/zip":
        files = unpack(_body(opened), opened)
    else:
        raise UnsupportedMediaType
    for name in files:
        if name not in FILE_NAMES and not is_name_of_text(name):
            raise FilesRefused(_("A file of this name cannot be read: %(name)s", name=name[:100]))
    return files


def _body(opened: ExitStack) -> BinaryIO:
    kept: BinaryIO = opened.enter_context(
        tempfile.TemporaryFile(prefix="candour-")  # noqa: SIM115  closed by the stack
    )
    size = 0
    while piece := request.stream.read(MEBIBYTE):
        size += len(piece)
        if size > MOST_BYTES:
            raise RequestEntityTooLarge
        kept.write(piece)
    kept.seek(0)
    return kept


def _digest(files: dict[str, BinaryIO]) -> str:
    digest = hashlib.sha256()
    for name in sorted(files):
        file = files[name]
        file.seek(0)
        content = hashlib.file_digest(file, "sha256").digest()  # type: ignore[arg-type]
        digest.update(f"{len(name)} {name} ".encode() + content)
        file.seek(0)
    return digest.hexdigest()


def _said(name: str) -> str:
    return (request.form.get(name) or request.args.get(name) or "").strip()[:200]


def _profile(files: dict[str, BinaryIO]) -> Profile | None:
    """The profile that the machine names: here nothing is guessed. Raises FilesRefused."""
    if not foreign_names(files):
        return None
    with reading():
        known = {each.name: each for each in profile_queries.known_profiles()}
    name = _said("profile")
    if name not in known:
        raise FilesRefused(
            _(
                "%(file)s is of another shape: name its profile, one of %(names)s.",
                file=foreign_names(files)[0],
                names=", ".join(sorted(known)),
            )
        )
    return known[name]


def _default() -> FileSet:
    tz, exported_on = _said("tz") or settings().tz, _said("exported_on")
    if not is_zone(tz):
        raise FilesRefused(_("There is no such time zone."))
    try:
        day = date.fromisoformat(exported_on) if exported_on else None
    except ValueError:
        raise FilesRefused(_("Write the day of export like 2026-11-09.")) from None
    return FileSet(tz, day)


def _json(said: dict[str, Any], status: int, mimetype: str = "application/json") -> Response:
    return Response(json.dumps(said, ensure_ascii=False), status, mimetype=mimetype)


def _problem(status: int, kind: str, detail: str, **more: Any) -> Response:
    """A refusal as RFC 9457 wants it."""
    title = HTTPStatus(status).phrase
    said = {"type": f"urn:candour:{kind}", "title": title, "status": status, "detail": detail}
    return _json(said | more, status, "application/problem+json")


def _kind(refusal: Exception) -> str:
    name = type(refusal).__name__
    return "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in name)[1:]


@bp.errorhandler(RuleBroken)
@bp.errorhandler(NotFound)
@bp.errorhandler(TooMany)
def _refused(refusal: Exception) -> Response:
    status = _STATUS.get(type(refusal), 422)
    detail = str(refusal) or {
        404: _("There is no such import of yours."),
        429: _("That was too often within this hour. Try again later."),
    }.get(status, "")
    answer = _problem(status, _kind(refusal), detail)
    if status == 401:
        answer.headers["WWW-Authenticate"] = "Bearer"
    if status == 429:
        answer.headers["Retry-After"] = "3600"
    return answer


@bp.errorhandler(HTTPException)
def _http(error: HTTPException) -> Response:
    return _problem(error.code or 500, "request-refused", error.description or "")
