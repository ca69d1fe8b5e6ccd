"""The report as Markdown, for the comment on a pull request and for a wiki: GitHub, GitLab and Forgejo show it alike.

What matters stands open, the rest in blocks that unfold. A comment has a limit: whole rows are left out from the
light end, and counted; `--verbose` leaves nothing out. Names of packages and files stand as code, in which no forge
looks for mentions and references.
"""

from __future__ import annotations

from depsov.model import Report
from depsov.report.markdown.findings import findings
from depsov.report.markdown.packages import packages
from depsov.report.markdown.page import LIMIT, Page
from depsov.report.markdown.sections import foot, graph, head, problems, unknown
from depsov.style import PLAIN, Style

__all__ = ["ID", "LIMIT", "MEDIA_TYPE", "render"]

ID = "markdown"
MEDIA_TYPE = "text/markdown"


def render(report: Report, style: Style = PLAIN) -> str:
    """Return the report as Markdown of at most `LIMIT` characters, unless it is to be verbose."""
    page = Page(report, is_whole=style.verbose)
    fixed = [head(report), graph(report), foot(report)]
    for part in fixed:
        page.take(part)
    before, picture, after = fixed
    # Each section takes from the room that is left: in this order, and the long one last.
    parts = [before, findings(page), picture, unknown(page), problems(page), packages(page), after]
    return "\n".join(part for part in parts if part)
