"""The table of disconnects: the page that documents it, and the transport's close codes."""

import re

from labapp.contract.socket import Disconnect
from labapp.transport import frames
from tests.support.processes import REPOSITORY

ROW = re.compile(r"^\| `([a-z0-9_]+)` \| (\d{4}) \| (.+) \| (yes|no) \|$", re.MULTILINE)


def test_the_page_lists_every_reason_as_it_is() -> None:
    page = (REPOSITORY / "docs" / "events.md").read_text()
    section = page.split("\n## How a connection ends\n")[1].split("\n## ")[0]
    listed = [(name, int(code), reason, answer == "yes") for name, code, reason, answer in ROW.findall(section)]
    assert listed == [(one.name.lower(), one.code, one.reason, one.reconnect) for one in Disconnect]


def test_every_close_code_of_the_transport_is_in_the_table() -> None:
    codes = {
        frames.NORMAL,
        frames.PROTOCOL_ERROR,
        frames.NOT_UTF8,
        frames.POLICY,
        frames.TOO_BIG,
        frames.RESTART,
    }
    # 1006 stands for an end without a close frame.
    assert {one.code for one in Disconnect} == codes | {1006}
