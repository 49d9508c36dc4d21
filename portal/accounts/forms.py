"""What people type to sign in, to prove who they are, and to join."""

from wtforms import BooleanField, PasswordField, RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from portal.forms import Form, NotTooLong, TextField
from portal.i18n import lazy_gettext as _l

# Beyond this nobody types; it keeps the slow part of a try from being fed without end.
MOST_TYPED = 1000


def _password(label: object, missing: object, description: object = "") -> PasswordField:
    return PasswordField(
        label,
        validators=[InputRequired(missing), NotTooLong(MOST_TYPED)],
        description=description,
    )


def _code() -> TextField:
    return TextField(
        _l("Your code"),
        required=_l("Enter the code from your telephone or from your sheet"),
        description=_l("Six digits from your telephone, or one code from your printed sheet."),
    )


class SignInForm(Form):
    """E-mail address, password and code, all at once."""

    email = TextField(_l("Your e-mail address"), required=_l("Enter your e-mail address"))
    password = _password(_l("Your password"), _l("Enter your password"))
    code = _code()


class ConfirmForm(Form):
    """Password and code of somebody who is signed in."""

    password = _password(_l("Your password"), _l("Enter your password"))
    code = _code()


class InvitationForm(Form):
    """The code of an invitation."""

    code = TextField(
        _l("The code of your invitation"),
        required=_l("Enter the code from your letter or mail"),
        description=_l("Sixteen letters and digits in four groups."),
    )


class PasswordForm(Form):
    """A password to be chosen."""

    new_password = _password(
        _l("Choose a password"),
        _l("Choose a password"),
        _l(
            "At least 12 characters. Four or five words that do not belong together are easy to "
            "remember and hard to guess. Nothing else is asked of it."
        ),
    )
    again = _password(_l("The same password again"), _l("Type the password a second time"))

    def is_the_same_twice(self) -> bool:
        """Whether both times the same was typed; says so at the second field if not."""
        if self.new_password.data == self.again.data:
            return True
        self.refuse("again", str(_l("Type the same password in both fields")))
        return False


class JoiningForm(PasswordForm):
    """A password, and which second thing somebody will sign in with."""

    factor = RadioField(
        _l("When you sign in, what else will you have with you?"),
        choices=[
            SelectChoice("telephone", _l("A telephone with an app for codes")),
            SelectChoice("sheet", _l("A printed sheet of codes")),
        ],
        validators=[InputRequired(_l("Choose the telephone or the sheet"))],
        description=_l(
            "A password can be seen over your shoulder. The second thing keeps what people tell us "
            "safe even then."
        ),
    )


class ChangePasswordForm(PasswordForm):
    """The present password and the next."""

    password = _password(_l("Your present password"), _l("Enter your present password"))


class CloseForm(Form):
    """The box that says an account is closed for good."""

    sure = BooleanField(
        _l("Close this account for good"),
        validators=[InputRequired(_l("Tick the box if you are sure"))],
    )


class FactorForm(Form):
    """One code, to show that the new telephone or the new sheet works."""

    code = TextField(_l("Your code"), required=_l("Enter the code"))
