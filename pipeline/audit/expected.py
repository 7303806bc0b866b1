"""What is expected of a candidate release: one number each, between bounds, with a sentence in Chinese and in English.

Only what Rollcall does not guarantee by itself: tables near those of the last release, columns as full, plans answered, figures covered.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pipeline.audit.candidate import CANDIDATE, LAST, SideBySide
from pipeline.contract import Contracts
from pipeline.contract.entity import Entity

TOPICS = {
    "rows": "Rows of each table, and rows that each measure counts, near the last release.",
    "distribution": "Rows of each fact spread over units and codes as in the last release.",
    "completeness": "Keys are there, columns as full as in the last release, each line of a plan answered.",
    "coverage": "Figures covered to the floor, and as far as in the last release.",
}
MOVERS = 2  # codes that are named where a distribution moved


@dataclass(frozen=True)
class Expected:
    """One expectation: `observed`, a number of the candidate, is not under `least` nor over `most`; None is open.

    `name` tells it from all others and begins with its kind; `topic` is one of TOPICS; `subject` a table, a column of one, or a plan,
    and `label` what that is called in Chinese; `before` is the same number of the last release; `note` says what moved, in names of
    contracts/ alone.
    """

    name: str
    topic: str
    subject: str
    label: str
    zh: str
    en: str
    observed: float
    least: float | None = None
    most: float | None = None
    before: float | None = None
    note: str = ""


def expectations(releases: SideBySide, contracts: Contracts) -> Iterator[Expected]:
    """Everything that is expected of a candidate; without a last release only what needs none."""
    bounds = contracts.settings["gate"]
    yield from _answered(releases, contracts)
    yield from _covered(releases, float(contracts.settings["figures"]["coverage_floor_pct"]))
    if releases.is_first:
        return
    yield from _near_last(releases, bounds)
    for fact in releases.facts():
        if fact in releases.columns[LAST]:
            yield from _like_last(releases, contracts, fact, bounds)
    most = float(bounds["coverage_fall_points"])
    for plan, fall, figure in releases.coverage_falls():
        yield Expected(
            f"coverage_kept {plan}",
            "coverage",
            plan,
            plan,
            f"{plan} 各指标的覆盖率比上次发布下降不超过 {most:g} 个百分点",
            f"no figure of {plan} lost more than {most:g} points of coverage",
            round(fall, 2),
            most=most,
            note=figure if fall > 0 else "",
        )


def _answered(releases: SideBySide, contracts: Contracts) -> Iterator[Expected]:
    """Keys of facts, and lines of plans."""
    for fact in releases.facts():
        entity = contracts.entities.get(fact.removeprefix("fct_"))
        label = _label(releases, fact)
        keys = ["unit_code", "period", *(["person_key"] if entity and entity.has_persons else [])]
        yield Expected(
            f"keys {fact}",
            "completeness",
            fact,
            label,
            f"{label} 每行都有填报单位、报告期{'和人员' if len(keys) > 2 else ''}",
            f"every row of {fact} has {', '.join(keys)}",
            releases.rows_without(fact, keys),
            most=0,
        )
    for plan, lines in releases.lines_without_answer().items():
        yield Expected(
            f"lines {plan}",
            "completeness",
            plan,
            plan,
            f"{plan} 每条指标都有数值,或写明无法评估的原因",
            f"every line of {plan} has a figure or the reason why it has none",
            lines,
            most=0,
        )


def _covered(releases: SideBySide, floor: float) -> Iterator[Expected]:
    for plan, period, coverage in releases.newest_coverage():
        yield Expected(
            f"coverage {plan}",
            "coverage",
            plan,
            plan,
            f"{plan} 最近报告期({period})过半指标的覆盖率达到 {floor:g}%",
            f"half of the figures of {plan} for {period}, its newest period, are covered to {floor:g} %",
            round(coverage, 2),
            least=floor,
        )


def _near_last(releases: SideBySide, bounds: dict[str, Any]) -> Iterator[Expected]:
    """Rows of each table; of a measure those that it counts."""
    change = bounds["rows_change_pct"]
    for table, (now, before) in releases.row_counts().items():
        label = _label(releases, table)
        what = "计入行数" if table.startswith("measure_") else "行数"
        if before and max(now, before) >= bounds["rows_at_least"]:
            yield Expected(
                f"rows {table}",
                "rows",
                table,
                label,
                f"{label} {what}与上次发布相差不超过 {change}%",
                f"rows of {table} are within {change} % of the last release",
                now,
                round(before * (1 - change / 100), 1),
                round(before * (1 + change / 100), 1),
                before,
            )


def _like_last(releases: SideBySide, contracts: Contracts, fact: str, bounds: dict[str, Any]) -> Iterator[Expected]:
    """How full the columns of a fact are, and how its rows spread over units and codes."""
    entity = contracts.entities.get(fact.removeprefix("fct_"))
    now, before = releases.filled(fact)
    if not now["*"] or before["*"] < bounds["rows_at_least"]:
        return
    for column, filled in before.items():
        if column == "*" or not filled:
            continue
        label = _label(releases, fact, column)
        field = entity.by_name.get(column) if entity else None
        most = 0 if field and field.is_required else bounds["empty_rise_points"]
        was, empty = _empty_pct(before, column), _empty_pct(now, column)
        yield Expected(
            f"filled {fact}.{column}",
            "completeness",
            f"{fact}.{column}",
            label,
            f"{label} 为空的比例比上次发布上升不超过 {most} 个百分点",
            f"{fact}.{column} is empty in at most {most} points more of the rows than in the last release",
            empty,
            most=round(min(was + most, 100), 4),
            before=was,
        )
    most = float(bounds["moved_points"])
    for column, names in _coded(contracts, entity).items():
        if column not in releases.columns[LAST][fact] or column not in releases.columns[CANDIDATE][fact]:
            continue
        label = _label(releases, fact, column)
        codes, codes_before = releases.codes(fact, column)
        if min(sum(codes.values()), sum(codes_before.values())) >= bounds["rows_at_least"]:
            yield Expected(
                f"spread {fact}.{column}",
                "distribution",
                f"{fact}.{column}",
                label,
                f"{label} 的构成与上次发布相比变动不超过 {most:g} 个百分点",
                f"at most {most:g} % of the rows of {fact} stand under another {column} than in the last release",
                round(moved(codes, codes_before), 2),
                most=most,
                note=_movers(codes, codes_before, names),
            )


def moved(now: dict[str, int], before: dict[str, int]) -> float:
    """Percent of the rows that stand under another code: the total variation distance, half the sum of what the shares differ.

    Unlike the divergence of Kullback and Leibler it is finite where a code is new or gone, and means the same for few rows and for many.
    """
    return sum(abs(each) for each in _changes(now, before).values()) / 2


def _changes(now: dict[str, int], before: dict[str, int]) -> dict[str, float]:
    """By how many points the share of each code changed."""
    rows, rows_before = sum(now.values()), sum(before.values())
    return {
        code: 100 * now.get(code, 0) / rows - 100 * before.get(code, 0) / rows_before
        for code in now.keys() | before.keys()
    }


def _movers(now: dict[str, int], before: dict[str, int], names: dict[str, str]) -> str:
    """The codes whose shares changed the most, by their names; a text that is no code of the list is not repeated."""
    changes = sorted(_changes(now, before).items(), key=lambda each: (-abs(each[1]), each[0]))
    told = [f"{names[code]} {change:+.1f}" for code, change in changes if code in names and abs(change) >= 0.1]
    return "、".join(told[:MOVERS])


def _coded(contracts: Contracts, entity: Entity | None) -> dict[str, dict[str, str]]:
    """Columns of a fact that hold codes: its unit, and those with a code list; each with the names of its codes."""
    areas = {code: area.name_zh for code, area in contracts.areas.items()}
    found = {"unit_code": areas}
    for field in entity.stored if entity else ():
        if field.code_list:
            codes = contracts.codes[field.code_list].codes if field.code_list != "areas" else ()
            found[field.name] = {code.code: code.name_zh for code in codes} or areas
    return found


def _empty_pct(filled: dict[str, int], column: str) -> float:
    return round(100 * (1 - filled[column] / filled["*"]), 4)


def _label(releases: SideBySide, table: str, column: str | None = None) -> str:
    """What a table, or a column of it, is called in Chinese; what has no such name keeps its own."""
    label = releases.labels.get(table, table)
    return f"{label}·{releases.labels.get(f'{table}.{column}', column)}" if column else label
