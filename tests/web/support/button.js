// The browser's button in a browser of its own, as its listener presses it.
//
// Chromium opens the popup as it does for a click (DevTools); its menus are the window system's, so that what they tell
// the button is told in their place. In Firefox the toolbar's action is triggered and a right click opens the menu, by
// scripts in the browser's own window; extensions run in its process so that the popup can be read there.
import fs from "node:fs";
import path from "node:path";
import {axe, launch, which} from "./browsers.js";
import {eventually, run, temporaryDirectory} from "./processes.js";
import {connect} from "./vorleser.js";

const built = process.env.VORLESER_BINARY_DIR;
const button = path.join(built, "share/vorleser/browser");
const name = "fngcpfcdlbgljjfbhclmeieembfcheej";

// A home with the hosts in it, as `vorleser-browser --install` makes them. No daemon runs: the first press starts it.
export async function listener() {
    const home = temporaryDirectory("button");
    const at = each => path.join(home, each);
    for (const each of ["run", "state", "config/vorleser", "cache"]) fs.mkdirSync(at(each), {recursive: true, mode: 0o700});
    fs.writeFileSync(at("config/vorleser/vorleser.toml"), `[audio]\ndevice = "file:${at("heard.wav")}"\n`);
    const variables = {HOME: home, XDG_RUNTIME_DIR: at("run"), XDG_STATE_HOME: at("state"), XDG_CONFIG_HOME: at("config"), XDG_CACHE_HOME: at("cache")};
    const installing = run([path.join(built, "client/vorleser-browser"), "--install"], {log: at("log"), variables});
    await eventually(() => installing.exitCode !== null, "nothing was installed");
    if (installing.exitCode !== 0) throw new Error(fs.readFileSync(at("log"), "utf8"));
    return {
        variables,
        hosts: [at(".mozilla/native-messaging-hosts/vorleser.json"), at("config/chromium/NativeMessagingHosts/vorleser.json")],
        profile: which === "firefox" ? undefined : at("config/chromium"),
        daemon: () => connect(at("run/vorleser/socket")),
    };
}

// press(page, wish) and menu(page, context, wish, info) give what the popup says of it: {text, wrong}.
export async function launchWithButton(who, {language = "en-US"} = {}) {
    const browser = await launch({variables: who.variables}, {language, profile: who.profile, button});
    return which === "firefox" ? inFirefox(browser) : inChromium(browser);
}

async function inChromium(browser) {
    const extension = (await browser.extensions()).get(name);
    const worker = async () => (await (await browser.waitForTarget(t => t.type() === "service_worker")).worker());
    async function popup(page) {
        await page.bringToFront();
        await page.triggerExtensionAction(extension);
        const target = await browser.waitForTarget(each => each.url().endsWith("/popup.html"));
        const opened = await target.asPage();
        await opened.waitForFunction(() => document.getElementById("keep").textContent);
        return opened;
    }
    async function close(opened) {
        await opened.close();
        await eventually(() => !browser.targets().some(each => each.url().endsWith("/popup.html")), "the popup stays open");
    }
    return {
        browser,
        newPage: () => browser.newPage(),
        async press(page, wish) {
            const opened = await popup(page);
            await opened.click(`#${wish}`);
            await opened.waitForFunction(id => !document.getElementById(id).disabled && document.getElementById("said").textContent, {}, wish);
            const said = await opened.$eval("#said", each => ({text: each.innerText, wrong: each.className === "wrong"}));
            await close(opened);
            return said;
        },
        // What axe has against the popup.
        async judge(page) {
            const opened = await popup(page);
            await opened.evaluate(axe);
            const {violations} = await opened.evaluate(() => window.axe.run());
            await close(opened);
            return violations.map(each => `${each.id}: ${each.nodes.map(node => node.html)}`);
        },
        // The popup gives the button its right to the page as the menu would; then it shows what the menu did.
        async menu(page, context, wish, info = {}) {
            await close(await popup(page));
            const background = await worker();
            const tab = await background.evaluate(async (id, info) => {
                const [tab] = await chrome.tabs.query({active: true, lastFocusedWindow: true});
                chrome.contextMenus.onClicked.dispatch({menuItemId: id, frameId: 0, ...info}, tab);
                return tab.id;
            }, `${context} ${wish}`, info);
            await eventually(() => background.evaluate(async tabId => "✓!".includes(await chrome.action.getBadgeText({tabId}) || "-"), tab), "the menu did nothing");
            const opened = await popup(page);
            await opened.waitForFunction(() => document.getElementById("said").textContent);
            const said = await opened.$eval("#said", each => ({text: each.innerText, wrong: each.className === "wrong"}));
            await close(opened);
            return said;
        },
    };
}

async function inFirefox(browser) {
    const {connection} = browser;
    const {result} = await connection.send("browsingContext.getTree", {"moz:scope": "chrome"});
    const window = result.contexts.find(each => each.url.endsWith("/browser.xhtml")).context;
    async function within(script, ...values) {
        const {result} = await connection.send("script.evaluate", {
            expression: `(${script})(...${JSON.stringify(values)}).then(JSON.stringify)`, target: {context: window}, awaitPromise: true});
        if (result.type !== "success") throw new Error(JSON.stringify(result.exceptionDetails));
        return result.result.value === undefined ? undefined : JSON.parse(result.result.value);
    }
    const open = () => within(async () => {
        const {ExtensionParent} = ChromeUtils.importESModule("resource://gre/modules/ExtensionParent.sys.mjs");
        ExtensionParent.apiManager.global.browserActionFor(WebExtensionPolicy.getByID("button@vorleser").extension).triggerAction(window);
    });
    const said = () => eventually(() => within(async () => {
        const popup = document.querySelector(".webextension-popup-browser")?.contentDocument;
        const said = popup?.getElementById("said");
        return said?.textContent && !popup.getElementById("play").disabled ? {text: said.innerText, wrong: said.className === "wrong"} : null;
    }), "the popup says nothing");
    const close = () => within(async () => {
        const panel = document.querySelector(".webextension-popup-browser").closest("panel");
        if (panel.state === "closed") return;
        const hidden = new Promise(resolve => panel.addEventListener("popuphidden", resolve, {once: true}));
        panel.hidePopup();
        await hidden;
    });
    return {
        browser,
        newPage: () => browser.newPage(),
        async press(page, wish) {
            await page.bringToFront();
            await open();
            await eventually(() => within(async id => {
                const button = document.querySelector(".webextension-popup-browser")?.contentDocument?.getElementById(id);
                return button?.textContent ? (button.click(), true) : false;
            }, wish), "there is no popup");
            const outcome = await said();
            await close();
            return outcome;
        },
        async menu(page, context, wish) {
            await page.bringToFront();
            await page.click(`#${context}`, {button: "right"});
            await eventually(() => within(async id => {
                const menu = document.getElementById("contentAreaContextMenu");
                const item = menu.state === "open" && document.getElementById(`button_vorleser-menuitem-_${id}`);
                if (item) item.doCommand(), menu.hidePopup();
                return Boolean(item);
            }, `${context} ${wish}`), "the menu lacks it");
            await eventually(() => within(async () => {
                const {ExtensionParent} = ChromeUtils.importESModule("resource://gre/modules/ExtensionParent.sys.mjs");
                const action = ExtensionParent.apiManager.global.browserActionFor(WebExtensionPolicy.getByID("button@vorleser").extension);
                return "✓!".includes(action.action.getContextData(gBrowser.selectedTab).badgeText || "-");
            }), "the menu did nothing");
            await open();
            const outcome = await said();
            await close();
            return outcome;
        },
    };
}
