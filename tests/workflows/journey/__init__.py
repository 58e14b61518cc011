"""Tests of the pure core.

With the coverage it must keep: pytest tests/workflows/journey --cov=workflows.journey --cov-fail-under=100
"""
