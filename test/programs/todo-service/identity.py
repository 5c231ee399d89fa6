"""Who calls, as the identity service knows it."""

import base64
import json
import os
import re
import urllib.error
import urllib.request
from dataclasses import dataclass

from problems import forbidden, not_found, unauthenticated, unavailable

IDENTITY = os.environ["HOMEMANAGER_GATEWAY_URL"] + "/identity"
TIMEOUT_SECONDS = 5


@dataclass(frozen=True)
class Caller:
    id: str
    family: str | None
    role: str | None
    membership: int
    headers: dict

    def assert_own(self, *users):
        """A child has todos of its own only."""
        if self.role == "child" and any(user not in (None, self.id) for user in users):
            raise forbidden()


def authenticate(headers):
    """The identity service knows whether the token and its membership are valid. Its claims are those of the membership."""
    authorization = headers.get("authorization", "")
    if not re.fullmatch(r"Bearer \S+", authorization):
        raise unauthenticated("An access token is required.")
    sent = {"authorization": authorization}
    for name in ("traceparent", "x-correlation-id"):
        if headers.get(name):
            sent[name] = headers[name]
    status, _ = get("/v1/users/me", sent)
    if status == 401:
        raise unauthenticated("The access token is not valid.")
    if status != 200:
        raise unavailable("The identity service")
    claims = decode_claims(authorization)
    return Caller(
        claims["sub"], claims.get("family_id"), claims.get("role"), claims.get("membership_version", 0), sent
    )


def find_members(caller, *users):
    """The memberships of other users, who must be in the family of the caller."""
    others = {user for user in users if user not in (None, caller.id)}
    return {user: find_membership(caller, user) for user in others}


def find_membership(caller, user):
    status, found = get(f"/v1/users/{user}", caller.headers)
    if status >= 500:
        raise unavailable("The identity service")
    if status != 200 or caller.family is None or found["family_id"] != caller.family:
        raise not_found()
    return found["membership_version"]


def get(path, headers):
    try:
        with urllib.request.urlopen(
            urllib.request.Request(IDENTITY + path, headers=headers), timeout=TIMEOUT_SECONDS
        ) as response:
            return response.status, json.load(response)
    except urllib.error.HTTPError as error:
        return error.code, None
    except OSError as error:
        raise unavailable("The identity service") from error


def decode_claims(authorization):
    payload = authorization.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
