"""HTTP that does not wait for ever for a request's head: whoever sends none in time is let go."""

import asyncio
from typing import Final

from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

PATIENCE: Final = 20.0  # seconds
FAREWELL: Final = 1.0


class Protocol(H11Protocol):
    """Uvicorn's own, with a limit to the time between a head's first byte and its last one.

    Bodies have theirs where they are read, and the time between two requests is uvicorn's
    ``timeout_keep_alive``.
    """

    _limit: asyncio.TimerHandle | None = None
    _is_ending = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._wait_for_head()

    def data_received(self, data: bytes) -> None:
        if self._limit is None and self._is_between_requests():
            self._wait_for_head()
        super().data_received(data)
        if not self._is_between_requests():
            self._stop_waiting()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        super().connection_lost(exc)

    def shutdown(self) -> None:
        """At the end of the server a client is told so, and not waited for.

        It would answer only when it next reads: asyncio waits half a minute for that.
        """
        self._is_ending = True
        super().shutdown()
        if self._is_between_requests():
            self.loop.call_later(FAREWELL, self.transport.abort)

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self._is_ending:
            self.loop.call_later(FAREWELL, self.transport.abort)

    def _is_between_requests(self) -> bool:
        cycle: RequestResponseCycle | None = self.cycle  # None until the first request
        return cycle is None or cycle.response_complete

    def _wait_for_head(self) -> None:
        self._limit = self.loop.call_later(PATIENCE, self._give_up)

    def _stop_waiting(self) -> None:
        if self._limit is not None:
            self._limit.cancel()
            self._limit = None

    def _give_up(self) -> None:
        self._limit = None
        if self._is_between_requests():
            self.transport.close()
