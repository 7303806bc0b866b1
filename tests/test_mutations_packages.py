"""520 damaged packages (.xlsx, .xlsm, .xlsb, .ods): each ends as a workbook or a code; none that was cut is read with less."""

import pytest
from mutations import mutants, sound
from outcomes import LIMITS, outcome, survives

from pipeline.sheets.grid import Workbook


@pytest.mark.parametrize("form", ["openpyxl", "xlsxwriter", "macros", "xlsb", "ods"])
def test_damaged_packages(form, tmp_path):
    survives(mutants(form, 104, tmp_path), tmp_path / "damaged.xlsx")


@pytest.mark.parametrize("form", ["openpyxl", "xlsxwriter", "xlsb", "ods"])
def test_a_package_that_was_cut_is_refused(form, tmp_path):
    whole, path = sound(form, tmp_path), tmp_path / "cut.xlsx"
    for tenth in range(1, 10):
        path.write_bytes(whole[: len(whole) * tenth // 10])
        assert not isinstance(outcome(path, LIMITS), Workbook)
