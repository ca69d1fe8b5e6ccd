"""Of an e-mail address only the domain is looked at."""

from __future__ import annotations

from depsov.evidence.mail import mail_domains


def test_the_domain_is_taken_and_the_rest_dropped() -> None:
    fields = ["Someone <someone@lists.python.org>, Other <other@numpy.org>", "third@python.org"]
    assert mail_domains(fields) == ("numpy.org", "python.org")


def test_providers_and_hosting_say_nothing() -> None:
    providers = ["gmail", "outlook", "yahoo", "gmx", "icloud", "protonmail", "hotmail", "mail", "qq"]
    fields = [f"someone@{name}.com" for name in providers]
    assert mail_domains([*fields, "1+someone@users.noreply.github.com", "someone@web.de", "someone@yahoo.co.uk"]) == ()


def test_fields_of_another_type_are_passed_over() -> None:
    assert mail_domains([None, 1, ["a@python.org"], "", "someone", "someone@", "@", "someone@localhost"]) == ()


def test_a_long_field_costs_no_time() -> None:
    assert mail_domains(["@a" * 1_000_000, "@" + "a." * 1_000_000]) == ()
