"""Error responses, as RFC 9457 describes them."""


class Problem(Exception):
    def __init__(self, status, code, detail, headers=None):
        super().__init__(detail)
        self.status = status
        self.code = code
        self.detail = detail
        self.headers = headers or {}

    def to_body(self, request_id):
        return {
            "type": "urn:homemanager:problem:" + self.code.lower().replace("_", "-"),
            "title": self.code,
            "status": self.status,
            "detail": self.detail,
            "code": self.code,
            "request_id": request_id,
        }


def invalid(detail):
    return Problem(400, "INVALID_REQUEST", detail)


def not_found():
    return Problem(404, "NOT_FOUND", "There is no such todo, or user, in your family.")


def forbidden():
    return Problem(403, "FORBIDDEN", "You do not have permission to do this.")


def unauthenticated(detail):
    return Problem(401, "UNAUTHENTICATED", detail)


def conflict(detail):
    return Problem(409, "CONFLICT", detail, {"retry-after": "1"})


def unavailable(what):
    return Problem(503, "STORE_UNAVAILABLE", f"{what} is not available.", {"retry-after": "1"})
