"""The linter: what a scheme may not ask or pay, and what in it does not add up, each found in one wrong line."""

from dataclasses import replace
from datetime import date

import pytest

from qiao.appraisal.rules.scheme.findings import Severity
from qiao.appraisal.rules.scheme.law import Asked, DatedRule, rules_of
from qiao.appraisal.rules.scheme.lint import lint, standing
from qiao.appraisal.rules.scheme.parameters import DEFAULT_RULES
from qiao.appraisal.rules.scheme.reading import read_scheme
from qiao.appraisal.rules.scheme.scheme import Scheme
from qiao.appraisal.tests.schemes import DAY, EXAMPLES, LAW, example, scheme_of
from qiao.ground.refusals import Refusal

CORPORATE = (EXAMPLES / "corporate-manager.toml").read_text("utf-8")


def changed(old: str, new: str, *, strict: bool = True) -> Scheme:
    assert old in CORPORATE, old
    return read_scheme(CORPORATE.replace(old, new, 1), file="test.toml", strict=strict)


def keys_of(scheme: Scheme, *, on: date = DAY) -> set[str]:
    return {one.key for one in lint(scheme, LAW, on=on)}


OWN = 'measure = "{}"\nname = "自定"\ndirection = "more"\ncategory = "growth"\nnature = "counted"\nhorizon = "short"\n'
A_YEAR = '{ value = "0.01", unit = "part_a_year" }'
K9 = '[indicator.K9]\nweight = "5"\ntarget = "5"\n'


def own(measure: str, *, target: str = 'target = "5"\n') -> str:
    return f'[indicator.X9]\nweight = "5"\nbearer = "person"\n{target}{OWN.format(measure)}'


class TestLaw:
    def test_the_house_s_whole_scheme_has_no_finding(self) -> None:
        assert lint(example("corporate-manager"), LAW, on=DAY) == ()

    @pytest.mark.parametrize(
        ("old", "new", "key"),
        [
            (K9, own("deposit_at_day"), "size_of_a_day X9"),
            (K9, own("market_share"), "standing X9"),
            ('rhythm = "quarter"', 'rhythm = "quarter"\nsort = "campaign"', "campaign scheme"),
            ('rhythm = "quarter"', 'rhythm = "quarter"\nissued_by = "B01"', "own_rules scheme"),
            ('part = "0.4"', 'part = "0.39"', "deferral_small deferral"),
            ("years = 3", "years = 2", "deferral_short deferral"),
            ("years = 3", 'years = 3\nparts = ["0.5", "0.3", "0.2"]', "deferral_uneven deferral"),
            ('base_part = "0.35"', 'base_part = "0.351"', "base_large pay"),
            ('base_part = "0.35"', "", "base_unstated pay"),
            ('posts = ["rm", "lead"]', 'posts = ["head"]', "head_unstated pay"),
            ('draw = "3000"', 'draw = "0"\nguaranteed = "5000"\nguaranteed_months = 24', "guaranteed_long pay"),
            ("carry_months = 12", "carry_months = 0", "carry_without_end pay"),
            ('[["0", "100000", "0.05"], ["100000", "500000", "0.08"]', '[["0", "500000", "0.08"]', None),
        ],
    )
    def test_one_wrong_line_is_one_finding(self, old: str, new: str, key: str | None) -> None:
        assert keys_of(changed(old, new)) == ({key} if key else set())

    def test_a_head_s_bonus_is_three_times_base_pay_at_most(self) -> None:
        heads = replace(example("corporate-manager").whom, posts=("head",))
        scheme = replace(example("corporate-manager"), whom=heads)
        told = [keys_of(replace(scheme, pay=replace(scheme.pay, bonus_most_micro=n))) for n in (3_000_000, 3_000_001)]
        assert told == [set(), {"head_large pay"}]

    def test_a_rank_needs_a_target_beside_it(self) -> None:
        ranked = changed(
            K9 + 'scoring = { way = "completion", cap = "1.2" }',
            '[indicator.K9]\nweight = "5"\nscoring = { way = "rank" }',
        )
        assert keys_of(ranked) == {"rank_alone K9"}

    def test_weights_of_compliance_and_risk_have_to_be_the_largest(self) -> None:
        scheme = changed("[indicator.C1]", "[indicator.C1]")
        lighter = tuple(
            replace(
                one, weight_micro=one.weight_micro - 25_000_000 if one.code == "C1" else one.weight_micro + 25_000_000
            )
            if one.code in {"C1", "K4"}
            else one
            for one in scheme.indicators
        )
        found = lint(replace(scheme, indicators=lighter), LAW, on=DAY)
        assert [one.key for one in found] == ["guard_weighs_less indicator"]
        assert found[0].rule is not None
        assert not found[0].rule.verified

    def test_the_weights_proposed_for_single_indicators_are_no_scheme(self) -> None:
        """The library's weights sum to 100, and growth outweighs compliance and risk by far: a weight is no scheme."""
        body = "".join(
            f'[indicator.{code}]\nweight = "{weight}"\nscoring = {{ way = "rank" }}\n'
            for code, weight in (("K1", 15), ("K4", 55), ("K7", 30))
        )
        found = keys_of(scheme_of(body))
        assert {"guard_weighs_less indicator", "category_missing compliance", "category_missing society"} <= found

    def test_a_bare_formula_lacks_everything(self) -> None:
        bare = scheme_of('[leg.formula]\nname = "公式"\nplan = "built-in"\n')
        refused = {one.code for one in standing(lint(bare, LAW, on=DAY), waived=())}
        assert refused == {"single", "category_missing", "deferral_small", "deferral_short"}

    def test_a_branch_tightens_nothing_without_authority(self) -> None:
        above = example("corporate-manager")
        text = CORPORATE.replace('code = "corporate-manager-2026"', 'code = "b01"\nissued_by = "B01"\nunder = "x"')
        branch = read_scheme(text.replace('target = "5"', 'target = "8"'), file="b01.toml")
        assert [one.key for one in lint(branch, LAW, on=DAY, above=above)] == ["tightened K9"]
        assert lint(replace(branch, authorised="授权书 2026-1"), LAW, on=DAY, above=above) == ()
        easier = read_scheme(text.replace('target = "5"', 'target = "4"'), file="b01.toml")
        assert lint(easier, LAW, on=DAY, above=above) == ()

    def test_securities_firms_are_held_to_their_own_guide(self) -> None:
        firm = changed('rhythm = "quarter"', 'rhythm = "quarter"\nsector = "securities"')
        part = replace(firm, deferral=replace(firm.deferral, part_micro=100_000, years=2))  # type: ignore[type-var]  # it has one
        assert lint(part, LAW, on=DAY) == ()
        fast = replace(firm, deferral=replace(firm.deferral, parts=(500_000, 300_000, 200_000)))  # type: ignore[type-var]  # it has one
        assert keys_of(fast) == {"deferral_fast deferral"}
        direct = changed(K9, own("turnover"))
        assert keys_of(replace(direct, sector=firm.sector)) == {"direct_share X9"}

    def test_a_rule_holds_from_its_day_and_by_the_house_s_number(self) -> None:
        later = DatedRule(Asked.DEFERRAL_PART, 5_000, "house", since=date(2027, 1, 1))
        law = rules_of((*DEFAULT_RULES, later))
        scheme = example("corporate-manager")
        assert lint(scheme, law, on=date(2026, 12, 31)) == ()
        assert [one.key for one in lint(scheme, law, on=date(2027, 1, 1))] == ["deferral_small deferral"]
        lifted = rules_of((*DEFAULT_RULES, DatedRule(Asked.DEFERRAL_PART, 0, "house", since=date(2027, 1, 1))))
        bare = replace(scheme, deferral=replace(scheme.deferral, part_micro=0))  # type: ignore[type-var]  # it has one
        assert lint(bare, lifted, on=date(2027, 1, 1)) == ()

    def test_what_is_waived_keeps_nothing_from_being_published(self) -> None:
        found = lint(changed('part = "0.4"', 'part = "0.3"'), LAW, on=DAY)
        assert [one.key for one in standing(found, waived=())] == ["deferral_small deferral"]
        assert standing(found, waived={"deferral_small deferral"}) == ()

    def test_every_rule_tells_its_source(self) -> None:
        found = lint(example("tier-gap", strict=False), LAW, on=DAY)
        assert all(one.rule.source for one in found if one.rule is not None)
        assert {rule.asked for rule in DEFAULT_RULES} == set(Asked)


class TestSums:
    def test_the_gap_of_closed_ranges_is_found_with_its_size(self) -> None:
        """Source: ranges [0, 100000] at 1 % and [100001, 200000] at 2 % of a program of another trade, whole-base."""
        found = {one.code: str(one) for one in lint(example("tier-gap", strict=False), LAW, on=DAY) if one.rule is None}
        assert found == {
            "tier_gap": "sales pays nothing between 100,000.00 and 100,001.00: "
            "1,000.00 at the lower end, 0.00 a step above it",
            "tier_open_end": "sales ends at 200,000.00: 4,000.00 there, 0.00 a step above it; "
            "let the last tier have no end",
            "cliff": "sales: a cliff at 100,001.00: from 1,000.01 to 2,000.02, 1,000.01 more for one step more",
        }

    def test_such_a_table_is_not_even_read_for_use(self) -> None:
        with pytest.raises(Refusal) as refused:
            example("tier-gap")
        assert refused.value.code == "scheme.tier_gap"
        assert "tier-gap.toml, line 16" in str(refused.value)

    def test_the_real_plan_falls_where_its_two_rules_for_expenses_meet(self) -> None:
        found = [str(one) for one in lint(example("deposit-growth"), LAW, on=DAY)]
        assert found == [
            "deposits: a cliff at 20,000,000.00: from 0.00 to 70,000.00, 70,000.00 more for one step more",
            "expenses: a cliff at 20,000,000.00: from 0.00 to 20,000.00, 20,000.00 more for one step more",
            "expenses: at 200,000,000.00 more pays less: from 200,000.00 to 100,000.00, 100,000.00 less",
        ]

    @pytest.mark.parametrize(
        ("leg", "code"),
        [
            (
                'of = ["deposit_days"]\nrates = { a = ' + A_YEAR + ", b = " + A_YEAR + ' }\nday_basis = "ACT_360"',
                "rate_twice",
            ),
            ('of = ["deposit_average", "deposit_margin", "deposit_days"]', "units_mixed"),
            ('of = ["deposit_average", "new_customers"]', "units_mixed"),
            ('of = ["fees"]\nday_basis = "ACT_360"', "basis_twice"),
            ('of = ["deposit_days"]\nrates = { a = { value = "0.01", unit = "part_a_year" } }', "unit_wrong"),
            ('of = ["new_customers"]', "unit_wrong"),
            ('of = ["new_customers"]\nrates = { each = { value = "500", unit = "yuan_each" } }', None),
            (
                'of = ["deposit_average"]\nrates = { a = ' + A_YEAR + ' }\nday_basis = "ACT_360"',
                None,
            ),
        ],
    )
    def test_a_unit_used_twice_is_found(self, leg: str, code: str | None) -> None:
        found = [
            one.code for one in lint(scheme_of(f'[leg.one]\nname = "一"\n{leg}\n'), LAW, on=DAY) if one.rule is None
        ]
        assert found == ([code] if code else [])

    def test_what_refuses_stands_first(self) -> None:
        severities = [one.severity for one in lint(example("tier-gap", strict=False), LAW, on=DAY)]
        assert severities == sorted(severities, key=lambda one: one is Severity.WARN)


class TestReading:
    @pytest.mark.parametrize(
        ("old", "new", "code", "line"),
        [
            ('rhythm = "quarter"', 'rhytm = "quarter"', "scheme.key_unknown", 7),
            ('rhythm = "quarter"', "", "scheme.key_missing", 2),
            ('rhythm = "quarter"', 'rhythm = "week"', "scheme.not_a_choice", 7),
            ('weight = "15"\ntarget = "0.02"', 'weight = "16"\ntarget = "0.02"', "scheme.weights", 9),
            ('weight = "15"\ntarget = "0.02"', 'weight = "15"', "scheme.target_missing", 21),
            ('target = "0.02"', 'target = "two"', "scheme.number_malformed", 23),
            ('target = "0.02"', "target = 0.02", "scheme.number_malformed", 23),
            ('cap = "1" }', 'cap = "1", floor = "0" }', "scheme.key_unknown", 24),
            (', unit = "part_a_year" }', " }", "scheme.unit_missing", 99),
            ('["100000", "500000", "0.08"]', '["100001", "500000", "0.08"]', "scheme.tier_gap", 93),
            ('["100000", "500000", "0.08"]', '["99999", "500000", "0.08"]', "scheme.tier_overlap", 93),
            ('["500000", "", "0.1"]', '["500000", "900000", "0.1"]', "scheme.tier_open_end", 93),
            ('counted = "marginal"\n', "", "scheme.counted_missing", 89),
            ('of = ["fees"]', 'of = ["fee"]', "scheme.key_unknown", 91),
            ("[indicator.K9]", "[indicator.K99]", "scheme.key_missing", 49),
            ("carry_months = 12", 'carry_months = "12"', "scheme.not_whole", 106),
            ("years = 3", "years = 0", "scheme.years", 111),
            ("since = 2026-01-01", "since = 2026-01-01\nuntil = 2026-01-01", "scheme.until_before_since", 6),
            ('steps = [["0", "1"], ["1", "0"]]', 'steps = [["1", "1"], ["0", "0"]]', "scheme.limits_out_of_order", 81),
        ],
    )
    def test_a_wrong_line_is_refused_by_its_line(self, old: str, new: str, code: str, line: int) -> None:
        with pytest.raises(Refusal) as refused:
            changed(old, new)
        assert refused.value.code == code
        assert refused.value.facts["line"] == line
        assert str(refused.value)
