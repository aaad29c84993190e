"""`abmetry serve`: the dashboard in a browser."""

from __future__ import annotations

import sys
import webbrowser
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Annotated

import typer

from abmetry.cli.command import Declared
from abmetry.cli.opened import open_analysis
from abmetry.cli.run_options import RunOptions
from abmetry.cli.spoken import t
from abmetry.cli.terminal import say

if TYPE_CHECKING:
    from abmetry.web.server import Place
    from abmetry.workspace.workspace import Workspace

PORT = 8760


def serve(
    run: RunOptions,
    host: Annotated[
        str, typer.Option("--host", metavar="ADDRESS", help="Where; other than this machine only with users.")
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", metavar="P", help="The port; 0: any that is free.", min=0, max=65535)
    ] = PORT,
    certificate: Annotated[
        Path | None,
        typer.Option(
            "--certificate",
            metavar="FILE",
            help="For HTTPS: the certificate (PEM).",
            dir_okay=False,
            exists=True,
        ),
    ] = None,
    key: Annotated[
        Path | None,
        typer.Option("--key", metavar="FILE", help="For HTTPS: its key (PEM).", dir_okay=False, exists=True),
    ] = None,
    behind_https: Annotated[
        bool, typer.Option("--behind-https", help="Readers reach it through a proxy that speaks HTTPS.")
    ] = False,
    names: Annotated[
        list[str] | None,
        typer.Option(
            "--host-name",
            metavar="NAME",
            help="A name by which readers call it (repeatable): other names are refused.",
            show_default=False,
        ),
    ] = None,
    open_browser: Annotated[bool, typer.Option("--open", help="Open it in the browser.")] = False,
) -> None:
    """Serve the dashboard and the API until Ctrl-C. Without users only this machine can reach them."""
    from abmetry.web.server import Place

    place = Place(host, port, certificate, key, behind_https, tuple(names or ()))
    with open_analysis(run) as analysis:
        workspace = analysis.workspace
    serve_here(workspace, place, run.quiet, open_browser=open_browser)


def serve_here(workspace: Workspace, place: Place, quiet: bool, *, open_browser: bool) -> None:
    """Serve a workspace at a place, and say where."""
    from abmetry.web.server import serve as serve_dashboard

    def ready(url: str) -> None:
        say(t("The dashboard is at {url} (Ctrl-C ends it).", url=url), quiet)
        if not place.is_loopback and not place.is_secure:
            warn(t("Passwords and numbers go over the network as they are: give --certificate and --key."))
        if not place.answered:
            warn(t("It answers by whatever name it is called: --host-name NAME leaves only that one."))
        if open_browser:
            Thread(target=webbrowser.open, args=(url,), daemon=True).start()

    serve_dashboard(workspace, place, ready)


def warn(sentence: str) -> None:
    """A sentence on standard error."""
    sys.stderr.write(f"{sentence}\n")


COMMANDS = (
    Declared(
        "serve",
        serve,
        """
        abmetry serve                              on this machine, at http://127.0.0.1:8760/
        abmetry serve --port 9000 --open           at another port, and open it
        abmetry users add anna --role admin        before others can reach it
        abmetry serve --host 0.0.0.0 --certificate dash.pem --key dash.key --host-name dash.example.com
        """,
    ),
)
