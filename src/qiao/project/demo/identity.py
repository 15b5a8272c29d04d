"""Identity numbers with right check characters that no one bears.

Companies: GB 32100 (18 characters) around an organisation code of GB 11714 whose body begins with DEM, a series never
issued. Persons: GB 11643 with the sequence numbers 996 to 999, which the standard keeps for people above a hundred, on
birth dates of younger people: the number checks, and nobody holds it.
"""

from qiao.project.demo.calendar import text_of_day

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100: no I, O, S, V, Z
CREDIT_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)  # 3^k mod 31
CREDIT_MODULUS = 31
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
ORGANISATION_MODULUS = 11
PERSON_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
PERSON_CHECKS = "10X98765432"
ENTERPRISE = "91"  # registered by the market regulator, an enterprise
SERIES = "DEM"
NUMBERS_END = 100_000  # five digits after the series
UNUSED_SEQUENCES = ("996", "997", "998", "999")


def company_code(region: str, *, number: int) -> str:
    """The unified social credit code of the number-th made-up company (below 100,000) of a 6-digit region."""
    assert 0 <= number < NUMBERS_END, number
    body = f"{SERIES}{number:05d}"
    code = f"{ENTERPRISE}{region}{body}{organisation_check(body)}"
    return code + credit_check(code)


def organisation_check(body: str) -> str:
    """The check character of an 8-character organisation code (GB 11714)."""
    total = sum(DIGITS.index(sign) * weight for sign, weight in zip(body, ORGANISATION_WEIGHTS, strict=True))
    check = (ORGANISATION_MODULUS - total % ORGANISATION_MODULUS) % ORGANISATION_MODULUS
    return "X" if check == ORGANISATION_MODULUS - 1 else str(check)


def credit_check(code: str) -> str:
    """The check character of the first 17 characters of a credit code (GB 32100)."""
    total = sum(CREDIT_ALPHABET.index(sign) * weight for sign, weight in zip(code, CREDIT_WEIGHTS, strict=True))
    return CREDIT_ALPHABET[(CREDIT_MODULUS - total % CREDIT_MODULUS) % CREDIT_MODULUS]


def person_number(region: str, *, birth_day: int, sequence: int) -> str:
    """The ID number of a made-up person: region, birth date, one of four sequence numbers (0 to 3), check digit."""
    body = f"{region}{text_of_day(birth_day).replace('-', '')}{UNUSED_SEQUENCES[sequence]}"
    return body + person_check(body)


def person_check(body: str) -> str:
    """The check digit of the first 17 digits of an ID number (GB 11643)."""
    total = sum(int(digit) * weight for digit, weight in zip(body, PERSON_WEIGHTS, strict=True))
    return PERSON_CHECKS[total % len(PERSON_CHECKS)]
