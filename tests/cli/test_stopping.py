"""Ctrl+C is heeded even where the exception that it raises gets lost."""

import signal

import pytest

from desktop.cli.stopping import heed, stoppable


def test_what_was_lost_in_a_callback_is_heeded_at_the_next_step():
    before = signal.getsignal(signal.SIGINT)
    with stoppable():
        heed()
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)  # and somebody swallows it
        with pytest.raises(KeyboardInterrupt):
            heed()
    heed()  # the next job knows nothing of it
    assert signal.getsignal(signal.SIGINT) is before
