"""`make demo` ends in a page."""

import json
import os
import re
import signal
import subprocess
import sys
from urllib.request import urlopen

import pytest
from demo.running import ROOT
from signals import hear_ctrl_c


@pytest.mark.skipif(sys.platform == "win32", reason="a test cannot press Ctrl+C there")
def test_the_demo_prints_where_its_page_is_and_ends_at_ctrl_c() -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1", "PYTHONUNBUFFERED": "1"}
    arguments = [sys.executable, "-m", "mentorbot", "demo"]
    with subprocess.Popen(  # noqa: S603 - our own program
        arguments,
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
        preexec_fn=hear_ctrl_c,  # noqa: PLW1509 - it starts no thread and takes no lock
    ) as process:
        try:
            assert process.stdout is not None
            url = ""
            for line in process.stdout:
                if found := re.search(r"http://127\.0\.0\.1:\d+/", line):
                    url = found[0]
                    break
            with urlopen(url, timeout=10) as page:  # noqa: S310 - our own
                assert b"main.js" in page.read()
                assert "default-src 'none'" in page.headers["Content-Security-Policy"]
            with urlopen(f"{url}control/world", timeout=10) as told:  # noqa: S310
                world = json.load(told)["told"]
            names = [one["name"] for one in world["people"]]
            assert names == ["Grace Okafor", "Maya Torres", "Daniel Reyes", "Ruth Novak", "Leo Lindgren"]
            assert [one["online"] for one in world["bots"]] == [True]
            process.send_signal(signal.SIGINT)
            assert process.wait(20) == 0
            assert "Bye." in process.stdout.read()
        finally:
            process.kill()
