"""rollcall reading list, choose and undo: which reading of a plan's wording counts, decided into the log (practice B19)."""

from typing import Annotated, Any

import typer

from pipeline.commands.answers import AsJson, By, Home, Reason, answers, deciding, one_line, settings_of, who_decides
from pipeline.contract import Contracts, load
from pipeline.contract.indicator import Indicator
from pipeline.outputs.terminal import print_json, print_plain
from pipeline.settings import Settings, UserError
from pipeline.stores.approvals import check_open_within
from pipeline.stores.decision import CHOOSE, UNDO, ReadingDecision
from pipeline.stores.decisions import Decisions

app = typer.Typer(no_args_is_help=True, help="Say which reading of a plan's wording counts.")

BARE = "bare"  # the line itself, which has no name among its readings
Line = Annotated[
    str, typer.Argument(metavar="PLAN/INDICATOR", help="A line of a plan: the code of the plan and of the line.")
]


@app.command("list")
def list_(
    still_open: Annotated[
        bool, typer.Option("--open", help="Only lines among whose readings nothing chooses.")
    ] = False,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """The lines that may be read in several ways, and which reading counts."""
    with answers():
        settings = settings_of(home)
        found = [each for each in _lines(settings) if not (still_open and each["chosen"])]
        if as_json:
            print_json({"lines": found})
        else:
            _show(found)


@app.command()
def choose(
    line: Line,
    reading: Annotated[str, typer.Argument(help=f"The reading that counts; {BARE} for the line itself.")],
    reason: Reason,
    document: Annotated[str, typer.Option("--document", help="The document by which it was decided: name or number.")],
    by: By = None,
    home: Home = None,
) -> None:
    """Let one reading of a line count; the others keep their values and lose their status."""
    with answers(), deciding(home) as settings:
        contracts, log = load(settings.contracts), Decisions(settings.home)
        plan, each = _line(contracts, line)
        known = [BARE, *(way.name for way in each.readings)]
        if reading not in known:
            raise UserError(f"{line} has no reading {reading}. It has: {', '.join(known)}.")
        _check_open(contracts, log, plan)
        log.add_on_reading(
            who_decides(by),
            CHOOSE,
            one_line(reason, "--reason"),
            (plan, each.code),
            reading=None if reading == BARE else reading,
            document=one_line(document, "--document"),
        )


@app.command()
def undo(line: Line, reason: Reason, by: By = None, home: Home = None) -> None:
    """Take the choice back: the plan's own word stands again."""
    with answers(), deciding(home) as settings:
        plan, _, code = line.partition("/")
        log = Decisions(settings.home)
        if (plan, code) not in log.readings():
            raise UserError(f"Nothing was decided on the readings of {line}. See: rollcall reading list")
        _check_open(load(settings.contracts), log, plan)
        log.add_on_reading(
            who_decides(by), UNDO, one_line(reason, "--reason"), (plan, code), reading=None, document=None
        )


def _line(contracts: Contracts, line: str) -> tuple[str, Indicator]:
    """A line of a plan with several readings; UserError says what there is."""
    plan, _, code = line.partition("/")
    if plan not in contracts.plan_codes():
        raise UserError(f"There is no plan {plan}. Plans: {', '.join(contracts.plan_codes())}.")
    lines = {each.code: each for each in contracts.plan(plan).indicators if each.readings}
    if code not in lines:
        raise UserError(
            f"{plan} has no line {code or '…'} with several readings. It has: {', '.join(lines) or 'none'}."
        )
    return plan, lines[code]


def _check_open(contracts: Contracts, log: Decisions, plan: str) -> None:
    """Raise PeriodApproved where figures of the plan's area are approved; a plan that is gone has none."""
    if plan in contracts.plan_codes():
        check_open_within(log, contracts.areas, contracts.plan(plan).area)


def _lines(settings: Settings) -> list[dict[str, Any]]:
    """Every line with several readings, and those of which a reading was decided on that there is no longer."""
    contracts, decided = load(settings.contracts), Decisions(settings.home).on_readings()
    found = []
    for code in contracts.plan_codes():
        for each in contracts.plan(code).indicators:
            decision = decided.pop((code, each.code), None)
            readings = {BARE: each.definition, **{way.name: way.definition for way in each.readings}}
            is_in_force = decision is not None and (decision.reading or BARE) in readings
            if not (each.readings or decision):
                continue
            found.append(
                {
                    "line": f"{code}/{each.code}",
                    "name": each.name,
                    "source_words": each.source.words,
                    "readings": readings,
                    "chosen": (decision.reading or BARE) if is_in_force else BARE if each.choice == "printed" else None,
                    "decided": _said(decision),
                    "is_lapsed": decision is not None and not is_in_force,
                }
            )
    lapsed = [
        {
            "line": "/".join(line),
            "name": "",
            "source_words": "",
            "readings": {},
            "chosen": None,
            "decided": _said(decision),
            "is_lapsed": True,
        }
        for line, decision in decided.items()
    ]
    return [*found, *lapsed]


def _said(decision: ReadingDecision | None) -> dict[str, Any] | None:
    if decision is None:
        return None
    return {"reading": decision.reading or BARE, "who": decision.who, "at": decision.at, "document": decision.document}


def _show(lines: list[dict[str, Any]]) -> None:
    for each in lines:
        decided = each["decided"]
        how = f"decided by {decided['who']}, {decided['at']}, {decided['document']}" if decided else "as printed"
        print_plain(f"{each['line']} {each['name']}  “{each['source_words']}”  {how if each['chosen'] else '待定口径'}")
        if each["is_lapsed"]:
            print_plain(
                f"    WITHOUT EFFECT: {decided['reading']} was decided on and stands in the plan no longer; "
                f"rollcall reading undo {each['line']} --reason …"
            )
        for name, definition in each["readings"].items():
            print_plain(f"  {'✓' if name == each['chosen'] else ' '} {name}  {definition}")
        if not each["chosen"] and each["readings"]:
            print_plain(f"    decide: rollcall reading choose {each['line']} READING --document … --reason …")
    if not lines:
        print_plain("No line waits for a decision on its reading.")
