"""What a proof of all figures says in a terminal or a pipe: each thing that fails once, with the figures that it touches."""

from collections import defaultdict
from typing import Any

from rich.console import Console
from rich.text import Text

NAMED = 4  # figures that are named beside one failure; --json names all


def render(document: dict[str, Any], console: Console) -> None:
    """Print what prove_release found, as the document of `verify --figures`."""
    touched: dict[tuple, list[str]] = defaultdict(list)
    for each in document["not_proved"]:
        for failure in each["failures"]:
            touched[tuple(failure.values())].append(each["figure_id"])
    for (file, sheet, row, cell, what_en, what_zh), figures in touched.items():
        place = "!".join(str(part) for part in (sheet, cell or row) if part)
        where = "  ".join(part for part in (file, place, what_en, what_zh) if part)
        more = f" and {len(figures) - NAMED:,} more" if len(figures) > NAMED else ""
        _print(console, Text(f"{where}  in {', '.join(figures[:NAMED])}{more}"))
    count, proved, seconds = document["figures"], document["proved"], document["seconds"]
    if document["not_proved"]:
        said = Text(f"Not proved  {len(document['not_proved']):,} of {count:,} figures", "bold red")
        _print(console, said, Text(f"release {document['release_id']}, {seconds} s"))
        first = document["not_proved"][0]["figure_id"]
        _print(console, Text(f"One by one: rollcall trace {first} --prove", "dim"))
    else:
        _print(
            console,
            Text(f"Proved  {proved:,} figures", "bold green"),
            Text(f"release {document['release_id']}, {seconds} s"),
        )
        _print(console, Text("Every file, cell and sum was read again from the kept bytes and agrees.", "dim"))


def _print(console: Console, *parts: Text) -> None:
    console.print(Text("  ").join(parts), soft_wrap=True, highlight=False)
