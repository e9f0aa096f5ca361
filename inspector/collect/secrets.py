"""What a secret looks like: in the name of a setting, in a text, in the words of a command. Pure text, no JSON.

Every function gives the same text with each secret replaced by REDACTED, and leaves its own output alone.
"""

import functools
import re
from collections.abc import Iterable, Sequence

REDACTED = "<redacted>"

_SECRET_NAME = re.compile(
    r"passw(?:or)?d|pwd|passphrase|passcode|requirepass|masterauth|secret|token|credential|apikey|bearer|jwt|htpasswd|basicauth"
    r"|(?:api|access|account|auth|encryption|license|master|private|session|shared|signing|ssh|ssl|storage|tls|webhook)[-_.]?keys?"
    r"|auth(?!or(?!i[sz]))|(?<![a-z])(?:pass|private|dsn)(?![a-z])|webhook|connection[-_.]?string",
    re.I,
)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_HEADER_NAME = re.compile(r"(?:proxy-)?authorization|(?:set-)?cookie|private-token|x-[\w-]*", re.I)

# Tokens of well-known shapes, each after a text that every one of them contains: looking for that is quick.
_TOKENS = tuple(
    (mark, re.compile(shape))
    for mark, shape in (
        ("AKIA", r"\bAKIA[A-Z0-9]{16}\b"),
        ("ASIA", r"\bASIA[A-Z0-9]{16}\b"),
        ("gh", r"\bgh[pousr]_\w{20,}"),
        ("github_pat_", r"\bgithub_pat_\w{20,}"),
        ("glpat-", r"\bglpat-[\w-]{16,}"),
        ("xox", r"\bxox[abeoprs]-[\w-]{10,}"),
        ("k_", r"\b[sr]k_(?:live|test)_\w{16,}"),
        ("sk-", r"\bsk-[A-Za-z0-9_-]{20,}"),
        ("AIza", r"\bAIza[\w-]{30,}"),
        ("ya29.", r"\bya29\.[\w-]{20,}"),
        ("npm_", r"\bnpm_\w{30,}"),
        ("hvs.", r"\bhvs\.[\w-]{20,}"),
        ("dckr_", r"\bdckr_[a-z]+_[\w-]{16,}"),
        ("SWM", r"\bSWM(?:TKN|KEY)-[\w-]+"),
        ("eyJ", r"\beyJ[\w-]{8,}\.[\w-]{4,}(?:\.[\w-]*)?"),
        ("$", r"\$(?:2[aby]|apr1|5|6|y)\$[\w./$-]{8,}"),
        (
            "PRIVATE KEY-----",
            r"-----BEGIN [A-Z ]*PRIVATE KEY-----(?s:.*?)(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)",
        ),
    )
)
# A user alone is no secret in ssh; elsewhere it is often a token.
_URL_USER = re.compile(r"(?<!ssh)(://)(?!<redacted>@)[^\s/?#\"'<>]*@")
_URL_ODD_PASSWORD = re.compile(r"(://)[^\s:/@?#\"'<>]+:(?!\d*(?:[/?#]|$))[^\s\"'<>]{0,256}@")
_GO_DSN = re.compile(r"(?<![\w.-])[\w.-]++:[^\s@/\"'<>]+@(?=(?:tcp|unix)\()")
_BEARER = re.compile(r"\b(Bearer|Basic)(\s+)(?!<redacted>)[\w.+/=~:-]{6,}", re.I)
_RANDOM = re.compile(r"(?<![\w/.:@-])(?=[\w+-]*[a-z])(?=[\w+-]*[A-Z])(?=[\w+-]*\d)[\w+-]{32,}={0,2}(?![\w/.-])")

# A name and what stands between it and its value. Possessive, so that hostile text costs no quadratic time.
_ASSIGNED = re.compile(r"(?<![\w.-])([\w.-]++)\s?=\s?")
_OPTION = re.compile(r"(?<!\S)(--?[\w.-]++)\s+(?!-)")
_FIELD = re.compile(r"(?<![\w.-])([\w.-]++)(?:\\?[\"']\s*:\s*|\s*:\s+)")

_VALUE = re.compile(r"'[^']*'|\"(?:[^\"\\]|\\.)*\"|\\\"[^\"]*\"|[^\s'\"]+")
_QUERY_VALUE = re.compile(r"[^\s&;#\"']+")
_LIST_VALUE = re.compile(r"'[^']*'|\"(?:[^\"\\]|\\.)*\"|\\\"[^\"]*\"|[^\s'\",}\]]+")
_REST_OF_LINE = re.compile(r"[^\"'\r\n]+")

# Programs whose short option carries a secret: program name (as a prefix), the options, glued to their value or not.
_SHORT: tuple[tuple[str, str, bool], ...] = (
    ("mysql", "-p", True),
    ("mariadb", "-p", True),
    ("sshpass", "-p", True),
    ("sshpass", "-p", False),
    ("redis-cli", "-a", True),
    ("redis-cli", "-a", False),
    ("valkey-cli", "-a", False),
    ("mongo", "-p", True),
    ("mongo", "-p", False),
    ("curl", "-u", True),
    ("curl", "-u", False),
    ("curl", "--user", False),
    ("curl", "--proxy-user", False),
    ("mosquitto", "-P", False),
    ("ldap", "-w", False),
    ("sqlcmd", "-P", True),
    ("sqlcmd", "-P", False),
    ("smbclient", "-U", False),
    ("ipmitool", "-P", False),
)


@functools.lru_cache(4096)
def secret_name(name: str) -> bool:
    """Whether a setting of this name holds a secret: `DB_PASSWORD`, `apiKey`, `com.example.auth-token`."""
    return bool(_SECRET_NAME.search(_CAMEL.sub("_", name)))


def url_credentials(text: str) -> str:
    """`scheme://user:password@host` without user and password, wherever it stands; and tokens of well-known shapes."""
    if "@" in text and "://" in text:
        text = _URL_USER.sub(rf"\1{REDACTED}@", text)
        text = _URL_ODD_PASSWORD.sub(rf"\1{REDACTED}@", text)
    if "@" in text and "(" in text:
        text = _GO_DSN.sub(f"{REDACTED}@", text)
    # No token is short or of lower-case letters and digits alone, as ids are.
    if len(text) < 14 or (text.isalnum() and text.islower()):
        return text
    for mark, shape in _TOKENS:
        if mark in text:
            text = shape.sub(REDACTED, text)
    return text


def any_text(text: str) -> str:
    """Secrets in text of no known form: URLs, tokens, headers, JSON fields, `password=...`."""
    text = url_credentials(text)
    if "=" in text:
        text = _hide(text, _ASSIGNED)
    if ":" in text:
        text = _hide(text, _FIELD)
    return _BEARER.sub(rf"\1\2{REDACTED}", text) if " " in text else text


def _hide(text: str, names: re.Pattern[str]) -> str:
    """Replace the value after each name that is a secret's."""
    parts: list[str] = []
    done = 0
    for match in names.finditer(text):
        if match.start() < done or not secret_name(match[1]):
            continue
        value = _value_pattern(text, match, names).match(text, match.end())
        if value and not value[0].startswith(REDACTED):
            parts += [text[done : match.end()], REDACTED]
            done = value.end()
    return "".join(parts) + text[done:] if parts else text


def _value_pattern(text: str, name: re.Match[str], names: re.Pattern[str]) -> re.Pattern[str]:
    """How far the value reaches: to the next parameter in a URL, to the line's end in a header."""
    if names is _FIELD:
        plain = _HEADER_NAME.fullmatch(name[1]) and '"' not in name[0] and "'" not in name[0]
        return _REST_OF_LINE if plain else _LIST_VALUE
    return _QUERY_VALUE if text[name.start() - 1 : name.start()] in ("?", "&") else _VALUE


def options(text: str) -> str:
    """Mount options: `addr=10.0.0.1,username=u,password=...`."""
    return ",".join(_whole(part) for part in text.split(","))


def programs(argv: Iterable[str]) -> frozenset[str]:
    """The names of programs that occur in the words of a command, in shell text too."""
    paths = (path for one in argv for path in re.findall(r"[\w./-]+", one))
    return frozenset(path.rstrip("/").rpartition("/")[2].lower() for path in paths)


def command(argv: Sequence[str], known: frozenset[str], *, after_option: bool = False) -> tuple[tuple[str, ...], bool]:
    """A command's words, and whether the last one is an option whose secret would follow.

    known are the programs of the whole command, of which argv may be a part only (Entrypoint, Cmd). after_option says
    that the part before ended with such an option.
    """
    glued, apart = _short_options(known)
    words = []
    for word in argv:
        if after_option and not word.startswith("-"):
            words.append(REDACTED)
            after_option = False
            continue
        after_option = word in apart or _bare_option(word)
        words.append(_word(word, glued, apart))
    return tuple(words), after_option


def _bare_option(word: str) -> bool:
    return bool(re.fullmatch(r"--?[A-Za-z][\w.-]*", word)) and secret_name(word) and not word.startswith("--no-")


def _word(word: str, glued: frozenset[str], apart: frozenset[str]) -> str:
    for option in glued:
        if word.startswith(option) and len(word) > len(option) and not word.startswith("--"):
            return option + REDACTED
    if not re.search(r"\s", word):
        return _RANDOM.sub(REDACTED, _whole(word))
    for option in glued:
        word = re.sub(rf"(?<!\S)({option})(?!<redacted>|\s)(?:{_VALUE.pattern})", rf"\1{REDACTED}", word)
    for option in apart:
        word = re.sub(rf"(?<!\S)({option}\s+)(?!<redacted>)(?:{_VALUE.pattern})", rf"\1{REDACTED}", word)
    return _RANDOM.sub(REDACTED, _hide(any_text(word), _OPTION))


def _whole(word: str) -> str:
    """A single word: in `name=value` the value reaches to its end, whatever is in it."""
    name, equals, value = word.partition("=")
    if equals and value and re.fullmatch(r"[\w.-]+", name) and secret_name(name):
        return f"{name}={REDACTED}"
    return any_text(word)


@functools.lru_cache(4096)
def _short_options(known: frozenset[str]) -> tuple[frozenset[str], frozenset[str]]:
    fitting = [(option, glued) for prefix, option, glued in _SHORT if any(p.startswith(prefix) for p in known)]
    return frozenset(o for o, glued in fitting if glued), frozenset(o for o, glued in fitting if not glued)
