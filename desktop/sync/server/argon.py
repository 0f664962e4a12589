"""Hashes of passwords (Argon2id), a few at a time: each takes 64 MiB while it is computed."""

import os
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import BoundedSemaphore, Lock
from typing import Final

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from desktop.rules.trouble import Trouble

_SALT: Final = 16
_LENGTH: Final = 32


class TooBusy(Trouble):
    """So many sign in at once that this one would wait too long."""

    def __init__(self, seconds: int) -> None:
        super().__init__(
            "Máy chủ đang có nhiều người đăng nhập cùng lúc nên chưa xét được lần này. "
            f"Không có gì bị thay đổi. Chờ {seconds} giây rồi đăng nhập lại."
        )
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class Cost:
    """What one guess of a password costs."""

    memory_kib: int = 64 * 1024
    iterations: int = 3
    lanes: int = 1


class Argon:
    """Computes and compares; one for a process, so that its memory has a bound."""

    def __init__(
        self, cost: Cost | None = None, *, at_once: int = 1, patience: float = 20.0
    ) -> None:
        """``patience`` is how many seconds a sign-in waits for its turn."""
        self._cost = cost or Cost()
        self._turns = BoundedSemaphore(at_once)
        self._patience = patience
        self._of_nobody = ""
        self._making = Lock()

    def hash(self, password: str) -> str:
        """The hash as PHC text, with a salt of its own; raises TooBusy."""
        kdf = Argon2id(
            salt=os.urandom(_SALT),
            length=_LENGTH,
            iterations=self._cost.iterations,
            lanes=self._cost.lanes,
            memory_cost=self._cost.memory_kib,
        )
        with self._turn():
            return kdf.derive_phc_encoded(_bytes(password))

    def fits(self, password: str, phc: str | None) -> bool:
        """Whether the hash is of that password; for nobody (None) it takes as long. Raises TooBusy.

        So the time of an answer does not tell which accounts there are.
        """
        compared = phc or self._nobody()
        with self._turn():
            try:
                Argon2id.verify_phc_encoded(_bytes(password), compared)
            except InvalidKey:
                return False
        return phc is not None

    def _nobody(self) -> str:
        with self._making:
            if not self._of_nobody:
                self._of_nobody = self.hash(os.urandom(_SALT).hex())
        return self._of_nobody

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self._turns.acquire(timeout=self._patience):
            raise TooBusy(max(1, round(self._patience)))
        try:
            yield
        finally:
            self._turns.release()


def _bytes(password: str) -> bytes:
    """As the client wraps its file's key: typed with any input method, it is one password."""
    return unicodedata.normalize("NFC", password).encode()
