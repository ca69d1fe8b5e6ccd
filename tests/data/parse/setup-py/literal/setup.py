"""Never run: a run would end here."""

import os

from setuptools import find_packages, setup

raise SystemExit(os.getcwd())

BASE = ["atlas-tiles>=2,<3", "tide_tables[charts]==1.4.0"]
WEB: list[str] = ["flask~=3.0"]
EXTRAS = {
    "web": WEB,
    "docs": """
        sphinx  # of course
        furo
    """,
}
about = dict(name="harbour-plan", python_requires=">=3.9")

if __name__ == "__main__":
    setup(
        packages=find_packages(),
        install_requires=BASE + ["own-router @ git+https://git.example.org/team/own-router"],
        extras_require={**EXTRAS, "all": [*WEB, "harbour-plan[docs]"]},
        setup_requires=["wheel"],
        tests_require=("pytest", f"{'py'}test-cov"),
        **about,
    )
