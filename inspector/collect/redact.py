"""Secrets out of evidence, before anything is kept. The keys stay, so that one sees what is set."""

import re
import shlex
from typing import Any

import msgspec

from inspector.collect import secrets
from inspector.collect.secrets import REDACTED
from inspector.model.evidence import ComposeFiles, Evidence, Json

# Maps from a user's own key to a text: a secret-looking key hides its value.
_SETTINGS = {"Labels", "Options", "DriverOpts", "Opts", "Annotations", "Config", "Status", "Parameters"}
# Fields of the API itself that hold a secret, whatever is in them.
_SECRET_FIELDS = {
    "JoinTokens", "Password", "IdentityToken", "RegistryToken", "RegistryAuth", "UnlockKey", "SigningCAKey",
    "auths", "Auth", "auth", "AuthConfig", "AuthConfigs", "identitytoken", "registrytoken", "HttpHeaders",
}  # fmt: skip
_COMMANDS = ("Path", "Args", "Entrypoint", "Cmd", "Test", "Shell", "OnBuild", "Command")
# Names, ids, paths and the engine's own words: only what is beyond doubt a secret leaves them.
_PLAIN = {
    "Id", "ID", "Name", "Names", "Image", "ImageID", "Error", "Binds", "Source", "Destination", "Target", "Mountpoint",
    "Links", "Aliases", "DNSNames", "ExtraHosts", "RepoTags", "RepoDigests", "Hostname", "Domainname", "SandboxKey",
}  # fmt: skip
_PROXIES = {"HttpProxy", "HttpsProxy", "FtpProxy", "AllProxy"}
_BY_NAME = {
    "Networks",
    "Containers",
    "IndexConfigs",
    "Ports",
    "ExposedPorts",
    "PortBindings",
    "Tmpfs",
    "Volumes",
    "Sysctls",
}
_HARMLESS = {"", "true", "false", REDACTED}


def redact(evidence: Evidence, *, keep_env: bool = False) -> Evidence:
    """The same evidence without environment values, credentials, tokens and secret-looking labels and arguments.

    keep_env keeps environment values as they are, and nothing else. Redacting twice changes nothing.
    """
    redactor = _Redactor(keep_env)
    return msgspec.structs.replace(
        evidence,
        source=secrets.url_credentials(evidence.source),
        engine={path: redactor.value(answer) for path, answer in evidence.engine.items()},
        files={owner: _urls(texts) for owner, texts in evidence.files.items()},
        processes=redactor.value(evidence.processes),
        firewall={name: secrets.any_text(text) for name, text in evidence.firewall.items()},
        mounts={owner: _mounts(text) for owner, text in evidence.mounts.items()},
        paths=_every_text(evidence.paths),
        compose=_compose(evidence.compose),
        gaps=tuple(
            msgspec.structs.replace(
                gap, what=secrets.url_credentials(gap.what), where=secrets.url_credentials(gap.where)
            )
            for gap in evidence.gaps
        ),
    )


class _Redactor:
    def __init__(self, keep_env: bool) -> None:
        self.keep_env = keep_env

    def value(self, value: Json, field: str = "") -> Any:
        """The same value; field is the name under which it stands."""
        if isinstance(value, str):
            return self._text(value, field)
        if isinstance(value, list):
            if field == "Env":
                return self._environment(value)
            if field == "Labels" and all(isinstance(item, str) for item in value):
                return [self._pair(item) for item in value]
            return [self.value(item, field if isinstance(item, str) else "") for item in value]
        if isinstance(value, dict):
            return self._object(value, field)
        return value

    def _object(self, value: dict[str, Json], field: str) -> dict[str, Json]:
        if field == "Env":
            return value if self.keep_env else dict.fromkeys(value, REDACTED)
        if field in _SETTINGS and all(isinstance(item, str) for item in value.values()):
            return {key: self._setting(key, text) for key, text in value.items()}
        if field in _BY_NAME:
            return {key: self.value(item) for key, item in value.items()}
        commands = {} if value.keys().isdisjoint(_COMMANDS) else self._commands(value)
        return {key: commands[key] if key in commands else self._field(key, item) for key, item in value.items()}

    def _field(self, key: str, value: Json) -> Json:
        if key in _SECRET_FIELDS:
            return _blank(value)
        if key == "Log" and isinstance(value, list):
            return [one | {"Output": REDACTED} if isinstance(one, dict) and "Output" in one else one for one in value]
        return self.value(value, key)

    def _setting(self, key: str, text: str) -> str:
        if secrets.secret_name(key):
            return text if text in _HARMLESS else REDACTED
        return secrets.options(text) if key == "o" else secrets.any_text(text)

    def _pair(self, text: str) -> str:
        """A label of the engine itself: `/info` lists them as `key=value`."""
        key, equals, value = text.partition("=")
        return f"{key}={self._setting(key, value)}" if equals else text

    def _environment(self, values: list[Json]) -> list[Json]:
        if self.keep_env:
            return values
        return [_without_value(item) if isinstance(item, str) else REDACTED for item in values]

    def _text(self, text: str, field: str) -> str:
        if field in _PROXIES:
            text = re.sub(r"^((?:\w+://)?)[^/\s]*@", rf"\1{REDACTED}@", text)
        return secrets.url_credentials(text) if field in _PLAIN else secrets.any_text(text)

    def _commands(self, value: dict[str, Json]) -> dict[str, Json]:
        """The fields that hold a command, of which each is a part: `Cmd` goes on where `Entrypoint` ends."""
        parts = {field: value[field] for field in _COMMANDS if _is_command(value.get(field))}
        known = secrets.programs(
            word for part in parts.values() for word in ([part] if isinstance(part, str) else part)
        )
        cleaned: dict[str, Json] = {}
        follows = False
        for field, part in parts.items():
            if isinstance(part, str):
                cleaned[field] = _shell_text(part, known)
                continue
            words, ends = secrets.command(part, known, after_option=follows and field == "Cmd")
            follows = ends if field == "Entrypoint" else False
            cleaned[field] = list(words)
        return cleaned


def _compose(told: ComposeFiles) -> ComposeFiles:
    """The files as text; which variables hold a secret was told when they were read, but for those that say so."""
    if not told.main:
        return told
    # Only this source needs a reader of YAML.
    from inspector.collect.compose_secrets import without_secrets

    values = {
        name: REDACTED if value and secrets.secret_name(name) else secrets.any_text(value)
        for name, value in told.variables.items()
    }
    return msgspec.structs.replace(
        told, files={path: without_secrets(text) for path, text in told.files.items()}, variables=values
    )


def _urls(texts: Json) -> Json:
    """Texts that hold no secret but, in a comment perhaps, a URL with credentials."""
    return {name: secrets.url_credentials(text) for name, text in texts.items()} if _is_texts(texts) else _blank(texts)


def _mounts(text: Json) -> Json:
    """mountinfo(5): folder and target are paths, the options of the mount and what is mounted may hold a password."""
    return "\n".join(map(_mount, text.split("\n"))) if isinstance(text, str) else _blank(text)


def _mount(line: str) -> str:
    head, separator, tail = line.partition(" - ")
    options = " ".join(map(secrets.options, tail.split(" ")))
    return f"{secrets.url_credentials(head)}{separator}{options}" if separator else secrets.any_text(line)


def _every_text(value: Json) -> Any:
    """Paths and their facts: only what is beyond doubt a secret leaves them and their keys, as elsewhere."""
    if isinstance(value, str):
        return secrets.url_credentials(value)
    if isinstance(value, dict):
        return {secrets.url_credentials(key): _every_text(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_every_text(item) for item in value]
    return value


def _is_texts(value: Json) -> bool:
    return isinstance(value, dict) and all(isinstance(text, str) for text in value.values())


def _is_command(value: Json) -> bool:
    return isinstance(value, str) or (isinstance(value, list) and all(isinstance(item, str) for item in value))


def _shell_text(text: str, known: frozenset[str]) -> str:
    """A command in one text, as the container list has it: in doubt its program, for the inspect tells the words."""
    if text.endswith(f" {REDACTED}"):
        return text
    try:
        words = shlex.split(text)
    except ValueError:
        words = text.split()
    clean, _ = secrets.command(words, known)
    (whole,), _ = secrets.command([text], known)
    return (
        text if list(clean) == words and whole == text else f"{words[0] if len(words) > 1 else ''} {REDACTED}".strip()
    )


def _without_value(text: str) -> str:
    name, equals, _ = text.partition("=")
    return f"{name}={REDACTED}" if equals else name


def _blank(value: Json) -> Json:
    """Every text below, replaced; the shape stays."""
    if isinstance(value, str):
        return REDACTED if value else value
    if isinstance(value, dict):
        return {key: _blank(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_blank(item) for item in value]
    return value
