"""The todos in DynamoDB: each change is one transaction with its event and with the conditions that authorize it."""

import os

import boto3
from boto3.dynamodb.types import TypeDeserializer, TypeSerializer
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from problems import unavailable

TABLE = os.environ["HOMEMANAGER_DYNAMODB_TABLE"]
KEYS = ("PK", "SK", "GSI1PK", "GSI1SK", "GSI3PK", "GSI3SK")
RANKS = {"urgent": 0, "high": 1, "medium": 2, "low": 3}
OUTBOX_SHARDS = 4
MAX_READS = 6

client = boto3.client(
    "dynamodb",
    endpoint_url=os.environ["HOMEMANAGER_DYNAMODB_ENDPOINT"],
    config=Config(connect_timeout=1, read_timeout=4, retries={"total_max_attempts": 2}, max_pool_connections=50),
)
serialize = TypeSerializer().serialize
deserialize = TypeDeserializer().deserialize


def marshal(item):
    return {name: serialize(value) for name, value in item.items() if value is not None}


def unmarshal(item):
    return {name: deserialize(value) for name, value in item.items()}


def call(operation, **arguments):
    try:
        return getattr(client, operation)(**arguments)
    except BotoCoreError as error:
        raise unavailable("DynamoDB") from error
    except ClientError as error:
        if error.response["ResponseMetadata"]["HTTPStatusCode"] >= 500:
            raise unavailable("DynamoDB") from error
        raise


def compute_keys(todo, scope):
    """`scope` is `FAMILY#<id>`, or `USER#<id>` for a private todo."""
    due = todo.get("due_date", "9999-12-31")[:10]
    keys = {
        "PK": f"USER#{todo['owner']}",
        "SK": f"TODO#{due}#{todo['priority'].upper()}#{todo['id']}",
        "GSI1PK": scope,
        "GSI1SK": due,
    }
    if "assigned_to" not in todo:
        return keys
    state = "CLOSED" if todo["status"] == "completed" else "OPEN"
    return {
        **keys,
        "GSI3PK": f"ASSIGNEE#{todo['assigned_to']}",
        "GSI3SK": f"{state}#{due}#{RANKS[todo['priority']]}#{todo['id']}",
    }


def to_item(todo, scope):
    attributes = {name: value for name, value in todo.items() if name != "family_id"}
    if "assigned_to" in todo:
        attributes["assigned_to"] = f"USER#{todo['assigned_to']}"
    return {**attributes, **compute_keys(todo, scope)}


def to_todo(item):
    todo = {name: value for name, value in item.items() if name not in KEYS}
    scope = item["GSI1PK"]
    todo["family_id"] = scope.removeprefix("FAMILY#") if scope.startswith("FAMILY#") else None
    if "assigned_to" in item:
        todo["assigned_to"] = item["assigned_to"].removeprefix("USER#")
    todo.setdefault("tags", [])
    return todo


def find(todo_id):
    """The current item, or None."""
    for _ in range(MAX_READS):
        found = call(
            "query",
            TableName=TABLE,
            IndexName="GSI4",
            KeyConditionExpression="id = :id",
            ExpressionAttributeValues=marshal({":id": todo_id}),
            Limit=1,
        )["Items"]
        if not found:
            return None
        key = {name: found[0][name] for name in ("PK", "SK")}
        item = call("get_item", TableName=TABLE, Key=key, ConsistentRead=True).get("Item")
        # Otherwise the index is behind: the todo was moved or deleted.
        if item is not None:
            return unmarshal(item)
    raise unavailable("The todo")


def read_item(key):
    item = call("get_item", TableName=TABLE, Key=marshal(key), ConsistentRead=True).get("Item")
    return item and unmarshal(item)


def put(item, condition="attribute_not_exists(PK)", names=None, values=None):
    action = {"TableName": TABLE, "Item": marshal(item)}
    return {"Put": with_condition(action, condition, names, values)}


def replace(before, after):
    condition = ("#version = :version", {"#version": "version"}, {":version": before["version"]})
    key = {name: before[name] for name in ("PK", "SK")}
    if after is not None and all(after[name] == value for name, value in key.items()):
        return [put(after, *condition)]
    removal = {"Delete": with_condition({"TableName": TABLE, "Key": marshal(key)}, *condition)}
    return [removal] if after is None else [removal, put(after)]


def to_outbox(event):
    shard = 0
    for character in event["subject"]:
        shard = (shard * 31 + ord(character)) % 2**32
    return put({"PK": f"OUTBOX#{shard % OUTBOX_SHARDS}", "SK": event["id"], "event": event}, None)


def check(key, condition, names=None, values=None):
    action = {"TableName": TABLE, "Key": marshal(key)}
    return {"ConditionCheck": with_condition(action, condition, names, values)}


def check_membership(user, version):
    return check(
        {"PK": f"MEMBER#{user}", "SK": "FENCE"},
        "attribute_not_exists(PK) OR membership_version <= :version",
        None,
        {":version": version},
    )


def check_family(family):
    return check(
        {"PK": f"FAMILY#{family}", "SK": "TOMBSTONE"},
        "attribute_not_exists(PK) OR #state = :restored",
        {"#state": "state"},
        {":restored": "restored"},
    )


def with_condition(action, condition, names, values):
    if condition is not None:
        action["ConditionExpression"] = condition
    if names:
        action["ExpressionAttributeNames"] = names
    if values:
        action["ExpressionAttributeValues"] = marshal(values)
    return action


def write(actions):
    """The index of the first action whose condition has failed, -1 for a conflict with another transaction, or None."""
    try:
        call("transact_write_items", TransactItems=actions)
        return None
    except client.exceptions.TransactionCanceledException as error:
        codes = [reason.get("Code") for reason in error.response.get("CancellationReasons", [])]
        if "ConditionalCheckFailed" in codes:
            return codes.index("ConditionalCheckFailed")
        if "TransactionConflict" in codes:
            return -1
        raise
