"""Write `resources/redis/commands.json`: what commands there are, asked of a running server.

    .venv/bin/python installer/redis_commands.py 127.0.0.1 6379

Run it against the newest Redis at hand, without modules. COMMAND DOCS needs Redis 7.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from redis import Connection

TARGET = Path(__file__).resolve().parent.parent / "resources/redis/commands.json"


def main(host: str, port: int) -> None:
    """Ask, and write."""
    connection: Any = Connection
    server = connection(host=host, port=port, protocol=3, decode_responses=True)
    version = _ask(server, "HELLO", "3")["version"]
    docs: dict[str, Any] = _ask(server, "COMMAND", "DOCS")
    told = _ask(server, "COMMAND")
    server.disconnect()
    commands = {name: entry for raw in told for name, entry in _commands(raw, docs)}
    text = json.dumps(
        {
            "source": f"COMMAND and COMMAND DOCS of redis-server {version}, without modules.",
            "commands": dict(sorted(commands.items())),
        },
        ensure_ascii=False,
        indent=1,
    )
    TARGET.write_text(text + "\n", encoding="utf-8")
    sys.stdout.write(f"{len(commands)} commands of {version} in {TARGET}\n")


def _ask(server: Any, *words: str) -> Any:
    server.send_command(*words)
    return server.read_response()


def _commands(raw: Any, docs: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """A command and its subcommands, by their names in capitals."""
    name, arity, flags = raw[0], raw[1], raw[2]
    categories, subcommands = raw[6], raw[9]
    doc = docs.get(name) or _sub_doc(name, docs)
    yield (
        name.replace("|", " ").upper(),
        {
            "summary": doc.get("summary", ""),
            "since": doc.get("since", ""),
            "group": doc.get("group", ""),
            "arity": arity,
            "flags": sorted(flags),
            "dangerous": "@dangerous" in categories,
            "deprecated": doc.get("deprecated_since", ""),
            "arguments": [_argument(each) for each in doc.get("arguments", [])],
        },
    )
    for each in subcommands:
        yield from _commands(each, docs)


def _sub_doc(name: str, docs: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = (
        docs.get(name.partition("|")[0], {}).get("subcommands", {}).get(name, {})
    )
    return found


def _argument(raw: dict[str, Any]) -> dict[str, Any]:
    """One argument; what is not said is left out."""
    flags = raw.get("flags", [])
    found: dict[str, Any] = {"name": raw["name"], "type": raw["type"]}
    if raw.get("token"):
        found["token"] = raw["token"]
    for flag in ("optional", "multiple", "multiple_token"):
        if flag in flags:
            found[flag] = True
    if raw.get("arguments"):
        found["arguments"] = [_argument(each) for each in raw["arguments"]]
    return found


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
