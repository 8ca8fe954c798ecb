"""Signatures of this installation over what it wrote itself, by a key that only the holder of the county's key has."""

import hashlib

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from wuzhi.trust.vault import county_key


def _signing_key(purpose: str) -> Ed25519PrivateKey:
    derived = HKDF(SHA256(), 32, salt=None, info=f"wuzhi signing {purpose}".encode())
    return Ed25519PrivateKey.from_private_bytes(derived.derive(county_key()))


def sign(purpose: str, content: bytes) -> str:
    """Ed25519 over the content, as hex; each purpose has a key of its own."""
    return _signing_key(purpose).sign(hashlib.sha256(content).digest()).hex()


def is_signed(purpose: str, content: bytes, signature: str) -> bool:
    """Whether this installation signed exactly this content."""
    try:
        key = _signing_key(purpose).public_key()
        key.verify(bytes.fromhex(signature), hashlib.sha256(content).digest())
    except (InvalidSignature, ValueError):
        return False
    return True
