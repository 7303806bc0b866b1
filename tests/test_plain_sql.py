"""Plain SQL follows a figure to the same rows and cells as `trace`: the query that stands in README.md, as it stands there."""

import pytest
from warehouses import ROOT

from pipeline.audit.trace import trace

EXAMPLE = "'panzhihua-145/01/510400/2024-12'"
QUERY = (ROOT / "README.md").read_text(encoding="utf-8").partition("```sql\n")[2].partition("```")[0]


@pytest.mark.parametrize(
    ("figure", "side"),
    [
        ("panzhihua-145/01/510400/2024-12", "numerator"),
        ("panzhihua-145/02/510400/2024-12", "denominator"),
        ("panzhihua-145/T01/510402/2024-12", "numerator"),
        ("bazhong-2024/S06b/511900/2024-08", "numerator"),
    ],
)
def test_the_query_of_the_readme_gives_what_trace_gives(night, figure, side):
    assert QUERY.count(EXAMPLE) == 1
    query = QUERY.replace(EXAMPLE, f"'{figure}'").replace("= i.numerator", f"= i.{side}")
    rows = {}
    for each in night.rows(query):
        key = each["file"], each["sheet"], each["row"], each["not_counted_reason"]
        rows.setdefault(key, {})
        if each["field"]:
            rows[key][each["field"]] = each["cell"]
    found = trace(night.release, figure, cells=True, why_not=True, home=night.home)
    part = found["denominator"] if side == "denominator" else found | {"reasons": found["not_counted"]}
    traced = [(each, None) for each in part["rows"]]
    traced += [(each, reason["reason"]) for reason in part["reasons"] for each in reason["rows"]]
    assert len(traced) > 0
    assert rows == {(each["file"], each["sheet"], each["row"], reason): each["cells"] for each, reason in traced}
