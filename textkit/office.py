"""The commands of an office: what is due, what is covered, what was reached, what was decided."""

from __future__ import annotations
