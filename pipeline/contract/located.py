"""A YAML file checked by a pydantic model: whoever wrote it is told file, line, key, what stands there and what was expected."""

from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from pipeline.settings import UserError

Model = TypeVar("Model", bound=BaseModel)
LONGEST = 40  # characters of a value that are repeated in an error


class _Loader(yaml.SafeLoader):
    """YAML whose decimals stay text, so that 1.7 never becomes a binary fraction, and which tells the line of what is no value."""

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        try:
            return super().construct_object(node, deep)
        except (AttributeError, KeyError, TypeError, ValueError) as error:  # as of 30 February
            raise yaml.constructor.ConstructorError(None, None, str(error), node.start_mark) from error


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:float"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read_located(folder: Path, file: str, model: type[Model], **given: Any) -> Model:
    """What a file of contracts/ holds, with values that are `given` beside it; UserError with a line for each thing that is wrong."""
    where, path = f"contracts/{file}", folder / file
    try:
        loader = _Loader(path.read_text(encoding="utf-8"))
        root = loader.get_single_node()
        if root is None or root.tag != loader.DEFAULT_MAPPING_TAG:
            raise UserError(f"{where} holds no keys. It needs: {', '.join(_required(model, given))}.")
        if twice := list(_written_twice(root)):
            raise UserError("\n".join(f"{where}, line {line}: {key} stands twice; keep one." for key, line in twice))
        document = loader.construct_document(root)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise UserError(f"{where}, line {line}: cannot be read: {error.problem}.") from error
    except RecursionError:
        raise UserError(f"{where} cannot be read: it is nested too deep, or a part of it stands for itself.") from None
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise UserError(f"{where} cannot be read: {error}.") from error
    try:
        return model.model_validate({**given, **document})
    except ValidationError as error:
        told = [_told(where, root, each, model) for each in _causes(error.errors(include_url=False))]
        raise UserError("\n".join(dict.fromkeys(told))) from error


def _causes(errors: list[ErrorDetails]) -> list[ErrorDetails]:
    """Without what only follows from them: a list is too short because its items are wrong."""
    return [
        each
        for each in errors
        if each["type"] != "too_short"
        or not any(other["loc"][: len(each["loc"])] == each["loc"] for other in errors if other is not each)
    ]


def _told(where: str, root: yaml.Node, error: ErrorDetails, model: type[BaseModel]) -> str:
    names, node = [], root
    for place, part in enumerate(error["loc"], 1):
        below = _below(node, part)
        is_named = place == len(error["loc"]) and error["type"] in ("missing", "extra_forbidden")
        if below is None and not is_named:
            continue  # a step of the model that the file does not write, as the branch of a union
        names.append(_called(below, part))
        node = below or node
    key = ".".join(names) or "the file"
    return f"{where}, line {node.start_mark.line + 1}: {key}: {_expected(error, model)}"


def _expected(error: ErrorDetails, model: type[BaseModel]) -> str:
    if error["type"] == "missing":
        return "is missing."
    if error["type"] == "extra_forbidden":
        close = get_close_matches(str(error["loc"][-1]), _known(model), 1)
        return f"no such key{f'; is it {close[0]}?' if close else '.'}"
    message = error["msg"].removeprefix("Value error, ")
    found = str(error["input"])
    is_short = not isinstance(error["input"], (dict, list)) and len(found) <= LONGEST
    return f"{message}{f', found {found}' if is_short else ''}."


def _below(node: yaml.Node, part: str | int) -> yaml.Node | None:
    """The node of a key's value, or of an item."""
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        return node.value[part]
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == str(part)), None)
    return None


def _called(node: yaml.Node | None, part: str | int) -> str:
    """An item of a list by its own code or name, else by its place from 0, as the other checks count."""
    if isinstance(part, str):
        return part
    told = {key.value: value.value for key, value in node.value} if isinstance(node, yaml.MappingNode) else {}
    return str(told.get("code") or told.get("name") or part)


def _written_twice(node: yaml.Node) -> Iterator[tuple[str, int]]:
    """Keys that a mapping holds twice, of which YAML would silently take the last."""
    below = node.value if isinstance(node, yaml.SequenceNode) else []
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            below = [*below, value]
            if isinstance(key, yaml.ScalarNode):  # another one is refused when it is read
                if key.value in seen:
                    yield key.value, key.start_mark.line + 1
                seen.add(key.value)
    for each in below:
        yield from _written_twice(each)


def _required(model: type[BaseModel], given: dict[str, Any]) -> list[str]:
    return [name for name, field in model.model_fields.items() if field.is_required() and name not in given]


def _known(model: type[BaseModel]) -> list[str]:
    """Every key that a file of this model may hold anywhere."""
    schema = model.model_json_schema()
    parts = [schema, *schema.get("$defs", {}).values()]
    return sorted({name for part in parts for name in part.get("properties", {})})
