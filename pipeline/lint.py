"""What must agree across files: contracts with themselves, plans with published facts and measures, generated files with their source.

Each problem is one line that says where, what was expected and what to do. Nothing here reads a delivery of people.
"""

import re
from pathlib import Path

import polars as pl
import yaml

from pipeline.contract import Contracts, load
from pipeline.contract.columns import code_lists, code_lists_yaml, facts_yaml
from pipeline.contract.plan import plan_schema
from pipeline.contract.schemas import TYPES, text_schema, value_schema
from pipeline.outputs.coverage_page import coverage_page
from pipeline.outputs.findings_page import disagreements as findings_disagree
from pipeline.outputs.findings_page import findings_page, load_pathologies
from pipeline.outputs.measures_page import measures_page
from pipeline.plans import MODELS, countable, disagreements
from pipeline.rows.examples import differences
from pipeline.settings import ROOT, Settings, UserError

FACTS = MODELS / "facts" / "_facts.yml"
CODES = MODELS / "dimensions" / "codes" / "_codes.yml"
PATHOLOGIES = ROOT / "docs" / "pathologies.yaml"
FINDINGS_PAGE = ROOT / "docs" / "findings.md"


def lint_all(settings: Settings, *, write: bool = False) -> list[str]:
    """Every problem found; UserError where contracts/ cannot even be loaded."""
    contracts = load(settings.contracts)
    measures = {path.stem for path in (MODELS / "measures").glob("measure_*.sql")} - {"measure_candidate"}
    problems = [
        *_findings(contracts),
        *_schemas(contracts),
        *_columns(contracts, write=write),
        *_findings_page(contracts, write=write),
        *_plan_pages(contracts, write=write),
        *_union(measures),
        *_reasons(contracts),
        *differences(contracts),
    ]
    for code in contracts.plan_codes():
        try:
            problems += disagreements(contracts.plan(code), contracts, settings.raw)
        except UserError as error:
            problems.append(str(error))
    return problems


def _findings(contracts: Contracts) -> list[str]:
    """Every code that the source names has its text, and every text is used."""
    source = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "pipeline").rglob("*.py"))
    rules = {rule.code for entity in contracts.entities.values() for rule in entity.all_rules}
    unused = [code for code in contracts.findings if code not in rules and f'"{code}"' not in source]
    return [f"contracts/findings.yaml: {code} is made by no rule and no code; delete it." for code in unused]


def _schemas(contracts: Contracts) -> list[str]:
    """Every rule can be asked: its check exists, its expression names columns of the entity."""
    problems = []
    codes = {name: frozenset(code.code for code in each.codes) for name, each in contracts.codes.items()}
    for entity in contracts.entities.values():
        try:
            texts = text_schema(entity)
            texts.validate(pl.DataFrame(schema=dict.fromkeys(texts.columns, pl.String())))
            value_schema(entity, codes).validate(
                pl.DataFrame(schema={each.name: TYPES[each.type] for each in entity.stored})
            )
        except Exception as error:  # pandera wraps whatever a check raises
            problems.append(f"contracts/entities/{entity.name}.odcs.yaml: a rule cannot be asked: {error}")
    return problems


def _columns(contracts: Contracts, *, write: bool) -> list[str]:
    """The column YAML of the facts and of the code lists is what the contracts say, and every list in use has its model."""
    problems = [
        f"dbt_project/models/dimensions/codes/dim_{name}.sql is missing: {{{{ code_dimension('{name}') }}}}"
        for name in sorted(code_lists(contracts))
        if not CODES.with_name(f"dim_{name}.sql").is_file()
    ]
    for path, wanted in ((FACTS, facts_yaml(contracts)), (CODES, code_lists_yaml(contracts))):
        problems += _generated(path, wanted, write=write)
    return problems


def _generated(path: Path, wanted: str, *, write: bool, source: str = "contracts/ say") -> list[str]:
    """A generated file is what its source says; with `write` it is written anew."""
    if write:
        path.write_text(wanted, encoding="utf-8")
    if path.is_file() and path.read_text(encoding="utf-8") == wanted:
        return []
    name = path.relative_to(ROOT) if path.is_relative_to(ROOT) else f"{path.parent.name}/{path.name}"
    return [f"{name} is not what {source}. Write it anew with: rollcall lint --write"]


def _findings_page(contracts: Contracts, *, write: bool) -> list[str]:
    """The page of findings is what findings.yaml and the list of pathologies say, and those two agree."""
    try:
        listed = load_pathologies(PATHOLOGIES)
    except (AttributeError, OSError, TypeError, ValueError, yaml.YAMLError) as error:
        return [f"docs/{PATHOLOGIES.name} cannot be used: {error}"]
    page, source = findings_page(contracts, listed), "contracts/findings.yaml says"
    drift = _generated(FINDINGS_PAGE, page, write=write, source=source)
    return [*findings_disagree(contracts.findings, listed), *drift]


def _plan_pages(contracts: Contracts, *, write: bool) -> list[str]:
    """The schema of plan files is what the code takes; the pages on what may be counted and what is served say what stands there."""
    pages = {
        contracts.folder / "plans" / "plan.schema.json": plan_schema,
        ROOT / "docs" / "measures.md": lambda: measures_page(countable(), contracts),
        ROOT / "docs" / "coverage.md": lambda: coverage_page(contracts),
    }
    problems = []
    for path, made in pages.items():
        try:
            wanted = made()
        except UserError:
            continue  # a plan that cannot be read is told by itself
        problems += _generated(path, wanted, write=write)
    return problems


def _union(measures: set[str]) -> list[str]:
    """listed_candidate names every measure of the folder, and no other."""
    text = (MODELS / "measures" / "listed_candidate.sql").read_text(encoding="utf-8")
    united = set(re.findall(r"ref\('(measure_[a-z_]+)'\)", text))
    return [f"dbt_project/models/measures/listed_candidate.sql: add {name}" for name in sorted(measures - united)] + [
        f"dbt_project/models/measures/listed_candidate.sql: {name} has no file" for name in sorted(united - measures)
    ]


def _reasons(contracts: Contracts) -> list[str]:
    """Every reason that a measure gives has a Chinese label."""
    known = {code.code for code in contracts.codes["not_counted_reason"].codes}
    given = {
        (path.name, reason)
        for path in (MODELS / "measures").rglob("*.sql")
        for reason in re.findall(r"then '([a-z_]+)'", path.read_text(encoding="utf-8"))
    }
    return [
        f"{name}: reason {reason} is not in contracts/codes/not_counted_reason.csv"
        for name, reason in sorted(given)
        if reason not in known
    ]
