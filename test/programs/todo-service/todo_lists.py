"""Lists of todos: the index that serves a request, its conditions, and its pages."""

import base64
import hashlib
import json
from datetime import datetime, timezone

from problems import Problem
from todo_table import TABLE, call, marshal, to_todo, unmarshal
from validation import to_time

MAX_READS = 20
TABLE_KEYS = ["PK", "SK"]
LAST = "~"


def list_todos(caller, query):
    query = dict(query)
    cursor = query.pop("cursor", None)
    limit = int(query.pop("limit", 50))
    scopes = [f"USER#{caller.id}"] if caller.family is None else [f"FAMILY#{caller.family}", f"USER#{caller.id}"]
    # A cursor is valid for the same list only.
    name = json.dumps([scopes, query], sort_keys=True)
    start = None if cursor is None else open_cursor(name, cursor)
    if query.get("due_from", "") > query.get("due_to", LAST):
        return {"items": []}
    request, keys = plan(query, scopes)
    items, start = read_page(request, start, limit)
    page = {"items": [to_todo(item) for item in items[:limit]]}
    if len(items) > limit:
        start = marshal({key: items[limit - 1][key] for key in keys})
    if start is not None:
        page["next_cursor"] = seal_cursor(name, start)
    return page


def plan(query, scopes):
    """The request of a list, and the attributes of its position."""
    first = query.get("due_date", query.get("due_from", ""))
    last = query.get("due_date", query.get("due_to", LAST))
    conditions, values = [], {}

    def add(condition, value_name, value):
        conditions.append(condition)
        values[value_name] = value

    if "owner" in query:
        index, keys = None, []
        key = "PK = :key AND SK BETWEEN :first AND :last"
        # `#~` comes after every priority and ID of a day.
        values |= {":key": f"USER#{query['owner']}", ":first": f"TODO#{first}", ":last": f"TODO#{last}#~"}
    elif "assigned_to" in query:
        index, keys = "GSI3", ["GSI3PK", "GSI3SK"]
        key = "GSI3PK = :key"
        values |= {":key": f"ASSIGNEE#{query['assigned_to']}", ":first": first or "0", ":last": last}
        conditions.append("GSI1SK BETWEEN :first AND :last")
    else:
        index, keys = "GSI1", ["GSI1PK", "GSI1SK"]
        key = "GSI1PK = :key AND GSI1SK BETWEEN :first AND :last"
        values |= {":key": scopes[0], ":first": first or "0", ":last": last}
    if index != "GSI1":
        names = {f":scope{number}": scope for number, scope in enumerate(scopes)}
        conditions.append(f"GSI1PK IN ({', '.join(names)})")
        values |= names
    if "owner" in query and "assigned_to" in query:
        add("assigned_to = :assignee", ":assignee", f"USER#{query['assigned_to']}")
    for name in ("priority", "status"):
        if name in query:
            add(f"#{name} = :{name}", f":{name}", query[name])
    if "tag" in query:
        add("contains(tags, :tag)", ":tag", query["tag"])
    if query.get("overdue") == "true":
        add("due_date < :now", ":now", to_time(datetime.now(timezone.utc))[:19])
        add("#status <> :completed", ":completed", "completed")
    request = {
        "TableName": TABLE,
        "KeyConditionExpression": key,
        "ExpressionAttributeValues": marshal(values),
        "ScanIndexForward": query.get("order") != "desc",
    }
    if index is not None:
        request["IndexName"] = index
    if conditions:
        request["FilterExpression"] = " AND ".join(conditions)
    names = {f"#{name}": name for name in ("priority", "status") if f"#{name}" in " ".join(conditions)}
    if names:
        request["ExpressionAttributeNames"] = names
    return request, keys + TABLE_KEYS


def read_page(request, start, limit):
    """At least one item more than the limit, if there are more, and where to continue."""
    items = []
    for _ in range(MAX_READS):
        response = call("query", **request, Limit=max(100, limit + 1), **({"ExclusiveStartKey": start} if start else {}))
        items += [unmarshal(item) for item in response["Items"]]
        start = response.get("LastEvaluatedKey")
        if start is None or len(items) > limit:
            break
    return items, start


def sign(name, position):
    return hashlib.sha256(f"{name}\n{position}".encode()).hexdigest()[:16]


def seal_cursor(name, start):
    position = json.dumps(start)
    return base64.urlsafe_b64encode((sign(name, position) + position).encode()).decode()


def open_cursor(name, cursor):
    try:
        text = base64.urlsafe_b64decode(cursor).decode()
        if text[:16] == sign(name, text[16:]):
            return json.loads(text[16:])
    except ValueError:
        pass
    raise Problem(400, "INVALID_CURSOR", "Use next_cursor of the previous page with the same filters.")
