// How the page looks, and for whom: screenshots, axe-core, the keyboard alone, double size, its weight, whom it asks.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import {after, before, test} from "node:test";
import {axe, launch, which} from "./support/browsers.js";
import {find, open, press, until} from "./support/page.js";
import {soundServer} from "./support/sound.js";
import {vorleser} from "./support/vorleser.js";

let sound, it, daemon, browser, page;
const asked = [];
const articles = fs.readFileSync(path.join(process.env.VORLESER_SOURCE_DIR, "tests/articles/spiegel-openai.txt"), "utf8");
const pictures = path.join(process.env.VORLESER_BINARY_DIR, "tests/web/pictures");

before(async () => {
    sound = await soundServer();
    it = await vorleser(sound);
    daemon = await it.connect();
    const first = await daemon.call("add", {text: articles});
    const trains = await daemon.add("Züge fahren wieder nach Norden\n\nNach dem Sturm sind die Strecken frei. Bis zum Mittag sollen alle Verspätungen abgebaut sein.");
    await daemon.add("Warum der Himmel am Abend rot ist\n\nDas Licht der Sonne hat am Abend einen langen Weg durch die Luft. Blaues wird dabei gestreut.");
    await daemon.call("keep", {ids: [trains.id]});
    await daemon.call("tag", {ids: [trains.id], add: ["Bahn"]});
    await daemon.call("mark", {id: first.entry.id, begin: 150, note: "nachsehen"});
    await daemon.call("play", {id: first.entry.id});
    await daemon.call("pause");
    await daemon.call("seek", {to_ms: 40000});
    browser = await launch(sound);
    page = await open(browser, it.address, {before: p => p.on("request", request => asked.push(request.url()))});
});
after(async () => {
    await browser?.close();
    daemon?.close();
    await it?.close();
    await sound?.close();
});

const theme = name => page.emulateMediaFeatures([{name: "prefers-color-scheme", value: name}, {name: "prefers-reduced-motion", value: "reduce"}]);
const size = (width, height) => page.setViewport({width, height});
const settle = () => page.evaluate(() => Promise.all(document.getAnimations().map(a => a.finished.catch(() => {}))));

const views = {
    list: async () => until(page, () => document.body.dataset.view === "list" || innerWidth >= 1000, "the list is not seen"),
    text: async () => {
        if (await page.evaluate(() => innerWidth < 1000)) await page.click(".now");
        await until(page, () => document.querySelector("article")?.textContent.includes("Azure"), "the text is not seen");
    },
    outputs: async () => press(page, "button", "Plays on:*"),
    add: async () => press(page, "button", "Add*"),
    settings: async () => press(page, "button", "Settings"),
    history: async () => press(page, "button", "History"),
    kept: async () => {
        await press(page, "button", "Kept");
        await find(page, "button", "#Bahn*");
    },
    places: async () => {
        await press(page, "button", "Places");
        await find(page, "button", "nachsehen*");
    },
    search: async () => {
        await press(page, "button", "Search");
        await find(page, "searchbox", "Search in all articles");
    },
};
// Back to the page as it was opened.
async function anew() {
    await page.goto(it.origin);
    await find(page, "button", "Settings");
    await until(page, () => Boolean(document.querySelector("[data-state=current]")), "the list is not there");
}

async function judge(what) {
    await settle();
    await page.evaluate(axe);
    const found = await page.evaluate(async () => (await window.axe.run(document, {resultTypes: ["violations"]})).violations.map(
        v => `${v.id} (${v.impact}): ${v.help}: ${v.nodes.slice(0, 3).map(n => `${n.target} ${n.failureSummary ?? ""}`).join(" | ")}`));
    assert.deepEqual(found, [], what);
}

// What is shown or named in English, of all texts that have a German one (de.mo has the English ones as keys).
async function english() {
    const bytes = await (await fetch("/de.mo")).arrayBuffer(), view = new DataView(bytes), known = [];
    const text = (table, i) => new TextDecoder().decode(new Uint8Array(bytes, view.getUint32(table + 8 * i + 4, true), view.getUint32(table + 8 * i, true))).split("\0");
    const [keys, texts] = [view.getUint32(12, true), view.getUint32(16, true)];
    for (let i = 0; i < view.getUint32(8, true); ++i)
        text(keys, i).forEach((key, form) => {
            if (/\p{L}{3}/u.test(key) && key !== text(texts, i)[form])
                known.push(new RegExp(`^${key.replace(/[.*+?^$()|[\]\\]/g, "\\$&").replace(/\{\d*\}/g, ".+")}$`, "u"));
        });
    const said = [...document.querySelectorAll("body *")].filter(e => e.getClientRects().length).flatMap(e => [
        ...["aria-label", "title", "placeholder", "aria-valuetext"].map(name => e.getAttribute(name)),
        ...[...e.childNodes].filter(n => n.nodeType === Node.TEXT_NODE).map(n => n.data)]).filter(Boolean).map(s => s.trim());
    return said.filter(s => known.some(k => k.test(s)));
}

const both = which === "chromium" ? ["light", "dark"] : ["light"];
for (const name of both) {
    test(`axe-core finds nothing in any view (${name})`, async () => {
        if (which === "chromium") await theme(name);
        const bad = [];
        for (const [width, height] of [[360, 740], [1280, 800]]) {
            await size(width, height);
            for (const [view, show] of Object.entries(views)) {
                await anew();
                try {
                    if (view === "outputs" && width < 1000) await views.text();
                    await show();
                    await judge(`${view}, ${width} px`);
                } catch (error) {
                    bad.push(`${view}, ${width} px: ${error.message} ${JSON.stringify(error.actual ?? "")}`);
                }
            }
        }
        assert.equal(bad.length, 0, bad.join("\n"));
    });
}

test("In German every word is; the pairing form has no findings, and its errors are said", async () => {
    const other = await launch(null, {language: "de-DE"});
    try {
        const mine = page;
        page = await other.newPage();
        await page.goto(it.origin);
        await find(page, "textbox", "Code");
        await judge("pairing");
        await (await find(page, "textbox", "Code")).type("WRONG123");
        await press(page, "button", "Koppeln");
        await until(page, () => document.querySelector("[role=alert]")?.textContent.length > 10, "no error is said");
        await page.goto(await it.newAddress());
        await page.reload();
        await find(page, "button", "Einstellungen");
        assert.equal(await page.evaluate(() => document.documentElement.lang), "de");
        const left = [];
        for (const open of [null, "Einstellungen", "Hinzufügen", "Einschlafuhr*", "Tempo: *", "Spielt auf: *", "Mehr zu*"]) {
            if (open) await press(page, "button", open);
            left.push(...await page.evaluate(english));
            if (open) await page.keyboard.press("Escape");
        }
        assert.deepEqual([...new Set(left)], [], "is not translated");
        page = mine;
    } finally {
        await other.close();
    }
});

test("Screenshots at 360, 800 and 1,440 px in both themes", {skip: which !== "chromium"}, async () => {
    fs.mkdirSync(pictures, {recursive: true});
    for (const name of ["light", "dark"]) {
        await theme(name);
        for (const [width, height] of [[360, 740], [800, 1000], [1440, 900]]) {
            await size(width, height);
            for (const view of width < 1000 ? ["list", "text", "kept"] : ["text", "kept"]) {
                await anew();
                await views[view]();
                await settle();
                await page.screenshot({path: path.join(pictures, `${view}-${width}-${name}.png`)});
            }
        }
    }
    assert.equal(fs.readdirSync(pictures).filter(f => f.endsWith(".png")).length >= 10, true);
});

test("At double size nothing scrolls sideways, from 320 px on, and all is on the screen", async () => {
    // A browser's zoom is as many more dots for each of the page's pixels, of which there are fewer then.
    for (const [width, scale] of [[320, 1], [360, 1], [640, 2], [1280, 2], [1280, 4], [1440, 1]]) {
        await page.setViewport({width: Math.round(width / scale), height: Math.round(800 / scale), deviceScaleFactor: scale});
        await anew();
        const {wide, dots, outside} = await page.evaluate(() => ({
            wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
            dots: devicePixelRatio,
            outside: [...document.querySelectorAll(".bar button, .dock button")].filter(e => {
                const {left, right, top, bottom, width} = e.getBoundingClientRect();
                return width && (left < 0 || right > innerWidth || top < 0 || bottom > innerHeight);
            }).map(e => e.getAttribute("aria-label") ?? e.textContent),
        }));
        assert.equal(dots, scale);
        assert.ok(wide <= 0, `${width} px at ${scale * 100} %: ${wide} px too wide`);
        assert.deepEqual(outside, [], `${width} px at ${scale * 100} %`);
    }
    await page.setViewport({width: 1280, height: 800, deviceScaleFactor: 1});
});

test("By the keyboard alone: everything is reached, seen, and works", async () => {
    await size(1280, 800);
    await anew();
    const names = new Set();
    for (let i = 0; i < 60; ++i) {
        await page.keyboard.press("Tab");
        const at = await page.evaluate(() => {
            const e = document.activeElement;
            if (!e || e === document.body) return null;
            const {width, height} = e.getBoundingClientRect(), style = getComputedStyle(e);
            const all = [...document.querySelectorAll("button:enabled, a[href], input:enabled, [tabindex='0']")].filter(each => each.getClientRects().length);
            return {name: e.getAttribute("aria-label") ?? e.textContent.trim(), shown: width > 0 && height > 0, last: e === all.at(-1),
                    ring: style.outlineStyle !== "none" || style.boxShadow !== "none"};
        });
        if (!at) break;
        assert.ok(at.shown, `«${at.name}» has the focus and cannot be seen`);
        assert.ok(at.ring, `nothing shows that «${at.name}» has the focus`);
        names.add(at.name);
        if (at.last) break;  // the next one would be the browser's own, and in Firefox the page has no keys then
    }
    for (const wanted of ["Settings", "Play", "Next article", "Place in the article", "Plays on"]) {
        assert.ok([...names].some(name => name.startsWith(wanted)), `«${wanted}» is not reached: ${[...names].join(", ")}`);
    }
    await page.evaluate(() => document.activeElement.blur());
    await page.keyboard.press(" ");
    await until(page, () => document.querySelector("button.play").getAttribute("aria-label") === "Pause", "Space does not play");
    await page.keyboard.press(" ");
    await until(page, () => document.querySelector("button.play").getAttribute("aria-label") === "Play", "Space does not pause");
    await (await find(page, "button", "Settings")).focus();
    await page.keyboard.press("Enter");
    await find(page, "dialog", "Settings").catch(() => until(page, () => Boolean(document.querySelector("dialog[open], [role=dialog]")), "the sheet does not open"));
    await page.keyboard.press("Escape");
    await until(page, () => !document.querySelector("dialog[open]"), "Escape does not close the sheet");
    assert.equal(await page.evaluate(() => document.activeElement.getAttribute("aria-label")), "Settings", "the focus is back where it was");
});

test("All that the page loads, also for offline, weighs at most 80 KB, and it asks nobody else", async t => {
    const files = await page.evaluate(async () => {
        const worker = await (await fetch("/worker.js")).text();
        const names = JSON.parse(/\["\/",.*?\]/.exec(worker)[0]).filter(name => !/icon-(512|maskable)/.test(name)).concat("/worker.js");
        const sizes = {};
        for (const name of names) {
            const answer = await fetch(name, {cache: "reload"});
            sizes[name] = Number(answer.headers.get("Content-Length"));
            if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
        }
        return sizes;
    });
    const total = Object.values(files).reduce((a, b) => a + b, 0);
    t.diagnostic(`${Object.keys(files).length} files, ${total} bytes: ${Object.entries(files).sort((a, b) => b[1] - a[1]).slice(0, 8).map(([n, s]) => `${n} ${s}`).join(", ")}`);
    assert.ok(total > 20000 && total <= 80 * 1024, `${total} bytes`);
    const elsewhere = asked.filter(url => !url.startsWith(it.origin) && !url.startsWith("data:") && !url.startsWith("blob:"));
    assert.deepEqual(elsewhere, []);
});
