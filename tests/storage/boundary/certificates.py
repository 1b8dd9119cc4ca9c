"""Certificates for a server and for people, made for one test."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
LASTING = timedelta(days=36_500)


@dataclass(frozen=True)
class Authority:
    """Whoever signs certificates."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    def root(self, folder: Path) -> Path:
        """Write down whom to trust."""
        return _written(folder / "root.crt", self.certificate)

    def certify(self, name: str, folder: Path, *, host: bool = False) -> tuple[Path, Path]:
        """Make certificate and key of a server or of a person; returns both files."""
        key = ec.generate_private_key(ec.SECP256R1())
        builder = _named(name, self.certificate.subject, key)
        if host:
            builder = builder.add_extension(
                x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False
            )
        certificate = builder.sign(self.key, hashes.SHA256())
        secret = folder / f"{name}.key"
        secret.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        secret.chmod(0o600)
        return _written(folder / f"{name}.crt", certificate), secret


def authority() -> Authority:
    """Make somebody who signs."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name("authority of the test")
    builder = _named("authority of the test", name, key).add_extension(
        x509.BasicConstraints(ca=True, path_length=None), critical=True
    )
    return Authority(key, builder.sign(key, hashes.SHA256()))


def _named(
    name: str, issuer: x509.Name, key: ec.EllipticCurvePrivateKey
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(_name(name))
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(BEGAN)
        .not_valid_after(BEGAN + LASTING)
    )


def _name(words: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, words)])


def _written(path: Path, certificate: x509.Certificate) -> Path:
    path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    return path
