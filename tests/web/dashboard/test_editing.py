"""Changing images in the dashboard: one in a form, many at once, and when somebody else is faster."""

import json

from tests.support.databases.builders import Row, image, tag_of
from tests.support.http.browser import Page
from tests.support.http.dashboard import Dashboard, accessibility_faults, assert_accessible

NOTICES = ".notices"
SUBMIT = "dialog button[type=submit]"


def button(words: str) -> str:
    """An expression: the button with this text or name."""
    named = "each.textContent === words || each.ariaLabel === words"
    return f"(words => [...document.querySelectorAll('button')].find(each => {named}))({json.dumps(words)})"


def click(page: Page, words: str) -> None:
    page.until(f"{button(words)} && !{button(words)}.disabled")
    page.evaluate(f"{button(words)}.focus(); {button(words)}.click()")


def shows(selector: str, words: str) -> str:
    """An expression: the element's text has these words, whatever marks isolate a name in them."""
    text = f"(document.querySelector({json.dumps(selector)})?.innerText ?? '')"
    return f"{text}.replace(/[\\u2068\\u2069]/g, '').includes({json.dumps(words)})"


def fill(page: Page, label: str, text: str) -> None:
    """In place of what the control with this label holds, as somebody types it."""
    labels = "[...document.querySelectorAll('dialog label')]"
    control = f"{labels}.find(each => each.innerText.startsWith({json.dumps(label)}))?.control"
    page.until(control)
    page.evaluate(f"{control}.focus(); {control}.select()")
    page.call("Input.insertText", text=text)


def mutate(page: Page, mutation: str) -> object:
    """Sends a mutation from the page, as another program would."""
    request = json.dumps({"query": f"mutation {{ {mutation} }}"})
    headers = "{'content-type': 'application/json'}"
    sent = f"fetch('graphql', {{method: 'POST', headers: {headers}, body: {json.dumps(request)}}})"
    return page.evaluate(f"{sent}.then(each => each.json())")


def select_all(page: Page, dashboard: Dashboard, count: int) -> None:
    """Selects all images that are named `bulk-`, beyond the page that is listed."""
    page.open(f"{dashboard.address}?q=bulk-")
    page.click("thead input[type=checkbox]:enabled")
    click(page, f"Select all {count} that match")
    page.until(shows(".bulk", f"{count} selected"))


def bulk_images(count: int, **given: object) -> list[Row]:
    return [image(name=f"bulk-{number:03}", visibility="private", **given) for number in range(count)]


def open_form(page: Page, dashboard: Dashboard, one: Row) -> None:
    page.open(f"{dashboard.address}?image={one.id}")
    click(page, "Edit")
    page.until(f"document.querySelector('{SUBMIT}')")


def test_two_tabs_that_conflict_settle_it_field_by_field(
    page: Page, other_page: Page, dashboard: Dashboard
) -> None:
    one = image(name="before", visibility="private")
    dashboard.database.insert(one, tag_of(one, "old"))
    open_form(page, dashboard, one)
    open_form(other_page, dashboard, one)
    fill(other_page, "Name", "theirs")
    fill(other_page, "Minimum disk", "9")
    click(other_page, "Save 2 changes")
    other_page.until(shows(NOTICES, "Saved 2 changes of theirs."))

    fill(page, "Name", "yours")
    fill(page, "Minimum memory", "512")
    click(page, "Remove tag old")
    click(page, "Save 3 changes")
    page.until(shows(".conflict", "Somebody has changed this image"))
    rows = [row.split("\t") for row in page.texts(".conflict tbody tr")]
    page.evaluate("document.querySelectorAll('.conflict input[type=radio]')[1].click()")
    click(page, "Apply 3 changes to the new version")
    page.until(shows(NOTICES, "Saved 3 changes of yours."))

    assert [(row[0], row[1], row[2], row[3]) for row in rows] == [
        ("Name", "before", "theirs", "yours"),
        ("Minimum disk", "0 GiB", "9 GiB", "0 GiB"),
        ("Minimum memory", "0 MiB", "0 MiB", "512 MiB"),
        ("Tag old", "present", "present", "absent"),
    ]
    stored = f"SELECT name, min_disk, min_ram FROM images WHERE id = '{one.id}'"
    assert dashboard.database.rows(stored) == [("yours", 9, 512)]
    click(page, "Undo")
    page.until(shows(NOTICES, "Undone: theirs is as it was."))
    assert dashboard.database.rows(stored) == [("theirs", 9, 0)]


def test_250_images_are_deleted_but_the_protected_one_and_brought_back(
    page: Page, dashboard: Dashboard
) -> None:
    kept, *others = bulk_images(250)
    dashboard.database.insert(image(**kept.columns | {"protected": True}), *others)
    select_all(page, dashboard, 250)
    click(page, "Delete")
    page.until(shows("dialog", "Changes 249 images"))
    assert page.texts(".plan-skipped summary") == ["1 protected"]
    fill(page, "Type", "delete 249 images")
    click(page, "Delete 249 images")
    page.until(shows(NOTICES, "Deleted: 249 images."))
    left = "SELECT id FROM images WHERE name LIKE 'bulk-%' AND NOT deleted"
    assert dashboard.database.rows(left) == [(kept.id,)]
    assert page.text(".bulk strong") == "1 selected"
    click(page, "Undo")
    page.until(shows(NOTICES, "Restored: 249 images."))
    assert len(dashboard.database.rows(left)) == 250


def test_a_refused_batch_names_its_image_and_the_rest_goes_on_without_it(
    page: Page, dashboard: Dashboard
) -> None:
    images = bulk_images(120)
    dashboard.database.insert(*images)
    select_all(page, dashboard, 120)
    click(page, "Hide")
    page.until(shows("dialog", "Changes 120 images"))
    mutate(page, f'updateImage(id: "{images[50].id}", input: {{minDisk: 1}}) {{ changedFields }}')
    click(page, "Hide 120 images")
    page.until(shows("dialog", f"{images[50]['name']}: It has changed since it was read."))
    hidden = "SELECT count(*) FROM images WHERE name LIKE 'bulk-%' AND os_hidden"
    stopped = page.text("dialog [role=alert]")
    before = dashboard.database.rows(hidden)[0][0]
    click(page, "Go on without it")
    click(page, f"Hide {119 - before} images")
    page.until(shows(NOTICES, f"Hidden: {119 - before} images."))
    assert f"{120 - before} images are not changed and stay selected." in stopped
    assert dashboard.database.rows(hidden) == [(119,)]


def test_a_new_image_says_at_its_field_what_is_wrong_and_is_not_left_unasked(
    page: Page, dashboard: Dashboard
) -> None:
    page.open(dashboard.address)
    click(page, "New image")
    fill(page, "Name", "n" * 256)
    click(page, "Create image")
    invalid = "document.querySelector('dialog [aria-invalid=true]')"
    page.until(invalid)
    problem = page.evaluate(f"document.getElementById({invalid}.getAttribute('aria-describedby')).innerText")
    fill(page, "Name", "made by hand")
    page.press("Escape")
    page.until(shows(".leaving", "1 change is not saved."))
    page.press("Escape")
    page.until("!document.querySelector('.leaving')")
    page.evaluate("history.back()")
    page.until(shows(".leaving", "1 change is not saved."))
    click(page, "Keep editing")
    click(page, "Create image")
    page.until(shows(NOTICES, "Created made by hand."))
    assert problem == "`name` must have 0 to 255 characters."
    created = dashboard.database.rows("SELECT id FROM images WHERE name = 'made by hand'")
    assert page.evaluate("new URLSearchParams(location.search).get('image')") == created[0][0]


def test_an_image_is_shared_after_its_visibility_allows_it(page: Page, dashboard: Dashboard) -> None:
    one = image(name="mine", visibility="private")
    dashboard.database.insert(one)
    page.open(f"{dashboard.address}?image={one.id}")
    click(page, "Share…")
    click(page, "Change visibility to Shared")
    fill(page, "Project id", "p")
    click(page, "Share")
    page.until(shows(".field-error", "must not be the owner"))
    fill(page, "Project id", "other")
    click(page, "Share")
    page.until(shows(".edit-members", "Pending"))
    members = f"SELECT member FROM image_members WHERE image_id = '{one.id}' AND NOT deleted"
    assert dashboard.database.rows(members) == [("other",)]
    click(page, "Remove other")
    page.until("!document.querySelector('.edit-members')")
    assert dashboard.database.rows(members) == []


def test_forms_and_plans_are_accessible(page: Page, dashboard: Dashboard, axe: None) -> None:
    one = image(name="open", status="active", disk_format="raw", container_format="bare")
    dashboard.database.insert(one, tag_of(one, "t"), *bulk_images(12))
    open_form(page, dashboard, one)
    fill(page, "Name", "changed")
    assert_accessible(page)
    mutate(page, f'updateImage(id: "{one.id}", input: {{name: "theirs"}}) {{ changedFields }}')
    click(page, "Save 1 change")
    page.until(shows(".conflict", "Somebody"))
    assert_accessible(page)
    click(page, "Cancel")
    click(page, "Discard 1 change")
    page.open(f"{dashboard.address}?q=bulk-")
    page.click("thead input[type=checkbox]:enabled")
    click(page, "Delete")
    page.until(shows("dialog", "Changes 12 images"))
    assert_accessible(page)
    assert accessibility_faults(page, within="document.querySelector('.bulk')") == []
