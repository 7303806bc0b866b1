"""Who signed the figures of which area and period, what stands in the way of the next signature, and the signature into the log.

What is signed are the figures of the current release, under one signature (the table period_signature); practice D36 and E45.
"""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from pipeline.conformer import Conformer
from pipeline.model import release_inputs
from pipeline.settings import AnswerIsNo, Settings, UserError
from pipeline.stores.approvals import PREPARER, ROLES, signed
from pipeline.stores.decision import APPROVE, REOPEN, ApprovalDecision
from pipeline.stores.decisions import Decisions
from pipeline.stores.releases import current, open_release, read_manifest, rows
from pipeline.text import folded

LIST = "rollcall period list"
_PERIODS = """
    select signed.*, area.name_zh as area_name
    from period_signature as signed left join dim_area as area using (area_code)
    order by area_code, period desc
"""
_UNEXPLAINED = """
    select area_code, value.period, stated.figure_id, stated.fact_id
    from stated_counted as stated join indicator_value as value using (figure_id, area_code)
    where verdict = '不一致' and difference_reason is null
    order by all
"""


class NotSigned(AnswerIsNo):
    """A signature that practice D36 does not allow."""


@dataclass(frozen=True)
class Signing:
    """The areas and periods of the current release and the log of who signed them; NoRelease where there is none."""

    settings: Settings
    release: Path
    log: Decisions

    @classmethod
    def of(cls, settings: Settings) -> "Signing":
        return cls(settings, current(settings.home), Decisions(settings.home))

    def document(self) -> list[dict[str, Any]]:
        """One dictionary for each area and period that has figures or signatures."""
        return [self._entry(*place) for place in [*self._periods, *(self._signed.keys() - self._periods.keys())]]

    def approve(self, area: str, period: str, role: str, reason: str, who: str) -> None:
        """Write that somebody signs the figures in a role; NotSigned says why not, UserError where there are none."""
        if role not in ROLES:
            raise UserError(f"--as is {', '.join(ROLES)}, not {role}.")
        place = area, period
        found = self._periods.get(place)
        if not (found and found["figure_count"]):
            raise UserError(f"The current release has no figures of {area} {period}. What it has: {LIST}")
        if not self._is_of_today:
            raise NotSigned("What is known has changed since the current release was made. First: rollcall run")
        self._check_turn(place, role, who)
        if obstacles := self._obstacles(place):
            raise NotSigned("\n".join((f"{area} {period} cannot be signed:", *obstacles)))
        self.log.add_on_period(
            who,
            APPROVE,
            reason,
            place,
            role=role,
            release_id=self.release.name,
            signature=found["signature"],
            received=max(receipt[-1] for receipt in self._inputs["deliveries"]),
        )

    def reopen(self, area: str, period: str, reason: str, who: str) -> None:
        """Write that no signature of an area and period holds any longer; UserError where nothing is signed."""
        if (area, period) not in self._signed:
            raise UserError(f"Nobody has signed {area} {period}, so there is nothing to reopen. What is signed: {LIST}")
        self.log.add_on_period(who, REOPEN, reason, (area, period))

    def _check_turn(self, place: tuple[str, str], role: str, who: str) -> None:
        """Preparer, reviewer, approver, three accounts, the same figures; whoever prepares anew begins anew."""
        signatures, name = self._signed.get(place, []), " ".join(place)
        if len(signatures) == len(ROLES):
            raise NotSigned(f"{name} is approved. To sign it anew: rollcall period reopen {name} --reason …")
        has_changed = self._has_changed(place)
        if role == PREPARER and signatures and not has_changed:
            raise NotSigned(f"{signatures[0].who} signed {name} as preparer. Next is the {ROLES[len(signatures)]}.")
        if role == PREPARER:
            return
        if has_changed:
            raise NotSigned(
                f"The figures of {name} changed since {signatures[0].who} signed them as preparer. The preparer begins anew: "
                f"rollcall period approve {name} --as preparer --reason …"
            )
        if role != ROLES[len(signatures)]:
            raise NotSigned(f"Next to sign {name} is the {ROLES[len(signatures)]}, not the {role}.")
        if before := next((each for each in signatures if folded(each.who) == folded(who)), None):
            raise NotSigned(f"{who} signed {name} as {before.role}: each of {', '.join(ROLES)} is another account.")

    def _entry(self, area: str, period: str) -> dict[str, Any]:
        found, signatures = self._periods.get((area, period), {}), self._signed.get((area, period), [])
        return {
            "area_code": area,
            "area_name": found.get("area_name"),
            "period": period,
            "figures": found.get("figure_count", 0),
            "with_value": found.get("value_count", 0),
            "approval": found.get("approval"),
            "signed": [{name: getattr(each, name) for name in ("role", "who", "at", "reason")} for each in signatures],
            "in_the_way": [*self._state((area, period)), *self._obstacles((area, period))],
        }

    def _state(self, place: tuple[str, str]) -> list[str]:
        """What has to be done before the signatures say something of the current release."""
        is_approved = len(self._signed.get(place, [])) == len(ROLES)
        if self._has_changed(place):
            way = f"reopen {' '.join(place)}" if is_approved else f"approve {' '.join(place)} --as preparer"
            return [f"changed since it was signed: rollcall period {way} --reason …"]
        is_published = place in self._periods and self._periods[place]["approval"] == "审定数"
        if not self._is_of_today or is_approved != is_published:
            return ["what is known or decided is not in the current release yet: rollcall run"]
        return []

    def _obstacles(self, place: tuple[str, str]) -> list[str]:
        """What keeps figures from being signed whoever signs them."""
        if not self._periods.get(place, {}).get("value_count"):
            return ["none of its figures has a value"]
        return [
            f"{each['figure_id']} differs from {each['fact_id']}: rollcall difference explain {each['figure_id']} "
            f"{each['fact_id']} --kind … --reason …"
            for each in self._unexplained
            if (each["area_code"], each["period"]) == place
        ]

    def _has_changed(self, place: tuple[str, str]) -> bool:
        """Whether the figures are others than those that were signed."""
        signatures = self._signed.get(place)
        return bool(signatures) and signatures[0].signature != self._periods.get(place, {}).get("signature")

    @cached_property
    def _is_of_today(self) -> bool:
        """Whether the release is of what is known now; an approval since then changes no figure, a reopening lets others count."""
        now = release_inputs(Conformer.of(self.settings))
        (then_approved, then), (now_approved, now) = _apart(self._inputs), _apart(now)
        return then == now and then_approved <= now_approved

    @cached_property
    def _inputs(self) -> dict[str, Any]:
        return read_manifest(self.release)["inputs"]

    @cached_property
    def _signed(self) -> dict[tuple[str, str], list[ApprovalDecision]]:
        return signed(self.log.all())

    @cached_property
    def _periods(self) -> dict[tuple[str, str], dict[str, Any]]:
        return {(each["area_code"], each["period"]): each for each in self._ask(_PERIODS)}

    @cached_property
    def _unexplained(self) -> list[dict[str, Any]]:
        return self._ask(_UNEXPLAINED)

    def _ask(self, query: str) -> list[dict[str, Any]]:
        with open_release(self.release) as connection:
            return rows(connection, query)


def _apart(inputs: dict[str, Any]) -> tuple[set[tuple[Any, ...]], dict[str, Any]]:
    """The approvals among what a release is made of, and the rest."""
    decisions = dict(inputs["decisions"])
    approved = {tuple(each) for each in decisions.pop("approvals")}
    return approved, inputs | {"decisions": decisions}
