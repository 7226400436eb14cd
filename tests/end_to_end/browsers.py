"""A browser for tests of pages: Chromium by its driver, without a window."""
import json
import shutil

from sweeps import missing, module

DESK = (1280, 1000)
PHONE = (390, 800)


class Browser:
    """`width` and `height` in pixels; `dark` and `scripts` as a reader may have them set."""

    def __init__(self, width, height, dark=False, scripts=True):
        programs = {name: shutil.which(name) for name in ("chromium", "chromedriver")}
        for name, path in programs.items():
            if not path:
                missing(name)
        webdriver = module("selenium.webdriver")
        options = webdriver.ChromeOptions()
        options.binary_location = programs["chromium"]
        for word in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars"):
            options.add_argument(word)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        service = module("selenium.webdriver.chrome.service").Service(programs["chromedriver"])
        self.driver = webdriver.Chrome(service=service, options=options)
        self.driver.set_page_load_timeout(30)
        self.driver.set_script_timeout(20)
        self.driver.command_executor._timeout = 40
        self.tell("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600)
        self.media(dark=dark)
        self.tell("Emulation.setScriptExecutionDisabled", value=not scripts)
        self.actions = module("selenium.webdriver.common.action_chains").ActionChains
        self.keys = module("selenium.webdriver.common.keys").Keys

    def close(self):
        self.driver.quit()

    def tell(self, command, **words):
        return self.driver.execute_cdp_cmd(command, words)

    def media(self, dark=False, kind=""):
        self.tell("Emulation.setEmulatedMedia", media=kind, features=[{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])

    def open(self, address):
        self.driver.get(address)

    def run(self, script, *words):
        return self.driver.execute_script(script, *words)

    def one(self, selector):
        return self.driver.find_element("css selector", selector)

    def all(self, selector):
        return self.driver.find_elements("css selector", selector)

    def text(self, selector):
        """What an element holds, seen or not."""
        return self.run("return document.querySelector(arguments[0])?.textContent ?? ''", selector)

    def click(self, element):
        self.run("arguments[0].scrollIntoView({ block: 'center' })", element)
        element.click()

    def choose(self, selector, value):
        """An option of a list, by its value."""
        module("selenium.webdriver.support.ui").Select(self.one(selector)).select_by_value(value)

    def press(self, *keys):
        self.perform(self.actions(self.driver).send_keys(*keys))

    def perform(self, actions):
        """What a page hears of a mouse it may answer with its next picture: two of them are waited for."""
        actions.perform()
        self.driver.execute_async_script("requestAnimationFrame(() => requestAnimationFrame(arguments[0]))")

    def messages(self):
        """What the page has said to the console."""
        return [entry["message"] for entry in self.driver.get_log("browser")]

    def requests(self):
        """The addresses that the page has asked for, but for data within itself."""
        events = [json.loads(entry["message"])["message"] for entry in self.driver.get_log("performance")]
        sent = [event["params"]["request"]["url"] for event in events if event["method"] == "Network.requestWillBeSent"]
        return [url for url in sent if not url.startswith("data:")]
