"""500 damaged compound files and texts (.xls, BIFF5, XML 2003, HTML, CSV): each ends as a workbook or a code."""

import pytest
from mutations import mutants, sound
from outcomes import LIMITS, outcome, survives

from pipeline.sheets.grid import Workbook


@pytest.mark.parametrize("form", ["biff8", "biff5", "xml2003", "html in gbk", "csv in gb18030"])
def test_damaged_streams(form, tmp_path):
    survives(mutants(form, 100, tmp_path), tmp_path / "damaged.xls")


@pytest.mark.parametrize("form", ["biff8", "biff5"])
def test_a_compound_file_that_was_cut_is_refused_or_read_whole(form, tmp_path):
    whole, path = sound(form, tmp_path), tmp_path / "cut.xls"
    path.write_bytes(whole)
    grids = outcome(path, LIMITS).grids
    for tenth in range(1, 10):
        path.write_bytes(whole[: len(whole) * tenth // 10])
        found = outcome(path, LIMITS)
        assert not isinstance(found, Workbook) or found.grids == grids
