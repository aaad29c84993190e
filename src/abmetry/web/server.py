"""Serving the dashboard: at which address, to whom, and until when."""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

import uvicorn
from fastapi import FastAPI

from abmetry.access.access import Access
from abmetry.answers.board import EXECUTIVE
from abmetry.answers.question import Question
from abmetry.errors import AbmetryError, UsageError
from abmetry.lang.message import message
from abmetry.serving.reader import Reader
from abmetry.web.app import LOOPBACK, create_app
from abmetry.workspace.workspace import Workspace

PORT = 8760
EVERYWHERE = ("0.0.0.0", "::", "")
"""Addresses that stand for all of a machine's."""
NAME = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?|[0-9A-Fa-f:]+")


@dataclass(frozen=True)
class Place:
    """Where a dashboard is served.

    Attributes:
        host: The address it listens at.
        port: The port; 0: any that is free.
        certificate: File of the certificate for HTTPS; None: plain HTTP.
        key: File of its key.
        behind_https: Whether something in front of it speaks HTTPS.
        names: Names by which readers call it, beside its address; none: of this machine its own, elsewhere any.
    """

    host: str = "127.0.0.1"
    port: int = PORT
    certificate: Path | None = None
    key: Path | None = None
    behind_https: bool = False
    names: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name in self.names:
            if not NAME.fullmatch(name):
                raise UsageError(
                    message("'{name}' is no name of a host.", name=name),
                    help=message(
                        "Write it as in an address, without https:// and without a port: dash.example.com."
                    ),
                )

    @property
    def answered(self) -> frozenset[str]:
        """The names that are answered; none: any."""
        own = {self.host.lower()} if self.host not in EVERYWHERE else set[str]()
        named = {name.lower() for name in self.names}
        if self.is_loopback:
            return frozenset({*LOOPBACK, *named})
        return frozenset(named | own) if named else frozenset()

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine reaches it."""
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"

    @property
    def is_secure(self) -> bool:
        """Whether readers reach it by HTTPS."""
        return self.behind_https or self.certificate is not None

    def url(self, port: int) -> str:
        """Its address in a browser."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'https' if self.certificate else 'http'}://{host}:{port}/"


def users_of(workspace: Workspace, place: Place) -> Access:
    """Who has to sign in at a place; while there is nobody, whoever sits at this machine may see everything.

    Raises:
        UsageError: Others reach the place, and the workspace has no users.
    """
    access = Access.of(workspace.places)
    if place.is_loopback or access.users.are_there:
        return access
    raise UsageError(
        message("At {host} others would see everything: the workspace has no users.", host=place.host),
        help=message("`abmetry users add NAME` adds one; without users it is served at 127.0.0.1 only."),
    )


def serve(workspace: Workspace, place: Place, ready: Callable[[str], None]) -> None:
    """Serve the dashboard until it is interrupted.

    Args:
        workspace: The workspace.
        place: Where.
        ready: Told the address when it can be opened.

    Raises:
        UsageError: Others reach the place, and the workspace has no users.
        AbmetryError: The port is taken, or the address is not this machine's.
    """
    access = users_of(workspace, place)
    app = create_app(
        workspace,
        access,
        hosts=place.answered,
        secure=place.is_secure,
        alone=place.is_loopback and not place.behind_https,
    )
    listening = _listen(place)
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=place.behind_https,
        ssl_certfile=place.certificate,
        ssl_keyfile=place.key,
        timeout_graceful_shutdown=3,
    )
    Thread(target=_warm, args=(app,), daemon=True).start()
    ready(place.url(listening.getsockname()[1]))
    try:
        uvicorn.Server(config).run(sockets=[listening])
    except KeyboardInterrupt:
        return
    finally:
        listening.close()


def _listen(place: Place) -> socket.socket:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            place.host, place.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listening = socket.socket(family, kind, protocol)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(512)
    except OSError as error:
        raise AbmetryError(
            message("Nothing can be served at {host}:{port}.", host=place.host, port=str(place.port)),
            help=message(
                "{reason}; --port P names another port, 0 any that is free.",
                reason=error.strerror or str(error),
            ),
        ) from error
    return listening


def _warm(app: FastAPI) -> None:
    """Ask what the first page asks before anybody does; whatever is wrong, that page will tell."""
    try:
        with Reader(app.state.builds, app.state.answers) as reader:
            reader.choices()
            reader.answer(Question(kpis=tuple(id_ for pair in EXECUTIVE for id_ in pair if id_ is not None)))
            reader.funnel(Question())
    except AbmetryError:
        return
