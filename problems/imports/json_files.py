"""JSON: a list of objects, a list under "tickets", or an object a line."""

from __future__ import annotations

import json
import re
from codecs import BOM_UTF8
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import partial
from io import BytesIO
from itertools import islice
from typing import Any

import ijson
from django.utils.translation import gettext as _

from problems.imports.tables import (
    EMPTY,
    LONGEST_NAME,
    MOST_COLUMNS,
    MOST_LETTERS,
    Row,
    Table,
    Unreadable,
    check_columns,
)
from problems.imports.text_files import encoding_of, lines_of

# The first objects say which columns there are.
OBJECTS_TO_LOOK_AT = 100
# Lists and objects within each other, in one value; and how many things in all of these.
DEEPEST, MOST_PARTS = 50, 100_000
MOST_BYTES_OF_VALUE = 4_000_000
# One that begins or ends a text. Within it a backslash stands before it, and two of these mean one.
QUOTE = re.compile(rb'(?<!\\)(?:\\\\)*"')
SPACE = re.compile(rb"\s*")
PIECE = 256 * 1024
# Under this key is the list of an object that has one.
LIST_KEY = "tickets"

type Object = dict[str, Any]
# Gives the objects, of each only what is under these keys; None stands for all keys, without what is under them.
type Objects = Callable[[Collection[str] | None], Iterator[tuple[int, Object]]]
type Events = Iterator[tuple[str, Any]]


def open_json(data: bytes) -> Table:
    encoding, _note = encoding_of(data)
    if encoding not in {"utf-8", "utf-8-sig"}:
        raise Unreadable(_("Line 1, column 1: JSON is read in UTF-8 only. Save the file again in UTF-8"))
    _check_values(data)
    objects = _objects(data, encoding)
    names: dict[str, None] = {}
    for number, found in islice(objects(None), OBJECTS_TO_LOOK_AT):
        names.update(dict.fromkeys(found))
        check_columns(len(names), row=number)
    if not names:
        raise Unreadable(str(EMPTY))
    columns = list(names)

    def rows(wanted: Sequence[int]) -> Iterator[Row]:
        keys = [columns[index] for index in wanted]
        for number, found in objects(set(keys)):
            yield number, [_text_of(found.get(key)) for key in keys]

    return Table([name[:LONGEST_NAME] for name in columns], has_header=True, rows=rows, is_json=True)


def _check_values(data: bytes) -> None:
    """Refuse a text without end: the parser goes through the whole of it again with every piece that it is given."""
    for start in range(0, len(data) - MOST_BYTES_OF_VALUE, MOST_BYTES_OF_VALUE):
        if not QUOTE.search(data, start, start + MOST_BYTES_OF_VALUE):
            words = _("Line %(line)s has a value of more than %(most)s MB. Check that its quotation mark is closed")
            line, most = data.count(b"\n", 0, start) + 1, MOST_BYTES_OF_VALUE // 1_000_000
            raise Unreadable(words, line=f"{line:,}", most=most)


def _objects(data: bytes, encoding: str) -> Objects:
    start = len(BOM_UTF8) if encoding == "utf-8-sig" else 0
    found = SPACE.match(data, start)
    begin = found.end() if found else start
    end = data.find(b"\n", begin)
    if data[begin : begin + 1] == b"[":
        return partial(_items, data, start, "")
    if (end if end >= 0 else len(data)) - begin > MOST_LETTERS:
        # All tickets in one line, as the API gives them.
        return partial(_items, data, start, LIST_KEY)
    is_one_of_many = _is_one_of_many(
        list(islice((line.strip() for line in lines_of(data, encoding) if line.strip()), 4))
    )
    return partial(_lines, data, encoding) if is_one_of_many else partial(_items, data, start, LIST_KEY)


def _is_one_of_many(lines: Sequence[str]) -> bool:
    """Whether there is an object a line, as in a log. An object over several lines is one, with a list in it."""
    try:
        found = json.loads(lines[0])
    except (ValueError, RecursionError):
        # Broken, it is one of many if those after it are.
        return f'"{LIST_KEY}"' not in lines[0] and any(
            line.startswith("{") and line.endswith("}") for line in lines[1:]
        )
    return not (isinstance(found, dict) and isinstance(found.get(LIST_KEY), list))


def _items(data: bytes, start: int, under: str, keys: Collection[str] | None) -> Iterator[tuple[int, Object]]:
    """The objects of a list, read event by event: only what is asked for is ever put together."""
    file = BytesIO(data)
    file.seek(start)
    number = 0
    events: Events = ijson.basic_parse(file, buf_size=PIECE, use_float=True)
    try:
        _go_to_list(events, under)
        for event, _value in events:
            if event == "end_array":
                break
            found = _map(events, keys, number + 1) if event == "start_map" else _object(None, number + 1)
            number += 1
            yield number, found
        # What follows is not read, but a file that is cut off ends before it.
        for _event in events:
            pass
    except ijson.JSONError:
        words = _("Row %(row)s cannot be read: the JSON is broken there, or the file is cut off. Save it again")
        raise Unreadable(words, row=f"{number + 1:,}") from None
    except TooDeep:
        raise Unreadable(
            _("Row %(row)s cannot be read: there are more than %(most)s lists or objects within each other"),
            row=f"{number + 1:,}",
            most=DEEPEST,
        ) from None
    except TooManyParts:
        words = _("Row %(row)s cannot be read: there are more than %(most)s things in one of its values")
        raise Unreadable(words, row=f"{number + 1:,}", most=f"{MOST_PARTS:,}") from None
    except (ValueError, OverflowError):
        raise Unreadable(_("Row %(row)s has a value that cannot be read"), row=f"{number + 1:,}") from None


class TooDeep(Exception):
    """What is within what goes deeper than any export does."""


class TooManyParts(Exception):
    """A value holds more than any export does: as a list of Python's it would take many times its bytes."""


def _go_to_list(events: Events, under: str) -> None:
    next(events)
    if not under:
        return
    for event, key in events:
        if event == "end_map":
            break
        start, value = next(events)
        if key == under and start == "start_array":
            return
        _value_of(events, start, value, keep=False)
    raise Unreadable(
        _("There is no list named “tickets” in the file, and no object a line. Choose an export of tickets or of a log")
    )


def _map(events: Events, keys: Collection[str] | None, row: int) -> Object:
    found: Object = {}
    for event, key in events:
        if event == "end_map":
            break
        keep = keys is not None and key in keys
        value = _value_of(events, *next(events), keep=keep)
        if keep or keys is None:
            found[key] = value
        if len(found) > MOST_COLUMNS:
            check_columns(len(found), row=row)
    return found


def _value_of(events: Events, event: str, value: Any, *, keep: bool) -> Any:
    """What the event begins, with all that is in it."""
    if event not in {"start_map", "start_array"}:
        return value if keep else None
    builder = ijson.ObjectBuilder() if keep else None
    depth = parts = 0
    while True:
        if builder:
            builder.event(event, value)
            parts += 1
            if parts > MOST_PARTS:
                raise TooManyParts
        if event in {"start_map", "start_array"}:
            depth += 1
            if depth > DEEPEST:
                raise TooDeep
        elif event in {"end_map", "end_array"}:
            depth -= 1
            if not depth:
                return builder.value if builder else None
        event, value = next(events)


def _lines(data: bytes, encoding: str, _keys: Collection[str] | None) -> Iterator[tuple[int, Object]]:
    for number, line in enumerate(lines_of(data, encoding), 1):
        if not line.strip():
            continue
        try:
            found = json.loads(line.rstrip())
        except json.JSONDecodeError as error:
            words = _("Line %(line)s, column %(column)s: this is not JSON, or the line is cut off. Save the file again")
            raise Unreadable(words, line=f"{number:,}", column=f"{error.colno:,}") from None
        except (ValueError, RecursionError):
            raise Unreadable(_("Line %(line)s has a value that cannot be read"), line=f"{number:,}") from None
        yield number, _object(found, number)


def _object(found: Any, number: int) -> Object:
    if not isinstance(found, dict):
        raise Unreadable(
            _("Row %(row)s is not an object with names and values. Choose an export of tickets or of a log"),
            row=f"{number:,}",
        )
    return found


def _text_of(value: Any) -> str:
    if isinstance(value, str):
        return value[:MOST_LETTERS]
    if value is None:
        return ""
    if isinstance(value, list) and all(isinstance(part, str | int) for part in value):
        return " ".join(str(part) for part in value)
    if isinstance(value, dict | list):
        try:
            return json.dumps(value, ensure_ascii=False)
        except (ValueError, RecursionError):
            return ""
    return str(value)
