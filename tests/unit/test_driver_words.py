"""The stable words of the wire contract as words for people (M7)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import get_args

import pytest

from shared.domain import words
from shared.domain.cp import CpState
from shared.domain.engine import EngineState
from shared.domain.reasons import CancelReason, Denial, EndReason, Refusal
from shared.messages.records import SessionWord, Step
from shared.protocol.dialogue import RefusalReason


@pytest.mark.parametrize(
    ("text", "known"),
    [
        (words.denial_text, Denial),
        (words.end_text, EndReason),
        (words.cancel_text, CancelReason),
        (words.cp_state_text, CpState),
        (words.engine_state_text, EngineState),
        (words.refusal_text, [*RefusalReason, *Refusal]),
        (words.step_text, [*get_args(Step), *get_args(SessionWord)]),
    ],
)
def test_every_stable_word_has_its_text_and_an_unknown_one_stays(
    text: Callable[[str], str], known: Iterable[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(words, "translate", lambda _context, source: f"<{source}>")
    assert [word for word in known if not text(word).startswith("<")] == []
    assert text("of_the_future") == "of_the_future"
