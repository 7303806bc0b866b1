"""Column lineage: for every column of every table of the dbt project the columns that it is computed from, over one step.

Read from the compiled SQL of each model, in the order in which they are built, so that no database is asked. Beside its
columns each table has `*`, its rows: what is filtered, joined or grouped decides which rows there are, and whatever counts
or adds up depends on them. The words for how a column enters are OpenLineage's: IDENTITY, TRANSFORMATION and AGGREGATION make the
value; CONDITIONAL, FILTER, JOIN, GROUP_BY, SORT and WINDOW only decide on it.
A column of which nothing could be found out is `unknown`; it is never silently without sources.
"""

from collections.abc import Iterable
from graphlib import TopologicalSorter
from typing import Any

from sqlglot import exp, parse_one
from sqlglot.errors import SqlglotError
from sqlglot.optimizer import Scope, build_scope
from sqlglot.optimizer.qualify import qualify
from sqlglot.schema import MappingSchema

from pipeline.audit.lineage_scope import CANNOT, ROWS, Origins, Query, add
from pipeline.contract import Contracts
from pipeline.rows.addresses import table_schemas
from pipeline.stores.inputs import INPUTS
from pipeline.stores.release_tables import PRIVATE_PREFIX, RELEASE_COLUMNS

CONSTANT, UNKNOWN, PUBLISHED = "constant", "unknown", "published"
STEP, MART, SOURCE = "step", "mart", "source"


def column_lineage(manifest: dict[str, Any], contracts: Contracts) -> dict[str, Any]:
    """The lineage document: {"tables": {table: {kind, label, text, columns: {column: {label, text, from, none}}}}}.

    `manifest` is dbt's, with compiled code. `from` lists [table, column, how]; `none` says why it is empty: constant, published (written with the release) or unknown. Tables that the
    pipeline hands to dbt are named `conformed.worker`, and with them the lineage goes on to the contract of the entity.
    """
    tables = {}
    relations, schema = {}, MappingSchema(dialect="duckdb")
    models = {key: node for key, node in manifest["nodes"].items() if node["resource_type"] == "model"}
    database = next(node["database"] for node in models.values())
    known = _source_columns(contracts)
    for source in manifest["sources"].values():
        name = f"{source['source_name']}.{source['name']}"
        relations[source["relation_name"]] = f'"{database}"."{source["source_name"]}"."{source["name"]}"'
        tables[name] = _source(name, source, known[name], contracts)
        schema.add_table(
            exp.table_(source["name"], source["source_name"], database), dict.fromkeys(known[name], "text")
        )
    for key in TopologicalSorter({key: _models_before(node, models) for key, node in models.items()}).static_order():
        node = models[key]
        found = _derive(node, relations, schema)
        columns = dict.fromkeys((name for name in found if name != ROWS), "text")
        schema.add_table(exp.table_(node["name"], node["schema"], database), columns)
        tables[node["name"]] = _model(node, found)
    tables["release"] = _release()
    return {"tables": dict(sorted(tables.items()))}


def public_lineage(document: dict[str, Any]) -> dict[str, dict[str, Origins]]:
    """The same without the steps between: of each column of each public table the columns of public tables and of sources."""
    tables, known = document["tables"], {}

    def origins(table: str, column: str) -> Origins:
        if (table, column) not in known:
            found = known[table, column] = Origins()
            for before, name, how in tables[table]["columns"][column].get("from", ()):
                is_step = tables[before]["kind"] == STEP
                add(found, origins(before, name) if is_step else {(before, name): "IDENTITY"}, how)
        return known[table, column]

    public = (name for name, table in tables.items() if table["kind"] == MART)
    return {name: {column: origins(name, column) for column in tables[name]["columns"]} for name in public}


def _models_before(node: dict[str, Any], models: Iterable[str]) -> list[str]:
    return [each for each in node["depends_on"]["nodes"] if each in models]


def _derive(node: dict[str, Any], relations: dict[str, str], schema: MappingSchema) -> dict[str, Origins | None]:
    """The origins of each column of a model, and of its rows; None where they could not be told."""
    text = node["compiled_code"]
    for relation, name in relations.items():
        text = text.replace(relation, name)
    try:
        qualified = qualify(parse_one(text, dialect="duckdb"), schema=schema, dialect="duckdb", identify=False)
        scope = build_scope(qualified)
    except SqlglotError:
        return dict.fromkeys([*node["columns"], ROWS])
    query = Query(lambda table: table.name if table.db == node["schema"] else f"{table.db}.{table.name}")
    names = qualified.named_selects
    if node["config"]["contract"]["enforced"]:  # dbt then builds the columns in the order of the contract
        names = sorted(names, key=[*node["columns"]].index)
    return {name: _told(query, scope, name) for name in [*names, ROWS]}


def _told(query: Query, scope: Scope, name: str) -> Origins | None:
    try:
        return query.rows(scope) if name == ROWS else query.column(scope, name)
    except CANNOT:
        return None


def _model(node: dict[str, Any], found: dict[str, Origins | None]) -> dict[str, Any]:
    described = {name: each["description"] for name, each in node["columns"].items()}
    columns = {}
    for name, origins in found.items():
        columns[name] = _said("行" if name == ROWS else described.get(name, ""))
        if origins:
            columns[name]["from"] = sorted([*origin, how] for origin, how in origins.items())
        else:
            columns[name]["none"] = UNKNOWN if origins is None else CONSTANT
    kind = STEP if node["name"].startswith(PRIVATE_PREFIX) else MART
    definition = node["config"].get("meta", {}).get("definition_zh", "")
    said = _said(node["description"])
    return {"kind": kind, **said, "text": f"{definition} {said['text']}".strip(), "columns": columns}


def _release() -> dict[str, Any]:
    """The one table of a release that dbt does not build."""
    columns = {name: {**_said(text), "none": PUBLISHED} for name, text in {**RELEASE_COLUMNS, ROWS: "行"}.items()}
    columns["is_synthetic"] = {
        **_said(RELEASE_COLUMNS["is_synthetic"]),
        "from": [["run_delivery", ROWS, "FILTER"], ["run_delivery", "is_synthetic", "AGGREGATION"]],
    }
    return {"kind": MART, **_said("发布: one row: which release this is."), "columns": columns}


def _source(name: str, source: dict[str, Any], columns: Iterable[str], contracts: Contracts) -> dict[str, Any]:
    store, _, table = name.partition(".")
    entity = contracts.entities.get(table) if store == "conformed" else None
    labels = {each.name: (each.label, each.description) for each in entity.fields} if entity else {}
    said = {column: labels.get(column, (_KEYS.get(column, ""), "")) for column in columns} | {ROWS: ("行", "")}
    document = {"kind": SOURCE, "label": entity.label if entity else "", "text": source["description"]}
    if entity:
        document["contract"] = f"contracts/entities/{table}.odcs.yaml"
    return document | {"columns": {column: {"label": zh, "text": en} for column, (zh, en) in said.items()}}


_KEYS = {
    "delivery_id": "报送",
    "row_id": "行号",
    "id_key": "身份证号(密钥散列)",
    "certificate_key": "证书编号(密钥散列)",
    "name_birth_key": "姓名与出生年月(密钥散列)",
    "age": "年龄",
}
"""What conform adds to the fields of a contract; the keys come from columns that are never stored."""


def _source_columns(contracts: Contracts) -> dict[str, list[str]]:
    """The columns of each table that the pipeline hands to dbt."""
    conformed = {f"conformed.{name}": list(types) for name, types in table_schemas(contracts).items()}
    quarantine = {"quarantine.quarantined_row": conformed.pop("conformed.quarantine")}
    return conformed | quarantine | {f"inputs.{name}": list(types) for name, types in INPUTS.items()}


def _said(description: str) -> dict[str, str]:
    """`分子 / Counted above.` and `问题: What was found.` as Chinese label and whole text; no label where none is given."""
    label = next((description.partition(mark)[0] for mark in (" / ", ": ") if mark in description), description)
    return {"label": label if label[:1] > "\u2e80" else "", "text": description}
