"""docs/star.svg: the star as it is built: every fact with its keys, and the dimensions that they lead into.

`python -m docs.star_page` draws it from dbt's manifest: models, primary keys, and the keys that the tests hold. Dimensions of nearly every
fact stand above the frame of all facts; those of several facts on the left, those of one fact on its right. Over a fact its lines stand out.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

PAGE = Path(__file__).with_name("star.svg")
SHARED_BY_ALL = 0.9  # of the facts
LINE, HEAD, GAP, MARGIN = 18, 40, 16, 24
LEFT, FACTS, RIGHT, WIDTH = 24, 470, 1066, 1340
DIMENSION, FACT = 250, 330
HUES = (
    "#b4562b",
    "#2f6f9f",
    "#6a8f1f",
    "#8a4f9e",
    "#c08a00",
    "#1f8a7a",
    "#b03060",
    "#5560b8",
    "#7a6a4f",
    "#3f8f4f",
    "#a04040",
    "#4f7f8f",
)
STYLE = """
text { font: 12px "Noto Sans", "Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "WenQuanYi Zen Hei", sans-serif; fill: #222 }
.name { font-weight: 600; font-size: 13px } .zh, .key { fill: #666 } .title { font-size: 20px; font-weight: 600 }
.box { fill: #fff; stroke: #999 } .fact > .box { stroke: #333; stroke-width: 1.5 } .frame { fill: #f6f5f0; stroke: #bbb }
.link { fill: none; stroke-width: 1.3; opacity: .55 } .fact:hover .link { stroke-width: 3; opacity: 1 }
"""


@dataclass(frozen=True)
class Model:
    """A table of the star: its primary key, and its keys as (column, dimension, Chinese name of the column)."""

    name: str
    label: str
    key: tuple[str, ...]
    refers: tuple[tuple[str, str, str], ...]


def models(manifest: dict[str, Any]) -> dict[str, Model]:
    """Facts, dimensions and bridges of a manifest by name, in the order of their names."""
    nodes = manifest["nodes"]
    refers: dict[str, list[dict[str, str]]] = {}
    for test in nodes.values():
        if (test.get("test_metadata") or {}).get("name") == "refers":
            refers[test["attached_node"]] = test["test_metadata"]["kwargs"]["keys"]
    return {
        node["name"]: Model(
            node["name"],
            node["description"].partition(":")[0],
            tuple(
                column for each in node["constraints"] if each["type"] == "primary_key" for column in each["columns"]
            ),
            tuple(
                (
                    each["column"],
                    each["to"].split("'")[1],
                    node["columns"][each["column"]]["description"].partition(" / ")[0],
                )
                for each in refers.get(name, ())
            ),
        )
        for name, node in sorted(nodes.items())
        if node["resource_type"] == "model" and node["name"].startswith(("fct_", "dim_", "bridge_"))
    }


def drawing(star: dict[str, Model]) -> str:
    """The star as one SVG document."""
    facts = [each for each in star.values() if each.name.startswith("fct_")]
    uses = {
        name: [fact.name for fact in facts if any(to == name for _, to, _ in fact.refers)]
        for name in star
        if name.startswith("dim_")
    }
    common = [name for name, users in uses.items() if len(users) >= SHARED_BY_ALL * len(facts)]
    left = [name for name, users in uses.items() if len(users) > 1 and name not in common]
    top = MARGIN + 40 + _height(star, common) + 50
    places = _stacked(((fact.name, _fact_height(fact, star, common, left)) for fact in facts), top + 30)
    bottom = max(place + height for place, height in places.values()) + GAP
    centre = {name: sum(places[user][0] for user in uses[name]) / len(uses[name]) for name in left}
    left.sort(key=centre.__getitem__)
    spare = (bottom - top - 30 - sum(_box_height(star[name]) for name in left)) / len(left)
    sides = _stacked(((name, _box_height(star[name])) for name in left), top + 30, spare)
    hues = {name: HUES[place % len(HUES)] for place, name in enumerate(left)}
    beside = [name for name in star if not uses.get(name) and not name.startswith("fct_")]
    height = bottom + 60 + max(_box_height(star[name]) for name in beside) + MARGIN
    body = [
        f'<text class="title" x="{MARGIN}" y="36">The star: {len(facts)} facts, {len(uses)} dimensions</text>',
        *_banner(star, common, MARGIN + 40),
        f'<rect class="frame" x="{FACTS - 14}" y="{top}" width="{FACT + 28}" height="{bottom - top}" rx="8"/>',
        f'<text class="key" x="{FACTS}" y="{top + 18}">every fact: grain delivery_id + row_id</text>',
        *(_box(star[name], LEFT, sides[name][0], hues[name]) for name in left),
        *(_fact(fact, star, places[fact.name], common, sides, hues) for fact in facts),
        f'<text class="key" x="{MARGIN}" y="{bottom + 40}">beside the facts: calendar, trees of areas, bridges</text>',
        *(
            _box(star[name], MARGIN + place * (WIDTH - MARGIN) / len(beside), bottom + 50)
            for place, name in enumerate(beside)
        ),
    ]
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" width="{WIDTH}" height="{height:.0f}">'
    background = f'<rect width="{WIDTH}" height="{height:.0f}" fill="#fff"/>'
    return "\n".join([head, f"<style>{STYLE}</style>", background, *body, "</svg>"]) + "\n"


def _banner(star: dict[str, Model], names: list[str], y: float) -> Iterator[str]:
    """The dimensions of nearly every fact in one line, with lines down to the frame."""
    step = (WIDTH - 2 * MARGIN - DIMENSION) / (len(names) - 1)
    end = y + _height(star, names) + 50
    for place, name in enumerate(names):
        x = MARGIN + place * step
        yield _link(
            x + DIMENSION / 2,
            y + _box_height(star[name]),
            FACTS + FACT * (place + 0.5) / len(names),
            end,
            "#555",
            down=True,
        )
        yield _box(star[name], x, y, "#555")


def _fact(
    fact: Model,
    star: dict[str, Model],
    place: tuple[float, float],
    common: list[str],
    sides: dict[str, tuple[float, float]],
    hues: dict[str, str],
) -> str:
    """A fact with its keys line by line, their lines, and the dimensions that only it has."""
    y, height = place
    parts, own, drawn = [], y, {}
    for number, (column, to, label) in enumerate(_shown(fact, common)):
        middle = y + HEAD + LINE * (number + 0.5)
        if to in sides:
            parts.append(_link(LEFT + DIMENSION, sides[to][0] + sides[to][1] / 2, FACTS, middle, hues[to]))
        else:
            if to not in drawn:
                parts.append(_box(star[to], RIGHT, own, "#777"))
                drawn[to] = own + _box_height(star[to]) / 2
                own += _box_height(star[to]) + 4
            parts.append(_link(FACTS + FACT, middle, RIGHT, drawn[to], "#777"))
        parts.append(_text(FACTS + 12, middle + 4, column) + _text(FACTS + FACT - 12, middle + 4, label, "zh", "end"))
    box = f'<rect class="box" x="{FACTS}" y="{y:.0f}" width="{FACT}" height="{height:.0f}" rx="5"/>'
    name = _text(FACTS + 12, y + 17, fact.name, "name") + _text(FACTS + 12, y + 33, fact.label, "zh")
    return "".join(['<g class="fact">', box, name, *parts, "</g>"])


def _shown(fact: Model, common: list[str]) -> list[tuple[str, str, str]]:
    return [each for each in fact.refers if each[1] not in common]


def _fact_height(fact: Model, star: dict[str, Model], common: list[str], left: list[str]) -> float:
    """What its keys need, or the dimensions that only it has."""
    own = {to for _, to, _ in _shown(fact, common) if to not in left}
    return max(HEAD + LINE * len(_shown(fact, common)) + 8, sum(_box_height(star[to]) + 4 for to in own))


def _box_height(model: Model) -> float:
    return 52 if len(" + ".join(model.key)) < 40 else 68


def _height(star: dict[str, Model], names: Iterable[str]) -> float:
    return max(_box_height(star[name]) for name in names)


def _stacked(heights: Iterable[tuple[str, float]], y: float, gap: float = GAP) -> dict[str, tuple[float, float]]:
    """Name to top and height of boxes below each other."""
    places = {}
    for name, height in heights:
        places[name] = (y, height)
        y += height + gap
    return places


def _box(model: Model, x: float, y: float, hue: str = "#999") -> str:
    """A dimension: name, Chinese name, primary key."""
    box = f'<rect class="box" style="stroke:{hue}" x="{x:.0f}" y="{y:.0f}" width="{DIMENSION}" height="{_box_height(model):.0f}" rx="5"/>'
    key = " + ".join(model.key)
    lines = [key] if len(key) < 40 else [" + ".join(model.key[:2]) + " +", " + ".join(model.key[2:])]
    return "".join(
        [box, _text(x + 10, y + 16, model.name, "name"), _text(x + 10, y + 31, _short(model.label), "zh")]
        + [_text(x + 10, y + 46 + 15 * number, line, "key") for number, line in enumerate(lines)]
    )


def _short(label: str) -> str:
    """What fits into a box."""
    return label if len(label) < 19 else label[:18] + "…"


def _text(x: float, y: float, text: str, kind: str = "", anchor: str = "start") -> str:
    return f'<text x="{x:.0f}" y="{y:.0f}" class="{kind}" text-anchor="{anchor}">{escape(text)}</text>'


def _link(x: float, y: float, to_x: float, to_y: float, hue: str, *, down: bool = False) -> str:
    """A curve from one box to another, sideways or down."""
    bend = (to_y - y) / 2 if down else (to_x - x) / 2
    first, second = ((x, y + bend), (to_x, to_y - bend)) if down else ((x + bend, y), (to_x - bend, to_y))
    points = " ".join(f"{a:.0f},{b:.0f}" for a, b in ((x, y), first, second, (to_x, to_y)))
    start, *rest = points.split(" ")
    return f'<path class="link" stroke="{hue}" d="M{start} C{" ".join(rest)}"/>'


def main() -> None:
    from pipeline.model import manifest

    PAGE.write_text(drawing(models(json.loads(manifest().read_text(encoding="utf-8")))), encoding="utf-8")


if __name__ == "__main__":
    main()
