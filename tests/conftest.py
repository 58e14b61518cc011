"""Fixtures shared by all tests: a real PostgreSQL with the real migrations, the application, and people who use it.

One server a test process (the embedded one, or TEST_DATABASE_URL), migrated once into a template database; every test
that asks for `database_url` gets a copy of its own, so tests commit as the product does and never see each other.
"""

from hypothesis import HealthCheck, settings

# A run on a slow machine, or on another day, tries what every run tries.
settings.register_profile("tabiji", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("tabiji")

pytest_plugins = ("tests.fixtures.database", "tests.fixtures.api", "tests.fixtures.journeys")
