"""The fields and filters that requests may have."""

import json
import re
from datetime import date, datetime, timezone
from decimal import Decimal

from problems import Problem, invalid

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
PRIORITIES = ["low", "medium", "high", "urgent"]
STATUSES = ["pending", "in_progress", "completed"]
CLEARABLE = ["description", "assigned_to", "due_date", "ai_metadata"]
# What DynamoDB stores exactly.
MAX_DIGITS = 38


def is_text(least, most):
    def check(value):
        if not isinstance(value, str) or not least <= len(value) <= most:
            return False
        return "\0" not in value and not any("\ud800" <= character <= "\udfff" for character in value)

    return check


def is_uuid(value):
    return isinstance(value, str) and UUID.fullmatch(value) is not None


def is_one_of(values):
    return lambda value: value in values


def is_list_of(check, most):
    return lambda value: isinstance(value, list) and len(value) <= most and all(map(check, value))


def is_instant(value):
    if not isinstance(value, str) or not re.match(r"\d{4}-\d\d-\d\d[Tt]\d\d:", value):
        return False
    try:
        return datetime.fromisoformat(value.upper()).tzinfo is not None
    except ValueError:
        return False


def is_day(value):
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def is_storable(value):
    if isinstance(value, dict):
        return all(is_text(0, 1024)(name) and is_storable(each) for name, each in value.items())
    if isinstance(value, list):
        return all(map(is_storable, value))
    if isinstance(value, str):
        return is_text(0, 100_000)(value)
    if isinstance(value, Decimal):
        return len(value.as_tuple().digits) <= MAX_DIGITS and abs(value.adjusted()) <= 100
    return isinstance(value, bool | int | None) and (isinstance(value, bool) or abs(value or 0) < 10**MAX_DIGITS)


FIELDS = {
    "title": is_text(1, 255),
    "description": is_text(0, 10_000),
    "priority": is_one_of(PRIORITIES),
    "owner": is_uuid,
    "assigned_to": is_uuid,
    "tags": is_list_of(is_text(1, 64), 50),
    "due_date": is_instant,
    "ai_metadata": lambda value: isinstance(value, dict) and is_storable(value),
}
FILTERS = {
    "owner": is_uuid,
    "assigned_to": is_uuid,
    "priority": is_one_of(PRIORITIES),
    "status": is_one_of(STATUSES),
    "tag": is_text(1, 64),
    "due_date": is_day,
    "due_from": is_day,
    "due_to": is_day,
    "overdue": is_one_of(["true", "false"]),
    "order": is_one_of(["asc", "desc"]),
    "limit": lambda value: value.isdecimal() and 1 <= int(value) <= 200,
    "cursor": is_text(0, 1024),
}


def to_time(moment):
    """ISO 8601 in UTC, with milliseconds only if there are any."""
    text = moment.astimezone(timezone.utc).isoformat(timespec="milliseconds")
    return text.replace("+00:00", "Z").replace(".000Z", "Z")


def parse_body(content, change=False):
    """The fields of a new todo, or of a change, in which null clears a field."""
    try:
        body = json.loads(content, parse_float=Decimal, parse_constant=lambda name: 1 / 0)
    except (ValueError, ArithmeticError, RecursionError):
        raise Problem(400, "MALFORMED_JSON", "The body is not valid JSON.") from None
    if not isinstance(body, dict):
        raise invalid("The body must be an object.")
    fields = {**FIELDS, "status": is_one_of(STATUSES)} if change else FIELDS
    for name, value in body.items():
        cleared = change and value is None and name in CLEARABLE
        if name not in fields or not (cleared or fields[name](value)):
            raise invalid(f"{name} is not valid.")
    if (change and not body) or not (change or "title" in body):
        raise invalid("The title is missing." if not change else "Nothing is changed.")
    if body.get("due_date") is not None:
        body["due_date"] = to_time(datetime.fromisoformat(body["due_date"].upper()))
    return body


def parse_query(query):
    for name, value in query.items():
        if name not in FILTERS or not FILTERS[name](value):
            raise invalid(f"{name} is not valid.")
    return query


def parse_idempotency_key(key):
    if key is not None and not re.fullmatch(r"[\x21-\x7e]{1,128}", key):
        raise invalid("Idempotency-Key must be 1 to 128 visible ASCII characters.")
    return key
