"""What became of a release that was made again, in a terminal or a pipe."""

from typing import Any

from rich.console import Console
from rich.text import Text

_WHAT = {
    "columns": "has other columns",
    "rows": "differs",
    "manifest": "is not the table whose hash the manifest holds",
    "parquet": "is another table in its Parquet file",
    "open": "differs in the open part",
}


def show(document: dict[str, Any], console: Console) -> None:
    """Print one verification."""

    def line(*parts: Text | str) -> None:
        console.print(*parts, highlight=False, soft_wrap=True)

    made = f"from {document['deliveries']} received files, with the contracts that it carries"
    line(f"Release {document['release_id']} was made again {made}.")
    if document["other_code"]:
        line(Text(f"By other code than the one that made it ({', '.join(document['other_code'])}).", "yellow"))
    if not document["same_key"]:
        line(Text("With another secret: compared is all but the keys of persons.", "yellow"))
    for each in document["differences"]:
        rows = (
            ""
            if each["only_in_release"] is None
            else (
                f": {each['only_in_release']:,} rows only in the release, {each['only_in_rebuilt']:,} only in what was made again"
            )
        )
        line(Text(f"  {each['table']} {_WHAT[each['what']]}{rows}", "red"))
    for name, reason in document["sealed"].items():
        line(Text(f"  {name} can no longer be proved, its bytes were destroyed: {reason}", "yellow"))
    if document["same"] and document["sealed"]:
        line(
            Text(
                f"All {document['tables']} tables are the same, with the rows of these files as they were conformed.",
                "bold",
            )
        )
    elif document["same"]:
        line(Text(f"Verified: {document['tables']} tables, all the same.", "bold green"))
    elif document["other_code"]:
        line(
            Text(
                "Not decided: other code may well count otherwise. Verify with the commit that the manifest names.",
                "bold",
            )
        )
    else:
        line(Text("Not verified: the same inputs and the same code give other tables.", "bold red"))
