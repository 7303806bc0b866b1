"""The words and digits of what is printed: fates and findings; a figure's target, value, attainment, status, remarks.

Numbers are rounded for display only, and never up to a bound that was not reached. What they are worth must not be
decided here.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Any
from unicodedata import east_asian_width

from pipeline.contract.indicator import Indicator
from pipeline.contract.plan import Plan
from pipeline.text import sealed_words, status_words

Figure = Mapping[str, Any]  # a row of indicator_value

MOST_DECIMALS = 4
HUNDRED = Decimal(100)
NOTHING = "—"
PRELIMINARY, APPROVED = "初步数", "审定数"
FATES = {"accepted": "已接收", "held": "待确认", "rejected": "退回"}
SEVERITIES = {"reject": "退回", "hold": "待确认", "quarantine": "退回核实", "warn": "问题"}  # the gravest first


def shown(value: Decimal, decimals: int, below: Decimal | None = None) -> Decimal:
    """A number as displayed, half up; as long as it has not reached ``below`` it takes the decimals that show so."""
    for places in range(decimals, MOST_DECIMALS + 1):
        rounded = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
        if below is None or rounded < below:
            return rounded
    last = Decimal(1).scaleb(-MOST_DECIMALS)
    return min(value.quantize(last, ROUND_FLOOR), below - last)


def number_and_name(figure: Figure) -> tuple[str, str]:
    """序号 and 指标; another reading has no number of its own and stands under its indicator."""
    if figure["reading"] is None:
        return figure["indicator_code"].lstrip("0"), figure["indicator_name"]
    return "", f"　另一口径:{figure['definition_zh'].rstrip('。')}"  # the indicator's own name may contradict it


def approval_of(figures: Iterable[Figure]) -> str:
    """初步数 or 审定数 of what stands together; where only some areas are approved it is 初步数 and says which are."""
    areas: dict[str, set[str]] = {PRELIMINARY: set(), APPROVED: set()}
    for figure in figures:
        areas[figure["approval"]].add(figure["area_name"])
    if not areas[APPROVED]:
        return PRELIMINARY
    if not areas[PRELIMINARY]:
        return APPROVED
    return f"{PRELIMINARY}({'、'.join(sorted(areas[APPROVED] - areas[PRELIMINARY]))}为{APPROVED})"


def target(indicator: Indicator, figure: Figure) -> str:
    """The target with its year, and the operator only where the document prints it; of a range both ends."""
    if figure["target"] is None:
        return NOTHING
    is_printed = indicator.target is not None and indicator.target.printed and figure["target_upper"] is None
    operator = {">=": "≥", "<=": "≤"}.get(figure["operator"], figure["operator"]) if is_printed else ""
    deadline: date = figure["deadline"]
    return f"{operator}{figure['target_zh']}({deadline.year})"


def responsible(plan: Plan, indicator: Indicator, figure: Figure) -> str:
    """The bodies that lead on the date of the figure; today's where it has none."""
    day = figure["as_of_date"] or date.max
    bodies = indicator.responsible or plan.responsible
    leading = [each.name for each in bodies if each.role == "牵头" and each.is_valid_on(day)]
    return "、".join(leading) or NOTHING


def present_value(figure: Figure) -> Decimal | str:
    """No decimals for a sum, two for a share. Not all of a share is printed while some units have not reported."""
    value, bound, attained = figure["value"], figure["target"], figure["attained_pct"]
    if value is None or (figure["unit"] == "%" and value >= HUNDRED and _is_incomplete(figure)):
        return NOTHING
    is_short = bound is not None and (value < bound or (attained is not None and attained < HUNDRED))
    return shown(value, 0 if value == int(value) and figure["statistic"] == "sum" else 2, bound if is_short else None)


def attainment(figure: Figure) -> Decimal | str:
    """完成率 in percent."""
    attained = figure["attained_pct"]
    return NOTHING if attained is None else shown(attained, 1, HUNDRED if attained < HUNDRED else None)


def status(figure: Figure) -> str:
    """The status, with its reason where it could not be assessed; a binding target that lags is an alert (practice E40)."""
    return status_words(figure["status"], figure["status_reason"], figure["target_type"])


def remarks(figure: Figure) -> str:
    """Definition, note and the document's own words, what contradicts them, what is due by now or missing, the denominator's source,
    and how much of the area has reported."""
    parts = [figure["definition_zh"]]
    if figure["reading"] is None:  # the lines of other readings stand below, and would only say it again
        parts += [figure["note_zh"], f"原文“{figure['source_words_zh']}”"]
        if figure["contradiction_zh"]:
            parts.append(f"文件矛盾 {figure['contradiction_zh']}")
    parts.append(sealed_words(figure["sealed_row_count"]))
    if figure["unit_minimum"] is not None:
        parts.append(f"最低单位 {digits(figure['unit_minimum'])}")
    if figure["needs_zh"]:
        parts.append(f"须报送 {figure['needs_zh']}")
    if figure["status"] in ("符合进度", "滞后"):
        parts.append(f"时序应达值 {digits(shown(figure['on_schedule_value'], MOST_DECIMALS))}")
    if figure["denominator_as_of"]:
        source = f",{figure['denominator_source']}" if figure["denominator_source"] else ""
        parts.append(f"分母时点 {figure['denominator_as_of']}{source}")
    if _is_incomplete(figure):
        parts.append(f"覆盖 {shown(figure['coverage_pct'], 1, HUNDRED)}%")
    return "；".join(part.rstrip("。；") for part in parts if part).replace("。；", "；")


def digits(number: Decimal) -> str:
    """A number as a document prints it: no zeros that say nothing."""
    text = f"{number:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def line_count(text: str, width: int) -> int:
    """Lines of a wrapped text, for programs that grow no row by themselves. A Chinese character is two others wide."""
    return -(-sum(2 if east_asian_width(character) in "WF" else 1 for character in text) // (width - 2)) or 1


def _is_incomplete(figure: Figure) -> bool:
    return figure["coverage_pct"] is not None and figure["coverage_pct"] < HUNDRED
