"""The command line that writes the same file."""

from msgspec.structs import replace

from inspector.export import FORMATS, format_of
from inspector.export.view import View


def words(view: View, name: str, output: str) -> list[str]:
    """The arguments of `inspector export` for this format and view, without where the case is read from."""
    wanted = view.filter
    focus = view.focus if view.arrange == "focus" else wanted.focus
    found = ["-o", output]
    guessed = format_of(output)
    if guessed is None or guessed.name != name:
        found += ["--format", name]
    for option, values in (
        ("--project", sorted(wanted.projects)),
        ("--kind", sorted(kind.value for kind in wanted.kinds)),
        ("--state", sorted(state.value for state in wanted.states)),
        ("--text", [wanted.text] if wanted.text else []),
        ("--focus", [str(focus)] if focus else []),
        ("--arrange", [view.arrange] if view.arrange != "rails" else []),
        ("--unfold", sorted(map(str, view.unfold)) if view.fold else []),
        ("--style", [view.style] if view.style != "rails" else []),
        ("--theme", [view.theme] if view.theme != "light" else []),
        ("--layer", view.layers),
        ("--title", [view.title] if view.title else []),
    ):
        for value in values:
            # An option's value that begins with a dash must not be read as another option.
            found += [f"{option}={value}"] if value.startswith("-") else [option, value]
    found += ["--fold"] if view.fold else []
    found += ["--findings"] if view.findings else []
    if view.asked:
        found += ["--path", view.asked.source, view.asked.words]
    return found


def fitting(view: View, name: str) -> View:
    """The view without what this format does not show, as the command line would refuse it."""
    entry = FORMATS[name]
    rails = entry.picture and view.style == "rails"
    return replace(
        view,
        style=view.style if entry.picture else "rails",
        theme=view.theme if entry.themed else "light",
        layers=view.layers if rails else (),
        arrange=view.arrange if rails else "rails",
        fold=view.fold and entry.folds,
        unfold=view.unfold if view.fold and entry.folds else frozenset(),
    )
