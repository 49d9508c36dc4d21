"""Files that are not what they say: each is refused by its name, and nothing else is lost."""

import zlib
from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import Image

from tests.client import PageForm
from tests.hostile.every_form import DAY, GOOD, Way, at, concern, with_receipt
from tests.hostile.stage import Stage
from tests.intake.factories import picture

WORDS = "The slip lay on the mat on Tuesday."
PHOTOGRAPHS = (
    Way("intake.concerns.photographs.add", concern("photographs")),
    Way("intake.returning.write", with_receipt()),
)


def jpeg(**kept: int) -> bytes:
    """A photograph as a telephone sends it."""
    return picture(**kept)[0].getvalue()


def sixty_megapixels() -> bytes:
    out = BytesIO()
    Image.new("1", (10_000, 6_000)).save(out, "PNG")
    return out.getvalue()


def claims_to_be_huge() -> bytes:
    """A PNG of a few bytes that says it is 60,000 dots wide and as high."""
    head = b"IHDR" + (60_000).to_bytes(4, "big") * 2 + b"\x08\x02\x00\x00\x00"
    part = len(head[4:]).to_bytes(4, "big") + head + zlib.crc32(head).to_bytes(4, "big")
    return b"\x89PNG\r\n\x1a\n" + part + b"\x00\x00\x00\x00IDAT" + b"\x35\xaf\x06\x1e"


REFUSED: dict[str, tuple[bytes, str, str]] = {
    "sixty megapixels": (sixty_megapixels(), "huge.png", "million dots"),
    "a small file that unpacks without end": (claims_to_be_huge(), "bomb.png", "million dots"),
    "a torn photograph": (jpeg(size=(900, 700))[:700], "torn.jpg", "damaged"),
    "the first bytes of one": (b"\xff\xd8\xff", "three.jpg", "damaged"),
    "GIF and script at once": (b"GIF89a/*" + b"*/=1;alert(1)//" * 9, "kitten.jpg", "JPEG, PNG"),
    "a drawing with a script": (
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        "drawing.svg",
        "JPEG, PNG",
    ),
    "a page": (b"<!doctype html><script>alert(1)</script>", "page.jpg", "JPEG, PNG"),
    "a PDF": (b"%PDF-1.7 \n" + b"1" * 99, "letter.pdf", "is a PDF"),
    "a telephone's own kind": (b"\x00\x00\x00\x18ftypheic" + b"\x00" * 99, "IMG_1.HEIC", "HEIC"),
    "nothing": (b"", "empty.jpg", "is empty"),
    "words": (b"Nobody came.", "words.jpg", "JPEG, PNG"),
    "more than a telephone makes": (
        b"\xff\xd8\xff" + b"0" * 26_214_400,
        "film.jpg",
        "25 megabytes",
    ),
}
NAMES = {
    "a path": ("../../x", "x"),
    "a path of Windows": ("..\\..\\windows\\x.jpg", "x.jpg"),
    "right to left": ("photo\u202egpj.exe", "photogpj.exe"),
    "five hundred letters": ("n" * 500 + ".jpg", "n" * 60),
    "a script": ("<img src=x onerror=alert(1)>.jpg", "<img src=x onerror=alert(1)>.jpg"),
    "no name to show": ("\u202e\u200f", "photograph"),
    "quotes": ("a'b'c.jpg", "a'b'c.jpg"),
    "a template": ("{{7*7}}%(name)s.jpg", "{{7*7}}%(name)s.jpg"),
}


@pytest.fixture(params=PHOTOGRAPHS, ids=str)
def way(request: pytest.FixtureRequest) -> Way:
    """Each place where photographs are asked for."""
    chosen: Way = request.param
    return chosen


def opened(stage: Stage, way: Way) -> tuple[PageForm, list[tuple[str, str]]]:
    """The form, and what is typed beside the photographs."""
    form = stage.form_to(way.reach(stage), way.endpoint)
    fields = [(name, value) for name, values in form.values.items() for value in values]
    if "words" in form.values:
        fields = [(name, WORDS if name == "words" else value) for name, value in fields]
    return form, fields


def test_what_is_no_photograph_is_refused_by_its_name(stage: Stage, way: Way) -> None:
    form, fields = opened(stage, way)
    before = stage.keep()

    for content, name, sentence in REFUSED.values():
        stage.go_back(before)
        content_before = stage.content()
        answer = stage.send_files(form, fields, [("photographs", content, name)])

        assert answer.status == 422, name
        [error] = answer.page.errors
        assert f"“{name}”" in error
        assert sentence in error
        assert "words" not in form.values or WORDS in answer.page.main
        assert stage.content() == content_before


def test_no_name_of_a_file_is_a_place_or_does_anything(stage: Stage, way: Way) -> None:
    form, fields = opened(stage, way)
    before = stage.keep()

    for name, shown in NAMES.values():
        stage.go_back(before)
        taken = stage.send_files(form, [*fields, ("stay", "yes")], [("photographs", jpeg(), name)])

        assert taken.status == 303, name
        names = [each.get("alt") or "" for each in taken.page.find_all("img")]
        assert shown in " ".join([taken.page.main, *names])
        assert "../" not in taken.page.main
        assert "q49q" not in taken.body

        stage.go_back(before)
        refused = stage.send_files(form, fields, [("photographs", b"none", name)])
        assert refused.status == 422
        assert shown[:50] in refused.page.errors[0] or name.startswith("\u202e")


def test_a_name_with_a_nul_in_its_header_is_survived(stage: Stage, way: Way) -> None:
    form, fields = opened(stage, way)
    token = dict(fields)["csrf_token"].encode()
    for name in (b"a\x00b.jpg", b"\xff\xfe.jpg", b'a"; name="csrf_token', b"%00", b"a\r\nX: y.jpg"):
        body = (
            b'--b\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n' + token + b"\r\n"
            b'--b\r\nContent-Disposition: form-data; name="photographs"; filename="' + name + b'"'
            b"\r\nContent-Type: image/jpeg\r\n\r\n" + jpeg() + b"\r\n--b--\r\n"
        )

        answer = stage.send_raw(form, body, "multipart/form-data; boundary=b")

        assert answer.status in (303, 400, 422)


def test_thirty_photographs_are_too_many_and_none_is_kept(stage: Stage, way: Way) -> None:
    form, fields = opened(stage, way)
    before = stage.keep()
    content = stage.content()

    answer = stage.send_files(
        form, fields, [("photographs", jpeg(), f"{n}.jpg") for n in range(30)]
    )

    assert answer.status == 422
    assert "up to 6 photographs" in answer.page.errors[0]
    assert "words" not in form.values or WORDS in answer.page.main
    assert stage.content() == content
    stage.go_back(before)


def test_a_file_where_words_belong_and_words_where_a_file_belongs(stage: Stage, way: Way) -> None:
    form, fields = opened(stage, way)
    before = stage.keep()

    as_words = [*fields, ("photographs", "not a file at all\x00")]
    answer = stage.send(form, as_words)
    assert answer.status in (303, 422)

    stage.go_back(before)
    token = [(name, value) for name, value in fields if name == "csrf_token"]
    for name in ("words", "stay", "unknown"):
        stage.go_back(before)
        answer = stage.send_files(form, token, [(name, jpeg(), "photo.jpg")])
        assert answer.status in (303, 422)

    stage.go_back(before)
    content = stage.content()
    answer = stage.send_files(form, [], [("csrf_token", token[0][1].encode(), "token.txt")])
    assert answer.status in (400, 422)
    assert stage.content() == content


IMPORTED: dict[str, tuple[Callable[[], list[tuple[bytes, str]]], str]] = {
    "another name": (lambda: [(b"x", "../../x")], "“../../x” cannot be read"),
    "a path": (lambda: [(b"x", "/etc/passwd")], "“/etc/passwd” cannot be read"),
    "another kind": (lambda: [(jpeg(), "photo.jpg")], "“photo.jpg” cannot be read"),
    "a long name": (lambda: [(b"x", "n" * 500)], "Choose files that end in"),
    "a name from right to left": (lambda: [(b"x", "\u202evsc.stisiv")], "Choose files that end in"),
    "the same twice": (lambda: [(b"x", "visits.csv")] * 2, "Choose each file only once"),
    "thirty": (
        lambda: [(b"x", f"visits{n}.exe") for n in range(30)],
        "“visits0.exe” cannot be read",
    ),
    "none": (lambda: [], "Choose the files to import"),
}


@pytest.mark.parametrize(("files", "sentence"), IMPORTED.values(), ids=IMPORTED)
def test_what_is_no_file_of_a_set_is_refused_by_its_name(
    stage: Stage, files: Callable[[], list[tuple[bytes, str]]], sentence: str
) -> None:
    form = at("/visits/imports/begin")(stage).form("files").fill(exported_on=DAY, tz="Europe/Paris")
    fields = [(name, value) for name, values in form.values.items() for value in values]
    content = stage.content()

    answer = stage.send_files(form, fields, [("files", *file) for file in files()])

    assert answer.status == 422
    assert any(sentence in error for error in answer.page.errors)
    assert answer.page.find("input", name="tz").get("value") == "Europe/Paris"
    assert [each.get("value") for each in answer.page.find_all("input", name="exported_on")] == DAY
    assert stage.content() == content


HOSTILE = {
    "a picture": jpeg(),
    "nothing": b"",
    "NUL": b"\x00" * 9999,
    "a formula": b"=HYPERLINK(1)\n",
    "a script": b"<script>alert(1)</script>,<img onerror=alert(1)>\n",
    "JSON without end": b"[" * 100_000,
    "a number without end": b'{"timezone": ' + b"9" * 100_000 + b"}",
    "another shape": b'["timezone", null]',
    "a value of another kind": b'{"timezone": {"a": []}, "exported_on": 7, "format": null}',
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("name", ["fileset.json", "packages.csv", "visits.csv"])
def test_a_file_with_the_right_name_and_anything_in_it_is_answered(
    stage: Stage, name: str, content: bytes
) -> None:
    form = at("/visits/imports/begin")(stage).form("files")
    fields = [(each, value) for each, values in form.values.items() for value in values]
    others = [f for f in sorted(GOOD.iterdir()) if f.name not in ("expected.json", name)]
    files = [("files", content, name), *(("files", f.read_bytes(), f.name) for f in others)]

    answer = stage.send_files(form, fields, files)

    assert answer.status in (303, 422)
    assert answer.page.status in (200, 422)
    assert "<script>alert" not in answer.body


def test_a_file_where_the_time_zone_belongs(stage: Stage) -> None:
    form = at("/visits/imports/begin")(stage).form("files")
    token = [("csrf_token", form.values["csrf_token"][0])]

    answer = stage.send_files(form, token, [("tz", b"Europe/London", "tz.txt")])
    words = stage.send(form, [*token, ("files", "visits.csv\x00"), ("tz", "../../etc/passwd")])

    assert answer.status == words.status == 422
