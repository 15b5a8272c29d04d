import pytest

from qiao.customers.rules.letters import letters_of
from qiao.customers.rules.masking import masked_id, masked_phone


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("110101199003078515", "110••••••••15"),
        ("91110108MA01234567", "911••••••••67"),
        ("12345678", "••••••••"),  # head and tail would show more than half of it
        ("", ""),
    ],
)
def test_an_identity_number_shows_its_ends_only(number: str, shown: str) -> None:
    assert masked_id(number) == shown


def test_a_telephone_number_shows_its_ends_only() -> None:
    assert masked_phone("13800001234") == "138••••••34"


def test_a_masked_number_does_not_tell_how_long_it_is() -> None:
    assert len(masked_id("1" * 30)) == len(masked_id("1" * 18))


def test_names_are_compared_without_signs_and_in_one_width() -> None:
    assert letters_of("Ｙｕｎ－Lan　（Group）") == "yunlangroup"
