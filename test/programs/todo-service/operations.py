"""What the todo service does for its callers."""

import hashlib
import json
import os
import random
import time
import uuid
from datetime import datetime, timezone
from decimal import Decimal

import todo_table as table
from identity import find_members
from problems import Problem, conflict, not_found, unauthenticated
from todo_lists import list_todos
from validation import CLEARABLE, is_uuid, parse_body, parse_idempotency_key, parse_query, to_time

MAX_ATTEMPTS = 8
KEY_LIFETIME_SECONDS = 24 * 3600


def create(caller, request):
    body = parse_body(request.content)
    key = parse_idempotency_key(request.headers.get("idempotency-key"))
    stored = StoredResponse(caller, key, body) if key is not None else None
    if stored is not None and (first := stored.read()) is not None:
        return created(first)
    caller.assert_own(body.get("owner"), body.get("assigned_to"))
    members = find_members(caller, body.get("owner"), body.get("assigned_to"))
    now = to_time(datetime.now(timezone.utc))
    for attempt in range(MAX_ATTEMPTS):
        todo = {
            "priority": "medium",
            "tags": [],
            **body,
            "id": create_id(),
            "owner": body.get("owner", caller.id),
            "family_id": caller.family,
            "status": "pending",
            "version": 1,
            "created_at": now,
            "updated_at": now,
        }
        actions = [table.put(table.to_item(todo, get_scope(caller)))]
        if stored is not None:
            actions.append(stored.to_action(todo))
        if write(caller, members, actions, "created", todo, request):
            return created(todo)
        if stored is not None and (first := stored.read()) is not None:
            return created(first)
        wait(attempt)
    raise conflict("Other requests write the same records.")


def get(caller, request):
    return 200, table.to_todo(find_visible(caller, request.id))


def update(caller, request):
    body = parse_body(request.content, change=True)
    members = None

    def authorize(todo):
        nonlocal members
        caller.assert_own(todo["owner"], body.get("owner"), body.get("assigned_to"))
        if members is None:
            members = find_members(caller, body.get("owner"), body.get("assigned_to"))
        return members

    return change(caller, request, body, authorize)


def complete(caller, request):
    return set_status(caller, request, "completed")


def reopen(caller, request):
    return set_status(caller, request, "pending")


def set_status(caller, request, status):
    def authorize(todo):
        if todo.get("assigned_to") != caller.id:
            caller.assert_own(todo["owner"])
        return {}

    return change(caller, request, {"status": status}, authorize)


def delete(caller, request):
    def authorize(todo):
        caller.assert_own(todo["owner"])
        return {}

    change(caller, request, None, authorize)
    return 204, None


def list_page(caller, request):
    return 200, list_todos(caller, parse_query(request.query))


def change(caller, request, fields, authorize):
    """Applies a change to the current version, and again if another change came first. `fields` is None for a deletion."""
    for attempt in range(MAX_ATTEMPTS):
        before = find_visible(caller, request.id)
        todo = table.to_todo(before)
        members = authorize(todo)
        expected = request.headers.get("if-match")
        if expected not in (None, "*", f'"{todo["version"]}"'):
            raise Problem(412, "VERSION_MISMATCH", "The todo has changed since you read it.")
        if fields is not None:
            assert_stays_private(todo, fields)
            if fields == {"status": todo["status"]}:
                return 200, todo
        after = None if fields is None else apply(todo, fields)
        actions = table.replace(before, after and table.to_item(after, before["GSI1PK"]))
        event = "deleted" if after is None else "updated"
        if write(caller, members, actions, event, after or todo, request):
            return 200, after
        wait(attempt)
    raise conflict("The todo is being changed by other requests.")


def apply(todo, fields):
    now = to_time(datetime.now(timezone.utc))
    after = {**todo, **fields, "version": todo["version"] + 1, "updated_at": now}
    if after["status"] == "completed":
        after.setdefault("completed_at", now)
    else:
        after.pop("completed_at", None)
    return {name: value for name, value in after.items() if value is not None or name not in CLEARABLE}


def assert_stays_private(todo, fields):
    """A todo from before its owner joined the family is not visible to others, so it cannot become theirs."""
    named = {fields.get("owner"), fields.get("assigned_to")} - {None, todo["owner"]}
    if todo["family_id"] is None and named:
        raise conflict("The todo is private.")


def find_visible(caller, todo_id):
    item = table.find(todo_id) if is_uuid(todo_id) else None
    if item is None or item["GSI1PK"] not in (f"FAMILY#{caller.family}", f"USER#{caller.id}"):
        raise not_found()
    return item


def get_scope(caller):
    return f"USER#{caller.id}" if caller.family is None else f"FAMILY#{caller.family}"


def write(caller, members, actions, happened, todo, request):
    """Whether it was written; if not, the conditions of the records have failed. Throws if those of the caller have."""
    checks = [table.check_membership(caller.id, caller.membership)]
    checks += [table.check_membership(user, version) for user, version in members.items()]
    if caller.family is not None:
        checks.append(table.check_family(caller.family))
    actions = [*actions, table.to_outbox(to_event(caller, happened, todo, request))]
    failed = table.write([*actions, *checks])
    if failed is None:
        return True
    if failed == len(actions):
        raise unauthenticated("Your membership in a family has changed since the token was issued.")
    if failed > len(actions):
        raise conflict("A membership or the family is changing.")
    return False


def to_event(caller, happened, todo, request):
    event = {
        "specversion": "1.0",
        "id": create_id(),
        "source": "/todo",
        "type": f"todo.todo.{happened}",
        "subject": todo["id"],
        "time": datetime.now(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "datacontenttype": "application/json",
        "aggregateversion": todo["version"],
        "correlationid": request.headers.get("x-correlation-id", request.request_id),
        "familyid": caller.family,
        "traceparent": request.headers.get("traceparent"),
        "actorid": caller.id,
        "data": {"todo": todo},
    }
    return {name: value for name, value in event.items() if value is not None}


class StoredResponse:
    """The response to a request with an Idempotency-Key, written with the todo."""

    def __init__(self, caller, key, body):
        self.key = {"PK": f"IDEMPOTENCY#{uuid.uuid5(uuid.NAMESPACE_URL, f'{caller.id} {key}')}", "SK": "createTodo"}
        # A user who has changed the family gets no todo of the former one.
        request = to_json([caller.family, body])
        self.hash = hashlib.sha256(request.encode()).hexdigest()

    def read(self):
        item = table.read_item(self.key)
        if item is None or item["expires_at"] < time.time():
            return None
        if item["request_hash"] != self.hash:
            raise Problem(422, "IDEMPOTENCY_KEY_REUSED", "The key was used for a different request.")
        return json.loads(item["answer"], parse_float=Decimal)

    def to_action(self, todo):
        now = int(time.time())
        item = {
            **self.key,
            "request_hash": self.hash,
            "answer": to_json(todo),
            "expires_at": now + KEY_LIFETIME_SECONDS,
        }
        return table.put(item, "attribute_not_exists(PK) OR expires_at < :now", None, {":now": now})


def created(todo):
    return 201, todo


def to_json(value):
    def convert(number):
        return int(number) if number == number.to_integral_value() else float(number)

    return json.dumps(value, default=convert, sort_keys=True)


def create_id():
    """A UUID of version 7: events are read in the order of their IDs."""
    milliseconds = time.time_ns() // 1_000_000
    bits = int.from_bytes(os.urandom(10), "big")
    return str(uuid.UUID(int=milliseconds << 80 | 7 << 76 | (bits >> 68) << 64 | 2 << 62 | bits & (2**62 - 1)))


def wait(attempt):
    time.sleep(random.random() * attempt * 0.01)
