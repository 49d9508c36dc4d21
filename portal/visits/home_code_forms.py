"""How a card is printed: in which languages, and how large."""

from typing import Self

from flask import request
from wtforms import RadioField, SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from portal.forms import Form, offered
from portal.i18n import current_language, own_name, site_languages
from portal.i18n import lazy_gettext as _l
from portal.visits.home_cards import CardSize

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
        description=_l("Each language gets a side of its own."),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    size = RadioField(_l("How large?"), choices=offered(CARD_SIZES.items()))

    @classmethod
    def of_address(cls) -> Self:
        """What the address asks for; this page's language and the ordinary size otherwise."""
        known = site_languages()
        asked = [code for code in known if code in request.args.getlist("languages")]
        size = request.args.get("size")
        form = cls(
            formdata=None,
            languages=asked or [current_language()],
            size=size if size in set(CardSize) else CardSize.ORDINARY,
        )
        form.languages.choices = offered((code, own_name(code)) for code in known)
        return form

    @property
    def chosen_languages(self) -> list[str]:
        """The languages of the card, in the order of the site."""
        return list(self.languages.data or ())
