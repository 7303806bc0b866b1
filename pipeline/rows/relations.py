"""What the fields of a row say together, and the rows of a table: keys and age of persons, contradictions, questions answered."""

from pipeline.contract import Contracts
from pipeline.rows import persons
from pipeline.rows.certificates import are_paired
from pipeline.rows.choices import choices_of
from pipeline.rows.keys import Keys
from pipeline.rows.numbers import words_of_doubt
from pipeline.rows.parts import Problem, Taken


def relate(table: Taken, contracts: Contracts, keys: Keys) -> None:
    """Complete the values of a table that is read, and what is found in it."""
    values, entity = table.values, table.entity
    if persons.has_persons(entity):
        unusable = {each.row for each in table.problems if each.field == "id_number" and each.severity == "quarantine"}
        found = persons.examine(table.texts, values, unusable, keys, table.part.as_of)
        for each in (*found, *persons.mask_names(entity, table.texts["name"], values)):
            table.add(contracts, *each)
        table.problems = [each for each in table.problems if not _is_answered(table, each, contracts)]
    for each in table.problems:
        qualifier = entity.by_name[each.field].qualifier if each.code == "number_qualified" else None
        if qualifier and values[qualifier][each.row] is None:
            values[qualifier][each.row] = words_of_doubt(table.texts[each.field][each.row])
    for row, area in enumerate(values.get("subject_area_code", ())):
        if area and not table.part.reader.is_own_area(area):
            table.add(contracts, row, "subject_area_code", "area_differs")


def _is_answered(table: Taken, problem: Problem, contracts: Contracts) -> bool:
    """Whether another field of the row settles what one of them left open."""
    values, texts = table.values, table.texts
    if problem.code == "left_without_date":
        return values["left_on"][problem.row] is not None
    if problem.code != "several_certificates":
        return False
    level, issued = (texts[name][problem.row] for name in ("certificate_level", "certificate_date"))
    return are_paired(table.entity, choices_of(contracts), level, issued, values["certificate_date"][problem.row])
