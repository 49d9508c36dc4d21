"""How a card is printed: in which languages, and how large."""

from collections.abc import Sequence
from typing import Self

from flask import request
from wtforms import RadioField, SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from portal.forms import Form, offered
from portal.i18n import current_language, own_name, site_languages
from portal.i18n import lazy_gettext as _l
from portal.visits.home_cards import CardSize
from portal.visits.models import HomeCode

CARD_SIZES = {
    CardSize.ORDINARY: _l("Ordinary print, on A5"),
    CardSize.LARGE: _l("Large print, on A4"),
}


class CardForm(Form):
    """The languages and the size of a card, asked in the address of its page."""

    class Meta:
        """Looking changes nothing, so there is no token."""

        csrf = False

    languages = SelectMultipleField(
        _l("In which languages?"),
        description=_l(
            "Each language gets a side of its own. Choose none to print each card in the languages "
            "kept for its home."
        ),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    size = RadioField(_l("How large?"), choices=offered(CARD_SIZES.items()))

    @classmethod
    def of_address(cls, wished: Sequence[str] = ()) -> Self:
        """What the address asks for; otherwise the languages wished, and the ordinary size."""
        known = site_languages()
        asked = [code for code in known if code in request.args.getlist("languages")]
        size = request.args.get("size")
        form = cls(
            formdata=None,
            languages=asked or list(wished),
            size=size if size in set(CardSize) else CardSize.ORDINARY,
        )
        form.languages.choices = offered((code, own_name(code)) for code in known)
        return form

    def languages_for(self, code: HomeCode) -> list[str]:
        """The languages of a card: those asked for, those of the home, or this page's own."""
        known = site_languages()
        wished = [each for each in code.wished_languages if each in known]
        return list(self.languages.data or ()) or wished or [current_language()]


class LanguagesForm(Form):
    """In which languages a home wishes its card."""

    wished = SelectMultipleField(
        _l("In which languages does this home wish its card?"),
        description=_l("They are kept with its code, and its card is printed in them."),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    @classmethod
    def of_home(cls, code: HomeCode) -> Self:
        """The question with what is kept, or with what was sent."""
        form = cls.of_request(data={"wished": code.wished_languages})
        form.wished.choices = offered((each, own_name(each)) for each in site_languages())
        return form
