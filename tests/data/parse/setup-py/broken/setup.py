from setuptools import setup
print "Python 2"
setup(name="old")
