"""What tests do to a database from outside: lock it, and read all that is in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import MetaData, create_engine, inspect, select, text
from sqlalchemy.engine import Connection


@contextmanager
def opened(url: str) -> Iterator[Connection]:
    """A connection of its own; what is done in it is committed at the end."""
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


def rows(url: str, table: str) -> list[dict[str, Any]]:
    """All rows of a table."""
    with opened(url) as connection:
        return [dict(row) for row in connection.execute(text(f"SELECT * FROM {table}")).mappings()]


def dump(url: str) -> str:
    """Every value in the database, as text."""
    with opened(url) as connection:
        tables = MetaData()
        tables.reflect(connection)
        return "\n".join(
            f"{table.name} {[str(value) for value in row]}"
            for table in tables.sorted_tables
            for row in connection.execute(select(table))
        )


@contextmanager
def locked(url: str) -> Iterator[None]:
    """Another process holds all there is as long as the context lasts."""
    engine = create_engine(url)
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            connection.connection.driver_connection.isolation_level = None  # type: ignore[union-attr]
            connection.exec_driver_sql("BEGIN EXCLUSIVE")
        else:
            for table in inspect(connection).get_table_names():
                connection.exec_driver_sql(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
        yield
        connection.rollback()
    engine.dispose()
