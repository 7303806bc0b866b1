"""The drawings of the gate's page: what was measured as bars, beside the last release and within what is allowed."""

from html import escape
from typing import Any

Each = dict[str, Any]  # an expectation with its success

GROUPS = (
    ("fct_", "事实表", "facts"),
    ("measure_", "指标计入的行", "rows that each measure counts"),
    ("", "其他表", "other tables"),
)
UNITS = {
    "rows": "行",
    "keys": "行",
    "lines": "条",
    "coverage_kept": "个百分点",
}  # by the kind of expectation; else percent
DRAWN_FROM = 1  # a change of fewer points is not drawn


def row_bars(expectations: list[Each]) -> str:
    """Each table as a bar beside the last release, which is the tick in the middle; the band is what is allowed."""
    left, parts = list(expectations), []
    for prefix, zh, en in GROUPS:
        group = [each for each in left if each["subject"].startswith(prefix)]
        left = [each for each in left if each not in group]
        if not group:
            continue
        bars = "".join(_row_bar(each) for each in sorted(group, key=lambda each: (each["success"], each["subject"])))
        title, drawn = f"{zh}<small>{en}, {len(group)}</small>", f'<div class="bars">{bars}</div>'
        is_folded = prefix != "fct_" and all(each["success"] for each in group)
        parts.append(
            f"<details><summary>{title}</summary>{drawn}</details>" if is_folded else f"<h3>{title}</h3>{drawn}"
        )
    return _panel(
        "条为本次,竖线为上次,浅绿为允许范围;只比较上次也有的单位和报告期",
        "now, last release, allowed; units and periods that both hold",
        "".join(parts),
    )


def moved_bars(expectations: list[Each]) -> str:
    """By how much distributions moved, the most moved first."""
    drawn = sorted(
        (each for each in expectations if each["observed"] >= DRAWN_FROM), key=lambda each: -each["observed"]
    )
    bars = "".join(_bar(each, each["observed"], each["most"], (0, each["most"]), _observed(each)) for each in drawn)
    return _bars(
        "换了单位或类别的行所占比例,竖线为上限",
        "percent of the rows under another unit or code",
        bars,
        expectations,
        drawn,
    )


def empty_bars(expectations: list[Each]) -> str:
    """Columns that are emptier or fuller than before, the emptier first."""
    compared = [each for each in expectations if each["before"] is not None]
    drawn = [each for each in compared if abs(each["observed"] - each["before"]) >= DRAWN_FROM]
    drawn.sort(key=lambda each: each["before"] - each["observed"])
    bars = "".join(
        _bar(
            each,
            each["observed"],
            each["before"],
            (0, each["most"]),
            f"<i>{number(each['before'])} →</i> {_observed(each)}",
        )
        for each in drawn
    )
    return _bars(
        "各列为空的比例,竖线为上次", "percent of the rows in which a column is empty", bars, expectations, drawn
    )


def coverage_bars(expectations: list[Each]) -> str:
    """How far the newest figures of each plan are covered; the tick is the floor."""
    drawn = [each for each in expectations if each["least"] is not None]
    bars = "".join(_bar(each, each["observed"], each["least"], (each["least"], 100), _observed(each)) for each in drawn)
    return _bars(
        "最近报告期过半指标达到的覆盖率,竖线为下限",
        "coverage that half of the newest figures reach",
        bars,
        expectations,
        drawn,
    )


def number(value: float) -> str:
    """Thousands separated, two decimals at the most, none that say nothing."""
    text = f"{value:,.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def unit(each: Each) -> str:
    """In what an expectation is measured."""
    return UNITS.get(each["name"].partition(" ")[0], "%")


def _row_bar(each: Each) -> str:
    scale = 50 / each["before"]  # the last release stands in the middle
    change = 100 * (each["observed"] / each["before"] - 1)
    told = f"{round(change, 1) + 0:+.1f}%" if change else "—"  # + 0 makes -0.0 0.0
    numbers = (
        f'<i>{number(each["before"])} →</i> {number(each["observed"])} <span class="change {_bad(each)}">{told}</span>'
    )
    return _bar(each, each["observed"] * scale, 50, (each["least"] * scale, each["most"] * scale), numbers)


def _bars(zh: str, en: str, bars: str, expectations: list[Each], drawn: list[Each]) -> str:
    """The bars, and how many expectations beside them are met."""
    rest = sum(each["success"] for each in expectations if each not in drawn)
    told = f'<p class="key">{"其余 " if drawn else ""}{rest} 项符合预期 <small>as expected</small></p>' if rest else ""
    return _panel(zh, en, f'<div class="bars">{bars}</div>{told}') if drawn else f'<div class="panel">{told}</div>'


def _panel(zh: str, en: str, drawn: str) -> str:
    return f'<div class="panel"><p class="key">{zh} <small>{en}</small></p>{drawn}</div>'


def _bar(each: Each, at: float, tick: float, band: tuple[float, float], numbers: str) -> str:
    """One line: what it is, a track of 100 with band, bar and tick, the numbers."""
    low, high = (min(max(place, 0), 100) for place in band)
    code = (
        f" <code>{escape(each['subject'])}</code>"
        if each["topic"] == "rows" and each["label"] != each["subject"]
        else ""
    )
    return (
        f'<div class="name" title="{escape(each["name"])}">{escape(each["label"])}{code}</div><div class="track">'
        f'<span class="band" style="left:{low:.1f}%;width:{high - low:.1f}%"></span>'
        f'<span class="bar {_bad(each)}" style="width:{min(at, 100):.1f}%"></span>'
        f'<span class="tick" style="left:{min(tick, 100):.1f}%"></span></div><div class="num">{numbers}</div>'
    )


def _observed(each: Each) -> str:
    return f'<span class="{_bad(each)}">{number(each["observed"])}{unit(each)}</span>'


def _bad(each: Each) -> str:
    return "" if each["success"] else "bad"
