"""What is read of a `Gemfile` without running it."""

from __future__ import annotations

import pytest

from depsov.model import Scope, Source, SourceKind
from depsov.parse.ruby._gemfile import Gem, development_gems, read_gemfile


def gems(text: str) -> dict[str, Gem]:
    return {gem.name: gem for gem in read_gemfile(text).gems}


@pytest.mark.parametrize(
    ("line", "scope"),
    [
        ('gem "rack"', Scope.RUNTIME),
        ("gem 'rack', '~> 3.1', require: false", Scope.RUNTIME),
        ('gem("rack", ">= 1", "< 4")', Scope.RUNTIME),
        ('gem "rack", group: :test', Scope.DEVELOPMENT),
        ('gem "rack", :group => :development', Scope.DEVELOPMENT),
        ('gem "rack", group: "ci"', Scope.DEVELOPMENT),
        ('gem "rack", groups: [:development, :test]', Scope.DEVELOPMENT),
        ('gem "rack", groups: %i[development test]', Scope.DEVELOPMENT),
        ('gem "rack", groups: %w(rubocop)', Scope.DEVELOPMENT),
        ('gem "rack", :groups => [:test, :production]', Scope.RUNTIME),
        ('gem "rack", group: [:default, :test]', Scope.RUNTIME),
        ('gem "rack", group: :test, require: false if ENV["CI"]', Scope.DEVELOPMENT),
        ('gem "rack",\n  # why\n  "~> 3.1",\n  group: :test', Scope.DEVELOPMENT),
        ('gem "rack", require: "group: :test"', Scope.DEVELOPMENT),  # a text that nobody writes
    ],
)
def test_scope_is_that_of_the_groups_of_a_call(line: str, scope: Scope) -> None:
    assert gems(line)["rack"].scope is scope


@pytest.mark.parametrize(
    ("opening", "scope"),
    [
        ("group :test do", Scope.DEVELOPMENT),
        ("group(:development, :test) do", Scope.DEVELOPMENT),
        ('group "lint" do |lint|', Scope.DEVELOPMENT),
        ("group :production, :test do", Scope.RUNTIME),
        ("group :staging do", Scope.RUNTIME),
        ("group :postgres, optional: true do", Scope.OPTIONAL),
        ("group :cucumber, :optional => true do", Scope.DEVELOPMENT),
        ("platforms :mri, :windows do", Scope.RUNTIME),
        ('source "https://gems.example.org" do', Scope.RUNTIME),
    ],
)
def test_scope_is_that_of_the_groups_of_the_block(opening: str, scope: Scope) -> None:
    text = f'gem "before"\n{opening}\n  gem "inside"\nend\ngem "after"\n'
    assert {name: gem.scope for name, gem in gems(text).items()} == {
        "before": Scope.RUNTIME,
        "inside": scope,
        "after": Scope.RUNTIME,
    }


def test_blocks_in_blocks_end_where_they_end() -> None:
    text = """
        group :test do
          platforms :mri do
            gem "stackprof"
          end
          if ENV["CI"]
            gem "simplecov"
          end
          %w[core mocks].each { |name| gem "rspec-#{name}" }
          driver = if ENV["HEADLESS"]
            "chrome"
          end
          wanted = begin File.read("wanted") end
          gem "capybara"
        end
        gem "rails"
        """
    assert {name: gem.scope.value for name, gem in gems(text).items()} == {
        "stackprof": "development",
        "simplecov": "development",
        "capybara": "development",
        "rails": "runtime",
    }


@pytest.mark.parametrize(
    "text",
    [
        '# gem "rack"',
        'gem ENV["RACK"]',
        'gem "rack-#{version}"',
        '=begin\ngem "rack"\n=end',
        '__END__\ngem "rack"',
        'gemspec name: "rack"',
        'source "gem rack"',
    ],
)
def test_what_is_no_literal_call_is_not_read(text: str) -> None:
    assert gems(text) == {}


@pytest.mark.parametrize(
    ("text", "certain"),
    [
        ('gem "rack"', True),
        ('gem "rack" # if', True),
        ('gem "rack" if RUBY_VERSION > "3"', False),
        ('gem "rack" unless ENV["CI"]', False),
        ('if ENV["CI"]\n  gem "rack"\nend', False),
        ('case ENV["DB"]\nwhen "pg"\n  gem "rack"\nend', False),
        ('%w[a b].each do |name|\n  gem "rack"\nend', False),
        ('def more\n  gem "rack"\nend', False),
        ('if_true(ENV["X"]) do\n  gem "rack"\nend', False),
        ('group :test do\n  gem "rack"\nend', True),
        ('install_if -> { false } do\n  gem "rack"\nend', True),
    ],
)
def test_what_a_condition_or_a_loop_adds_is_not_certain(text: str, *, certain: bool) -> None:
    assert gems(text)["rack"].certain is certain


GIT = Source(kind=SourceKind.GIT, url="https://github.com/harbour/quay")


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ('gem "quay"', None),
        ('gem "quay", path: "../quay"', Source(kind=SourceKind.PATH)),
        ('gem "quay", git: "https://somebody:secret@github.com/harbour/quay"', GIT),
        ('gem "quay", :git => "https://github.com/harbour/quay", branch: "main"', GIT),
        ('gem "quay", github: "harbour/quay"', GIT),
        ('gem "quay", github: "quay"', Source(kind=SourceKind.GIT, url="https://github.com/quay/quay")),
        (
            'gem "quay", source: "https://gems.example.org"',
            Source(kind=SourceKind.INDEX, url="https://gems.example.org"),
        ),
        ('git "https://github.com/harbour/quay" do\n  gem "quay"\nend', GIT),
        ('path "engines" do\n  gem "quay"\nend', Source(kind=SourceKind.PATH)),
        (
            'source "https://gems.example.org" do\n  gem "quay"\nend',
            Source(kind=SourceKind.INDEX, url="https://gems.example.org"),
        ),
        ('path "engines" do\n  gem "quay", github: "harbour/quay"\nend', GIT),
    ],
)
def test_source_is_what_the_call_or_the_block_names(text: str, source: Source | None) -> None:
    assert gems(text)["quay"].source == source


def test_lines_are_those_on_which_calls_begin() -> None:
    text = 'source "https://gems.example.org"\n\ngem(\n  "rack",\n  "~> 3.1"\n)\ngem "puma"\n'
    assert {name: gem.line for name, gem in gems(text).items()} == {"rack": 3, "puma": 7}


def test_hash_sign_in_a_text_begins_no_comment() -> None:
    assert gems("gem 'rack', ref: '#1', group: :test  # group: :production")["rack"].scope is Scope.DEVELOPMENT


@pytest.mark.parametrize(
    "line",
    [
        "gem '" * 50_000,
        "group :a do\n" * 20_000,
        "".join(f"group :a{number} do\n" for number in range(20_000)),
        'x = "' + "\\" * 100_000,
        "gem(\n" * 50_000,
    ],
)
def test_strange_texts_are_read_in_no_time(line: str) -> None:
    assert len(read_gemfile(line).gems) <= 1


def test_gemspec_is_noticed() -> None:
    assert read_gemfile("gemspec\n").has_gemspec
    assert not read_gemfile('gem "gemspec"\n').has_gemspec


def test_gems_for_work_are_those_that_a_gemspec_calls_so() -> None:
    text = """
        spec.add_dependency 'rack'
        spec.add_development_dependency('rspec', '~> 3')
        spec.add_development_dependency "yard"
        """
    assert development_gems(text) == {"rspec", "yard"}
