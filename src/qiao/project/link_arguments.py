"""What `qiao link` takes: one function an action. The module `commands/link_ACTION.py` runs it."""

import argparse

from qiao.project import link_simulate_arguments
from qiao.project.arguments import day, month, port

OWN_SETTINGS = "qiao.project.link_settings"
SETTINGS = {
    "agent": "qiao.project.outside_settings",
    "certify": "qiao.project.outside_settings",
    "profiles": "qiao.project.outside_settings",
    "sign": "qiao.project.outside_settings",
    "samples": "qiao.project.simulator_settings",
    "simulate": "qiao.project.simulator_settings",
}
"""What an action runs on: those of an enterprise's own machine know neither a database nor a folder of state."""
AGENT_PORT, LINK_PORT = 8007, 8443


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The command with its actions."""
    words = "the direct link with the systems of enterprises: serve it, certify, the front-end agent"
    link = commands.add_parser("link", help=words, description=words)
    actions = link.add_subparsers(dest="action", metavar="ACTION", required=True)
    _add_serve(actions)
    _add_work(actions)
    _add_agent(actions)
    _add_certify(actions)
    _add_sign(actions)
    _add_desk(actions)
    _add_profiles(actions)
    _add_samples(actions)
    link_simulate_arguments.add(actions)


def _add_serve(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    words = "serve the direct link on an address of its own"
    serve = actions.add_parser("serve", help=words, description=words)
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=port, default=LINK_PORT)
    serve.add_argument("--workers", type=int, help="processes that answer (default: QIAO_WORKERS, or one a core)")
    serve.add_argument("--no-worker", action="store_true", help="without the worker beside it; it runs elsewhere then")
    way = serve.add_mutually_exclusive_group()
    way.add_argument("--tls", action="store_true", help="TLS that demands a certificate; so it is without a word too")
    way.add_argument("--plain", action="store_true", help="without TLS, on this machine only: for a trial")


def _add_work(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    words = "the link's worker: what is due, under way or over; `link serve` begins one of its own"
    work = actions.add_parser("work", help=words, description=words)
    work.add_argument("--with-parent", action="store_true", help="end when the process that began it is gone")


def _add_desk(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """What the bank's own desk takes in, opens and holds against itself."""
    for name, words, file in (
        ("banks", "take in the banks of the payment systems (CSV)", "number,name and, where known, city,head_office"),
        ("fees", "take in the fees of the routes (CSV)", "route,since,up_to,fee"),
        ("watch", "take in names at which a payment stops (CSV)", "name,why"),
        ("open", "open enterprises, accounts and operators from a description (JSON)", "see docs/link-desk.md"),
    ):
        action = actions.add_parser(name, help=words, description=words)
        action.add_argument("file", metavar="FILE", help=file)
    words = "hold a month of the link's ledger against itself"
    reconcile = actions.add_parser("reconcile", help=words, description=words)
    reconcile.add_argument("month", type=month, metavar="MONTH", help="as 2026-09")


def _add_profiles(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    words = "what the systems of enterprises send and read, and how sure each fact is"
    profiles = actions.add_parser("profiles", help=words, description=words)
    profiles.add_argument("name", nargs="?", metavar="NAME", help="one of them, with its mapping and samples")
    profiles.add_argument("--sample", action="store_true", help="the message that the system sends, alone")


def _add_samples(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    words = "a request of every interface of FOX, and what the simulated bank answers to it"
    samples = actions.add_parser("samples", help=words, description=words)
    samples.add_argument("name", nargs="?", metavar="NAME", help="one interface: its request, as it is sent (GBK)")
    samples.add_argument("--answer", action="store_true", help="what the simulated bank answers, not the request")
    samples.add_argument("--out", metavar="DIR", help="write all of them there, NAME.request.xml and NAME.answer.xml")
    samples.add_argument("--day", type=day, help="the bank's day, as 2030-05-08 (default: today)")
    samples.add_argument("--page", metavar="FILE", help="renew the reference between the marks of a page in Markdown")


def _add_agent(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    words = "the front-end agent of an enterprise: takes messages inside, signs them and sends them to the bank"
    agent = actions.add_parser("agent", help=words, description=words)
    agent.add_argument("--config", required=True, metavar="FILE", help="its settings (ini)")
    agent.add_argument("--check", action="store_true", help="try key, certificate and the way to the bank, and end")


def _add_sign(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    words = "the headers of a signed request to the REST interface, a line each, for curl"
    sign = actions.add_parser("sign", help=words, description=words)
    sign.add_argument("method", metavar="METHOD", choices=["GET", "POST", "DELETE"], help="GET, POST or DELETE")
    sign.add_argument("url", metavar="URL", help="the whole address, as it is called")
    sign.add_argument("--key", required=True, metavar="FILE", help="the operator's key (PEM)")
    sign.add_argument("--certificate", required=True, metavar="FILE", help="the operator's certificate (PEM)")
    sign.add_argument("--body", metavar="FILE", help="what is sent: JSON, or a file of orders (XML)")
    sign.add_argument("--number", help="the enterprise's number of an order (Idempotency-Key)")


def _add_certify(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    words = "certificates: the bank's authority, its server, an enterprise's request, and its signing"
    certify = actions.add_parser("certify", help=words, description=words)
    steps = certify.add_subparsers(dest="step", metavar="STEP", required=True)
    authority = steps.add_parser("authority", help="make the bank's authority for the direct link")
    authority.add_argument("--name", default="Qiao direct link", help="the name in its certificate")
    authority.add_argument("--days", type=int, default=3650, help="how long it holds (default 3650)")
    server = steps.add_parser("server", help="make the server's key and certificate")
    server.add_argument("hosts", nargs="+", metavar="HOST", help="names and addresses under which it is reached")
    server.add_argument("--days", type=int, default=825, help="how long it holds (default 825)")
    request = steps.add_parser("request", help="for an enterprise: make an operator's key and a request for the bank")
    request.add_argument("name", metavar="NAME", help="whose it is, as 1000000001-op01")
    request.add_argument("--out", default=".", metavar="DIR", help="where NAME.key and NAME.csr go (default: here)")
    request.add_argument("--kind", choices=["ed25519", "p256"], default="p256", help="the kind of key (default p256)")
    request.add_argument("--self-signed", action="store_true", help="a certificate in place of a request, for a trial")
    sign = steps.add_parser("sign", help="for the bank: make a certificate from an enterprise's request")
    sign.add_argument("request", metavar="CSR", help="the request's file")
    sign.add_argument("--out", metavar="FILE", help="where the certificate goes (default: beside the request, .pem)")
    sign.add_argument("--days", type=int, default=730, help="how long it holds (default 730)")
    for one in (authority, server, request, sign):
        one.add_argument("--anew", action="store_true", help="put it in the place of one that is there")
