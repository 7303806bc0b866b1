"""What one cell says whatever its field: padding, damage, numbers and formulas in texts; and that each writing is read once."""

import random

import pytest
from cell_values import READER, field, read
from county_tables import CONTRACTS, conformed, good, grid, identity, table

from pipeline.rows import parts
from pipeline.rows.values import Value, clean


def test_what_is_stored_is_the_writing_without_its_padding() -> None:
    assert clean(" 示例　社区\n居委会 ") == "示例社区居委会"
    assert clean("Happy  Home 社工中心") == "Happy Home社工中心"
    assert clean("张\u200b三") == "张三"
    assert clean("阿依·努尔") == "阿依·努尔"


def test_a_number_where_text_belongs_is_lost() -> None:
    for kind, text in (("number", "510499199002030075"), ("number", "5.10499199002030E+17"), ("date", "1990-02-03")):
        assert read("id_number", text, kind) == Value(code="id_number_lossy")
    assert READER.text(field("phone"), "number", "19900000001") == Value("19900000001")


def test_a_long_number_does_not_stay_in_a_free_text() -> None:
    for text in ("示例社区13800000000", f"示例{identity(2)}", "0812-5220000 转 8", "示例 510499 19900203 0075"):
        value = read("employer", text)
        assert (value.code, "0000" in value.value, "＊＊" in value.value) == ("number_in_text", False, True)
    assert read("employer", "示例社区2022年第3小组") == Value("示例社区2022年第3小组")


def test_each_distinct_writing_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at: list[str] = []
    whole = parts.Readings.__missing__
    monkeypatch.setattr(
        parts.Readings, "__missing__", lambda self, cell: looked_at.append(self._field.name) or whole(self, cell)
    )
    rows = [good("worker", place) | {"phone": f"199-0000-{place % 3:04d}"} for place in range(30)]
    assert conformed(grid(table("worker", rows))).tables["worker"].height == 30
    assert looked_at.count("education") == 1
    assert looked_at.count("phone") == 3
    assert looked_at.count("id_number") == 0  # they are read at once


def test_what_is_read_at_once_is_what_reading_it_gives() -> None:
    dice = random.Random(20260101)
    kinds = ("0123456789", "0123456789X", "0123456789ABCDEXZ", "王小明不详没有证", "王·a1 ")
    made = ["".join(dice.choices(dice.choice(kinds), k=dice.randint(1, 19))) for _ in range(5000)]
    texts = {*made, *(identity(place) for place in range(20)), *CONTRACTS.words("missing")}
    for entity in CONTRACTS.entities.values():
        for each in entity.fields:
            is_plain = READER.plain(each)
            assert bool(is_plain) == (each.is_personal and not each.is_typed)
            plain = set(filter(is_plain, texts)) if is_plain else set()
            assert bool(plain) == bool(is_plain)
            assert all(READER.text(each, "text", text) == Value(text) for text in plain)


def test_what_prints_nothing_is_no_part_of_a_text() -> None:
    assert clean("示例\x07社\x85区\u202e\u2066") == "示例社区"
    assert read("township", "\x07") == Value()


def test_a_text_like_a_formula_is_told_and_kept() -> None:
    for text in ("=cmd|'/C calc'!A0", "+示例", "@SUM(A1)"):
        assert read("employer", text) == Value(text, "text_like_formula")
    assert read("employer", "-示例") == Value("-示例")
