"""The command `qiao`: which commands there are, what they take, and how an answer or a refusal leaves the program.

Only argparse is loaded to show help; Django and the engines are loaded by the command that needs them.
Exit status: 0 the whole job was done; 1 a refusal, in one line on standard error; 2 a wrong call.
"""

import argparse
import codecs
import importlib
import io
import os
import sys
from collections.abc import Sequence

from qiao.ground import stopping
from qiao.project import link_arguments
from qiao.project.arguments import month, port

REFUSED, WRONG_CALL = 1, 2
LACKING, MINUS = "qiao-lacking", "\N{MINUS SIGN}"
INTERRUPTED = 130  # what a shell reports after Ctrl-C
LANGUAGES = {"zh": "zh-hans", "en": "en"}


def parser() -> argparse.ArgumentParser:
    """Every command with its arguments."""
    top = argparse.ArgumentParser(
        prog="qiao", description="Qiao 桥: the bank's one book of customers and the people who serve them."
    )
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _book_commands(commands)
    _settlement_commands(commands)
    _house_commands(commands)
    link_arguments.add(commands)
    return top


def _command(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, words: str
) -> argparse.ArgumentParser:
    return commands.add_parser(name, help=words, description=words)


def _book_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    load = _command(commands, "load", "load an extract into the book")
    load.add_argument("directory", metavar="DIR", help="the folder with manifest.json and its tables")
    load.add_argument("--strict", action="store_true", help="refuse the whole extract if any row would be quarantined")
    schema = _command(commands, "schema", "write empty templates of all tables of the contract")
    schema.add_argument("directory", metavar="DIR")
    mapping = _command(commands, "map", "turn a bank's own files into an extract, by a mapping of TOML and SQL")
    mapping.add_argument("mapping", metavar="MAPPING", help="the mapping file (TOML)")
    mapping.add_argument("source", metavar="SRC", help="the folder with the bank's own files")
    mapping.add_argument("out", metavar="OUT", help="the extract's folder; must not hold anything yet")
    mapping.add_argument("--strict", action="store_true", help="write nothing if a code is unknown or a row broken")
    mapping.add_argument("--check", action="store_true", help="say what would be written and keep nothing")
    _known_commands(commands)
    quarantine = _command(commands, "quarantine", "rows set aside: list them, write them out to mend, or dismiss one")
    actions = quarantine.add_subparsers(dest="action", metavar="ACTION")
    listing = actions.add_parser("list", help="the open rows with the reason of each")
    listing.add_argument("--table", help="only this table")
    listing.add_argument("--most", type=int, default=50, help="how many rows to show (default 50)")
    export = actions.add_parser("export", help="write the open rows as an extract that can be mended and loaded")
    export.add_argument("directory", metavar="DIR")
    export.add_argument("--table", help="only this table")
    dismiss = actions.add_parser("dismiss", help="close a row that needs no mending, with the reason in words")
    dismiss.add_argument("row", type=int, metavar="ROW")
    dismiss.add_argument("reason", metavar="REASON")
    _command(commands, "duplicates", "find customers who stand in the book twice, for the queue of duplicates")


def _known_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    known = _command(commands, "known", "what is known of customers: written out, taken in; industries; lists")
    actions = known.add_subparsers(dest="action", metavar="ACTION", required=True)
    write = actions.add_parser("write", help="write every item as a CSV file, with a manifest")
    write.add_argument("directory", metavar="DIR")
    write.add_argument("--day", metavar="DAY", help="as it stood on this day (default: today)")
    take_in = actions.add_parser("take-in", help="take in such files of a registry, a tax office or a credit bureau")
    take_in.add_argument("directory", metavar="DIR", help="the folder with manifest.json and its files")
    take_in.add_argument("--refused", metavar="OUT", help="where refused rows go (default: refused, in DIR)")
    industries = actions.add_parser("industries", help="import the table of industries: code,name")
    industries.add_argument("file", metavar="FILE")
    lists = actions.add_parser("lists", help="import lists to look out for: list,name,number,date; match customers")
    lists.add_argument("file", metavar="FILE", nargs="?", help="without it customers are matched anew")
    back = actions.add_parser(
        "back", help="take the last import of industries or lists back; what stood before returns"
    )
    back.add_argument("table", metavar="TABLE", choices=["industries", "lists"])
    back.add_argument("reason", metavar="REASON")


def _settlement_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    settle = _command(commands, "settle", "settle a month: credit, bonus, tie-out")
    settle.add_argument("month", metavar="MONTH", type=month, help="2026-09")
    settle.add_argument("--engine", choices=["duckdb", "postgres", "spark"], default="duckdb")
    settle.add_argument(
        "--plan", metavar="FILE", help="a plan file; without it the plan in force, else the built-in one"
    )
    holds = _command(commands, "holds", "look through a settled month for signs and hold the credit concerned")
    holds.add_argument("month", metavar="MONTH", type=month, nargs="?", help="without it the newest two months")
    export = _command(commands, "export", "write a settled month as CSV files")
    export.add_argument("month", metavar="MONTH", type=month)
    export.add_argument("directory", metavar="DIR")
    export.add_argument("--run", type=int, metavar="ID", help="this run instead of the latest")
    export.add_argument("--deltas", action="store_true", help="write what is booked for the month since it was closed")
    close = _command(commands, "close", "close a settled month: its figures no longer change")
    close.add_argument("month", metavar="MONTH", type=month)
    deltas = _command(commands, "deltas", "what became known of closed months since, and what it changes; book it")
    deltas.add_argument("month", metavar="MONTH", type=month, nargs="?", help="only this closed month")
    deltas.add_argument("--book", action="store_true", help="book what waits, in its order; for cron")
    explain = _command(commands, "explain", "a person's slip, line by line, down to the account and the day")
    explain.add_argument("staff_id", metavar="STAFF_ID")
    explain.add_argument("month", metavar="MONTH", type=month)
    explain.add_argument("--account", metavar="ACCOUNT_ID", help="open this account down to the day")
    explain.add_argument("--run", type=int, metavar="ID", help="this run instead of the latest")
    explain.add_argument("--most", type=int, default=50, help="how many accounts to list (default 50)")
    runs = _command(commands, "runs", "the settlements so far")
    runs.add_argument("--most", type=int, default=30)
    plan = _command(commands, "plan", "check a plan, put it in force, or list the plans")
    actions = plan.add_subparsers(dest="action", metavar="ACTION", required=True)
    for name, words in (
        ("check", "check a plan file and warn of cliffs"),
        ("add", "put a plan file in force from its first day"),
    ):
        actions.add_parser(name, help=words).add_argument("file", metavar="FILE")
    actions.add_parser("list", help="the plans on file and the built-in one")
    scheme = _command(commands, "scheme", "check a scheme of appraisal and pay, show its example, put it on file")
    actions = scheme.add_subparsers(dest="action", metavar="ACTION", required=True)
    for name, words in (
        ("check", "check a scheme file: what may not be asked or paid, and what does not add up"),
        ("example", "show the worked example that the scheme makes of itself"),
        ("loopholes", "search a scheme file for cheap moves that raise pay and bring the bank nothing"),
        ("add", "put a scheme file on file as a draft, to be published by a second person"),
    ):
        actions.add_parser(name, help=words).add_argument("file", metavar="FILE")
    simulate = _command(
        commands, "simulate", "try a scheme file on kept months; without a file work off what pages asked"
    )
    simulate.add_argument("file", metavar="FILE", nargs="?")
    simulate.add_argument("--since", metavar="MONTH", type=month, help="the first month (default: the first kept one)")
    simulate.add_argument("--until", metavar="MONTH", type=month, help="the last month (default: the last kept one)")
    simulate.add_argument("--unit", metavar="ORG_ID", help="only people of this unit and below")
    simulate.add_argument("--against", choices=["held", "plan"], default="held", help="what it is held against")
    simulate.add_argument("--assumed", type=int, default=100, help="per cent of its weight for what is not handed in")
    pay = _command(
        commands, "pay", "pay of closed months: reckon a run, list the runs, write the files of an approved one"
    )
    actions = pay.add_subparsers(dest="action", metavar="ACTION", required=True)
    reckon = actions.add_parser("reckon", help="reckon the pay of a period; two persons approve it on the page")
    reckon.add_argument("period", metavar="PERIOD", help="2026-09, 2026-Q3 or 2026")
    reckon.add_argument("--day", required=True, metavar="DAY", help="the day it is to be paid on, 2026-10-15")
    reckon.add_argument("--unit", default="", metavar="UNIT", help="this unit and those below (default: the bank)")
    actions.add_parser("list", help="the newest runs")
    write = actions.add_parser("write", help="write payroll.csv and accrual.csv of a run that was approved")
    write.add_argument("run", type=int, metavar="RUN")
    write.add_argument("directory", metavar="DIR")
    targets = _command(commands, "targets", "set people's targets from a sheet: staff_id,measure,period,amount")
    targets.add_argument("file", metavar="FILE")


def _house_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    demo = _command(commands, "demo", "a complete made-up bank: made, loaded, settled, with log-ins, and served")
    demo.add_argument("--no-serve", action="store_true", help="prepare everything, do not serve")
    demo.add_argument("--customers", type=int, default=3000, help="how many customers (200 to 9000, default 3000)")
    demo.add_argument("--months", type=int, default=13, help="how many months (6 to 60, default 13)")
    serve = _command(commands, "serve", "serve the web application and the API")
    for served in (demo, serve):
        served.add_argument("--host", default="127.0.0.1")
        served.add_argument("--port", type=port, default=8000)
    user = _command(commands, "user", "log-ins: make one, set a password, lift a lock, list them")
    actions = user.add_subparsers(dest="action", metavar="ACTION", required=True)
    add = actions.add_parser("add", help="make a log-in; the first one has to be an administrator")
    add.add_argument("name", metavar="NAME")
    add.add_argument("--post", help="rm, lead, head, desk, hr, auditor, trainer, admin (default: the person's post)")
    add.add_argument("--staff", metavar="STAFF_ID", help="the person of the bank behind the log-in")
    password = actions.add_parser("password", help="set a password, asked for at the terminal or read from a pipe")
    password.add_argument("name", metavar="NAME")
    unlock = actions.add_parser("unlock", help="lift the lock that too many wrong passwords have put on a log-in")
    unlock.add_argument("name", metavar="NAME")
    drop = actions.add_parser("drop-factors", help="take away the second factors of somebody who has lost them all")
    drop.add_argument("name", metavar="NAME")
    actions.add_parser("list", help="the log-ins")
    token = _command(commands, "token", "keys of programs: list them, end one, make one for a log-in")
    actions = token.add_subparsers(dest="action", metavar="ACTION", required=True)
    listing = actions.add_parser("list", help="the tokens, whose they are, what they may read, until when")
    listing.add_argument("--login", default="", metavar="NAME", help="only those of this log-in")
    revoke = actions.add_parser("revoke", help="end a token at once")
    revoke.add_argument("number", type=int, metavar="NUMBER")
    make = actions.add_parser("make", help="make a token for a log-in; it is printed once and kept as a digest")
    make.add_argument("login", metavar="LOGIN")
    make.add_argument("name", metavar="NAME", help="what the token is for")
    make.add_argument("--scope", action="append", required=True, metavar="SCOPE", help="as runs:read; may be repeated")
    make.add_argument("--days", type=int, default=90, help="how many days it lasts (default 90)")
    questions = _command(commands, "questions", "kept questions: write those that are due to files, or list them")
    actions = questions.add_subparsers(dest="action", metavar="ACTION", required=True)
    write = actions.add_parser("run", help="write the questions that are due, each in what its owner sees; for cron")
    write.add_argument("--number", type=int, metavar="NUMBER", help="this question alone, whether it is due or not")
    actions.add_parser("list", help="the questions that are written from time to time")
    _command(commands, "status", "what the book holds, which months are settled, and a digest of it all")
    ties = _command(commands, "ties", "work out groups of control, guarantee circles and what customers share")
    ties.add_argument("--day", default="", metavar="DAY", help="as on this day (default today), 2026-09-30")
    audit = _command(commands, "audit", "check that the chain of audit records is unbroken")
    audit.add_argument("--most", type=int, default=20, help="how many of the newest records to show")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    try:
        _take_any_letter()
        stopping.listen()
        return _answered(parser().parse_args(arguments))
    except BrokenPipeError:
        _stop_writing()  # the reader of our output went away: nobody is left to tell
        return REFUSED
    except KeyboardInterrupt:
        sys.stderr.write("qiao: stopped; nothing half-done was kept\n")
        return INTERRUPTED


def _answered(called: argparse.Namespace) -> int:
    _choose_settings(called)
    refusing = importlib.import_module("qiao.ground.refusals")
    try:
        edge = importlib.import_module("qiao.project.edge")
        return int(edge.run(called))
    except refusing.Refusal as refusal:
        sys.stderr.write("qiao: " + _one_line(_said(refusal)) + "\n")
        if refusal.code == "output.lost":
            _stop_writing()
        return REFUSED


def _choose_settings(called: argparse.Namespace) -> None:
    """The house's settings; the direct link has its own, unless the framework has been started in this process."""
    if called.command == "link" and "django.conf" not in sys.modules:
        os.environ["DJANGO_SETTINGS_MODULE"] = link_arguments.SETTINGS.get(called.action, link_arguments.OWN_SETTINGS)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qiao.project.settings")


def _take_any_letter() -> None:
    """A terminal that lacks a letter gets one like it, or its number, instead of a failure."""
    codecs.register_error(LACKING, _alike)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors=LACKING)


def _alike(error: UnicodeError) -> tuple[str | bytes, int]:
    """What stands for a letter that an encoding lacks: GBK, of Chinese terminals, has no minus sign but a hyphen."""
    if isinstance(error, UnicodeEncodeError) and error.object[error.start] == MINUS:
        return "-", error.start + 1
    return codecs.backslashreplace_errors(error)


def _stop_writing() -> None:
    """Let the interpreter's own last flush go nowhere."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())


def _one_line(text: str) -> str:
    """Hostile names may hold anything: what does not print becomes a blank."""
    return "".join(letter if letter.isprintable() else " " for letter in text).rstrip()


def _said(refusal: Exception) -> str:
    """The refusal in the terminal's language, or in English where the framework itself could not start."""
    try:
        edge = importlib.import_module("qiao.project.edge")
        return str(edge.said(refusal))
    except Exception:  # noqa: BLE001  a refusal to start must still be said
        return str(refusal)


if __name__ == "__main__":
    sys.exit(main())
