"""Rival: the whole month in Polars.

    python bench/settlement/polars_job.py PLAIN OUT

From the plain tables of generate.py to the contract's five files. Ids become row numbers at once; the files are sorted
by key, so that a spell ends where the next row of the same account begins (a shift and no window). What is large is
collected by the streaming engine. Days since 1970, fen, millionths of a rate, ten-thousandths of a share.
"""

import sys
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import polars as pl

SINCE, UNTIL = 20_697, 20_727  # 2026-09-01, 2026-10-01
FOREVER = 100_000
MARGIN_DIVISOR = 360_000_000  # fen x days x bp x ppm -> millionths of a yuan, ACT_360
LOSS_DIVISOR = 100 * MARGIN_DIVISOR
BAD = ("substandard", "doubtful", "loss")
STEPS = ((1, 10_000), (2, 8_000), (3, 5_000), (5, 0))  # per cent of non-performing loans -> N in ten-thousandths
WORST = -5_000
DAY = pl.Int32
Frame = Any  # a polars frame, lazy or not; the types of polars are not looked at


def main() -> None:
    """Settle the month."""
    plain, out = Path(sys.argv[1]), Path(sys.argv[2])
    out.mkdir(parents=True, exist_ok=True)
    masters = {name: numbered(plain, name) for name in ("org", "staff", "product", "party")}
    account = accounts_of(plain, masters)
    ids = account.select("account_id", "no")
    cells = account.select("account_id", "no", cell=pl.col("org_no") * 1000 + pl.col("product_no"))
    held = held_balances(plain, cells)
    shares, served = shares_of(plain, masters, account)
    spread = spreads_of(plain, masters["product"], account)
    refuse_unpriced(held, account.filter(pl.col("side") != "fee").join(spread, on="no", how="left"))
    margin = margins_of(held, served, spread)
    other = losses_of(plain, account, held, served)
    fees = fees_of(plain, ids, masters["party"], account=account, served=served, shares=shares)
    credit = credit_of(account, margin, [*other, fees.filter(pl.col("no") >= 0).drop("party_no")], fees)
    write_credit(credit, masters, out / "account_credit.csv")
    write_staff(credit, masters["staff"], plain, out / "staff_result.csv")
    fee_parties = in_month(plain, "fee").join(masters["party"].lazy(), on="party_id").select("party_no").collect()
    write_parties(credit, masters["party"], pl.concat([account.select("party_no"), fee_parties]), out)
    write_orgs(credit, masters["org"], out / "org_result.csv")
    write_tieout(held, masters, plain, out / "tieout.csv")


def numbered(plain: Path, name: str) -> Frame:
    """A master with its rows numbered in the order of its ids, which is the order of the file."""
    return pl.read_parquet(plain / f"{name}.parquet").with_row_index(f"{name}_no").cast({f"{name}_no": pl.Int32})


def in_month(plain: Path, name: str) -> Frame:
    """The rows of a table dated in the month."""
    rows = pl.scan_parquet(plain / f"{name}.parquet")
    return rows.filter(pl.col("on_day").is_between(SINCE, UNTIL, closed="left"))


def accounts_of(plain: Path, masters: dict[str, Frame]) -> Frame:
    """Accounts with the numbers of what they name."""
    rows = pl.scan_parquet(plain / "account.parquet").with_row_index("no").cast({"no": pl.Int32})
    for name, columns in (("party", []), ("org", []), ("product", ["side", "ftp_method"])):
        named = masters[name].lazy().select(f"{name}_id", f"{name}_no", *columns)
        rows = rows.join(named, on=f"{name}_id", maintain_order="left")
    return rows.select(
        "no", "account_id", "party_no", "org_no", "product_no", "opened_on_day", "side", "ftp_method"
    ).collect()


def changes_only(rows: Frame, *, key: str, day: str, value: str) -> Frame:
    """Rows sorted by key and day as maximal spells d0 to d1 of a value, clipped to the month, with the value before."""
    same = pl.col(key) == pl.col(key).shift(1)
    marked = rows.with_columns(before=pl.when(same).then(pl.col(value).shift(1)))
    kept = marked.filter(pl.col("before").is_null() | (pl.col("before") != pl.col(value)))
    follows = (pl.col(key) == pl.col(key).shift(-1)).fill_null(value=False)
    end = pl.when(follows).then(pl.col(day).shift(-1)).otherwise(UNTIL)
    return kept.with_columns(d0=clipped(pl.col(day)), d1=clipped(end))


def clipped(day: Any) -> Any:
    """A day within the month."""
    return day.clip(SINCE, UNTIL).cast(DAY)


def held_balances(plain: Path, cells: Frame) -> Frame:
    """no, cell, balance_fen, d0, d1, before: balances as spells."""
    rows = pl.scan_parquet(plain / "balance.parquet").join(cells.lazy(), on="account_id", maintain_order="left")
    stated = rows.select("no", "cell", "on_day", "balance_fen").collect(engine="streaming")
    spells = changes_only(stated.lazy(), key="no", day="on_day", value="balance_fen")
    return spells.drop("on_day").collect()


def spreads_of(plain: Path, product: Frame, account: Frame) -> Frame:
    """no, spread_ppm, d0, d1: the customer's rate against the transfer price; before its first row a rate is 0."""
    rows = pl.scan_parquet(plain / "rate.parquet").rename({"annual_rate_ppm": "rate_ppm"})
    rows = rows.join(account.lazy().select("account_id", "no"), on="account_id", maintain_order="left")
    spells = changes_only(rows.select("no", "since_day", "rate_ppm"), key="no", day="since_day", value="rate_ppm")
    rated = spells.collect().select("no", "rate_ppm", "d0", "d1", is_first=pl.col("before").is_null())
    zero = pl.lit(0, pl.Int64)
    late = rated.filter(pl.col("is_first") & (pl.col("d0") > SINCE))
    never = account.filter(pl.col("side") != "fee").join(rated, on="no", how="anti")
    grounds = [
        late.select("no", rate_ppm=zero, d0=pl.lit(SINCE, DAY), d1=pl.col("d0")),
        never.select("no", rate_ppm=zero, d0=pl.lit(SINCE, DAY), d1=pl.lit(UNTIL, DAY)),
    ]
    rated = pl.concat([rated.drop("is_first").filter(pl.col("d0") < pl.col("d1")), *grounds])
    prices = curves_of(plain, product)
    facts = account.select("no", "product_no", "opened_on_day", "side", "ftp_method")
    known = rated.lazy().join(facts.lazy(), on="no")
    locked = prices.filter(pl.col("ftp_method") == "matched").with_columns(
        opened_on_day=pl.int_ranges("c0", pl.min_horizontal("c1", pl.lit(UNTIL)), dtype=DAY)
    )
    locked = locked.explode("opened_on_day").select("product_no", "opened_on_day", "price_ppm")
    matched = known.filter(pl.col("ftp_method") == "matched").join(locked.lazy(), on=["product_no", "opened_on_day"])
    pool = known.filter(pl.col("ftp_method") == "pool").join(
        prices.filter(pl.col("ftp_method") == "pool").drop("ftp_method").lazy(), on="product_no"
    )
    cut = pool.with_columns(d0=pl.max_horizontal("d0", "c0"), d1=pl.min_horizontal("d1", "c1"))
    columns = ["no", "side", "rate_ppm", "price_ppm", "d0", "d1"]
    priced = pl.concat([matched.select(columns), cut.filter(pl.col("d0") < pl.col("d1")).select(columns)])
    gain = pl.col("price_ppm") - pl.col("rate_ppm")
    signed = pl.when(pl.col("side") == "deposit").then(gain).otherwise(-gain)
    return priced.select("no", "d0", "d1", spread_ppm=signed).collect()


def curves_of(plain: Path, product: Frame) -> Frame:
    """product_no, ftp_method, price_ppm, c0, c1: the price curves as maximal spells."""
    named = product.select("product_no", "side", "tenor_days", "ftp_method")
    curve = pl.read_parquet(plain / "ftp.parquet").join(named, on=["side", "tenor_days"])
    curve = curve.sort("product_no", "since_day").rename({"annual_rate_ppm": "price_ppm"})
    before = pl.col("price_ppm").shift(1).over("product_no")
    kept = curve.filter(before.is_null() | (before != pl.col("price_ppm")))
    end = pl.col("since_day").shift(-1).over("product_no").fill_null(FOREVER)
    return kept.select("product_no", "ftp_method", "price_ppm", c0=pl.col("since_day").cast(DAY), c1=end.cast(DAY))


def refuse_unpriced(held: Frame, priced: Frame) -> None:
    """A balance needs a price: the spreads of an account run to the month's end once they begin."""
    first = priced.group_by("no").agg(priced_day=pl.col("d0").min().fill_null(UNTIL))
    late = first.filter(pl.col("priced_day") > SINCE)
    standing = (pl.col("balance_fen") != 0) & (pl.col("d0") < pl.col("d1"))
    if held.filter(standing).join(late, on="no").filter(pl.col("d0") < pl.col("priced_day")).height:
        sys.exit("a balance has no transfer price")


def levels(moves: Frame, key: Sequence[str]) -> Frame:
    """Steps by day as running levels: the key, day, level, next_day."""
    days = moves.group_by(*key, "day").agg(pl.col("step").sum()).sort(*key, "day")
    running = pl.col("step").cum_sum().over(key)
    return days.with_columns(level=running, next_day=pl.col("day").shift(-1).over(key).fill_null(UNTIL))


def shares_of(plain: Path, masters: dict[str, Frame], account: Frame) -> tuple[Frame, Frame]:
    """Shares by party and by account: number, staff_no, share_bp, d0, d1; -1 is unclaimed."""
    left = masters["staff"].select("staff_id", "staff_no", left_day=(pl.col("left_on_day") + 1).fill_null(UNTIL))
    rows = pl.read_parquet(plain / "assignment.parquet").join(left, on="staff_id")
    rows = rows.join(masters["party"].select("party_id", "party_no"), on="party_id")
    rows = rows.join(account.select("account_id", "no"), on="account_id", how="left")
    rows = rows.select(
        "party_no",
        "no",
        "staff_no",
        "share_bp",
        d0=clipped(pl.col("since_day")),
        d1=clipped(pl.col("until_day").fill_null(UNTIL)),
        left_day=pl.col("left_day").cast(DAY),
    ).filter(pl.col("d0") < pl.col("d1"))
    rows = rows.with_columns(credited=pl.min_horizontal("d1", "left_day"))
    by_party, own = rows.filter(pl.col("no").is_null()), rows.filter(pl.col("no").is_not_null())
    whole_month = (pl.col("d0") == SINCE) & (pl.col("credited") >= UNTIL)
    cut = by_party.filter(~whole_month).select("party_no").unique()
    changing = by_party.join(cut, on="party_no", how="semi").rename({"party_no": "key"})
    steady = by_party.join(cut, on="party_no", how="anti").group_by("party_no", "staff_no").agg(pl.sum("share_bp"))
    given = steady.group_by("party_no").agg(claimed=pl.sum("share_bp"))
    others = masters["party"].select("party_no").join(cut, on="party_no", how="anti")
    rest = others.join(given, on="party_no", how="left").select(
        "party_no", staff_no=pl.lit(-1, pl.Int32), share_bp=10_000 - pl.col("claimed").fill_null(0)
    )
    whole = pl.concat([steady, rest.filter(pl.col("share_bp") != 0)], how="vertical_relaxed")
    whole = whole.with_columns(d0=pl.lit(SINCE, DAY), d1=pl.lit(UNTIL, DAY))
    moving = share_spells(changing.select("key", "staff_no", "share_bp", "d0", d1="credited"), cut["party_no"])
    columns = ["party_no", "staff_no", "share_bp", "d0", "d1"]
    shares = pl.concat([whole.select(columns), moving.rename({"key": "party_no"})], how="vertical_relaxed")
    special = account.select("no", "party_no").join(own, on="no", how="semi")
    specials = special_spells(own, by_party, special)
    plain_ones = account.select("no", "party_no").join(special, on="no", how="anti").join(shares, on="party_no")
    served = pl.concat([plain_ones.select("no", *columns[1:]), specials.rename({"key": "no"})], how="vertical_relaxed")
    return shares, served


def special_spells(own: Frame, by_party: Frame, special: Frame) -> Frame:
    """Shares of accounts with rows of their own, and the party's on the days between."""
    steps = pl.concat(
        [
            special.select("no", day=pl.lit(SINCE, DAY), step=pl.lit(0)),
            own.select("no", day="d0", step=pl.lit(1)),
            own.select("no", day="d1", step=pl.lit(-1)),
        ]
    )
    empty = levels(steps, ["no"]).filter((pl.col("level") == 0) & (pl.col("day") < pl.col("next_day")))
    between = empty.join(special, on="no").join(by_party.drop("no"), on="party_no")
    filled = between.select(
        "staff_no",
        "share_bp",
        key="no",
        d0=pl.max_horizontal("d0", "day"),
        d1=pl.min_horizontal("credited", "next_day").cast(DAY),
    )
    stated = own.select("staff_no", "share_bp", "d0", key="no", d1="credited")
    columns = ["key", "staff_no", "share_bp", "d0", "d1"]
    return share_spells(pl.concat([stated.select(columns), filled.select(columns)]), special["no"])


def share_spells(claims: Frame, keys: Any) -> Frame:
    """key, staff_no, share_bp, d0, d1: maximal spells of each person's summed share and of the unclaimed rest."""
    rows = claims.filter(pl.col("d0") < pl.col("d1")).with_columns(pl.col("share_bp").cast(pl.Int64))
    begins = rows.select("key", "staff_no", day="d0", step="share_bp")
    ends = rows.filter(pl.col("d1") < UNTIL).select("key", "staff_no", day="d1", step=-pl.col("share_bp"))
    claimed = pl.concat([begins, ends])
    nobody = pl.lit(-1, pl.Int32)
    rest = claimed.select("key", staff_no=nobody, day="day", step=-pl.col("step"))
    whole = pl.DataFrame({"key": keys}).select(
        "key", staff_no=nobody, day=pl.lit(SINCE, DAY), step=pl.lit(10_000, pl.Int64)
    )
    days = pl.concat([claimed, rest, whole]).group_by("key", "staff_no", "day").agg(pl.sum("step"))
    turning = levels(days.filter(pl.col("step") != 0), ["key", "staff_no"])
    held = turning.filter(pl.col("level") != 0)
    return held.select("key", "staff_no", share_bp="level", d0="day", d1=pl.col("next_day").cast(DAY))


def leaf(amount: str, factor: str, divisor: int) -> Any:
    """One leaf in millionths of a yuan, rounded once, half away from zero, within 64 bits."""
    size, by = pl.col(amount).abs(), pl.col(factor).abs().cast(pl.Int64)
    whole = size // divisor
    magnitude = whole * by + ((size - whole * divisor) * by + divisor // 2) // divisor
    return magnitude * pl.col(amount).sign() * pl.col(factor).sign().cast(pl.Int64)


def overlapped(left: Frame, right: Frame) -> Frame:
    """Pieces of days of two lazy tables of spells of one account."""
    pieces = left.join(right, on="no", suffix="_r")
    pieces = pieces.with_columns(d0=pl.max_horizontal("d0", "d0_r"), d1=pl.min_horizontal("d1", "d1_r"))
    return pieces.filter(pl.col("d0") < pl.col("d1")).drop("d0_r", "d1_r")


def weighted(pieces: Frame) -> Frame:
    """The pieces with fen x days x share."""
    days = (pl.col("d1") - pl.col("d0")).cast(pl.Int64)
    return pieces.with_columns(amount=pl.col("balance_fen") * days * pl.col("share_bp").cast(pl.Int64))


def margins_of(held: Frame, served: Frame, spread: Frame) -> Frame:
    """no, staff_no, balance_days, margin."""
    rules = overlapped(served.lazy(), spread.lazy()).collect(engine="streaming")
    standing = held.lazy().filter(pl.col("balance_fen") != 0).select("no", "balance_fen", "d0", "d1")
    pieces = weighted(overlapped(standing, rules.lazy()))
    leaves = pieces.select("no", "staff_no", balance_days="amount", margin=leaf("amount", "spread_ppm", MARGIN_DIVISOR))
    return leaves.group_by("no", "staff_no").agg(pl.sum("balance_days", "margin")).collect(engine="streaming")


def losses_of(plain: Path, account: Frame, held: Frame, served: Frame) -> list[Frame]:
    """Two frames by no and staff_no: expected_loss, and npl_days of loans classed bad."""
    rows = pl.read_parquet(plain / "risk.parquet").join(
        account.filter(pl.col("side") == "loan").select("account_id", "no"), on="account_id", maintain_order="left"
    )
    product = pl.col("pd_ppm") * pl.col("lgd_ppm")
    rows = rows.with_columns(rho=((product + 5_000) // 10_000).fill_null(0), bad=pl.col("class").is_in(BAD))
    loans = held.lazy().filter(pl.col("balance_fen") != 0).join(rows.lazy(), on="no", how="semi")
    loans = overlapped(loans.select("no", "balance_fen", "d0", "d1"), served.lazy()).collect()
    rated = changes_only(rows, key="no", day="since_day", value="rho").filter(pl.col("rho") != 0)
    losing = weighted(overlapped(loans, rated.select("no", "rho", "d0", "d1")))
    loss = losing.select("no", "staff_no", expected_loss=leaf("amount", "rho", LOSS_DIVISOR))
    classed = changes_only(rows, key="no", day="since_day", value="bad").filter("bad")
    ill = weighted(overlapped(loans, classed.select("no", "d0", "d1")))
    by = ["no", "staff_no"]
    return [loss.group_by(by).agg(pl.sum("expected_loss")), ill.group_by(by).agg(npl_days=pl.sum("amount"))]


def fees_of(plain: Path, ids: Frame, party: Frame, *, account: Frame, served: Frame, shares: Frame) -> Frame:
    """party_no, no (-1 where the fee names no account), staff_no, fee."""
    fees = in_month(plain, "fee").collect()
    on_day = (pl.col("on_day") >= pl.col("d0")) & (pl.col("on_day") < pl.col("d1"))
    amount = (pl.col("amount_fen") * pl.col("share_bp").cast(pl.Int64)).alias("fee")
    named = fees.filter(pl.col("account_id").is_not_null()).join(ids, on="account_id")
    named = named.join(account.select("no", "party_no"), on="no").join(served, on="no").filter(on_day)
    own = fees.filter(pl.col("account_id").is_null()).join(party.select("party_id", "party_no"), on="party_id")
    own = own.join(shares, on="party_no").filter(on_day).with_columns(no=pl.lit(-1, pl.Int32))
    rows = pl.concat([frame.select("party_no", "no", "staff_no", amount) for frame in (named, own)])
    return rows.group_by("party_no", "no", "staff_no").agg(pl.sum("fee"))


def credit_of(account: Frame, margin: Frame, others: Sequence[Frame], fees: Frame) -> Frame:
    """One row an account and person with anything to show; a party's own fees stand under no = -1."""
    measures = ("balance_days", "margin", "expected_loss", "fee", "npl_days")
    small = pl.concat(others, how="diagonal_relaxed").group_by("no", "staff_no").agg(pl.all().sum())
    rows = margin.join(small, on=["no", "staff_no"], how="full", coalesce=True)
    rows = rows.join(account.select("no", "party_no", "org_no", "side", "account_id"), on="no")
    own = fees.filter(pl.col("no") < 0).with_columns(side=pl.lit("fee"))
    rows = pl.concat([rows, own], how="diagonal_relaxed").with_columns(pl.col(measures).fill_null(0))
    return rows.filter(pl.any_horizontal(pl.col(name) != 0 for name in measures))


def six_places(name: str) -> Any:
    """Millionths as decimal text."""
    size = pl.col(name).abs()
    sign = pl.when(pl.col(name) < 0).then(pl.lit("-")).otherwise(pl.lit(""))
    whole, rest = (size // 10**6).cast(pl.String), (size % 10**6).cast(pl.Int32).cast(pl.String).str.zfill(6)
    return pl.concat_str(sign, whole, pl.lit("."), rest).alias(name)


def write_credit(credit: Frame, masters: dict[str, Frame], path: Path) -> None:
    """Write account_credit.csv."""
    rows = credit.lazy().join(masters["party"].lazy().select("party_no", "party_id"), on="party_no")
    rows = rows.join(masters["staff"].lazy().select("staff_no", "staff_id"), on="staff_no", how="left")
    ordered = rows.sort("party_no", "no", "staff_no")
    measures = [six_places(name) for name in ("balance_days", "margin", "expected_loss", "fee")]
    ordered.select("party_id", "account_id", "staff_id", "side", *measures).collect().write_csv(path)


def sums_by(credit: Frame, key: str, names: dict[str, tuple[str | None, str]]) -> Frame:
    """Sums of measures, of one side where it is named, in 128 bits."""
    wide = {
        name: (pl.col(measure) if side is None else pl.when(pl.col("side") == side).then(pl.col(measure)).otherwise(0))
        for name, (side, measure) in names.items()
    }
    rows = credit.lazy().select(key, **{name: column.cast(pl.Int128) for name, column in wide.items()})
    return rows.group_by(key).agg(pl.col(list(names)).sum()).collect()


BY_SIDE: dict[str, tuple[str | None, str]] = {
    "deposit_balance_days": ("deposit", "balance_days"),
    "loan_balance_days": ("loan", "balance_days"),
}
SAME: dict[str, tuple[str | None, str]] = {
    name: (None, name) for name in ("margin", "expected_loss", "fee", "npl_days")
}
OF_STAFF: dict[str, tuple[str | None, str]] = {
    **BY_SIDE,
    "deposit_margin": ("deposit", "margin"),
    "loan_margin": ("loan", "margin"),
    **{name: SAME[name] for name in ("expected_loss", "fee", "npl_days")},
}
OF_PARTY = {**BY_SIDE, **{name: SAME[name] for name in ("margin", "expected_loss", "fee")}}
OF_ORG = {**BY_SIDE, **{name: SAME[name] for name in ("margin", "expected_loss")}}


def shown(value: int, places: int) -> str:
    """An integer of 10^-places as decimal text."""
    whole, part = divmod(abs(value), 10**places)
    return f"{'-' if value < 0 else ''}{whole}.{part:0{places}d}"


def write_lines(path: Path, header: Sequence[str], lines: Sequence[Sequence[str]]) -> None:
    """Write a small file of cells without commas."""
    text = "\n".join(",".join(cells) for cells in (header, *lines)) + "\n"
    path.write_text(text, encoding="utf-8")


def write_staff(credit: Frame, staff: Frame, plain: Path, path: Path) -> None:
    """Write staff_result.csv, with the bonus under the built-in plan: P = 4 %, Q = 5 %, a floor at 0."""
    spent = in_month(plain, "expense").group_by("staff_id").agg(pl.sum("amount_fen")).collect()
    expense = dict(spent.iter_rows())
    rows = staff.select("staff_id", "staff_no").join(sums_by(credit, "staff_no", OF_STAFF), on="staff_no", how="left")
    rows = rows.sort("staff_no").with_columns(pl.col(list(OF_STAFF)).fill_null(0))
    lines = []
    for row in rows.iter_rows(named=True):
        loans, bad = row["loan_balance_days"], row["npl_days"]
        quality = next((n for limit, n in STEPS if loans <= 0 or bad * 100 <= loans * limit), WORST)
        fen = expense.get(row["staff_id"], 0)
        raw = Fraction(row["deposit_margin"] * 4 * 10_000 + row["loan_margin"] * 5 * quality, 10**10) - fen
        paid = max(0, int(raw + Fraction(1, 2)))
        sums = [shown(row[name], 6) for name in OF_STAFF if name != "npl_days"]
        lines.append([row["staff_id"], *sums, shown(quality, 4), shown(fen, 2), shown(paid, 2)])
    names = [name for name in OF_STAFF if name != "npl_days"]
    write_lines(path, ["staff_id", *names, "quality", "expense", "bonus"], lines)


def write_parties(credit: Frame, party: Frame, present: Frame, out: Path) -> None:
    """Write party_result.csv: every party with an account or a fee."""
    rows = party.select("party_no", "party_id").join(present.unique(), on="party_no", how="semi")
    rows = rows.join(sums_by(credit, "party_no", OF_PARTY), on="party_no", how="left").sort("party_no")
    rows = rows.with_columns(pl.col(list(OF_PARTY)).fill_null(0))
    rows.select("party_id", *(six_places(name) for name in OF_PARTY)).write_csv(out / "party_result.csv")


def write_orgs(credit: Frame, org: Frame, path: Path) -> None:
    """Write org_result.csv: each unit with all below it."""
    parent = dict(org.select("org_id", "parent_id").iter_rows())
    totals = {unit: dict.fromkeys(OF_ORG, 0) for unit in parent}
    own = sums_by(credit.filter(pl.col("no") >= 0), "org_no", OF_ORG).join(org, on="org_no")
    for row in own.iter_rows(named=True):
        unit = row["org_id"]
        while unit is not None:
            totals[unit] = {name: total + row[name] for name, total in totals[unit].items()}
            unit = parent[unit]
    lines = [[unit, *(shown(total, 6) for total in totals[unit].values())] for unit in sorted(totals)]
    write_lines(path, ["org_id", *OF_ORG], lines)


def write_tieout(held: Frame, masters: dict[str, Frame], plain: Path, path: Path) -> None:
    """Write tieout.csv: the days, units and products in which book and ledger differ."""
    change = (pl.col("balance_fen") - pl.col("before").fill_null(0)).cast(pl.Int128)
    moved = held.lazy().select("cell", day="d0", step=change).group_by("cell", "day").agg(pl.sum("step")).collect()
    days = pl.DataFrame({"day": range(SINCE, UNTIL)}, schema={"day": DAY})
    book = moved.select("cell").unique().join(days, how="cross").join(moved, on=["cell", "day"], how="left")
    book = book.sort("cell", "day").with_columns(book=pl.col("step").fill_null(0).cum_sum().over("cell"))
    rows = in_month(plain, "ledger").collect()
    rows = rows.join(masters["org"], on="org_id").join(masters["product"], on="product_id")
    rows = rows.with_columns(cell=pl.col("org_no") * 1000 + pl.col("product_no"))
    rows = rows.join(book, left_on=["cell", "on_day"], right_on=["cell", "day"], how="left")
    rows = rows.with_columns(pl.col("book").fill_null(0), on=pl.col("on_day").cast(pl.Date).cast(pl.String))
    differing = rows.filter(pl.col("book") != pl.col("balance_fen")).sort("on_day", "org_id", "product_id")
    lines = [
        [on, org, product, shown(book, 2), shown(ledger, 2), shown(book - ledger, 2)]
        for on, org, product, book, ledger in differing.select(
            "on", "org_id", "product_id", "book", "balance_fen"
        ).iter_rows()
    ]
    write_lines(path, ["on", "org_id", "product_id", "book", "ledger", "difference"], lines)


if __name__ == "__main__":
    main()
