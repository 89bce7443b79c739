"""Where a planted defect is looked for; knows no test."""

import pytest

on_one_database = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""Marks a test that tries a check and not what it checks, or whose thousands of answers no database can change."""
