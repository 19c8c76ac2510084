"""A stand-in for Keystone, as far as Glimpse asks it."""

from datetime import UTC, datetime, timedelta

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

PASSWORD = "hidden-from-all-eyes"


def meaning(minutes: float = 60, **given: object) -> dict[str, object]:
    """What Keystone says about a token; what is None is left out."""
    expires_at = datetime.now(UTC) + timedelta(minutes=minutes)
    whole = {
        "methods": ["password"],
        "expires_at": expires_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "user": {"id": "u", "name": "User", "domain": {"id": "default", "name": "Default"}},
        "project": {"id": "p", "name": "Project", "domain": {"id": "default", "name": "Default"}},
        "roles": [{"id": "1", "name": "Member"}],
    }
    return {"token": {name: value for name, value in (whole | given).items() if value is not None}}


class StandIn:
    """Keystone as far as it is asked here: it knows `tokens`, and `own` is what our password gets."""

    def __init__(self, password: str = PASSWORD) -> None:
        self.password = password
        self.tokens: dict[str, object] = {"good": meaning()}
        self.own = "own 1"
        self.validations = 0
        self.logins = 0
        self.answer: Response | None = None
        path = "/v3/auth/tokens"
        self.app = Starlette(
            routes=[Route(path, self._validate), Route(path, self._log_in, methods=["POST"])]
        )

    async def _validate(self, request: Request) -> Response:
        self.validations += 1
        if self.answer is not None:
            return self.answer
        if request.headers["x-auth-token"] != self.own:
            return JSONResponse({"error": {"code": 401}}, 401)
        known = self.tokens.get(request.headers["x-subject-token"])
        return JSONResponse({"error": {"code": 404}}, 404) if known is None else JSONResponse(known)

    async def _log_in(self, request: Request) -> Response:
        self.logins += 1
        identity = (await request.json())["auth"]["identity"]
        if identity["password"]["user"]["password"] != self.password:
            return JSONResponse({"error": {"code": 401}}, 401)
        return JSONResponse({"token": {}}, 201, {"X-Subject-Token": self.own})
