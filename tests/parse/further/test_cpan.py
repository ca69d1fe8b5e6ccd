"""What the case folders of `cpanfile.snapshot` cannot show: the statements of a `cpanfile`, one by one."""

from __future__ import annotations

import pytest

from depsov.parse.further._cpanfile import wishes

STATEMENTS = [
    ("requires 'Plack', '1.0';", "Plack runtime"),
    ('requires "Plack::Middleware" => 0;', "Plack::Middleware runtime"),
    ("requires( 'Plack' );", "Plack runtime"),
    ("requires qw(Plack);", "Plack runtime"),
    ("requires q{Plack};", "Plack runtime"),
    ("recommends 'Plack';", "Plack optional"),
    ("suggests 'Plack';", "Plack optional"),
    ("test_requires 'Plack';", "Plack development"),
    ("author_requires 'Plack';", "Plack development"),
    ("configure_requires 'Plack';", "Plack build"),
    ("on test => sub { requires 'Plack' };", "Plack development"),
    ("on 'develop' => sub {\n  recommends 'Plack';\n};", "Plack development"),
    ("on build => sub { requires 'A' };\nrequires 'B';", "A build, B runtime"),
    ("on test => sub {\n  if (1) { requires 'A' }\n  requires 'B';\n};", "A development, B development"),
    ("feature 'db', 'A { of } data' => sub { requires 'A' };\nrequires 'B';", "A optional, B runtime"),
    ("# requires 'A';\nrequires 'B'; # requires 'C'", "B runtime"),
    ("conflicts 'A', '< 2';", ""),
    ("requires 'A', 'requires B';", "A runtime"),
    ("requires 'A';\n__END__\nrequires 'B';", "A runtime"),
    ("}\n}\nrequires 'A';", "A runtime"),
    ("my $x = 'on {';\nrequires 'A';", "A runtime"),
]


@pytest.mark.parametrize(("text", "expected"), STATEMENTS)
def test_statement_asks_for_a_module(text: str, expected: str) -> None:
    assert ", ".join(f"{module} {scope.value}" for module, scope in wishes(text)) == expected
