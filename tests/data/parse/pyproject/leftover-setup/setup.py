from setuptools import setup
print "old"
