"""The page for those who read it by keys or by ear."""
import os
import pathlib
import unittest

from browsers import DESK, PHONE
from explored import Explorer


class Page(Explorer):
    def open_whole(self, *how, **more):
        browser = self.open(*how, **more)
        browser.run("document.querySelectorAll('details').forEach(one => { one.open = true })")
        return browser

    def test_tables_are_reached_by_keys_and_their_columns_have_names(self):
        browser = self.open_whole(PHONE)
        self.assertGreater(len(browser.all(".wide")), 4)
        self.assertEqual(browser.run("return [...document.querySelectorAll('.wide')].filter(one => one.tabIndex !== 0 || !one.ariaLabel).map(one => one.outerHTML.slice(0, 200))"), [])
        self.assertEqual(browser.run("return [...document.querySelectorAll('th')].filter(one => !one.textContent.trim()).length"), 0)
        # Arrows move a table that is wider than the phone once it has the focus.
        scrolled = """const one = [...document.querySelectorAll('.wide')].find(one => one.checkVisibility() && one.scrollWidth > one.clientWidth + 50);
            if (arguments[0]) one.focus({ preventScroll: false });
            return one.scrollLeft"""
        self.assertEqual(browser.run(scrolled, True), 0)
        browser.press(browser.keys.ARROW_RIGHT)
        self.wait_until(lambda: browser.run(scrolled, False) > 0, "the table does not move")

    def test_axe_finds_nothing(self):
        """axe-core of npm, in the folder that POLESWEEP_NODE_MODULES names."""
        axe = pathlib.Path(os.environ.get("POLESWEEP_NODE_MODULES", ""), "axe-core/axe.min.js")
        if not axe.is_file():
            raise unittest.SkipTest("axe-core of npm is missing (POLESWEEP_NODE_MODULES)")
        for size in (DESK, PHONE):
            for dark in (False, True):
                browser = self.open_whole(size, dark=dark)
                browser.run(axe.read_text(encoding="utf-8"))
                found = browser.driver.execute_async_script("axe.run(document, { resultTypes: ['violations'] }).then(arguments[0])")
                self.assertEqual([(one["id"], [node["html"] for node in one["nodes"]]) for one in found["violations"]], [], (size, dark))
                self.assertGreater(len(found["passes"]), 20)
