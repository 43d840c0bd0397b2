"""The camera is a scanner: it looks by itself where the browser reads codes, else the server reads
a picture. Pictures and reading are real; only the lens and a browser's own reader are made up."""

from __future__ import annotations

import json
from typing import Final

from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import HANDHELD, Pages
from tests.browser.site import Site
from tests.browser.test_scan_js import opened, until_done
from tests.photos.test_codes import drawn, shot
from wms.photos.codes import codes_in

PLACE: Final = "1000000427"
LABEL: Final = shot((drawn(PLACE), (500, 420)))

#: a lens that sees the label, and a reader as Android's browsers have it: it asks the server here
LENS: Final = """(() => {
  const draw = async () => {
    const label = await createImageBitmap(await (await fetch('/label.jpg')).blob());
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [label.width, label.height];
    setInterval(() => canvas.getContext('2d').drawImage(label, 0, 0), 50);
    return canvas;
  };
  Object.defineProperty(navigator, 'mediaDevices', { value: { getUserMedia: async () =>
    (window.lens = (await draw()).captureStream(20)) } });
  window.BarcodeDetector = class {
    static async getSupportedFormats() { return ['code_128', 'ean_13']; }
    async detect(video) {
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
      if (!canvas.width) return [];
      canvas.getContext('2d').drawImage(video, 0, 0);
      const blob = await new Promise((done) => canvas.toBlob(done, 'image/jpeg'));
      const { codes } = await (await fetch('/read', { method: 'POST', body: blob })).json();
      return codes.map((rawValue) => ({ rawValue, boundingBox: new DOMRect(0, 0, 10, 10) }));
    }
  };
})()"""


def _serve(page: Page) -> None:
    def read(route: Route) -> None:
        told = {"codes": codes_in(route.request.post_data_buffer or b"")}
        route.fulfill(body=json.dumps(told), content_type="application/json")

    page.route("**/read", read)
    page.route("**/scanner/camera", read)
    page.route("**/label.jpg", lambda route: route.fulfill(body=LABEL, content_type="image/jpeg"))


def _open(page: Page) -> None:
    page.locator("[data-type]").click()
    page.get_by_role("button", name="Use the camera").click()


def test_a_picture_is_read_by_the_server_and_becomes_a_scan(page_at: Pages, site: Site) -> None:
    page = opened(page_at, site)
    _serve(page)
    with page.expect_file_chooser() as chosen:
        _open(page)
    blank = {"name": "shot.jpg", "mimeType": "image/jpeg", "buffer": shot()}
    chosen.value.set_files(blank)  # type: ignore[arg-type]  # a dict is one
    expect(page.locator("#camera")).to_contain_text("No barcode was found in the picture.")
    assert site.codes() == []
    with page.expect_file_chooser() as again:
        page.get_by_role("button", name="Take a picture").click()
    again.value.set_files({**blank, "buffer": LABEL})  # type: ignore[arg-type]  # as above
    until_done(page, site, 1)
    assert site.codes() == [PLACE]
    expect(page.locator("#camera")).to_be_hidden()


def test_where_the_browser_reads_codes_it_looks_until_it_has_one(
    page_at: Pages, site: Site
) -> None:
    page = page_at(*HANDHELD)
    page.add_init_script(LENS)
    _serve(page)
    page.goto(site.url + "/scanner/pick/1")
    _open(page)
    until_done(page, site, 1)
    assert site.codes() == [PLACE]
    expect(page.locator("#camera")).to_be_hidden()
    assert page.evaluate("lens.getTracks().every((track) => track.readyState === 'ended')")
