import sys

import setuptools

needs = ["timetable"]
if sys.version_info < (3, 11):
    needs.append("tomli")

if sys.platform == "win32":
    extras = {"maps": ["atlas-tiles"]}
else:
    extras = {}


def read(name):
    with open(name) as file:
        return file.read().splitlines()


setuptools.setup(
    name="night-bus",
    install_requires=needs,
    extras_require=extras,
    tests_require=read("requirements.txt") + ["pytest"],
)
