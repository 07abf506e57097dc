"""Interfaces that answer in JSON: records of one page or of many, read as figures."""

from __future__ import annotations

from tracker.sources.json_api.connector import JsonApi

__all__ = ["JsonApi"]
