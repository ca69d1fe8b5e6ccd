"""What a scan is told: from the command line, the environment and the project's own file, in that order of precedence.

The file is `[tool.depsov]` in `pyproject.toml` or the whole of `depsov.toml`. An unknown key is an error that
names its path: a misspelt limit must not pass as none.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from depsov.config_file import File, find, named
from depsov.documents import Table, check_keys, get, member, strings
from depsov.errors import ConfigError, DocumentError
from depsov.model import Scope, Severity
from depsov.perimeter import ALWAYS
from depsov.policy import Policy, contradiction
from depsov.policy.pattern import check as check_pattern
from depsov.policy.read import KEYS, PRESETS, check_country, choice
from depsov.policy.read import preset as load_preset
from depsov.policy.read import read as read_policy
from depsov.registries import REGISTRIES
from depsov.values import dataclass, field, replace

__all__ = ["DEFAULT_PRESET", "RESOLVERS", "Config", "load_config", "preset_config"]

DEFAULT_PRESET = "new-only"
"""The policy of `check` where a project has none."""


RESOLVERS = ("auto", "depsov", "uv", "pip")
"""What can resolve Python projects; `auto` is depsov's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """The settings of a scan, and the policy that it is judged by.

    `perimeter` is the name of a country set or a list of ISO 3166-1 alpha-2 codes. `own` are patterns of packages that
    belong to the user and are neither judged nor asked about. `fail_on` makes every finding from that severity on fail,
    beside what the policy says. `knowledge` are overlays on the knowledge base; `released` is a released one that
    takes the place of the one that depsov ships. `mirrors` are index URLs that serve the default registry's packages;
    `registries` are base URLs to ask instead of the default, per ecosystem. `resolver` is what finds the tree of a
    Python project without lockfile where registries may be asked (`RESOLVERS`), `target` the environment for which, as
    `python=3.12,platform=linux`; the running one where it is None. `file` is the path of the file that all of
    this was read from, None without one.
    """

    perimeter: str | tuple[str, ...] = "europe"
    online: bool = False
    strict: bool = False
    fail_on: Severity | None = None
    exclude: tuple[str, ...] = ()
    own: tuple[str, ...] = ()
    knowledge: tuple[Path, ...] = ()
    released: Path | None = None
    mirrors: tuple[str, ...] = ()
    registries: tuple[tuple[str, str], ...] = ()
    scopes: tuple[Scope, ...] = tuple(Scope)
    resolver: str = RESOLVERS[0]
    target: str | None = None
    policy: Policy = field(default_factory=Policy)
    file: str | None = field(default=None, compare=False)


_SETTINGS = frozenset(
    "perimeter online strict fail-on exclude own knowledge mirrors registries scopes resolver target".split()
)
_KEYS = _SETTINGS | KEYS

_ENVIRONMENT = {"DEPSOV_PERIMETER": "perimeter", "DEPSOV_FAIL_ON": "fail-on"}


def load_config(
    folder: Path,
    environ: Mapping[str, str] | None = None,
    *,
    name: str | None = None,
    preset: str | None = None,
    default_preset: str | None = None,
) -> Config:
    """Return the configuration of a project folder, or the defaults where it has none.

    `name` names the file to take; without it, `depsov.toml` goes before `pyproject.toml`. `environ` may set the
    perimeter (`DEPSOV_PERIMETER`) and the severity to fail on (`DEPSOV_FAIL_ON`). `preset` takes the place of the
    file's preset, `default_preset` is taken where a file neither names one nor says itself what fails.

    Raises `ConfigError` for an unknown key, a value that cannot be meant, or a file that cannot be read.
    """
    found = find(folder) if name is None else named(folder / name)
    file = found or File(folder / "depsov.toml", {})
    own_preset = _preset_of(file)
    settings = {key: (environ or {}).get(name) for name, key in _ENVIRONMENT.items()}
    given = {key: value for key, value in settings.items() if value}
    says_itself = {*file.table, *given} & {"fail", "fail-on"}
    config = preset_config(preset or own_preset or (None if says_itself else default_preset))
    if found is not None:
        config = replace(_apply(config, file), file=str(file.path))
    config = _apply(config, File(folder / "environment", given)) if given else config
    _refuse_contradictions(config, file)
    return config


def _preset_of(file: File) -> str | None:
    try:
        preset = get(file.table, "preset", str)
        if preset is not None and preset not in PRESETS:
            raise DocumentError(f"{preset!r} is none of {', '.join(PRESETS)}", path="preset")
        if preset is not None and "fail" in file.table and "enforce" not in file.table:
            _refuse_to_fail_on(preset)
    except DocumentError as error:
        raise file.error(error) from error
    return preset


def _refuse_to_fail_on(preset: str) -> None:
    """Refuse rules that fail on top of a preset with which nothing does."""
    if get(load_preset(preset), "enforce", bool, default=True):
        return
    hint = "write [[warn]] instead, or add enforce = true"
    raise DocumentError(f"contradicts preset = {preset!r}, with which nothing fails", path="fail", hint=hint)


def preset_config(name: str | None) -> Config:
    """Return the defaults with a preset on top. Raises `ConfigError` where there is none of that name."""
    if name is None:
        return Config()
    if name not in PRESETS:
        raise ConfigError(f"no preset is called {name!r}", hint=f"there are {', '.join(PRESETS)}")
    config = _apply(Config(), File(Path(f"{name}.toml"), load_preset(name)))
    return replace(config, policy=replace(config.policy, preset=name))


def _refuse_contradictions(config: Config, file: File) -> None:
    try:
        contradiction.check(config.policy)
    except DocumentError as error:
        raise file.error(error) from error


def _apply(config: Config, file: File) -> Config:
    try:
        check_keys(file.table, _KEYS)
        given = {field: value for field, value in _values(file.table, file.path.parent) if value is not None}
        policy = read_policy(file.table, config.policy, str(file.path), file.exceptions())
    except DocumentError as error:
        raise file.error(error) from error
    return replace(config, **given, policy=policy)


def _values(table: Table, folder: Path) -> list[tuple[str, Any]]:
    def listed(key: str) -> tuple[str, ...] | None:
        return tuple(strings(table, key)) if key in table else None

    knowledge = listed("knowledge")
    return [
        ("perimeter", _perimeter(table)),
        ("online", get(table, "online", bool)),
        ("strict", get(table, "strict", bool)),
        ("fail_on", choice(table, "fail-on", Severity)),
        ("exclude", listed("exclude")),
        ("own", _own(table)),
        ("knowledge", None if knowledge is None else tuple(folder / path for path in knowledge)),
        ("mirrors", listed("mirrors")),
        ("registries", _registries(table)),
        ("scopes", _scopes(table)),
        ("resolver", _resolver(table)),
        ("target", get(table, "target", str)),
    ]


def _perimeter(table: Table) -> str | tuple[str, ...] | None:
    if isinstance(table.get("perimeter"), list):
        codes = tuple(strings(table, "perimeter"))
        if not codes:
            raise DocumentError("is empty: nothing would be inside", path="perimeter", hint="name a country")
        for index, code in enumerate(codes):
            _check_code(code, f"perimeter[{index}]")
        return codes
    value = get(table, "perimeter", str)
    if value is not None and value not in ALWAYS:
        for code in value.split(","):
            _check_code(code.strip(), "perimeter")
    return value


def _check_code(code: str, path: str) -> None:
    try:
        check_country(code.upper())
    except DocumentError as error:
        hint = error.hint if len(code) == 2 else f"named perimeters: {', '.join(ALWAYS)}; or codes: DE,FR"
        raise DocumentError(f"{code!r} is no perimeter and no ISO 3166-1 alpha-2 code", path=path, hint=hint) from error


def _own(table: Table) -> tuple[str, ...] | None:
    if "own" not in table:
        return None
    patterns = tuple(strings(table, "own"))
    for index, pattern in enumerate(patterns):
        try:
            check_pattern(pattern)
        except DocumentError as error:
            raise error.within(index).within("own") from error
    return patterns


def _scopes(table: Table) -> tuple[Scope, ...] | None:
    if "scopes" not in table:
        return None
    values = strings(table, "scopes")
    if not values:
        raise DocumentError("is empty: nothing would be judged", path="scopes", hint="leave it out for all of them")
    return tuple(member(value, Scope, f"scopes[{index}]") for index, value in enumerate(values))


def _resolver(table: Table) -> str | None:
    value = get(table, "resolver", str)
    if value is not None and value not in RESOLVERS:
        raise DocumentError(f"{value!r} is none of {', '.join(RESOLVERS)}", path="resolver")
    return value


def _registries(table: Table) -> tuple[tuple[str, str], ...] | None:
    value = get(table, "registries", dict)
    if value is None:
        return None
    try:
        check_keys(value, {registry.ecosystem for registry in REGISTRIES if registry.is_asked})
    except DocumentError as error:
        raise error.within("registries") from error
    for key, url in value.items():
        if not isinstance(url, str):
            raise DocumentError("expected a string", path=f"registries.{key}")
    return tuple(sorted(value.items()))
