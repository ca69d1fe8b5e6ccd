"""What the README claims, sentence by sentence, and what stands behind it.

A sentence that is changed needs its entry changed as well: whoever does that looks at the tests that are named here.
What is behind a sentence is a test (`tests/test_x.py::test_y`), or a text on a page (`docs/page.md: the text`), such as
a row of a table of measurements.
"""

from __future__ import annotations

__all__ = ["CLAIMS", "NO_CLAIMS"]

README = "tests/test_readme.py"
SELF = "tests/test_self.py"

CLAIMS: dict[str, tuple[str, ...]] = {
    "**Who controls the software you depend on?** depsov reads a project's dependency tree, names for each package the "
    "organisation that decides its releases, follows that organisation to its ultimate parent and the countries whose "
    "law reaches it, and says what lies outside Europe: or outside the EU, the EEA, or any list of countries that you "
    "choose.": (
        "tests/test_pipeline.py::test_project_is_scanned_from_lockfile_to_verdict",
        "tests/test_control.py::test_chain_is_nearest_first_and_carries_kind_fact_and_date",
        "tests/test_hand_made_verdicts.py::test_answer_is_that_of_an_expert",
        "tests/test_hand_made_verdicts.py::test_british_steward_is_inside_europe_and_outside_the_union",
        "tests/cli/test_scan.py::test_perimeter_of_codes",
    ),
    # --- the principles ---
    "- **Offline.** A scan sends nothing anywhere.": (
        "tests/cli/test_scan.py::test_offline_scan_opens_no_socket",
        "tests/test_hook.py::test_it_runs_where_there_is_no_network_at_all",
    ),
    "With `--online`, or `online = true` in the policy, it asks the public registries, and the report names whom it "
    "asked and where they sit.": (
        "tests/evidence/test_online.py::test_recorded_answers_become_dated_evidence",
        "tests/evidence/test_registry_answers.py::test_every_registry_that_is_asked_has_a_source",
        "tests/report/html/test_page.py::test_problems_resolved_trees_and_registries_are_told",
        f"{README}::test_a_configuration_may_say_online",
    ),
    "- **Sourced.** Every fact has a source and a date; `depsov explain PACKAGE` prints the whole chain.": (
        "tests/knowledge/test_source.py::test_fact_without_source_and_date_is_refused",
        "tests/knowledge/test_data.py::test_sources_are_sound",
        f"{README}::test_explain_command_and_output",
    ),
    "What nobody has read yet is marked, and never clears a package.": (
        "tests/test_sourced.py::test_a_statement_has_its_source_its_date_and_whether_somebody_read_it",
        "tests/report/html/test_statements.py::test_a_statement_says_where_it_stands",
        "tests/test_assess.py::test_inside_is_as_sure_as_its_weakest_fact_and_a_pointer_gives_claimed",
        "tests/knowledge/test_data.py::test_company_is_clean_with_a_read_source_only",
    ),
    '- **Unknown is an answer.** It is counted and shown with its reason, never folded into "fine".': (
        "tests/test_summary.py::test_unknown_is_all_that_lowers_coverage",
        "tests/test_rules.py::test_unknown_control_says_why",
        "tests/test_assess.py::test_unknown_keeps_its_reason",
        "tests/report/test_badge.py::test_it_is_green_only_where_nothing_is_outside_and_nothing_unknown",
    ),
    "- **Organisations only.** No person's name, e-mail or country is stored or printed.": (
        "tests/evidence/test_registry_answers.py::test_no_person_gets_through",
        "tests/test_fetch.py::test_nothing_of_a_person_reaches_the_disk",
        "tests/gate/test_check_evidence.py::test_no_handle_that_may_be_a_persons_is_recorded",
        "tests/report/test_json_v1.py::test_a_handle_that_may_be_a_persons_stays_out",
        "tests/knowledge/test_data.py::test_file_holds_no_email_address",
    ),
    "A package in one person's hands is just that.": ("tests/test_rules.py::test_one_person_is_worth_an_info",),
    "- **Control, not flags.** A forkable library under a neutral foundation is not a vendor's service: strength says "
    "so, on facts.": (
        "tests/test_assess.py::test_strength_by_kind",
        "tests/test_assess.py::test_lever_of_a_package_raises_its_strength_only",
    ),
    "Where the registry sits decides nothing.": (f"{README}::test_where_the_registry_sits_decides_nothing",),
    # --- try it ---
    "You need Python 3.11 or newer, and git for the clone.": (f"{README}::test_the_python_that_is_needed",),
    "This makes a virtual environment, installs depsov and scans the example in this repository, offline:": (
        f"{README}::test_scan_command_and_output",
        "tests/test_hook.py::test_it_installs_from_a_clone",
    ),
    "And one package of it, with its sources:": (f"{README}::test_explain_command_and_output",),
    '`depsov org "Red Hat" Nextcloud` answers the same question for organisations.': (
        f"{README}::test_the_commands_in_the_text_run",
        "tests/cli/test_org.py::test_every_organisation_of_the_open_letter_is_answered_for_with_a_source",
    ),
    "`depsov scan --format json` writes `depsov.report/1`, whose [JSON Schema](src/depsov/report/report-1.schema.json) "
    "is in the package.": (
        "tests/report/test_json_v1.py::test_a_report_fits_the_schema",
        f"{README}::test_the_schema_of_the_report_is_in_the_package",
    ),
    # --- reports ---
    "`-o` can stand several times: one scan writes them all.": (
        "tests/cli/test_outputs.py::test_every_format_is_written_in_one_run_as_it_would_be_printed",
    ),
    "[What is in each, and how to use it](docs/reports.md) in GitHub, GitLab, Forgejo, Dependency-Track and a wiki.": (
        f"{README}::test_a_page_keeps_what_the_readme_promises_of_it",
    ),
    # --- what it reads ---
    "A project without a lockfile has a tree all the same: depsov takes it from the installed environment, or with "
    "`--online` resolves it as pip and npm would; `depsov resolve` writes it down as a `pylock.toml`.": (
        "tests/test_environments.py::test_an_environment_is_the_tree_of_the_project_beside_it",
        "tests/cli/test_resolve.py::test_every_kind_of_document_is_resolved_and_labelled",
        "tests/cli/test_resolve.py::test_a_project_is_written_as_pylock",
        "tests/cli/test_resolve.py::test_what_is_written_reads_back_as_the_same_packages",
        "docs/resolution.md: **Names and versions** were those of pip in all 20",
    ),
    "Else it reports the direct dependencies, and says so.": (
        "tests/cli/test_resolve.py::test_offline_only_what_the_project_asks_for_is_known",
    ),
    "[How](docs/resolution.md).": (f"{README}::test_a_page_keeps_what_the_readme_promises_of_it",),
    "Several lockfiles and workspaces in one tree become one graph; `depsov scan -` reads an SBOM or a list of package "
    "URLs from standard input.": (
        "tests/test_resolve.py::test_package_of_two_documents_is_one_with_both_places_and_roots",
        "tests/test_resolve.py::test_project_and_its_members_are_no_packages_and_what_they_require_is_direct",
        "tests/cli/test_scan.py::test_standard_input_is_a_list_or_a_bill_of_materials",
    ),
    "What each format tells, and which of them are experimental, is in [docs/formats.md](docs/formats.md), or `depsov "
    "formats`.": ("tests/cli/test_formats.py::test_every_format_has_a_line",),
    "All of that is offline: only `depsov resolve` and what is told to be `--online` ask registries, or the mirrors "
    "that you name.": (
        "tests/cli/test_scan.py::test_offline_scan_opens_no_socket",
        "tests/evidence/test_online.py::test_option_environment_and_settings_choose_the_registry_in_that_order",
    ),
    # --- the gate ---
    "A scan tells once; a gate keeps a project as it was decided to be.": (
        f"{README}::test_the_commands_of_the_gate_follow_each_other",
    ),
    "`depsov lock` writes `depsov.lock`, the facts on every package with their evidence, to commit and to read in a "
    "diff.": (
        "tests/gate/test_update.py::test_the_first_lock_adds_everything",
        "tests/lock/test_block.py::test_an_entry_of_the_knowledge_base_is_recorded_with_its_date",
        "tests/gate/test_update.py::test_two_branches_that_each_add_a_package_merge",
    ),
    "`depsov check` compares the tree with it and with the project's policy: offline, in a fraction of a second.": (
        "tests/cli/test_check.py::test_a_new_dependency_outside_and_one_that_nobody_knows",
        "tests/test_hook.py::test_it_runs_where_there_is_no_network_at_all",
        f"{README}::test_a_check_takes_a_fraction_of_a_second",
        "tests/test_start.py::test_a_command_imports_what_it_needs",
    ),
    "Where a dependency comes in whose releases somebody outside decides, it says what, where, through which path, and "
    "what to do:": (f"{README}::test_check_output",),
    "The policy stands in `depsov.toml`, or in `pyproject.toml` under `[tool.depsov]`.": (
        f"{README}::test_configuration",
    ),
    "Without one, what `depsov.lock` holds is accepted, and what is new from outside or changes hands is not:": (
        f"{README}::test_configuration",
        f"{README}::test_check_output",
        "tests/cli/test_check.py::test_packages_in_other_hands",
    ),
    "[The gate](docs/policy.md) has all keys, exceptions, limits, and policies for a library maintainer, a public body "
    "and a company under NIS2.": (
        f"{README}::test_a_page_keeps_what_the_readme_promises_of_it",
        "tests/test_policy_page.py::test_policies_work_on_the_example",
    ),
    "Both run offline, and say nothing where nothing fails.": (
        "tests/test_hook.py::test_both_hooks_run_one_process_without_the_network",
        "tests/test_hook.py::test_it_passes_and_says_nothing",
        "tests/test_hook.py::test_the_hook_for_the_whole_tree_runs_before_a_push",
    ),
    "A GitHub Action ([action.yml](action.yml)), a GitLab template and examples for Forgejo (Codeberg) and Woodpecker "
    "stand in [ci](ci); [how to use them](docs/ci.md).": (
        f"{README}::test_a_page_keeps_what_the_readme_promises_of_it",
        "tests/test_ci.py::test_the_formats_that_a_platform_reads_are_written",
    ),
    # --- the library ---
    "`depsov.scan_async` does the same inside an event loop; `depsov.check` and `depsov.update_lock` are the gate.": (
        "tests/test_library.py::test_the_async_twin_says_the_same",
        f"{README}::test_the_library_prints_nothing_and_keeps_nothing",
    ),
    "All of them print nothing, keep no global state, and are typed.": (
        "tests/test_library.py::test_scan_prints_nothing",
        f"{README}::test_the_library_prints_nothing_and_keeps_nothing",
        f"{README}::test_the_library_is_typed",
    ),
    # --- exit codes ---
    "0 clean, 1 findings that fail (of a scan: with `--fail-on`, or where the policy says so), 2 could not run, 3 "
    "nothing to scan, 4 incomplete: a document, or an entry of one, could not be read (`check` and `lock`), or with "
    "`--strict` anything could not be read, asked or decided, or the coverage is under its limit.": (
        f"{README}::test_exit_codes",
        "tests/cli/test_scan.py::test_strict_counts_claims_as_unknown_and_exits_4_on_short_coverage",
    ),
    # --- depsov on depsov ---
    "depsov is held to its own gate: with each change `depsov check --strict` judges "
    "[requirements.txt](requirements.txt), which pins what it runs with, and what `pyproject.toml` asks for beside "
    "it.": (
        f"{SELF}::test_ci_runs_the_gate_over_the_whole_tree",
        f"{SELF}::test_the_repository_passes_its_own_gate",
        f"{SELF}::test_what_depsov_needs_to_run_is_pinned_in_a_version_that_will_do",
        f"{SELF}::test_the_gate_sees_the_lockfile_and_the_project_and_nothing_else",
    ),
    "Its [policy](depsov.toml) fails on everything that somebody outside Europe decides, foundations too, and on what "
    "is unknown, but for these exceptions:": (
        f"{SELF}::test_a_dependency_from_outside_does_not_come_in",
        f"{SELF}::test_without_an_exception_what_is_there_fails",
        f"{SELF}::test_the_readme_has_a_line_for_each_controller_outside_with_the_reason",
    ),
    "[Each dependency](docs/dependencies.md), who keeps it, what else was considered, and why it stays.": (
        f"{SELF}::test_every_dependency_has_its_row_with_its_keeper",
        f"{SELF}::test_what_direct_dependencies_bring_stands_under_them",
    ),
    # --- at the end ---
    "Code under the [EUPL-1.2](LICENSE), data under [CC0-1.0](src/depsov/knowledge/data/LICENSE).": (
        f"{README}::test_the_licences_are_those_of_the_files",
    ),
}

NO_CLAIMS = frozenset(
    {
        # whom it is for
        (
            "It is for the developer at a commit, the open-source office with three hundred repositories, and the "
            'auditor who asks "says who?".'
        ),
        # what the law asks for, and what depsov is not
        (
            "No law asks for a European origin of open source: the CRA, NIS2 and DORA ask for care with components and "
            "suppliers."
        ),
        "depsov gives evidence for that care; it is no certificate and no legal advice.",
    }
)
"""Sentences that claim nothing of what depsov does."""
