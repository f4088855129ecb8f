"""What an authenticator app does, as RFC 6238 has it: the standard library's, not allauth's."""

import base64
import hmac
import struct
import time


def code_at(secret: str, moment: float | None = None) -> str:
    counter = int((time.time() if moment is None else moment) // 30)
    digest = hmac.digest(base64.b32decode(secret), struct.pack(">Q", counter), "sha1")
    start = digest[-1] & 15
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"
