"""What a person types at the door."""

from allauth.account.forms import LoginForm as AllauthLoginForm


class LoginForm(AllauthLoginForm):  # type: ignore[misc]  # the library has no types
    """Name and password, in fields that browsers and password stores know."""

    def add_prefix(self, field_name: str) -> str:
        """The name's field is called as every browser expects it."""
        return "username" if field_name == "login" else field_name
