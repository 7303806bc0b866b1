"""A comparison of figures in a terminal or a pipe: the ranking and the sum, or what differs so that there is none."""

from typing import Any

from rich.console import Console
from rich.text import Text


def show(document: dict[str, Any], console: Console) -> None:
    """Print one comparison."""

    def line(*parts: Text | str) -> None:
        console.print(*parts, highlight=False, soft_wrap=True)

    if document["notice"]:
        line(Text(document["notice"], "yellow"))
    if document["reasons"]:
        line(Text("These figures are neither ranked nor added:", "bold red"))
        for reason in document["reasons"]:
            line(Text(f"  {reason['reason_zh']}", "bold"))
            for each in reason["values"]:
                line(Text(f"    {each['figure_id']}  {'无' if each['value'] is None else each['value']}"))
        return
    about = document["figures"][0]
    line(Text(f"{about['population_zh']}", "bold"), Text(f"{about['definition'] or ''} {about['as_of_date']}"))
    for each in document["ranking"]:
        place = "  –" if each["rank"] is None else f"{each['rank']:>3}"
        value = "无数据" if each["value"] is None else f"{each['value']:f}".rstrip("0").rstrip(".")
        tie = " 并列" if each["is_tied"] else ""
        line(
            Text(f"{place}  {each['area_name']}  {value} {each['unit']}{tie}  {each['approval']}  {each['figure_id']}")
        )
    if document["sum"] is not None:
        line(Text(f"合计  {document['sum']:f}".rstrip("0").rstrip(".") + f" {about['unit']}", "bold"))
    elif document["sum_refused"]:
        line(Text(document["sum_refused"], "yellow"))
