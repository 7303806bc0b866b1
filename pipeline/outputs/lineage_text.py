"""The lineage of a column in a terminal or a pipe: the tree of what makes its value, then the columns at the ends."""

from typing import Any

from rich.console import Console
from rich.text import Text
from rich.tree import Tree

HOW_ZH = {
    "IDENTITY": "原值",
    "TRANSFORMATION": "计算",
    "AGGREGATION": "汇总",
    "CONDITIONAL": "条件",
    "WINDOW": "排序取值",
    "FILTER": "筛选",
    "JOIN": "连接",
    "GROUP_BY": "分组",
    "SORT": "排序",
}
NONE_ZH = {"constant": "常量", "unknown": "未能判明", "published": "发布时写入"}


def show(document: dict[str, Any], console: Console) -> None:
    """Print one column or one table."""

    def line(*parts: Text) -> None:
        console.print(*parts, highlight=False, soft_wrap=True)

    if document["notice"]:
        line(Text(document["notice"], "yellow"))
    if "columns" in document:
        line(Text(document["name"], "bold"), Text(document["text"], "dim"))
        for each in document["columns"]:
            line(Text(f"  {each['column']}"), Text(each["label"]), Text(_origins(each), "dim"))
        return
    console.print(_tree(document), highlight=False, soft_wrap=True)
    for is_of_value, title in ((True, "取值来自"), (False, "另由下列各列决定计入哪些行")):
        ends = [
            (each, [one for one in each["columns"] if one["is_of_value"] == is_of_value])
            for each in document["sources"]
        ]
        if any(columns for _, columns in ends):
            line(Text(title, "bold"))
        for table, columns in ends:
            if columns:
                named = "  ".join(f"{one['column']} {one['label']}".strip() for one in columns)
                line(
                    Text(f"  {table['table']}", "bold"),
                    Text(table["label"]),
                    Text(named),
                    Text(table.get("contract", ""), "dim"),
                )


def _origins(column: dict[str, Any]) -> str:
    if "none" in column:
        return NONE_ZH[column["none"]]
    return "← " + ", ".join(f"{table}.{name}" for table, name, _ in column.get("from", ())) if "from" in column else ""


def _tree(document: dict[str, Any]) -> Tree:
    """Each column once with what it is made of; where it comes again only its name."""
    before: dict[str, list[dict[str, Any]]] = {}
    for edge in document["edges"]:
        before.setdefault(edge["to"], []).append(edge)
    said = "  ".join(filter(None, (document["label"], NONE_ZH.get(document.get("none", "")))))
    root = Tree(Text.assemble((document["name"], "bold"), f"  {said}"))
    seen: set[str] = set()

    def grow(branch: Tree, name: str) -> None:
        seen.add(name)
        for edge in before.get(name, ()):
            again = edge["from"] in seen and edge["from"] in before
            why = "见上" if again else NONE_ZH.get(edge["none"] or "", "")
            child = branch.add(Text.assemble(edge["from"], (f"  {HOW_ZH[edge['how']]}  {why}".rstrip(), "dim")))
            if not again:
                grow(child, edge["from"])

    grow(root, document["name"])
    return root
