"""The keyed name of a patient: member ids never leave the fold in clear."""

import hashlib
import hmac

LOCAL_KEY = b"radonc-local-development-key"


def patient_key(payer: str, member_id: str, key: bytes) -> str:
    """Hash payer and member id under `key` to 32 hex characters (HMAC-SHA256). Upper and lower case are one member."""
    message = f"{payer}\x1f{member_id.strip().upper()}".encode()
    return hmac.new(key, message, hashlib.sha256).hexdigest()[:32]
