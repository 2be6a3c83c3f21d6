"""The generated pages of the reference are up to date: `python -m tests.docs.reference_pages` writes them."""

import pytest

import runbridge as rb
from tests.docs import reference_pages
from tests.docs.reference_pages import Page, pages, python_page


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.path.name)
def test_a_generated_page_is_up_to_date(page: Page) -> None:
    assert page.path.read_bytes().decode() == page.text


def test_a_name_without_a_section_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reference_pages, "_SECTIONS", {"Records": tuple({*rb.__all__} - {"validate", "Fix"})})
    with pytest.raises(ValueError, match=r"^no section of the page has Fix, validate$"):
        python_page()
