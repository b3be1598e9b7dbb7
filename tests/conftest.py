"""Tests repeat exactly: hypothesis draws the same cases each time (`--hypothesis-profile=default`
draws new ones).
"""

from hypothesis import settings

settings.register_profile("repeatable", derandomize=True)
settings.load_profile("repeatable")
