"""Write what the documentation takes from the code: `make docs` runs this.

Pictures come from the real tour, the list of endpoints from the sandbox's own table.
"""

from itertools import groupby
from pathlib import Path

from mentorbot.demo import pictures
from mentorbot.sandbox import endpoints
from mentorbot.sandbox.routing import TABLE

HERE = Path(__file__).resolve().parent
BEGIN, END = "<!-- endpoints: written by `make docs` -->\n", "<!-- end of endpoints -->"


def endpoint_list() -> str:
    """The endpoints of the sandbox as Markdown, by the first word of their path."""
    endpoints.load()
    routes = sorted(TABLE.routes, key=lambda one: (_room(one.template), one.template, one.method))
    blocks = []
    for room, found in groupby(routes, key=lambda one: _room(one.template)):
        lines = "\n".join(f"{one.method:<7}{one.template}" for one in found)
        blocks.append(f"**{room}**\n\n```text\n{lines}\n```\n")
    return f"{len(routes)} endpoints.\n\n" + "\n".join(blocks)


def with_endpoints(page: str) -> str:
    """A page with the list of endpoints between its marks made anew."""
    before, _, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    return f"{before}{BEGIN}\n{endpoint_list()}\n{end}{after}"


def _room(template: str) -> str:
    return template.strip("/").split("/")[0]


def main() -> None:
    """Write everything."""
    page = HERE / "sandbox.md"
    page.write_text(with_endpoints(page.read_text(encoding="utf-8")), encoding="utf-8")
    written = [page, *pictures.take(HERE / "pictures")]
    for path in written:
        print(f"Wrote {path.relative_to(HERE.parent)}.")  # noqa: T201 - it tells whoever ran it


if __name__ == "__main__":
    main()
