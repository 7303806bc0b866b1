"""What the standing decisions on persons come to: for each row that they name, the person that it was split off into or is merged with.

Content only, neither sequence nor date: the same decisions in the same order give the same rows whatever else stands in the log.
"""

from collections import Counter
from collections.abc import Container
from hashlib import sha256
from typing import Any

from pipeline.stores.decision import MERGE, SPLIT, PersonDecision


def person_decisions(standing: list[PersonDecision], current: Container[str]) -> list[dict[str, Any]]:
    """One dictionary for each row that a decision names, of deliveries in `current`; rows of superseded ones are left out.

    A split row has the `node` that it went into, by the last decision that split it. A merged row has the node in which it stood
    when it was merged, None where it stood where the rules put it: so a later split takes back what was merged before.
    """
    nodes: dict[str, str] = {}
    names: Counter[str] = Counter()
    merges = []
    for each in standing:
        if each.action == SPLIT:
            first = min(each.rows)
            names[first] += 1
            nodes |= dict.fromkeys(each.rows, f"split:{first}" + (f":{names[first]}" if names[first] > 1 else ""))
        elif each.action == MERGE:
            merges.append({row: nodes.get(row) for row in each.rows if _is_of(row, current)})
    merged = {_name(rows): rows for rows in merges if len(rows) > 1}
    return [
        *(_row(node, SPLIT, row, node) for row, node in sorted(nodes.items()) if _is_of(row, current)),
        *(_row(name, MERGE, row, node) for name in sorted(merged) for row, node in sorted(merged[name].items())),
    ]


def lapsed(standing: list[PersonDecision], known: Container[str]) -> list[PersonDecision]:
    """The decisions that name a row which is not among the `known` ones: a newer file has taken its place, or it was withdrawn."""
    return [each for each in standing if not all(row in known for row in each.rows)]


def _is_of(row: str, current: Container[str]) -> bool:
    return row.partition(":")[0] in current


def _name(rows: dict[str, str | None]) -> str:
    """The same for two decisions that merge the same."""
    text = " ".join(f"{row}@{node or ''}" for row, node in sorted(rows.items()))
    return f"merge:{sha256(text.encode()).hexdigest()[:16]}"


def _row(decision: str, action: str, row: str, node: str | None) -> dict[str, Any]:
    delivery_id, _, row_id = row.partition(":")
    return {"decision": decision, "action": action, "delivery_id": delivery_id, "row_id": row_id, "node": node}
