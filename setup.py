from setuptools import setup

setup(name="fanpin_app")
