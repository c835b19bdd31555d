"""Records that break a rule: they are skipped, counted and shown with it, and change nothing (B2)."""

from __future__ import annotations

from shared.runtime.text import translate
from shared.store.rows import SupplyRow


class Rejected(Exception):
    """A record breaks a rule; its text is the rule."""


class Unknown(Rejected):
    """A record is about somebody whom this CENTRAL does not know."""


def out_of_order(kind: str, row: SupplyRow) -> Rejected:
    """A record of ``kind`` came that the state of its supply does not allow."""
    rule = translate("Rule", "{kind} out of order: the supply is '{state}'")
    return Rejected(rule.format(kind=kind, state=row.state))
