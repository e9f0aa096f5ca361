"""Browser modules become one script, or an error; never a script that lacks a part."""

from pathlib import Path

import pytest

from inspector.errors import ExportError
from inspector.export import bundle as bundling


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(bundling, "MODULES", tmp_path)
    bundling.bundle.cache_clear()
    return tmp_path


def test_each_module_stands_once_before_those_that_import_it(folder: Path) -> None:
    (folder / "a.js").write_text('import b from "./b.js";\nimport { c as see } from "./c.js";\nb(see);\n')
    (folder / "b.js").write_text('import {\n  c,\n} from "./c.js";\nexport default function () { return c; }\n')
    (folder / "c.js").write_text("const inner = 1;\nexport { inner as c };\n")
    made = bundling.bundle("a.js")
    assert [made.count(f"const module_{name} = ") for name in "abc"] == [1, 1, 1]
    assert made.index("module_c = (") < made.index("module_b = (") < made.index("module_a = (")
    assert "import" not in made
    assert "const { see: c } = module_c" not in made
    assert "const { c: see } = module_c;" in made
    assert "const { default: b } = module_b;" in made
    assert "return { c: inner };" in made


@pytest.mark.parametrize(
    "code",
    [
        'import * as all from "./b.js";\n',
        'import "./b.js";\n',
        'export * from "./b.js";\n',
        'import b, { c } from "./b.js";\n',
        'import a from "./a.js";\n',
    ],
)
def test_a_form_that_is_not_known_is_an_error(folder: Path, code: str) -> None:
    (folder / "a.js").write_text(code)
    (folder / "b.js").write_text("export const c = 1;\n")
    with pytest.raises(ExportError, match=r"a\.js"):
        bundling.bundle("a.js")


def test_the_maps_own_modules_can_be_bundled() -> None:
    bundling.bundle.cache_clear()
    made = bundling.bundle("offline.js")
    assert made.count("const module_vendor_d3_zoom_min = ") == 1
    assert "</script" not in made
