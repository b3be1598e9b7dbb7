"""Tests repeat exactly: hypothesis draws the same cases each time (`--hypothesis-profile=default`
draws new ones), and no case is judged by the clock on the wall.
"""

from hypothesis import settings

settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.load_profile("repeatable")
