from setuptools import setup

setup(install_requires=["timetable>=4"], setup_requires="wheel")
