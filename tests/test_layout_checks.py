"""What a layout may not say, and what becomes of an example that comes out otherwise than it promises."""

from pathlib import Path
from typing import Any

import pytest
from county_tables import CONTRACTS, EAST, identity
from offices import CORRECTION, HEADER, TABLE, Office, table
from warehouses import ROOT

from pipeline.contract import load
from pipeline.rows.examples import differences
from pipeline.settings import UserError


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path / "contracts")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"entity": "workers"}, "tables.0.entity: workers is none of"),
        ({"columns": {"员工称呼": "nickname"}}, "nickname is no field of worker"),
        ({"values": {"certificate_level": {"一档": "9"}}}, "tables.0.values.certificate_level.一档"),
        ({"values": {"name": {"甲": "乙"}}}, "name is personal"),
        ({"constants": {"is_professional": "大概"}}, "has two sources"),
        ({"constants": {"is_in_post": "大概"}}, "tables.0.constants.is_in_post"),
        ({"taken_from": {"township": "thin air"}}, "tables.0.taken_from.township"),
        ({"letters": {"第一列": "employer"}}, "tables.0.letters"),
        ({"valid_from": "2024-13"}, "tables.0.valid_from"),
        ({"valid_from": "undated"}, "tables.0.valid_from"),
        ({"columns": {}, "recognised_by": []}, "must name a header"),
        ({"colums": {}}, "tables.0.colums"),
        ({"example": {"rows": [HEADER]}}, "tables.0.example"),
    ],
)
def test_a_layout_that_cannot_be_used_names_its_file_and_key(office: Office, change: dict[str, Any], told: str) -> None:
    with pytest.raises(UserError) as error:
        office.put(table(**change))
    assert "contracts/layouts/some.yaml" in str(error.value)
    assert told in str(error.value)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"field": "id_number"}, "is personal and stands in no contract"),
        ({"field": "colour"}, "colour is no field of worker"),
        ({"sha256": "abc"}, "corrections.0.sha256"),
        ({"cell": "3C"}, "corrections.0.cell"),
        ({"confirmation": None}, "corrections.0.confirmation"),
        ({"confirmation": CORRECTION["confirmation"] | {"attachment": "nowhere"}}, "confirmation.attachment"),
    ],
)
def test_a_correction_without_its_proof_is_refused(office: Office, change: dict[str, Any], told: str) -> None:
    with pytest.raises(UserError, match=r"layouts/some\.yaml") as error:
        office.put(TABLE, corrections=(CORRECTION | change,))
    assert told in str(error.value)


def test_an_unknown_unit_two_like_layouts_and_no_yaml(office: Office) -> None:
    with pytest.raises(UserError, match=r"510499 is not in contracts/codes/areas\.csv"):
        office.put(TABLE, units=("510499",))
    with pytest.raises(UserError, match="recognised by the same headers"):
        office.put(table(valid_to="2023"), table(valid_from="2023-06"))
    (office.folder / "layouts" / "some.yaml").write_text("- [", encoding="utf-8")
    with pytest.raises(UserError, match=r"layouts/some\.yaml, line 1: cannot be read"):
        load(office.folder)
    (office.folder / "layouts" / "some.yaml").write_text("just words", encoding="utf-8")
    with pytest.raises(UserError, match=r"holds no keys\. It needs: unit_codes"):
        load(office.folder)


def test_a_layout_decides_how_a_delivery_is_read(office: Office) -> None:
    before = office.contracts.reading_hash
    assert before == CONTRACTS.reading_hash
    first = office.put(TABLE).contracts.reading_hash
    second = office.put(table(valid_from="2020")).contracts.reading_hash
    assert len({before, first, second}) == 3


# examples


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"expected": [{"certificate_level": "1"}]}, "row 1: certificate_level is 2, expected 1."),
        ({"expected": [{"employer": "某单位"}]}, "row 1: employer is empty, expected 某单位."),
        ({"expected": [{}, {}]}, "2 rows are expected and 1 are conformed."),
        (
            {"rows": [HEADER, ["测试甲", "1", "一档", "2020.9.15", "算", "镇"]]},
            "1 rows are expected and 0 are conformed (id_number_",
        ),
        ({"rows": [["姓名", "身份证号"], ["测试甲", identity(2)]]}, "it is not recognised by its own headers"),
        ({"rows": [[*HEADER[:5], "片区", "证书等级", "持证等级"], TABLE["example"]["rows"][1]]}, None),
    ],
)
def test_an_example_that_comes_out_otherwise(office: Office, change: dict[str, Any], told: str | None) -> None:
    found = differences(office.put(table(example=TABLE["example"] | change)).contracts)
    assert [each.startswith("contracts/layouts/some.yaml: tables.0.example: ") for each in found] == [True] * bool(told)
    assert told is None or told in found[0]


def test_an_example_that_would_be_held(office: Office) -> None:
    short = {key: name for key, name in TABLE["columns"].items() if name != "is_professional"}
    values = {"certificate_level": TABLE["values"]["certificate_level"]}
    (told,) = differences(office.put(table(columns=short, values=values)).contracts)
    assert told.endswith("it would be held: required_column_missing.")


def test_the_layout_of_the_readme_is_a_layout(office: Office) -> None:
    text = (ROOT / "contracts" / "layouts" / "README.md").read_text(encoding="utf-8")
    block = text.split("```yaml\n")[1].split("```")[0].replace('"510499"', f'"{EAST}"')
    (office.folder / "layouts" / "some.yaml").write_text(block, encoding="utf-8")
    assert differences(load(office.folder)) == []
