"""What people rely on in the pages is tested on every screen, in each language and theme."""

import ast
from functools import cache
from pathlib import Path

import pytest

from tests.support.presentations import FORMS, covering_set, sample
from tests.support.texts import LANGUAGES, amount, says, speaking

TESTS = Path(__file__).parents[1]

# Each promise, and the tests that hold it, by their file.
PROMISES: dict[str, dict[str, tuple[str, ...]]] = {
    "A question is about the version that it showed; if that has changed, nothing is done, and the change is shown": {
        "dashboard/test_results.py": ("test_a_release_that_comes_too_late_says_so",),
        "dashboard/test_appointments.py": ("test_a_visit_that_was_moved_under_the_question_is_not_cancelled",),
        "dashboard/test_catalog.py": ("test_an_exam_that_was_changed_under_the_question_is_not_deleted",),
        "dashboard/test_people.py": ("test_an_account_that_changed_under_the_question_is_not_deactivated",),
    },
    "A failed save is in sight, with the first wrong field in focus": {
        "dashboard/test_catalog.py": (
            "test_what_went_wrong_is_in_sight_beside_the_buttons",
            "test_faults_are_said_at_their_fields_and_nothing_is_lost",
            "test_what_is_taken_is_refused",
        ),
        "dashboard/test_people.py": ("test_faults_of_a_new_account_are_shown_at_their_fields",),
    },
    "Buttons name the deed, a visit that lies ahead is completed after a question, and steps can be undone": {
        "dashboard/test_appointments.py": (
            "test_cancelling_asks_first",
            "test_confirming_and_completing_are_seen_by_a_colleague_at_once",
            "test_a_cancellation_is_undone_on_every_screen",
            "test_a_confirmation_is_undone_beside_what_is_being_typed",
            "test_a_step_is_not_undone_after_a_change_or_without_a_place",
        ),
    },
    "What was typed outlives the session, and a form is not left without a question": {
        "dashboard/test_session_end.py": (
            "test_what_was_typed_outlives_the_session",
            "test_a_new_record_is_saved_after_the_sign_in_that_came_between",
            "test_somebody_else_and_a_sign_out_find_nothing_of_what_was_typed",
            "test_what_was_typed_does_not_overwrite_what_changed_meanwhile",
        ),
        "dashboard/test_leaving_forms.py": (
            "test_a_new_record_is_not_thrown_away_without_a_question",
            "test_the_list_is_found_again_as_it_was_left",
            "test_people_and_appointments_lead_back_as_well",
        ),
    },
    "Times are those of the location, and only what can be booked is offered": {
        "dashboard/test_times.py": (
            "test_the_times_of_an_appointment_are_those_of_its_location",
            "test_the_form_offers_the_times_of_the_location",
            "test_a_typed_time_that_cannot_be_booked_is_refused_at_its_field",
        ),
        "dashboard/test_appointments.py": ("test_calendars_show_the_hours_of_the_location",),
        "app/test_booking.py": ("test_today_is_not_offered_after_the_closing_time",),
    },
    "A price is changed where it stands, by touch as well, and an unusual one is asked about": {
        "dashboard/test_catalog.py": (
            "test_a_price_is_changed_by_touch",
            "test_leaving_the_field_saves_the_price",
            "test_an_unusual_price_is_asked_about",
            "test_the_form_asks_about_an_unusual_price",
        ),
        "dashboard/test_prices.py": (
            "test_unusual_prices_are_named_before_they_are_applied",
            "test_a_percentage_that_is_none_is_said_at_the_field",
            "test_no_amount_overflows_the_screen",
        ),
    },
    "A list that cannot be loaded says so, and each thing has one word and one format": {
        "dashboard/test_failed_lists.py": (
            "test_a_filter_that_fails_shows_why_and_keeps_what_was_typed",
            "test_the_live_log_that_cannot_be_filtered_shows_no_lines_of_another_kind",
            "test_a_page_after_the_last_one_leads_to_the_last_one",
            "test_wrong_hours_are_named_by_their_day",
            "test_an_error_of_a_query_names_no_internal_field",
            "test_the_dashboard_opened_signed_out_is_no_error_of_the_browser",
            "test_every_line_about_an_appointment_or_a_result_names_the_patient_and_the_exam",
            "test_money_has_one_format",
        ),
        "dashboard/test_times.py": ("test_no_page_shows_seconds_or_another_format_of_dates",),
    },
    "An appointment, the list of a day and labels for tubes are printed": {
        "dashboard/test_printing.py": (
            "test_an_appointment_is_one_sheet_with_all_that_matters",
            "test_there_is_a_label_for_each_exam_and_its_barcode_names_it",
            "test_the_list_of_a_day_is_in_the_order_of_the_visits",
        ),
    },
    "A visit that staff changed or cancelled meanwhile is moved, or booked anew, at the next try": {
        "app/test_booking.py": (
            "test_a_visit_that_staff_changed_meanwhile_is_moved_at_the_next_try",
            "test_for_a_visit_that_was_cancelled_meanwhile_another_is_booked",
        ),
    },
    "An exam of a chosen package is not charged, and a patient has one place in a slot": {
        "app/test_booking.py": (
            "test_an_exam_of_the_chosen_package_is_said_and_not_charged",
            "test_a_second_place_in_a_slot_is_refused_and_the_choice_kept",
        ),
        "dashboard/test_appointments.py": ("test_an_exam_of_a_chosen_package_is_said_and_not_charged",),
    },
    "Nothing that stays in view hides a control of the booking form": {
        "app/test_focus_in_view.py": ("test_no_stop_of_the_keyboard_is_hidden",),
    },
    "A notice leaves the booking form alone, a refusal is explained in place, and the icon of a browser is there": {
        "app/test_refusals.py": (
            "test_a_notice_covers_neither_the_total_nor_the_button_of_the_booking_form",
            "test_a_refusal_says_how_long_to_wait",
            "test_the_icon_that_a_browser_looks_for_is_there",
            "test_a_name_and_a_phone_are_checked_at_their_fields",
            "test_a_deactivated_account_is_told_so_after_the_right_password",
        ),
    },
    "A withdrawn exam can be taken out, and the focus and what was typed stay": {
        "app/test_booking.py": ("test_what_staff_withdraw_meanwhile_is_named_and_left_out",),
        "app/test_focus.py": (
            "test_a_dialog_that_is_closed_returns_the_focus",
            "test_the_focus_goes_to_the_record_whose_button_has_gone",
            "test_a_change_of_language_keeps_the_focus_and_what_was_typed_in_the_account",
            "test_a_change_of_language_keeps_a_new_account_and_drops_old_errors",
        ),
    },
    "A released result is marked, and is delivered when its download has ended": {
        "app/test_patient.py": ("test_from_signing_up_to_the_result",),
    },
    "Notices name the patient to a doctor, welcome a new account, and every address shows a page": {
        "app/test_patient.py": ("test_a_doctor_reads_what_he_ordered_and_changes_nothing",),
        "app/test_catalog.py": (
            "test_somebody_signs_up_and_stays_signed_in",
            "test_whoever_is_deactivated_is_told_why",
            "test_a_search_survives_back_and_a_link_begins_anew",
            "test_an_unknown_address_shows_a_page",
            "test_the_app_is_in_the_language_of_the_browser_at_first",
        ),
    },
}


@cache
def presented_tests(file: str) -> set[str]:
    """Return the names of the tests of a file that run on every screen."""

    def is_mark(node: ast.expr) -> bool:
        return ast.unparse(node) == "pytest.mark.presented"

    tree = ast.parse((TESTS / file).read_text())
    all_of_them = any(isinstance(one, ast.Assign) and is_mark(one.value) for one in tree.body)
    functions = [one for one in tree.body if isinstance(one, ast.FunctionDef)]
    return {one.name for one in functions if all_of_them or any(map(is_mark, one.decorator_list))}


@pytest.mark.parametrize("promise", PROMISES)
def test_a_promise_is_tested_on_every_screen(promise: str) -> None:
    missing = {
        f"{file}::{name}"
        for file, names in PROMISES[promise].items()
        for name in names
        if name not in presented_tests(file)
    }
    assert not missing


def test_a_covering_set_has_every_form_and_every_pair_of_language_and_theme() -> None:
    seen = set()
    for number in range(200):
        chosen = covering_set(f"test_{number}")
        assert [one.form for one in chosen] == list(FORMS)
        assert {(one.language, one.theme) for one in chosen} == {
            (language, theme) for language in LANGUAGES for theme in ("light", "dark")
        }
        assert sample(f"test_{number}") == sample(f"test_{number}")
        assert sample(f"test_{number}") in chosen
        seen.add(sample(f"test_{number}"))
    # Every form with every language and theme occurs over some tests.
    assert len(seen) == len(FORMS) * 4


def test_texts_are_those_of_the_catalogues() -> None:
    assert (says("Guardar"), amount("1234.50")) == ("Guardar", "1.234,50")
    with speaking("en"):
        assert (says("Guardar"), amount("1234.50")) == ("Save", "1,234.50")
        assert says("Código de barras: %(text)s", text="7-1") == "Barcode: 7-1"
        assert says("{n} en el catálogo", n=3) == "3 in the catalogue"
        # The pages say both "Close" and "End".
        with pytest.raises(LookupError):
            says("Cerrar")
    with pytest.raises(LookupError):
        says("Guardar todo lo que no existe")
