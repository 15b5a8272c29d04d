"""Rows that go the short way are kept and read as the framework keeps and reads them."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from qiao.directlink.adapters.rows import Select, Writer, insert, update
from qiao.directlink.models import ClearingBank, Operator
from qiao.directlink.tests import cast as roles

pytestmark = pytest.mark.django_db
VALUES: dict[type, tuple[Any, ...]] = {
    str: ("", "货款", "100% 'of' it"),
    int: (0, -1, 2**62),
    bool: (True, False),
    date: (date(2030, 5, 8), date.min),
    datetime: (roles.AT, datetime(2030, 5, 8, 1, 10, 0, 7, tzinfo=UTC)),
}


def writers() -> Iterator[Any]:
    """Each field of each table of the link that has a short way."""
    for model in sorted(apps.get_app_config("directlink").get_models(), key=lambda model: model.__name__):
        for field in model._meta.concrete_fields:
            yield pytest.param(field, id=f"{model.__name__}.{field.name}")


@pytest.mark.parametrize("field", list(writers()))
def test_a_value_goes_to_the_database_as_the_framework_would_send_it(field: Any) -> None:
    row = field.model()
    for kind in Writer(field).plain:
        for value in VALUES[kind]:
            row.__dict__[field.attname] = value
            sent, wanted = Writer(field)(row), field.get_db_prep_save(value, connection)
            assert (type(sent), sent) == (type(wanted), wanted)


def test_a_row_is_read_as_the_framework_reads_it_and_what_was_not_asked_for_comes_when_touched() -> None:
    roles.play()
    some = Select(Operator, ("id", "name", "made_at"), "enterprise_id = %s AND name = %s")
    read = some.first(roles.COMPANY, "op01")
    assert read is not None
    known = Operator.objects.get(enterprise_id=roles.COMPANY, name="op01")
    assert (read, read.made_at, read.get_deferred_fields() != set()) == (known, known.made_at, True)
    assert (read.post, read.enterprise.name) == (known.post, "云杉贸易")
    read.name = "op99"
    read.save(update_fields=["name"])
    assert Operator.objects.get(pk=known.pk).name == "op99"


def test_a_row_that_was_added_stands_and_one_that_was_changed_has_changed() -> None:
    bank = ClearingBank(number=roles.FAR_BANK, name="远山银行", imported_at=roles.AT)
    insert([bank])
    assert ClearingBank.objects.get() == bank
    bank.name = "远山银行总行"
    update(bank, "name")
    assert ClearingBank.objects.get().name == "远山银行总行"
