"""The linter: what a scheme may not ask or pay by the rules of a day, and what in it does not add up.

Source: the guidelines as docs/schemes.md lists them. A finding that refuses can be waived for a reason, by a named
right; the waiver stands on the scheme for everybody to read.
"""

from collections.abc import Collection, Iterable
from datetime import date

from qiao.appraisal.rules.scheme.findings import Finding, Severity
from qiao.appraisal.rules.scheme.law import DatedRules
from qiao.appraisal.rules.scheme.lint_appraisal import of_appraisal
from qiao.appraisal.rules.scheme.lint_pay import of_pay
from qiao.appraisal.rules.scheme.lint_sums import of_sums
from qiao.appraisal.rules.scheme.scheme import Scheme


def lint(scheme: Scheme, law: DatedRules, *, on: date, above: Scheme | None = None) -> tuple[Finding, ...]:
    """All findings by the rules of a day, those that refuse first, then in the order of the file."""
    found = [*of_appraisal(scheme, law, on=on, above=above), *of_pay(scheme, law, on=on), *of_sums(scheme)]
    return tuple(sorted(found, key=lambda one: (one.severity is Severity.WARN, one.line, one.code)))


def standing(findings: Iterable[Finding], *, waived: Collection[str]) -> tuple[Finding, ...]:
    """The findings that keep a scheme from being published: those that refuse and are not waived."""
    return tuple(one for one in findings if one.severity is Severity.REFUSE and one.key not in waived)
