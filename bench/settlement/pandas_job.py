"""Rival: the whole month in pandas, with numpy for whole columns and pyarrow for what is read and written.

    python bench/settlement/pandas_job.py PLAIN OUT

From the plain tables of generate.py to the contract's five files. Ids become row numbers at once (-1 is unclaimed); the
files are sorted by key, so that a spell ends where the next row of the same account begins. Days since 1970, fen,
millionths of a rate, ten-thousandths of a share.
"""

import sys
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from pyarrow import compute, csv, parquet

SINCE, UNTIL = 20_697, 20_727  # 2026-09-01, 2026-10-01
FOREVER = 100_000
MARGIN_DIVISOR = 360_000_000  # fen x days x bp x ppm -> millionths of a yuan, ACT_360
LOSS_DIVISOR = 100 * MARGIN_DIVISOR
BAD = ("substandard", "doubtful", "loss")
STEPS = ((1, 10_000), (2, 8_000), (3, 5_000), (5, 0))  # per cent of non-performing loans -> N in ten-thousandths
WORST = -5_000
MEASURES = ("balance_days", "margin", "expected_loss", "fee", "npl_days")
LOW_MASK = (1 << 32) - 1  # sums above an account are taken in two halves, so that none passes 64 bits
SHARE_ONE = 10_000
SIDES = ("deposit", "fee", "loan")
Frame = Any  # a frame, a column or a pyarrow array; the types of these libraries are not looked at


def main() -> None:
    """Settle the month."""
    plain, out = Path(sys.argv[1]), Path(sys.argv[2])
    out.mkdir(parents=True, exist_ok=True)
    ids = {name: read(plain, name, f"{name}_id").column(0) for name in ("org", "staff", "product", "party", "account")}
    account = accounts_of(plain, ids)
    held = held_balances(plain, ids["account"], account)
    spread = spreads_of(plain, ids, account)
    refuse_unpriced(held, account, spread)
    shares, served = shares_of(plain, ids, account)
    margin = margins_of(held, served, spread)
    loss, bad = losses_of(plain, ids["account"], account, held, served)
    fees = fees_of(plain, ids, account, served, shares)
    credit = credit_of(account, [margin, loss, bad], fees)
    write_credit(credit, ids, out / "account_credit.csv")
    write_staff(credit, ids["staff"], plain, out / "staff_result.csv")
    write_parties(credit, ids["party"], account, fees, out / "party_result.csv")
    write_orgs(credit, plain, out / "org_result.csv")
    write_tieout(held, ids, plain, out / "tieout.csv")


def read(plain: Path, name: str, *columns: str) -> Frame:
    """Columns of a table as pyarrow holds them; account ids as a dictionary."""
    return parquet.read_table(plain / f"{name}.parquet", columns=list(columns))


def frame(table: Frame, *columns: str) -> Frame:
    """Columns of numbers as a frame; what may be unknown becomes a float or stays an integer where all are known."""
    return pd.DataFrame({name: table.column(name).to_numpy() for name in columns})


def filled(table: Frame, column: str, instead: int) -> Frame:
    """A column of integers with a number where it is unknown."""
    return compute.fill_null(table.column(column), pa.scalar(instead, table.column(column).type)).to_numpy()


def numbers(known: Frame, given: Frame) -> Frame:
    """The row number of each id among the known ones, -1 for none."""
    return compute.fill_null(compute.index_in(given, value_set=known), -1).to_numpy().astype(np.int32)


def numbers_of_sorted(plain: Path, name: str, known: Frame) -> Frame:
    """The same for a file sorted by account, whose ids are looked up once each."""
    table = parquet.read_table(plain / f"{name}.parquet", columns=["account_id"], read_dictionary=["account_id"])
    parts = table.column(0).unify_dictionaries().combine_chunks()
    return numbers(known, parts.dictionary)[parts.indices.to_numpy()]


def accounts_of(plain: Path, ids: Mapping[str, Frame]) -> Frame:
    """Accounts by row number: party, org, product, opened_on_day, side (of SIDES), is_loan, is_deposit, is_matched."""
    table = read(plain, "account", "party_id", "org_id", "product_id", "opened_on_day")
    rows = frame(table, "opened_on_day")
    for name in ("party", "org", "product"):
        rows[name] = numbers(ids[name], table.column(f"{name}_id"))
    product = read(plain, "product", "side", "ftp_method").to_pandas()
    which = rows["product"].to_numpy()
    rows["side"] = pd.Categorical(product["side"], SIDES).codes[which]
    rows["is_loan"] = (product["side"] == "loan").to_numpy()[which]
    rows["is_deposit"] = (product["side"] == "deposit").to_numpy()[which]
    rows["is_matched"] = (product["ftp_method"] == "matched").to_numpy()[which]
    return rows


def changes_only(no: Frame, day: Frame, value: Frame) -> Frame:
    """Rows sorted by account and day as maximal spells: no, value, before (0 at first), is_first, d0, d1."""
    same = np.zeros(len(no), bool)
    same[1:] = no[1:] == no[:-1]
    kept = ~same
    kept[1:] |= value[1:] != value[:-1]
    no, day, value, first = no[kept], day[kept], value[kept], ~same[kept]
    before, end = np.zeros_like(value), np.full(len(no), UNTIL, np.int32)
    before[1:] = np.where(first[1:], 0, value[:-1])
    end[:-1] = np.where(first[1:], UNTIL, day[1:])
    columns = {"no": no, "value": value, "before": before, "is_first": first}
    return pd.DataFrame({**columns, "d0": clipped(day), "d1": clipped(end)})


def clipped(day: Frame) -> Frame:
    """Days within the month."""
    return np.clip(day, SINCE, UNTIL).astype(np.int32)


def held_balances(plain: Path, known: Frame, account: Frame) -> Frame:
    """Balances as spells, with cell: the org unit and the product in one number."""
    table = read(plain, "balance", "on_day", "balance_fen")
    no = numbers_of_sorted(plain, "balance", known)
    held = changes_only(no, table.column("on_day").to_numpy(), table.column("balance_fen").to_numpy())
    cells = (account["org"] * 1000 + account["product"]).to_numpy()
    held["cell"] = cells[held["no"].to_numpy()]
    return held.rename(columns={"value": "balance_fen"})


def spreads_of(plain: Path, ids: Mapping[str, Frame], account: Frame) -> Frame:
    """no, spread_ppm, d0, d1: the customer's rate against the transfer price; before its first row a rate is 0."""
    table = read(plain, "rate", "since_day", "annual_rate_ppm")
    no = numbers_of_sorted(plain, "rate", ids["account"])
    rated = changes_only(no, table.column("since_day").to_numpy(), table.column("annual_rate_ppm").to_numpy())
    late = rated[rated["is_first"] & (rated["d0"] > SINCE)]
    never = np.setdiff1d(np.flatnonzero(account["is_loan"] | account["is_deposit"]), no)
    grounds = [
        pd.DataFrame({"no": late["no"], "value": 0, "d0": SINCE, "d1": late["d0"]}),
        pd.DataFrame({"no": never, "value": 0, "d0": SINCE, "d1": UNTIL}),
    ]
    rated = pd.concat([rated[["no", "value", "d0", "d1"]], *grounds], ignore_index=True)
    rated = rated[rated["d0"] < rated["d1"]]
    which = rated["no"].to_numpy()
    for name in ("product", "opened_on_day", "is_deposit", "is_matched"):
        rated[name] = account[name].to_numpy()[which]
    prices = curves_of(plain, ids["product"])
    matched = rated[rated["is_matched"]].merge(locked_prices(prices), on=["product", "opened_on_day"])
    pool = rated[~rated["is_matched"]].merge(prices[~prices["is_matched"]].drop(columns="is_matched"), on="product")
    pool["d0"], pool["d1"] = np.maximum(pool["d0"], pool["c0"]), np.minimum(pool["d1"], pool["c1"])
    columns = ["no", "is_deposit", "value", "price_ppm", "d0", "d1"]
    priced = pd.concat([matched[columns], pool.loc[pool["d0"] < pool["d1"], columns]], ignore_index=True)
    gain = (priced["price_ppm"] - priced["value"]).to_numpy()
    priced["spread_ppm"] = np.where(priced["is_deposit"], gain, -gain)
    return priced[["no", "spread_ppm", "d0", "d1"]]


def curves_of(plain: Path, products: Frame) -> Frame:
    """product, is_matched, price_ppm, c0, c1: the price curves as maximal spells."""
    product = read(plain, "product", "product_id", "side", "tenor_days", "ftp_method").to_pandas()
    product["product"] = numbers(products, pa.array(product["product_id"]))
    ftp = read(plain, "ftp", "side", "tenor_days", "since_day", "annual_rate_ppm").to_pandas()
    curve = ftp.merge(product, on=["side", "tenor_days"]).sort_values(["product", "since_day"])
    before = curve.groupby("product")["annual_rate_ppm"].shift()
    curve = curve[before != curve["annual_rate_ppm"]]
    ends = curve.groupby("product")["since_day"].shift(-1).fillna(FOREVER).astype(np.int32)
    curve = curve.assign(c0=curve["since_day"], c1=ends, is_matched=curve["ftp_method"] == "matched")
    return curve.rename(columns={"annual_rate_ppm": "price_ppm"})[["product", "is_matched", "price_ppm", "c0", "c1"]]


def locked_prices(prices: Frame) -> Frame:
    """product, opened_on_day, price_ppm for every day on which an account can have been opened."""
    curve = prices[prices["is_matched"] & (prices["c0"] < UNTIL)]
    first, days = curve["c0"].to_numpy(), (np.minimum(curve["c1"], UNTIL) - curve["c0"]).to_numpy()
    place = np.repeat(np.arange(len(curve)), days)
    offset = np.arange(len(place)) - np.repeat(np.cumsum(days) - days, days)
    rows = curve[["product", "price_ppm"]].iloc[place].reset_index(drop=True)
    return rows.assign(opened_on_day=(first[place] + offset).astype(np.int32))


def refuse_unpriced(held: Frame, account: Frame, spread: Frame) -> None:
    """A balance needs a price: the spreads of an account run to the month's end once they begin."""
    first = np.full(len(account), UNTIL)
    np.minimum.at(first, spread["no"].to_numpy(), spread["d0"].to_numpy())
    first[~(account["is_deposit"] | account["is_loan"]).to_numpy()] = SINCE
    standing = (held["balance_fen"] != 0) & (held["d0"] < held["d1"])
    if (standing & (held["d0"].to_numpy() < first[held["no"].to_numpy()])).any():
        sys.exit("a balance has no transfer price")


def shares_of(plain: Path, ids: Mapping[str, Frame], account: Frame) -> tuple[Frame, Frame]:
    """Shares by party and by account: number, staff, share_bp, d0, d1."""
    rows = running_rows(plain, ids)
    by_party, own = rows[rows["no"] < 0], rows[rows["no"] >= 0]
    whole_month = (by_party["d0"] == SINCE) & (by_party["credited"] >= UNTIL)
    cut = by_party.loc[~whole_month, "party"].unique()
    is_cut = by_party["party"].isin(cut)
    steady = by_party[~is_cut].groupby(["party", "staff"], as_index=False, sort=False)["share_bp"].sum()
    claimed = np.bincount(steady["party"], steady["share_bp"], minlength=len(ids["party"])).astype(np.int64)
    others = np.setdiff1d(np.flatnonzero(claimed != SHARE_ONE), cut)
    rest = pd.DataFrame({"party": others, "staff": -1, "share_bp": SHARE_ONE - claimed[others]})
    whole = pd.concat([steady, rest], ignore_index=True).assign(d0=SINCE, d1=UNTIL)
    moving = share_spells(by_party[is_cut].assign(key=by_party["party"], d1=by_party["credited"]), cut)
    shares = pd.concat([whole, moving.rename(columns={"key": "party"})], ignore_index=True)
    special = own["no"].unique()
    specials = special_spells(
        own, by_party, pd.DataFrame({"no": special, "party": account["party"].to_numpy()[special]})
    )
    usual = pd.DataFrame({"no": np.setdiff1d(account.index, special)})
    usual["party"] = account["party"].to_numpy()[usual["no"]]
    served = usual.merge(shares, on="party").drop(columns="party")
    served = pd.concat([served, specials.rename(columns={"key": "no"})], ignore_index=True)
    return shares.astype(np.int32), served.astype(np.int32)


def running_rows(plain: Path, ids: Mapping[str, Frame]) -> Frame:
    """Rows of the assignment that run in the month: party, no, staff, share_bp, d0, d1, credited."""
    table = read(plain, "assignment", "party_id", "account_id", "staff_id", "since_day", "until_day", "share_bp")
    rows = frame(table, "share_bp")
    for key, name in (("party", "party"), ("no", "account"), ("staff", "staff")):
        rows[key] = numbers(ids[name], table.column(f"{name}_id"))
    left = filled(read(plain, "staff", "left_on_day"), "left_on_day", UNTIL) + 1
    rows["d0"] = clipped(table.column("since_day").to_numpy())
    rows["d1"] = clipped(filled(table, "until_day", UNTIL))
    rows = rows[rows["d0"] < rows["d1"]]
    return rows.assign(credited=np.minimum(rows["d1"], left[rows["staff"]]))


def levels(moves: Frame, key: Sequence[str]) -> Frame:
    """Steps by day as running levels: the key, day, level, next_day."""
    days = moves.groupby([*key, "day"], as_index=False)["step"].sum()
    groups = days.groupby(list(key), sort=False)
    following = groups["day"].shift(-1).fillna(UNTIL).astype(np.int32)
    return days.assign(level=groups["step"].cumsum(), next_day=following)


def special_spells(own: Frame, by_party: Frame, special: Frame) -> Frame:
    """Shares of accounts with rows of their own, and the party's on the days between."""
    steps = [
        pd.DataFrame({"no": special["no"], "day": SINCE, "step": 0}),
        pd.DataFrame({"no": own["no"], "day": own["d0"], "step": 1}),
        pd.DataFrame({"no": own["no"], "day": own["d1"], "step": -1}),
    ]
    empty = levels(pd.concat(steps), ["no"])
    empty = empty[(empty["level"] == 0) & (empty["day"] < empty["next_day"])]
    between = empty.merge(special, on="no").merge(by_party.drop(columns="no"), on="party")
    between["d0"] = np.maximum(between["d0"], between["day"])
    between["d1"] = np.minimum(between["credited"], between["next_day"])
    claims = pd.concat([own.assign(d1=own["credited"]), between]).rename(columns={"no": "key"})
    return share_spells(claims, special["no"].to_numpy())


def share_spells(claims: Frame, keys: Frame) -> Frame:
    """key, staff, share_bp, d0, d1: maximal spells of each person's summed share and of the unclaimed rest."""
    rows = claims[claims["d0"] < claims["d1"]]
    ending = rows[rows["d1"] < UNTIL]
    begins = pd.DataFrame({"key": rows["key"], "staff": rows["staff"], "day": rows["d0"], "step": rows["share_bp"]})
    ends = pd.DataFrame(
        {"key": ending["key"], "staff": ending["staff"], "day": ending["d1"], "step": -ending["share_bp"]}
    )
    claimed = pd.concat([begins, ends])
    whole = pd.DataFrame({"key": keys, "staff": -1, "day": SINCE, "step": SHARE_ONE})
    moves = pd.concat([claimed, claimed.assign(staff=-1, step=-claimed["step"]), whole])
    days = moves.groupby(["key", "staff", "day"], as_index=False)["step"].sum()
    turning = levels(days[days["step"] != 0], ["key", "staff"])
    held = turning[turning["level"] != 0].rename(columns={"level": "share_bp", "day": "d0", "next_day": "d1"})
    return held[["key", "staff", "share_bp", "d0", "d1"]]


def leaf(amount: Frame, factor: Frame, divisor: int) -> Frame:
    """Leaves in millionths of a yuan, each rounded once, half away from zero, within 64 bits."""
    size, by = np.abs(amount), np.abs(factor)
    whole, rest = np.divmod(size, divisor)
    return (whole * by + (rest * by + divisor // 2) // divisor) * np.sign(amount) * np.sign(factor)


def overlapped(left: Frame, right: Frame) -> Frame:
    """Pieces of days of two tables of spells of one account."""
    pieces = left.merge(right, on="no", suffixes=("", "_r"))
    d0 = np.maximum(pieces["d0"].to_numpy(), pieces.pop("d0_r").to_numpy())
    d1 = np.minimum(pieces["d1"].to_numpy(), pieces.pop("d1_r").to_numpy())
    return pieces.assign(d0=d0, d1=d1)[d0 < d1]


def weighted(pieces: Frame) -> Frame:
    """Fen x days x share of each piece."""
    days = (pieces["d1"] - pieces["d0"]).to_numpy().astype(np.int64)
    return pieces["balance_fen"].to_numpy() * days * pieces["share_bp"].to_numpy()


def summed(rows: Frame, **measures: Frame) -> Frame:
    """The sums of measures by account and person."""
    taken = pd.DataFrame({"no": rows["no"].to_numpy(), "staff": rows["staff"].to_numpy(), **measures})
    return taken.groupby(["no", "staff"], sort=False, as_index=False).sum()


def margins_of(held: Frame, served: Frame, spread: Frame) -> Frame:
    """no, staff, balance_days, margin."""
    rules = overlapped(served, spread)
    pieces = overlapped(held.loc[held["balance_fen"] != 0, ["no", "balance_fen", "d0", "d1"]], rules)
    amount = weighted(pieces)
    return summed(pieces, balance_days=amount, margin=leaf(amount, pieces["spread_ppm"].to_numpy(), MARGIN_DIVISOR))


def losses_of(plain: Path, known: Frame, account: Frame, held: Frame, served: Frame) -> tuple[Frame, Frame]:
    """Two frames by no and staff: expected_loss, and npl_days of loans classed bad."""
    table = read(plain, "risk", "since_day", "class", "pd_ppm", "lgd_ppm")
    no, day = numbers_of_sorted(plain, "risk", known), table.column("since_day").to_numpy()
    rho = (filled(table, "pd_ppm", 0) * filled(table, "lgd_ppm", 0) + 5_000) // 10_000
    bad = compute.is_in(table.column("class"), pa.array(BAD)).to_numpy().astype(np.int64)
    of_loan = account["is_loan"].to_numpy()
    loans = held.loc[(held["balance_fen"] != 0) & of_loan[held["no"]], ["no", "balance_fen", "d0", "d1"]]
    loans = overlapped(loans, served)
    found = []
    for value in (rho, bad):
        spells = changes_only(no, day, value)
        found.append(overlapped(loans, spells.loc[spells["value"] != 0, ["no", "value", "d0", "d1"]]))
    losing, ill = found
    amount = weighted(losing)
    loss = summed(losing, expected_loss=leaf(amount, losing["value"].to_numpy(), LOSS_DIVISOR))
    return loss, summed(ill, npl_days=weighted(ill))


def fees_of(plain: Path, ids: Mapping[str, Frame], account: Frame, served: Frame, shares: Frame) -> Frame:
    """party, no (-1 where the fee names no account), staff, fee."""
    table = read(plain, "fee", "party_id", "account_id", "on_day", "amount_fen")
    rows = frame(table, "on_day", "amount_fen")
    rows["no"], rows["party"] = (numbers(ids[name], table.column(f"{name}_id")) for name in ("account", "party"))
    rows = rows[(rows["on_day"] >= SINCE) & (rows["on_day"] < UNTIL)]
    named, own = rows[rows["no"] >= 0], rows[rows["no"] < 0]
    named = named.assign(party=account["party"].to_numpy()[named["no"]])
    parts = pd.concat([named.merge(served, on="no"), own.merge(shares, on="party")], ignore_index=True)
    parts = parts[(parts["on_day"] >= parts["d0"]) & (parts["on_day"] < parts["d1"])]
    parts = parts.assign(fee=parts["amount_fen"] * parts["share_bp"])
    return parts.groupby(["party", "no", "staff"], as_index=False, sort=False)["fee"].sum()


def credit_of(account: Frame, parts: Sequence[Frame], fees: Frame) -> Frame:
    """One row an account and person with anything to show, sorted; a party's own fees stand under no = -1."""
    columns = ["no", "staff", *MEASURES]
    whole = pd.concat([part.reindex(columns=columns, fill_value=0) for part in (*parts, fees[fees["no"] >= 0])])
    rows = whole.groupby(["no", "staff"], as_index=False, sort=False).sum()
    for name in ("party", "org", "side"):
        rows[name] = account[name].to_numpy()[rows["no"]]
    own = (
        fees[fees["no"] < 0].reindex(columns=["party", *columns], fill_value=0).assign(org=-1, side=SIDES.index("fee"))
    )
    rows = pd.concat([rows, own], ignore_index=True)
    rows = rows[(rows[list(MEASURES)] != 0).any(axis=1)]
    return rows.iloc[np.lexsort((rows["staff"], rows["no"], rows["party"]))]


def decimals(high: Frame, low: Frame, places: int = 6) -> Frame:
    """Numbers of 128 bits, high x 2^32 + low with low below 2^32, as decimals of 10^-places."""
    words = np.empty((len(high), 2), np.int64)
    words[:, 0], words[:, 1] = (high << 32) | low, high >> 32
    return pa.Array.from_buffers(pa.decimal128(38, places), len(high), [None, pa.py_buffer(words)])


def halves(values: Frame) -> tuple[Frame, Frame]:
    """Numbers of 64 bits in two halves."""
    return values >> 32, values & LOW_MASK


def taken(known: Frame, number: Frame) -> Frame:
    """The ids of row numbers, nothing for -1."""
    return known.take(pa.array(number, pa.int32(), mask=np.asarray(number) < 0))


def write(path: Path, columns: Mapping[str, Frame]) -> None:
    """Write columns as CSV; ids of the bench need no quotes."""
    with path.open("wb") as file:
        file.write((",".join(columns) + "\n").encode())
        options = csv.WriteOptions(include_header=False, quoting_style="none")
        csv.write_csv(pa.table(dict(columns)), file, options)


def write_credit(credit: Frame, ids: Mapping[str, Frame], path: Path) -> None:
    """Write account_credit.csv."""
    columns = {
        "party_id": taken(ids["party"], credit["party"]),
        "account_id": taken(ids["account"], credit["no"]),
        "staff_id": taken(ids["staff"], credit["staff"]),
        "side": pa.array(SIDES).take(pa.array(credit["side"])),
    }
    measures = {name: decimals(*halves(credit[name].to_numpy())) for name in MEASURES[:4]}
    write(path, {**columns, **measures})


def sums_by(credit: Frame, key: str, names: Mapping[str, tuple[str, str]]) -> Frame:
    """Sums of measures, of one side where it is named, in halves: columns name_high and name_low, by the key."""
    parts = {key: credit[key].to_numpy()}
    for name, (side, measure) in names.items():
        values = credit[measure].to_numpy()
        values = np.where(credit["side"] == SIDES.index(side), values, 0) if side else values
        parts[f"{name}_high"], parts[f"{name}_low"] = halves(values)
    sums = pd.DataFrame(parts).groupby(key).sum()
    for name in names:
        sums[f"{name}_high"] += sums[f"{name}_low"].to_numpy() >> 32
        sums[f"{name}_low"] &= LOW_MASK
    return sums


BY_SIDE = {"deposit_balance_days": ("deposit", "balance_days"), "loan_balance_days": ("loan", "balance_days")}
SAME = {name: ("", name) for name in ("margin", "expected_loss", "fee", "npl_days")}
MARGINS = {"deposit_margin": ("deposit", "margin"), "loan_margin": ("loan", "margin")}
OF_STAFF = {**BY_SIDE, **MARGINS, **{name: SAME[name] for name in ("expected_loss", "fee", "npl_days")}}
OF_PARTY = {**BY_SIDE, **{name: SAME[name] for name in ("margin", "expected_loss", "fee")}}
OF_ORG = {**BY_SIDE, **{name: SAME[name] for name in ("margin", "expected_loss")}}


def integers(sums: Frame, number: int, names: Mapping[str, tuple[str, str]]) -> dict[str, int]:
    """One row's sums as whole numbers, 0 where there is no row."""
    if number not in sums.index:
        return dict.fromkeys(names, 0)
    row = sums.loc[number]
    return {name: (int(row[f"{name}_high"]) << 32) + int(row[f"{name}_low"]) for name in names}


def shown(value: int, places: int) -> str:
    """An integer of 10^-places as decimal text."""
    whole, part = divmod(abs(value), 10**places)
    return f"{'-' if value < 0 else ''}{whole}.{part:0{places}d}"


def write_lines(path: Path, header: Sequence[str], lines: Sequence[Sequence[str]]) -> None:
    """Write a small file of cells without commas."""
    path.write_text("\n".join(",".join(cells) for cells in (header, *lines)) + "\n", encoding="utf-8")


def write_staff(credit: Frame, staff: Frame, plain: Path, path: Path) -> None:
    """Write staff_result.csv, with the bonus under the built-in plan: P = 4 %, Q = 5 %, a floor at 0."""
    table = read(plain, "expense", "staff_id", "on_day", "amount_fen").to_pandas()
    table = table[(table["on_day"] >= SINCE) & (table["on_day"] < UNTIL)]
    expense = table.groupby("staff_id")["amount_fen"].sum().to_dict()
    sums = sums_by(credit, "staff", OF_STAFF)
    lines = []
    for number, staff_id in enumerate(staff.to_pylist()):
        row = integers(sums, number, OF_STAFF)
        loans, bad = row["loan_balance_days"], row.pop("npl_days")
        quality = next((n for limit, n in STEPS if loans <= 0 or bad * 100 <= loans * limit), WORST)
        fen = int(expense.get(staff_id, 0))
        raw = Fraction(row["deposit_margin"] * 4 * 10_000 + row["loan_margin"] * 5 * quality, 10**10) - fen
        paid = max(0, int(raw + Fraction(1, 2)))
        lines.append(
            [staff_id, *(shown(value, 6) for value in row.values()), shown(quality, 4), shown(fen, 2), shown(paid, 2)]
        )
    write_lines(path, ["staff_id", *list(OF_STAFF)[:-1], "quality", "expense", "bonus"], lines)


def write_parties(credit: Frame, party: Frame, account: Frame, fees: Frame, path: Path) -> None:
    """Write party_result.csv: every party with an account or a fee."""
    present = np.union1d(account["party"], fees["party"])
    sums = sums_by(credit, "party", OF_PARTY).reindex(present, fill_value=0)
    columns = {name: decimals(sums[f"{name}_high"].to_numpy(), sums[f"{name}_low"].to_numpy()) for name in OF_PARTY}
    write(path, {"party_id": taken(party, present), **columns})


def write_orgs(credit: Frame, plain: Path, path: Path) -> None:
    """Write org_result.csv: each unit with all below it."""
    units = read(plain, "org", "org_id", "parent_id").to_pydict()
    parent = dict(zip(units["org_id"], units["parent_id"], strict=True))
    sums = sums_by(credit[credit["no"] >= 0], "org", OF_ORG)
    totals = {unit: dict.fromkeys(OF_ORG, 0) for unit in parent}
    for number, own in enumerate(units["org_id"]):
        row, unit = integers(sums, number, OF_ORG), own
        while unit is not None:
            totals[unit] = {name: total + row[name] for name, total in totals[unit].items()}
            unit = parent[unit]
    lines = [[unit, *(shown(total, 6) for total in totals[unit].values())] for unit in sorted(totals)]
    write_lines(path, ["org_id", *OF_ORG], lines)


def write_tieout(held: Frame, ids: Mapping[str, Frame], plain: Path, path: Path) -> None:
    """Write tieout.csv: the days, units and products in which book and ledger differ."""
    change = (held["balance_fen"] - held["before"]).to_numpy()
    high, low = halves(change)
    moved = pd.DataFrame({"cell": held["cell"], "day": held["d0"], "high": high, "low": low})
    moved = moved[moved["day"] < UNTIL].groupby(["cell", "day"]).sum()
    every = pd.MultiIndex.from_product([moved.index.levels[0], range(SINCE, UNTIL)], names=["cell", "day"])
    book = moved.reindex(every, fill_value=0).groupby(level="cell").cumsum()
    table = read(plain, "ledger", "on_day", "org_id", "product_id", "balance_fen").to_pandas()
    table = table[(table["on_day"] >= SINCE) & (table["on_day"] < UNTIL)]
    table["cell"] = numbers(ids["org"], pa.array(table["org_id"])) * 1000
    table["cell"] += numbers(ids["product"], pa.array(table["product_id"]))
    rows = table.merge(book.reset_index().rename(columns={"day": "on_day"}), on=["cell", "on_day"], how="left")
    rows = rows.sort_values(["on_day", "org_id", "product_id"])
    lines = []
    for row in rows.itertuples():
        known = not np.isnan(row.high)
        total = (int(row.high) << 32) + int(row.low) if known else 0
        if total != row.balance_fen:
            figures = [shown(value, 2) for value in (total, row.balance_fen, total - row.balance_fen)]
            lines.append([str(np.datetime64(int(row.on_day), "D")), row.org_id, row.product_id, *figures])
    write_lines(path, ["on", "org_id", "product_id", "book", "ledger", "difference"], lines)


if __name__ == "__main__":
    main()
