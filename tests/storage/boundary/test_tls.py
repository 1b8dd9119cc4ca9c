"""Off this machine a connection is encrypted and the server's certificate is checked."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from hitl_app.domain.errors import Refused
from hitl_app.storage import open_store
from hitl_app.storage.postgres.install import init
from hitl_app.storage.postgres.people import add_person
from tests.servers.postgres import Cluster, give
from tests.storage.boundary.certificates import Authority, authority

HOST = "plant.test"
PASSWORD = "a word of passage"  # noqa: S105  # of a server that lives for the test


@dataclass(frozen=True)
class Plant:
    """A server with a certificate, reached as if it were another machine."""

    cluster: Cluster
    trusted: Authority
    folder: Path

    def address(self, name: str, **more: object) -> str:
        where = {"hostaddr": self.cluster.host, "port": self.cluster.port, **more}
        given = "&".join(f"{key}={value}" for key, value in where.items())
        return f"postgresql://{name}@{HOST}/plates?{given}"


@pytest.fixture(scope="module")
def plant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Plant]:
    folder = tmp_path_factory.mktemp("certificates")
    with Cluster() as running:
        running.create_database("plates")
        init(running.url("plates"))
        add_person(running.url("plates"), "Anna", "inspector", PASSWORD)
        add_person(running.url("plates"), "Ben", "inspector", None)
        signer = authority()
        secure(running, signer)
        yield Plant(running, signer, folder)


def secure(cluster: Cluster, signer: Authority) -> None:
    """Give the server a certificate; Ben signs in with one of his own."""
    inside = cluster.folder
    certificate, key = signer.certify(HOST, inside, host=True)
    root, rules = signer.root(inside), inside / "rules.conf"
    rules.write_text(
        "hostssl all Ben 127.0.0.1/32 cert\nhost all all 127.0.0.1/32 scram-sha-256\n", "utf-8"
    )
    for path in (certificate, key, root, rules):
        give(path)
    settings = {
        "ssl": "on",
        "ssl_cert_file": certificate,
        "ssl_key_file": key,
        "ssl_ca_file": root,
        "hba_file": rules,
    }
    with psycopg.connect(cluster.url("postgres"), autocommit=True) as connection:
        for name, value in settings.items():
            connection.execute(f"ALTER SYSTEM SET {name} = '{value}'".encode())
    cluster.stop()
    cluster.start()


def test_that_a_server_whose_certificate_is_trusted_lets_in_encrypted(plant: Plant) -> None:
    root = plant.trusted.root(plant.folder)
    store = open_store(plant.address("Anna", sslrootcert=root), password=PASSWORD)
    assert store.signed_in == "Anna"
    with psycopg.connect(plant.cluster.url("plates")) as connection:
        used = connection.execute(
            "SELECT s.ssl FROM pg_stat_ssl s JOIN pg_stat_activity a USING (pid) "
            "WHERE a.usename = 'Anna'"
        ).fetchall()
    store.close()
    assert used == [(True,)]


def test_that_a_person_signs_in_with_a_certificate_and_no_password(plant: Plant) -> None:
    root = plant.trusted.root(plant.folder)
    certificate, key = plant.trusted.certify("Ben", plant.folder)
    address = plant.address("Ben", sslrootcert=root, sslcert=certificate, sslkey=key)
    store = open_store(address)
    assert store.signed_in == "Ben"
    store.close()


def test_that_a_certificate_of_a_stranger_is_refused_in_words(plant: Plant) -> None:
    strange = authority().root(plant.folder)
    with pytest.raises(Refused, match=r"could not be secured .*sslrootcert"):
        open_store(plant.address("Anna", sslrootcert=strange), password=PASSWORD)


def test_that_a_certificate_nobody_named_is_not_trusted(plant: Plant) -> None:
    with pytest.raises(Refused, match="could not be secured"):
        open_store(plant.address("Anna"), password=PASSWORD)


def test_that_another_host_with_a_good_certificate_is_refused(plant: Plant) -> None:
    root = plant.trusted.root(plant.folder)
    address = plant.address("Anna", sslrootcert=root).replace(HOST, "other.test")
    with pytest.raises(Refused, match="could not be secured"):
        open_store(address, password=PASSWORD)


def test_that_a_server_without_encryption_is_refused(cluster: Cluster) -> None:
    address = f"postgresql://Anna@{HOST}/postgres?hostaddr={cluster.host}&port={cluster.port}"
    with pytest.raises(Refused, match="could not be secured"):
        open_store(address, password=PASSWORD)
