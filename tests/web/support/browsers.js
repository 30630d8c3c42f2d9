// Debian's Chromium and Firefox, driven by puppeteer.
import {createRequire} from "node:module";
import fs from "node:fs";
import path from "node:path";
import {environment, temporaryDirectory} from "./processes.js";

// `npm ci` puts them into the build directory (CMakeLists.txt), not into the source tree.
const require = createRequire(path.join(process.env.VORLESER_BINARY_DIR, "tests/web/"));
const puppeteer = require("puppeteer-core");
export const axe = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

export const which = process.env.VORLESER_BROWSER ?? "chromium";

const chromiumArguments = [
    "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--autoplay-policy=no-user-gesture-required",
    ...(process.getuid() === 0 ? ["--no-sandbox"] : []),
];
// puppeteer gives these; as a listener's browser is, it has none of them.
const unlikeAListeners = ["--mute-audio", "--disable-background-timer-throttling", "--disable-backgrounding-occluded-windows",
                          "--disable-renderer-backgrounding"];

// A browser of its own, in a profile of its own, that plays on `sound`. `language`: as the listener has set it. `button`:
// where the browser's button lies, to be loaded; then scripts of the test may see the browser's own windows, too.
export async function launch(sound, {language = "en-US", profile, button} = {}) {
    const home = temporaryDirectory("browser");
    const env = environment({HOME: home, XDG_RUNTIME_DIR: home, ...sound?.variables});
    const options = which === "firefox"
        ? {browser: "firefox", executablePath: "/usr/bin/firefox-esr",
           extraPrefsFirefox: {"intl.accept_languages": language, "media.autoplay.default": 0, "network.dns.disablePrefetch": true,
                               "network.captive-portal-service.enabled": false, "app.update.enabled": false,
                               ...(button ? {"extensions.webextensions.remote": false} : {})},
           args: button ? ["--remote-allow-system-access"] : []}
        : {browser: "chrome", executablePath: "/usr/bin/chromium", args: [...chromiumArguments, `--lang=${language}`,
                                                                           `--accept-lang=${language}`,
                                                                           ...(button ? [`--load-extension=${button}/extension`] : [])],
           ...(button ? {enableExtensions: true, pipe: true} : {}),
           ignoreDefaultArgs: unlikeAListeners};
    const browser = await puppeteer.launch({...options, headless: true, env, userDataDir: profile, defaultViewport: {width: 1280, height: 800},
                                            protocolTimeout: 60000});
    if (button && which === "firefox") await browser.installExtension(path.join(button, "vorleser.xpi"));
    return browser;
}
