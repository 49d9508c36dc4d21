"""The secretary keeps the register: every page, every refusal."""

from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from portal.accounts.permissions import Permission
from portal.database import Model, db, transaction
from portal.membership import queries
from portal.membership.classes import MemberClass
from portal.membership.models import Member
from tests.accounts.factories import Signer, make_account_of, sign_in
from tests.client import Browser, Page
from tests.membership.factories import make_account, make_member
from tests.notices.factories import invitation_to


@pytest.fixture
def secretary(app: Flask, browser: Browser) -> Signer:
    """A secretary, signed in."""
    signer = make_account_of(app, Permission.KEEP_REGISTER, name="Sian Secretary")
    sign_in(browser, signer)
    return signer


def admitted(app: Flask, name: str = "Mair Jones", **details: object) -> str:
    with app.app_context(), transaction():
        return str(make_member(name, **details).id)  # type: ignore[arg-type]


def count(app: Flask) -> int:
    with app.app_context():
        return queries.count_members()


def fill(page: Page, **answers: str) -> Page:
    return page.form("name").fill(**answers).send()


@pytest.mark.usefixtures("secretary")
class TestTheSecretary:
    """Everything the keeper of the register does."""

    def test_an_empty_register_says_so_and_what_to_do(self, browser: Browser) -> None:
        page = browser.open("/membership")

        assert "The register is empty" in page.main
        assert "Admit a member" in page.links

    def test_admits_a_member(self, app: Flask, browser: Browser) -> None:
        page = fill(
            browser.open("/membership/admit"),
            name="Gwen  Pugh",
            member_class="worker",
            care_worker_ref="CW07",
            household="Tan y Bryn 4",
        )

        assert page.heading == "Gwen Pugh"
        assert "Gwen Pugh is in the register." in page.text
        assert "Admitted, by Sian Secretary" in page.main
        with app.app_context():
            (member,) = queries.register_page()
            assert member.details.care_worker_ref == "CW07"
            assert (member.details.reserve_rank, member.details.household) == (None, "Tan y Bryn 4")

    def test_takes_a_substitute_off_the_list_but_names_none(
        self, app: Flask, browser: Browser
    ) -> None:
        member_id = admitted(app, "Nia", reserve_rank=1)
        address = f"/membership/{member_id}/change"

        page = browser.open(address).form("name").fill(household="Mill Row").send()
        assert "Place in the reserve" in page.main
        with app.app_context():
            assert queries.get_member(UUID(member_id)).reserve_rank == 1
        browser.open(address).form("name").fill(off_reserve="y").send()

        with app.app_context():
            assert queries.get_member(UUID(member_id)).reserve_rank is None
        assert "off_reserve" not in browser.open(address).text

    @pytest.mark.parametrize(
        ("answers", "sentence"),
        [
            ({"name": "", "member_class": "user"}, "Enter the name."),
            ({"name": "Gwen"}, "Choose the class."),
            ({"name": "x" * 100_000, "member_class": "user"}, "shorten it to 200"),
            ({"name": "G", "member_class": "user", "care_worker_ref": "CW07"}, "Nia has that"),
        ],
    )
    def test_refuses_what_the_register_cannot_say(
        self, app: Flask, browser: Browser, answers: dict[str, str], sentence: str
    ) -> None:
        admitted(app, "Nia", member_class=MemberClass.WORKER, care_worker_ref="CW07")

        page = fill(browser.open("/membership/admit"), **answers)

        assert page.status == 422
        assert any(sentence in error for error in page.errors), page.errors
        assert count(app) == 1

    def test_refuses_a_day_that_is_none_or_has_not_come(self, app: Flask, browser: Browser) -> None:
        for day, sentence in (
            (["31", "2", "2026"], "not a day that we know"),
            (["10", "11", "2026"], "has not come yet"),
            (["", "", ""], "Enter the day of admission"),
        ):
            form = browser.open("/membership/admit").form("name")
            form.fill(name="Gwen", member_class="user", admitted_on=day)

            page = form.send()

            assert page.status == 422
            assert any(sentence in error for error in page.errors), page.errors
        assert count(app) == 0

    def test_odd_names_are_shown_as_they_are(self, browser: Browser) -> None:
        name = "<script>alert(1)</script> مريم 🌱"

        page = fill(browser.open("/membership/admit"), name=name, member_class="user")

        assert page.heading == name

    def test_finds_members_by_a_part_of_the_name_by_class_and_those_who_left(
        self, app: Flask, browser: Browser
    ) -> None:
        admitted(app, "Mair Jones")
        admitted(app, "Gwen Pugh", member_class=MemberClass.VOLUNTEER)

        def look_for(**answers: str) -> Page:
            return browser.open("/membership").form("name").fill(**answers).send("Search")

        page = look_for(name="pugh")
        assert "Gwen Pugh" in page.links
        assert "Mair Jones" not in page.links

        page = look_for(member_class="user")
        assert "Mair Jones" in page.links
        assert "Gwen Pugh" not in page.links

        assert "Nobody found" in look_for(who="ceased").main
        assert "Mair Jones" in browser.open("/membership?name=pugh&page=x").links

    def test_whom_the_secretary_looks_for_stands_in_no_address(
        self, app: Flask, browser: Browser
    ) -> None:
        admitted(app, "Gwen Pugh")
        form = browser.open("/membership").form("name")
        assert form.method == "POST"

        sent = browser._send("POST", form.action, data={**form.values, "name": ["Gwen Pugh"]})
        found = browser.open(sent.location)

        assert sent.status_code == 303
        assert "wen" not in sent.location
        assert "Gwen Pugh" in found.links
        assert not any("name=" in address for address in found.links.values())

    def test_long_registers_come_in_pages(self, app: Flask, browser: Browser) -> None:
        with app.app_context(), transaction():
            db.session.add_all(
                Member(
                    name=f"Member {number:03}",
                    member_class=MemberClass.USER,
                    admitted_on=queries.date(2026, 1, 1),
                )
                for number in range(101)
            )

        page = browser.open("/membership")
        assert "101 members" in page.main
        assert "Member 100" in page.follow("Next page").links
        found = page.form("name").fill(name="member").send("Search")
        assert "Member 100" in found.follow("Next page").links

    def test_changes_an_entry_and_keeps_what_it_said(self, app: Flask, browser: Browser) -> None:
        manager = admitted(app, "Huw Rees")
        member = admitted(app, "Mair Jones")

        page = browser.open(f"/membership/{member}").follow("Change this entry")
        page = fill(page, name="Mair Price", line_manager=manager)

        assert page.heading == "Mair Price"
        assert "Name changed from “Mair Jones” to “Mair Price”" in page.main
        assert "Line manager changed from “nothing” to “Huw Rees”" in page.main

    def test_a_circle_of_managers_is_refused_beside_the_form(
        self, app: Flask, browser: Browser
    ) -> None:
        with app.app_context(), transaction():
            top = make_member("Top")
            low = make_member("Low", line_manager_id=top.id)
            top_id, low_id = str(top.id), str(low.id)

        page = fill(browser.open(f"/membership/{top_id}/change"), line_manager=low_id)

        assert page.status == 422
        assert "A member cannot be in their own line of management." in page.errors

    def test_closes_an_entry_after_a_confirmation(self, app: Flask, browser: Browser) -> None:
        member = admitted(app)
        page = browser.open(f"/membership/{member}").follow("This member leaves")

        refused = page.form("sure").send()
        assert refused.status == 422
        assert count(app) == 1

        page = page.form("sure").fill(sure="y").send()
        assert "The entry is closed" in page.main
        assert "Change this entry" not in page.links
        assert count(app) == 0

        again = browser.open(f"/membership/{member}/cease").form("sure").fill(sure="y").send()
        assert "is no longer a member" in again.errors[0]

    def test_a_sign_in_is_given_by_a_letter_to_the_member(
        self, app: Flask, browser: Browser
    ) -> None:
        member = admitted(app)
        page = browser.open(f"/membership/{member}").follow("Give a sign-in")

        page = page.form("email").fill(email="Mair@Example.org").send()

        assert "The invitation is on its way to Mair Jones." in page.text
        assert "mair@example.org" in page.main
        with app.app_context():
            code = invitation_to("mair@example.org")
            db.session.remove()
        joining = Browser(app).open("/accounts/invitation").form("code").fill(code=code).send()
        assert "Mair Jones" in joining.text

        again = browser.open(f"/membership/{member}/invite").form("email")
        page = again.fill(email="other@example.org").send()
        assert page.errors == ["Mair Jones has a sign-in already."]

    def test_the_secretary_never_sees_the_code_that_would_let_them_join_as_a_member(
        self, app: Flask, browser: Browser
    ) -> None:
        member = admitted(app)
        seen: list[str] = []
        form = browser.open(f"/membership/{member}/invite").form("email")
        answered = browser._send(
            "POST", form.action, data={**form.values, "email": ["mair@example.org"]}
        )
        seen += [answered.get_data(as_text=True), str(answered.headers)]
        for path in (answered.location, "/membership", "/notices/undelivered", "/accounts/desk"):
            shown = browser.open(path or "/")
            seen += [shown.response.get_data(as_text=True), str(shown.response.headers)]

        with app.app_context():
            code = invitation_to("mair@example.org")
            kept = [
                str(dict(row._mapping))
                for table in Model.metadata.sorted_tables
                for row in db.session.execute(select(table))
            ]
            db.session.remove()

        plain = code.replace("-", "")
        assert not [each for each in seen + kept if code in each or plain in each]

    def test_who_signs_in_already_and_becomes_a_member_keeps_that_sign_in(
        self, app: Flask, browser: Browser, secretary: Signer
    ) -> None:
        member = admitted(app, "Sian Secretary")

        form = browser.open(f"/membership/{member}/invite").form("email")
        page = form.fill(email=secretary.email).send()

        assert "is now in the register" in page.text
        assert secretary.email in page.main

    def test_an_address_that_is_none_or_a_members_is_refused(
        self, app: Flask, browser: Browser
    ) -> None:
        member = admitted(app)
        with app.app_context(), transaction():
            other = make_account("Other")
            make_member("Other", account=other)
            taken = other.email
        for email in ("nonsense", "", taken):
            form = browser.open(f"/membership/{member}/invite").form("email")
            assert form.fill(email=email).send().status == 422
        with app.app_context():
            assert queries.get_member(UUID(member)).account_id is None

    def test_a_member_that_never_was_is_not_found(self, browser: Browser) -> None:
        nobody = "00000000-0000-4000-8000-000000000000"
        for path in ("", "/change", "/cease", "/invite"):
            assert browser.open(f"/membership/{nobody}{path}").status == 404


def test_nobody_else_sees_the_register(app: Flask, browser: Browser) -> None:
    member = admitted(app)
    paths = ["", "/admit", f"/{member}", f"/{member}/change", f"/{member}/cease"]
    for path in paths:
        assert browser.open(f"/membership{path}").heading != "Register of members"

    sign_in(browser, make_account_of(app, Permission.READ_CASES))

    for path in paths:
        assert browser.open(f"/membership{path}").status == 403


def test_everybody_reads_what_the_register_holds_about_them(app: Flask, browser: Browser) -> None:
    signer = make_account_of(app, Permission.READ_CASES)
    sign_in(browser, signer)
    assert "in no register" in browser.open("/membership/own").main
    with app.app_context(), transaction():
        account = db.session.merge(signer.account)
        make_member("Mair Jones", household="Mill Row", account=account)

    page = browser.open("/accounts/desk").follow("What the register says of you")

    assert "Mair Jones" in page.main
    assert "Mill Row" in page.main
    assert "Admitted" in page.main


@pytest.mark.usefixtures("secretary")
class TestTheRegisterAsAList:
    """Export, reading in, and the copy for inspection."""

    HEAD = "name,class,care_worker_ref,line_manager,household,reserve_rank,admitted_on"

    def test_a_file_is_looked_at_before_it_is_entered(self, app: Flask, browser: Browser) -> None:
        content = f"{self.HEAD}\nAnn Lewis,user,,,,,2024-05-01\nWrong,lodger,,,,,2024-05-01"
        page = browser.open("/membership").follow("Read members in")

        page = page.form("pasted").fill(pasted=content).send()

        assert "1 member would be admitted." in page.text
        assert "The class is not known" in page.text
        assert count(app) == 0
        page = page.form("pasted").send("Enter this in the register")
        assert "1 members were admitted and 0 entries changed." in page.text
        assert count(app) == 1

    def test_what_is_no_register_comes_back_with_what_to_do(
        self, app: Flask, browser: Browser
    ) -> None:
        page = browser.open("/membership/read-in").form("pasted")
        page = page.fill(pasted="Ann; user").send()

        assert page.status == 422
        assert "The first line names the columns" in " ".join(page.errors)
        assert "Ann; user" in page.text
        assert count(app) == 0

    def test_what_is_exported_is_read_in_without_a_change(
        self, app: Flask, browser: Browser
    ) -> None:
        admitted(app, "Mair Jones", household="Mill Row")
        exported = browser.open("/membership/register.csv").response.get_data(as_text=True)

        page = browser.open("/membership/read-in").form("pasted").fill(pasted=exported).send()

        assert "Mill Row" in exported
        assert "1 entry stays as it is." in page.text
        assert "Enter this in the register" not in page.text

    def test_the_copy_for_inspection_says_nothing_of_class(
        self, app: Flask, browser: Browser
    ) -> None:
        admitted(app, "Mair Jones", member_class=MemberClass.USER, household="Mill Row")
        page = browser.open("/membership").follow("Copy of the register")

        assert "Mair Jones" in page.main
        assert "5 January 2026" in page.main
        for private in ("Service user", "Mill Row"):
            assert private not in page.main

    def test_a_rule_stands_beside_how_it_is_kept(self, app: Flask, browser: Browser) -> None:
        admitted(app)

        assert "After Italian law 381 of 1991" in browser.open("/membership").text
