"""Tests repeat exactly: hypothesis draws the same cases each time (`--hypothesis-profile=default`
draws new ones), no case is judged by the clock on the wall, and no engine recognises letters unless
a test asks for one, so that they pass with and without the extra `ocr`.
"""

import os

from hypothesis import settings

os.environ["TEXTKIT_OCR"] = "off"

settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.load_profile("repeatable")
