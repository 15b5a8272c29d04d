"""A made-up bank of 100 branches, 2,000 managers and 60,000 customers, alike at every run; three branches lack room."""

from random import Random

from qiao.portfolio.rules.balancing import Branch, Client, Person

BRANCHES, PEOPLE, CUSTOMERS = 100, 20, 600
SEED = 6
COMPANIES_PERCENT = 30
GROUPED_PERCENT = 15
NORMS = ((30, 60_000, 50_000, 9_000), (36, 45_000, 36_000, 9_600), (40, 30_000, 24_000, 9_600))
BARRED, WITH_LOANS, WAITING, LOCKED = 0.05, 0.4, 0.02, 0.95
LACKING = {3: "companies", 41: "locked", 77: "everybody"}


def bank() -> list[Branch]:
    """All branches."""
    chances = (Random(SEED * 1_000 + number) for number in range(1, BRANCHES + 1))  # noqa: S311  alike at every run
    return [_branch(number, chance) for number, chance in enumerate(chances, start=1)]


def _branch(number: int, chance: Random) -> Branch:
    lacks = LACKING.get(number, "")
    people = tuple(_person(number, place, chance, lacks=lacks) for place in range(PEOPLE))
    crowd = [chance.choice((1, 2, 2, 3, 4)) for _who in people]
    clients = tuple(_client(number, place, people, crowd, chance, lacks) for place in range(CUSTOMERS))
    return Branch(f"B{number:03}", f"Branch {number}", people, clients)


def _person(number: int, place: int, chance: Random, *, lacks: str) -> Person:
    norm = NORMS[place % len(NORMS)]
    if lacks == "everybody":
        norm = (norm[0] * 4 // 5, *norm[1:])
    every_third = place % len(NORMS)
    both = every_third == 0 or (every_third == 1 and lacks != "companies")
    segments = frozenset({"company", "person"} if both else {"person"})
    bars = ("certificate expired",) if chance.random() < BARRED else ()
    return Person(f"M{number:03}{place:02}", f"Manager {number}-{place}", norm, segments=segments, bars=bars)


def _client(
    number: int, place: int, people: tuple[Person, ...], crowd: list[int], chance: Random, lacks: str
) -> Client:
    company = chance.randrange(100) < COMPANIES_PERCENT
    able = [at for at, who in enumerate(people) if not company or "company" in (who.segments or ())]
    holder = people[chance.choices(able, weights=[crowd[at] for at in able])[0]]
    deposits = int(chance.lognormvariate(6.0 if company else 4.0, 1.2))
    loans = int(chance.lognormvariate(5.5, 1.0)) if chance.random() < WITH_LOANS else 0
    locked = "awaits a decision" if chance.random() < (LOCKED if lacks == "locked" else WAITING) else ""
    return Client(
        f"C{number:03}{place:04}",
        holder.person_id,
        "company" if company else "person",
        (1, min(deposits, 9_000), min(loans, 9_000), 360 if company else 120),
        months=chance.randrange(240),
        group=f"G{place % 40}" if company and chance.randrange(100) < GROUPED_PERCENT else "",
        locked=locked,
    )
