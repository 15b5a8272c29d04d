"""What was said in one language and kept is said again in another, with everything it is made from."""

import json

from django.utils import translation

from qiao.ground.refusals import Refusal
from qiao.ground.saying import fill, kept_facts, said_again, say
from qiao.ground.words import gettext_noop as _

BARRED = _("%(person)s cannot be given customers on %(day)s: %(why)s.")


def test_words_that_are_a_fact_of_others_are_kept_and_said_in_the_language_of_the_moment() -> None:
    with translation.override("zh-hans"):
        why = fill(_("on forced leave until %(last)s"), {"last": "2026-12-01"})
        refusal = Refusal("portfolio.barred", BARRED, person="li", day="2026-11-27", why=why)
        kept, in_chinese = json.loads(json.dumps(kept_facts(refusal.facts))), say(refusal)
    with translation.override("en"):
        told = "li cannot be given customers on 2026-11-27: on forced leave until 2026-12-01."
        assert said_again(BARRED, kept) == told
        assert say(refusal) == told
    with translation.override("zh-hans"):
        assert said_again(BARRED, kept) == in_chinese != told


def test_marked_words_are_kept_as_marked_and_a_name_as_it_stands() -> None:
    kept = json.loads(json.dumps(kept_facts({"what": _("forced leave"), "name": "forced leave", "count": 3})))
    with translation.override("zh-hans"):
        assert said_again("%(what)s %(name)s %(count)s", kept) == "强制休假 forced leave 3"
