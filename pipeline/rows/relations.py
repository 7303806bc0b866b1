"""What the fields of a row say together, and the rows of a table: keys and age of persons, contradictions, questions answered."""

from dataclasses import replace

from pipeline.contract import Contracts
from pipeline.contract.entity import Field
from pipeline.rows import persons
from pipeline.rows.certificates import are_paired
from pipeline.rows.choices import choices_of, parts_of_list
from pipeline.rows.dates import both_ends
from pipeline.rows.keys import Keys
from pipeline.rows.money import said_of_column
from pipeline.rows.numbers import words_of_doubt
from pipeline.rows.parts import Problem, Taken

_LEVEL = "level"
_PASSED = "passed"


def relate(table: Taken, contracts: Contracts, keys: Keys) -> None:
    """Complete the values of a table that is read, and what is found in it."""
    values, entity = table.values, table.entity
    table.problems = said_of_column(table.problems)
    if _LEVEL in values:
        table.problems = [each for each in table.problems if not _is_subject_of_level(table, each, contracts)]
        table.problems = [_beside_pass(table, each) for each in table.problems]
    if entity.has_persons:
        unusable = {each.row for each in table.problems if each.field == "id_number" and each.severity == "quarantine"}
        found = persons.examine(entity, table.texts, values, unusable, keys, table.part.as_of)
        for each in (*found, *persons.mask_names(entity, table.texts["name"], values)):
            table.add(contracts, *each)
        table.problems = [each for each in table.problems if not _is_answered(table, each, contracts)]
    for each in table.problems:
        qualifier = entity.by_name[each.field].qualifier if each.code == "number_qualified" else None
        if qualifier and values[qualifier][each.row] is None:
            values[qualifier][each.row] = words_of_doubt(table.texts[each.field][each.row])
    for each in entity.fields:
        if other := each.interval_end or each.interval_start:
            _complete_intervals(each, other, table)
    areas = values.get("subject_area_code", ())
    others = {area for area in set(areas) if area and not table.part.reader.is_own_area(area)}
    for row in (row for row, area in enumerate(areas if others else ()) if area in others):
        table.add(contracts, row, "subject_area_code", "area_differs")


def _complete_intervals(field: Field, other: str, table: Taken) -> None:
    """Put the other end of each interval into the field that asks for it, where nothing stands there."""
    known, place = table.values[other], 1 if field.interval_end else 0
    ends = {text: both_ends(field, text)[place] for text in set(table.texts[field.name]) if text}
    for row, (text, value) in enumerate(zip(table.texts[field.name], table.values[field.name], strict=True)):
        if text and value and known[row] is None:
            known[row] = ends[text]


def _is_answered(table: Taken, problem: Problem, contracts: Contracts) -> bool:
    """Whether another field of the row settles what one of them left open."""
    values, texts = table.values, table.texts
    if problem.code == "left_without_date":
        return values["left_on"][problem.row] is not None
    if problem.code != "several_certificates":
        return False
    if "certificate_date" not in values:
        return True  # nothing is asked of the certificate but which is the highest
    level, issued = (texts[name][problem.row] for name in ("certificate_level", "certificate_date"))
    return are_paired(table.entity, choices_of(contracts), level, issued, values["certificate_date"][problem.row])


def _is_subject_of_level(table: Taken, problem: Problem, contracts: Contracts) -> bool:
    """Whether subjects that are named without their level are those of the row's; they are filled in then."""
    field = table.entity.by_name.get(problem.field or "")
    level = table.values[_LEVEL][problem.row]
    if problem.code != "code_unknown" or not field or field.type != "array" or level is None:
        return False
    choices, levels = choices_of(contracts), contracts.codes[table.entity.by_name[_LEVEL].code_list]
    words = [word for word, code in levels.spellings.items() if code == level]
    found = [
        choices.exact(field, part) or next(filter(None, (choices.exact(field, word + part) for word in words)), None)
        for part in parts_of_list(table.texts[field.name][problem.row])
    ]
    if not found or None in found:
        return False
    table.values[field.name][problem.row] = list(dict.fromkeys(found))
    return True


def _beside_pass(table: Taken, problem: Problem) -> Problem:
    """Subjects that cannot be read refuse a row that passed: one subject is no pass."""
    is_unread = (problem.code, problem.field) == ("code_unknown", "passed_subjects")
    is_passed = is_unread and table.values["result"][problem.row] == _PASSED
    return replace(problem, severity="quarantine") if is_passed else problem
