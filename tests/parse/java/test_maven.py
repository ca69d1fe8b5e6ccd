"""Maven projects: what stands in the local repository, how versions are mediated, and poms that mean harm."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from depsov.discover import discover
from depsov.errors import DocumentError
from depsov.formats import FORMATS
from depsov.model import Parsed
from depsov.tree import Tree
from tests.parse.cases import format_of
from tests.parse.written import direct, node, requires, root

HEAD = "<groupId>org.example.pier</groupId><artifactId>pier</artifactId><version>1</version>"
JDK = "<profiles><profile><id>new</id><activation><jdk>17</jdk></activation>{}</profile></profiles>"


def dependency(place: str, more: str = "", tag: str = "dependency") -> str:
    group, artifact, *version = place.split(":")
    end = f"<version>{version[0]}</version>" if version else ""
    return f"<{tag}><groupId>{group}</groupId><artifactId>{artifact}</artifactId>{end}{more}</{tag}>"


def dependencies(*items: str) -> str:
    return f"<dependencies>{''.join(items)}</dependencies>"


def management(*items: str) -> str:
    return f"<dependencyManagement>{dependencies(*items)}</dependencyManagement>"


def exclusion(group: str, artifact: str) -> str:
    return f"<exclusions>{dependency(f'{group}:{artifact}', tag='exclusion')}</exclusions>"


def pom(body: str, head: str = HEAD) -> str:
    return f"<project><modelVersion>4.0.0</modelVersion>{head}{body}</project>"


def read(
    folder: Path, files: Mapping[str, str], stored: Mapping[str, str] | None = None, document: str = "pom.xml"
) -> Parsed:
    """Read a `pom.xml` of the files; `stored` are the bodies of poms in the local repository."""
    tree_folder, store = folder / "tree", folder / "store"
    for name, text in files.items():
        path = tree_folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    for place, body in (stored or {}).items():
        group, artifact, version = place.split(":")
        path = store / group.replace(".", "/") / artifact / version / f"{artifact}-{version}.pom"
        path.parent.mkdir(parents=True, exist_ok=True)
        head = f"<groupId>{group}</groupId><artifactId>{artifact}</artifactId><version>{version}</version>"
        path.write_text(pom(body, head), encoding="utf-8")
    tree = Tree(tree_folder, stores={"maven": store} if stored else {})
    discover(tree, FORMATS)
    return format_of("maven").read(tree.open(document), tree.folder(document))


def versions(parsed: Parsed) -> dict[str, str | None]:
    """Return the versions of the packages, by their names without the common group."""
    return {item.name.removeprefix("g/"): item.version for item in parsed.nodes if not item.own}


STORED = {
    "g:a:1": dependencies(dependency("g:x:1"), dependency("g:b:1")),
    "g:b:1": dependencies(dependency("g:y:1")),
    "g:b:2": dependencies(dependency("g:y:2")),
    "g:c:1": dependencies(dependency("g:b:2"), dependency("g:x:2")),
    "g:x:1": "",
    "g:x:2": "",
    "g:y:1": "",
    "g:y:2": "",
}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param(
            dependencies(dependency("g:a:1"), dependency("g:c:1")),
            {"a": "1", "c": "1", "x": "1", "b": "1", "y": "1"},
            id="the first of equally near ones",
        ),
        pytest.param(
            dependencies(dependency("g:a:1"), dependency("g:b:2")),
            {"a": "1", "b": "2", "x": "1", "y": "2"},
            id="the nearest",
        ),
        pytest.param(
            management(dependency("g:b:2")) + dependencies(dependency("g:a:1")),
            {"a": "1", "x": "1", "b": "2", "y": "2"},
            id="what the project manages",
        ),
        pytest.param(
            dependencies(dependency("g:a:1", exclusion("g", "b"))),
            {"a": "1", "x": "1"},
            id="without what is excluded",
        ),
        pytest.param(
            dependencies(dependency("g:a:1", exclusion("*", "*"))),
            {"a": "1"},
            id="with nothing behind it",
        ),
        pytest.param(
            management(dependency("g:a:1", exclusion("*", "y"))) + dependencies(dependency("g:a")),
            {"a": "1", "x": "1", "b": "1"},
            id="without what the management excludes",
        ),
    ],
)
def test_versions_are_mediated_as_maven_does(tmp_path: Path, body: str, expected: dict[str, str]) -> None:
    parsed = read(tmp_path, {"pom.xml": pom(body)}, STORED)
    assert versions(parsed) == expected
    assert parsed.problems == ()


def test_what_is_behind_a_package_is_required_by_it(tmp_path: Path) -> None:
    parsed = read(tmp_path, {"pom.xml": pom(dependencies(dependency("g:a:1"), dependency("g:c:1")))}, STORED)
    assert requires(parsed, "g/a") == ["g/b", "g/x"]
    assert requires(parsed, "g/c") == ["g/b", "g/x"]
    assert direct(parsed, "") == {"g/a": "runtime", "g/c": "runtime"}


@pytest.mark.parametrize(
    "more", ["<scope>test</scope>", "<scope>provided</scope>", "<optional>true</optional>"], ids=lambda more: more[1:14]
)
def test_what_a_package_keeps_for_itself_is_not_handed_on(tmp_path: Path, more: str) -> None:
    stored = {"g:a:1": dependencies(dependency("g:x:1", more)), "g:x:1": ""}
    parsed = read(tmp_path, {"pom.xml": pom(dependencies(dependency("g:a:1")))}, stored)
    assert versions(parsed) == {"a": "1"}


def test_a_direct_dependency_has_the_scope_that_the_project_says(tmp_path: Path) -> None:
    body = dependencies(dependency("g:a:1"), dependency("g:x:1", "<scope>test</scope>"))
    parsed = read(tmp_path, {"pom.xml": pom(body)}, STORED)
    assert direct(parsed, "") == {"g/a": "runtime", "g/x": "development"}
    assert requires(parsed, "g/a") == ["g/b"]  # with the edge to x, that would be needed at run time


def test_a_managed_scope_holds_for_what_others_require(tmp_path: Path) -> None:
    body = management(dependency("g:x:1", "<scope>test</scope>")) + dependencies(dependency("g:a:1"))
    parsed = read(tmp_path, {"pom.xml": pom(body)}, STORED)
    scope = node(parsed, "g/x").scope
    assert scope is not None
    assert scope.value == "development"
    assert requires(parsed, "g/a") == ["g/b"]


def test_a_package_that_moved_is_the_one_that_it_moved_to(tmp_path: Path) -> None:
    moved = "<distributionManagement><relocation><groupId>h</groupId></relocation></distributionManagement>"
    stored = {"g:a:1": moved, "h:a:1": dependencies(dependency("g:x:1")), "g:x:1": ""}
    parsed = read(tmp_path, {"pom.xml": pom(dependencies(dependency("g:a:1")))}, stored)
    assert direct(parsed, "") == {"h/a": "runtime"}
    assert requires(parsed, "h/a") == ["g/x"]


def test_packages_that_move_in_a_circle_come_to_rest(tmp_path: Path) -> None:
    moved = "<distributionManagement><relocation><artifactId>{}</artifactId></relocation></distributionManagement>"
    stored = {"g:a:1": moved.format("b"), "g:b:1": moved.format("a")}
    parsed = read(tmp_path, {"pom.xml": pom(dependencies(dependency("g:a:1")))}, stored)
    assert len(versions(parsed)) == 1


def test_missing_poms_are_one_problem(tmp_path: Path) -> None:
    body = dependencies(dependency("g:a:1"), dependency("g:gone:1"), dependency("g:lost:1"))
    (problem,) = read(tmp_path, {"pom.xml": pom(body)}, STORED).problems
    assert problem.message == (
        "the local repository does not hold every pom: what these say and require is not known: g:gone:1, g:lost:1"
    )
    assert "build the project once" in (problem.hint or "")


def test_plugins_that_never_ran_are_no_problem(tmp_path: Path) -> None:
    plugins = dependency("g:clean-plugin:1", dependencies(dependency("g:gone:1")), "plugin")
    body = dependencies(dependency("g:a:1")) + f"<build><plugins>{plugins}</plugins></build>"
    parsed = read(tmp_path, {"pom.xml": pom(body)}, STORED)
    assert parsed.problems == ()
    assert {"clean-plugin", "gone"} <= versions(parsed).keys()


def test_a_name_that_no_pom_explains_is_said_to_be_that(tmp_path: Path) -> None:
    (problem,) = read(tmp_path, {"pom.xml": pom(dependencies(dependency("${above.group}:a:1")))}).problems
    assert "'${above.group}/a' has a property that no pom at hand explains" in problem.message


def test_without_a_repository_only_what_projects_name_is_known_and_nothing_is_said(tmp_path: Path) -> None:
    parsed = read(tmp_path, {"pom.xml": pom(dependencies(dependency("g:a:1"), dependency("g:b:2")))})
    assert versions(parsed) == {"a": "1", "b": "2"}
    assert parsed.problems == ()


def test_a_parent_in_the_repository_manages_and_adds(tmp_path: Path) -> None:
    above = "<parent><groupId>g</groupId><artifactId>above</artifactId><version>1</version></parent>"
    stored = STORED | {
        "g:above:1": "<properties><a>1</a></properties>"
        + management(dependency("g:a:${a}"), dependency("g:bom:1", "<type>pom</type><scope>import</scope>"))
        + dependencies(dependency("g:c:1")),
        "g:bom:1": management(dependency("g:b:2"), dependency("g:a:7")),
    }
    text = pom(f"\n{above}\n" + dependencies(dependency("g:a"), dependency("g:b")))
    parsed = read(tmp_path, {"pom.xml": text}, stored)
    assert direct(parsed, "") == {"g/a": "runtime", "g/b": "runtime", "g/c": "runtime"}
    assert versions(parsed) == {"a": "1", "b": "2", "c": "1", "x": "1", "y": "2"}
    assert node(parsed, "g/c").line == 2  # where the parent is named, as nobody sees the parent itself


def test_plugins_bring_what_they_run_with(tmp_path: Path) -> None:
    plugin = dependency("g:a:1", dependencies(dependency("g:y:2")), tag="plugin")
    parsed = read(tmp_path, {"pom.xml": pom(f"<build><plugins>{plugin}</plugins></build>")}, STORED)
    assert direct(parsed, "") == {"g/a": "build", "g/y": "build"}
    assert requires(parsed, "g/a") == ["g/b", "g/x", "g/y"]
    assert requires(parsed, "g/b") == []


def test_modules_reach_each_other_s_packages(tmp_path: Path) -> None:
    parent = "<parent><groupId>org.example.pier</groupId><artifactId>pier</artifactId><version>1</version></parent>"
    files = {
        "pom.xml": pom("<modules><module>one</module><module>two</module></modules>"),
        "one/pom.xml": pom(dependencies(dependency("g:a:1")), f"{parent}<artifactId>one</artifactId>"),
        "two/pom.xml": pom(
            dependencies(dependency("org.example.pier:one:${project.version}")),
            f"{parent}<artifactId>two</artifactId>",
        ),
    }
    for stored in (None, STORED):
        parsed = read(tmp_path, files, stored)
        assert direct(parsed, "two") == {"org.example.pier/one": "runtime"}
        assert requires(parsed, "org.example.pier/one") == ["g/a"]
        assert node(parsed, "g/a").file == "one/pom.xml"


def test_a_parent_beside_its_modules_speaks_for_them(tmp_path: Path) -> None:
    parent = dependency("org.example.pier:pier:1", "<relativePath>../zone</relativePath>", tag="parent")
    files = {
        "one/pom.xml": pom(dependencies(dependency("g:a:1")), f"{parent}<artifactId>one</artifactId>"),
        "two/pom.xml": pom(dependencies(dependency("org.example.pier:one:1")), f"{parent}<artifactId>two</artifactId>"),
        "zone/pom.xml": pom("<modules><module>../one</module><module>../two</module></modules>"),
    }
    parsed = read(tmp_path, files, document="one/pom.xml")
    assert direct(parsed, "two") == {"org.example.pier/one": "runtime"}
    assert [item.path for item in parsed.roots] == ["zone", "one", "two"]
    assert node(parsed, "g/a").file is None
    alone = read(tmp_path, files, document="zone/pom.xml")
    assert alone.roots == parsed.roots


def test_modules_of_profiles_belong_to_the_build(tmp_path: Path) -> None:
    files = {
        "pom.xml": pom(JDK.format("<modules><module>one</module></modules>")),
        "one/pom.xml": pom(dependencies(dependency("g:a:1"))),
    }
    assert root(read(tmp_path, files), "one").direct


def test_a_profile_counts_only_where_it_is_active_by_default(tmp_path: Path) -> None:
    parsed = read(tmp_path, {"pom.xml": pom(JDK.format(dependencies(dependency("g:a:1"))))})
    assert versions(parsed) == {}


# --- what poms say of themselves ----------------------------------------------------------------------------------


def evidence(parsed: Parsed, name: str) -> list[tuple[str, str, str | None]]:
    return [(item.kind.value, item.source, item.identity or item.text) for item in node(parsed, name).evidence]


def test_evidence_is_of_the_pom_itself_then_of_those_above(tmp_path: Path) -> None:
    above = "<parent><groupId>g.works</groupId><artifactId>above</artifactId><version>1</version></parent>"
    stored = {
        "g.works.tools:a:1": f"{above}<url>https://github.com/quay-works/${{project.artifactId}}</url>",
        "g.works:above:1": "<url>https://github.com/other</url><scm><connection>scm:git:git://github.com/moorings/all.git"
        "</connection></scm><organization><name>Moorings Foundation</name><url>https://www.example.org</url></organization>",
    }
    parsed = read(tmp_path, {"pom.xml": pom(dependencies(dependency("g.works.tools:a:1")))}, stored)
    assert evidence(parsed, "g.works.tools/a") == [
        ("homepage", "a-1.pom", "github:quay-works"),
        ("repository", "above-1.pom", "github:moorings"),
        ("hint", "above-1.pom", "organization: Moorings Foundation"),
    ]


@pytest.mark.parametrize(
    ("group", "is_kin"),
    [("g.works", True), ("g.works.tools.more", True), ("g.worksite", False), ("g", False), ("h.works", False)],
)
def test_what_a_parent_of_strangers_says_is_nothing_of_the_package(tmp_path: Path, group: str, is_kin: bool) -> None:  # noqa: FBT001
    above = f"<parent><groupId>{group}</groupId><artifactId>above</artifactId><version>1</version></parent>"
    stored = {"g.works.tools:a:1": above, f"{group}:above:1": "<url>https://github.com/moorings/all</url>"}
    parsed = read(tmp_path, {"pom.xml": pom(dependencies(dependency("g.works.tools:a:1")))}, stored)
    assert bool(evidence(parsed, "g.works.tools/a")) is is_kin


@pytest.mark.parametrize("group", ["g", "org.apache.maven"])
def test_the_homepage_of_the_archetype_is_none_of_others(tmp_path: Path, group: str) -> None:
    stored = {f"{group}:a:1": "<url>http://maven.apache.org</url>"}
    parsed = read(tmp_path, {"pom.xml": pom(dependencies(dependency(f"{group}:a:1")))}, stored)
    assert bool(evidence(parsed, f"{group}/a")) is (group != "g")


def test_people_are_never_read(tmp_path: Path) -> None:
    people = (
        "<organization><name>p@mail.example</name></organization>"
        "<developers><developer><name>A Person</name></developer></developers>"
        "<contributors><contributor><name>A Person</name></contributor></contributors>"
        "<mailingLists><mailingList><post>p@mail.example</post></mailingList></mailingLists>"
    )
    parsed = read(tmp_path, {"pom.xml": pom(dependencies(dependency("g:a:1")))}, {"g:a:1": people})
    assert "mail.example" not in repr(parsed)
    assert "Person" not in repr(parsed)


def test_entities_of_html_do_not_hide_a_pom(tmp_path: Path) -> None:
    text = pom("<name>Caf&eacute; &amp; Quai</name>" + dependencies(dependency("g:a:1")))
    assert versions(read(tmp_path, {"pom.xml": text})) == {"a": "1"}


# --- harm ---------------------------------------------------------------------------------------------------------


def test_properties_that_grow_beyond_bounds_stay_as_they_are(tmp_path: Path) -> None:
    laughs = "".join(f"<p{n}>{f'${{p{n + 1}}}' * 10}</p{n}>" for n in range(40))
    body = f"<properties>{laughs}<p40>ha</p40></properties>" + dependencies(dependency("g:a:${p0}"))
    assert versions(read(tmp_path, {"pom.xml": pom(body)})) == {"a": None}


def test_a_long_line_of_properties_ends(tmp_path: Path) -> None:
    line = "".join(f"<p{n}>${{p{n + 1}}}</p{n}>" for n in range(5000))
    body = f"<properties>{line}</properties>" + dependencies(dependency("g:a:${p0}"))
    assert versions(read(tmp_path, {"pom.xml": pom(body)})) == {"a": None}


@pytest.mark.parametrize("place", ["pom.xml", ".", "../one", "", "one/../pom.xml"])
def test_a_pom_can_be_above_itself(tmp_path: Path, place: str) -> None:
    parent = dependency("org.example.pier:pier:1", f"<relativePath>{place}</relativePath>", tag="parent")
    files = {
        "pom.xml": pom(f"{parent}<modules><module>one</module><module>.</module></modules>"),
        "one/pom.xml": pom(f"{parent}<modules><module>..</module></modules>"),
    }
    assert len(read(tmp_path, files).roots) == 2


def test_poms_that_import_each_other_come_to_an_end(tmp_path: Path) -> None:
    brings = "<type>pom</type><scope>import</scope>"
    stored = {
        "g:one:1": management(dependency("g:two:1", brings), dependency("g:b:3")),
        "g:two:1": management(dependency("g:one:1", brings), dependency("g:a:2")),
    }
    body = management(dependency("g:one:1", brings)) + dependencies(*map(dependency, ("g:a", "g:b", "g:c")))
    assert versions(read(tmp_path, {"pom.xml": pom(body)}, stored)) == {"a": "2", "b": "3", "c": None}


@pytest.mark.parametrize("place", ["/etc", "../../../etc", "a\0b", "x" * 5000, "\u202e", "one\\two"])
def test_modules_out_of_the_tree_are_not_there(tmp_path: Path, place: str) -> None:
    text = pom(f"<modules><module>{place}</module></modules>")
    if "\0" in place:
        with pytest.raises(DocumentError):
            read(tmp_path, {"pom.xml": text})
        return
    (problem,) = read(tmp_path, {"pom.xml": text}).problems
    assert problem.message.startswith("names modules that are not in the scanned tree")


@pytest.mark.parametrize("place", ["..:..:..", "g/../..:a:1", "g:a/b:1", "g::1", "{x}:a:1"])
def test_what_is_no_name_is_not_looked_up(tmp_path: Path, place: str) -> None:
    parsed = read(tmp_path, {"pom.xml": pom(dependencies(dependency(place), dependency("g:x:1")))}, STORED)
    assert versions(parsed) == {"x": "1"}
    assert "cannot be the name of a package" in parsed.problems[0].message


def test_no_sign_that_turns_text_around_gets_into_the_name_of_a_project(tmp_path: Path) -> None:
    head = "<groupId>g</groupId><artifactId>pier&#x202e;</artifactId><version>1</version>"
    (found,) = read(tmp_path, {"pom.xml": pom("", head)}).roots
    assert found.name == "pier\N{REPLACEMENT CHARACTER}"


def test_a_broken_module_does_not_hide_the_others(tmp_path: Path) -> None:
    files = {
        "pom.xml": pom("<modules><module>one</module><module>two</module></modules>"),
        "one/pom.xml": "<project>",
        "two/pom.xml": pom(dependencies(dependency("g:a:1"))),
    }
    parsed = read(tmp_path, files)
    assert [item.path for item in parsed.roots] == ["", "two"]
    assert [problem.subject for problem in parsed.problems] == ["one/pom.xml:1"]


# --- where packages are from --------------------------------------------------------------------------------------

HOUSE = "https://user:secret@repository.example/maven"


def repositories(**urls: str) -> str:
    items = (f"<repository><id>{name}</id><url>{url}</url></repository>" for name, url in urls.items())
    return f"<repositories>{''.join(items)}</repositories>"


def test_a_build_that_calls_another_repository_central_has_its_packages_from_there(tmp_path: Path) -> None:
    properties = f"<properties><house>{HOUSE}</house></properties>"
    above = pom("<modules><module>app</module></modules>" + properties + repositories(central="${house}"))
    parent = "<parent><groupId>org.example.pier</groupId><artifactId>pier</artifactId><version>1</version></parent>"
    app = pom(dependencies(dependency("g:a:1")), f"{parent}<artifactId>app</artifactId>")
    parsed = read(tmp_path, {"pom.xml": above, "app/pom.xml": app})
    assert node(parsed, "g/a").source.url == "https://repository.example/maven"


@pytest.mark.parametrize(
    ("note", "url"),
    [
        (None, None),
        ("#NOTE: This is a Maven Resolver internal file\na-1.jar>house=\na-1.pom>house=\n", HOUSE),
        ("a-1.jar>central=\na-1.pom>house=\n", None),
        ("a-1.pom>mirror-of-this-machine=\n", None),
        ("a-1.pom>=\n", None),
        ("\0", None),
    ],
)
def test_the_note_of_the_local_repository_tells_where_a_package_is_from(
    tmp_path: Path, note: str | None, url: str | None
) -> None:
    place = tmp_path / "store/g/a/1/_remote.repositories"
    place.parent.mkdir(parents=True)
    if note is not None:
        place.write_text(note, encoding="utf-8")
    body = repositories(house=HOUSE) + dependencies(dependency("g:a:1"))
    source = node(read(tmp_path, {"pom.xml": pom(body)}, {"g:a:1": ""}), "g/a").source
    assert source.url == (url and "https://repository.example/maven")


def test_a_repository_beside_the_default_one_says_nothing_of_a_package(tmp_path: Path) -> None:
    body = repositories(house=HOUSE) + dependencies(dependency("g:a:1"))
    assert node(read(tmp_path, {"pom.xml": pom(body)}), "g/a").source.url is None
