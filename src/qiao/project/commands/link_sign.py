"""`qiao link sign`: the headers of a signed request, for curl or whoever calls the REST interface by hand."""

import argparse
import sys
from pathlib import Path

from qiao.directlink.actions import signing_requests
from qiao.directlink.actions.signing_requests import Holder
from qiao.directlink.rules.files import FILE_BYTES_MOST
from qiao.ground import clock
from qiao.project.files import content_of


def run(called: argparse.Namespace) -> int:
    """Write a header a line, as `curl -H @-` reads them."""
    body = content_of(Path(called.body), most=FILE_BYTES_MOST) if called.body else b""
    holder = Holder(Path(called.key), Path(called.certificate))
    headers = signing_requests.headers_for(
        holder, called.method, called.url, body=body, number=called.number or "", at=clock.now()
    )
    for name, value in headers.items():
        sys.stdout.write(f"{name}: {value}\n")
    return 0
