"""A workspace on a server is brought up to date over what an earlier version installed."""

from collections.abc import Callable

import psycopg
import pytest

from hitl_app.domain.errors import Refused
from hitl_app.storage import open_store
from hitl_app.storage.postgres.install import init
from hitl_app.storage.postgres.people import add_person
from hitl_app.workflow.ports import Verification
from tests.servers.postgres import Cluster

PASSWORD = "a word of passage"  # noqa: S105  # of a server that lives for the test


@pytest.fixture
def workspace(cluster: Cluster, database: Callable[..., str]) -> str:
    name = database()
    init(cluster.url(name))
    add_person(cluster.url(name), "Chief", "supervisor", PASSWORD)
    return name


def ask(cluster: Cluster, name: str, *statements: str) -> None:
    with psycopg.connect(cluster.url(name), autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())


@pytest.mark.parametrize("first", ["now_ms()", "digest_text(text)", "acts_as(text)"])
def test_that_functions_are_laid_anew_in_whatever_order_they_stand(
    cluster: Cluster, workspace: str, first: str
) -> None:
    ask(
        cluster,
        workspace,
        "UPDATE hitl.installed SET operations = 'of an earlier version'",
        f"DROP FUNCTION hitl.{first} CASCADE",
    )
    done = init(cluster.url(workspace))
    assert any("operations were installed" in each for each in done)
    store = open_store(cluster.url(workspace, "Chief", PASSWORD))
    verdict = next(each for each in store.verify() if isinstance(each, Verification))
    store.close()
    assert verdict.problems == ()


def test_that_a_program_of_another_version_is_sent_to_whoever_keeps_the_server(
    cluster: Cluster, workspace: str
) -> None:
    ask(cluster, workspace, "UPDATE hitl.installed SET operations = 'of an earlier version'")
    with pytest.raises(Refused, match="hitl-app server init"):
        open_store(cluster.url(workspace, "Chief", PASSWORD))
