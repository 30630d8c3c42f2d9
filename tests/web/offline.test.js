// Without a network: what was kept is there, is heard, and the places come back by the list's revision.
import assert from "node:assert/strict";
import {after, before, test} from "node:test";
import {launch, which} from "./support/browsers.js";
import {find, open, press, says, until} from "./support/page.js";
import {eventually} from "./support/processes.js";
import {proxy} from "./support/proxy.js";
import {find as findSound, rate, recorder, soundServer} from "./support/sound.js";
import {vorleser} from "./support/vorleser.js";

let sound, it, daemon, browser, page, first, second;
const text = name => `${name}\n\n` + `Dies ist ein Text mit dem Namen ${name}, der ohne Netz zu hören ist. `.repeat(6);

before(async () => {
    sound = await soundServer();
    it = await vorleser(sound);
    daemon = await it.connect();
    first = await daemon.add(text("Erster"));
    second = await daemon.add(text("Zweiter"));
    await daemon.add(text("Dritter"));
    browser = await launch(sound);
    page = await open(browser, it.address);
});
after(async () => {
    await browser?.close();
    daemon?.close();
    await it?.close();
    await sound?.close();
});

const row = (title, words) => until(page, (t, w) => [...document.querySelectorAll("li")].some(e => e.textContent.includes(t) && e.textContent.includes(w)),
                                    `«${title}» is not shown as «${words}»`, title, words);
const titles = () => page.evaluate(() => [...document.querySelectorAll(".row-title")].map(e => e.textContent));

test("Chosen articles are kept, and the list says so", async () => {
    await until(page, () => Boolean(navigator.serviceWorker.controller), "no service worker controls the page");
    for (const title of ["Erster", "Zweiter"]) {
        await press(page, "button", `More about “${title}”`);
        await press(page, "button", "Keep for offline");
        await row(title, "kept offline");
    }
    const kept = await page.evaluate(async () => (await (await caches.open("kept")).keys()).map(k => new URL(k.url).pathname));
    assert.equal(kept.filter(name => name.startsWith("/sound/")).length, 2, kept.join(" "));
});

test("The worker slices ranges as the server does", async () => {
    const ranges = ["bytes=0-0", "bytes=0-", "bytes=100-199", "bytes=-10", "bytes=8960-17919", "bytes=99999999-", "bytes=5-3", "bytes=0-1,4-5", ""];
    const address = (await page.evaluate(async () => (await (await caches.open("kept")).keys()).map(k => new URL(k.url).pathname).find(p => p.startsWith("/sound/"))));
    const ask = (from, ranges) => from.evaluate(async (address, ranges) => {
        const answers = [];
        for (const range of ranges) {
            const answer = await fetch(address, {headers: range ? {Range: range} : {}, cache: "no-store"});
            const digest = answer.status === 416 ? "" : [...new Uint8Array(await crypto.subtle.digest("SHA-256", await answer.arrayBuffer()))].join();
            answers.push([range, answer.status, answer.headers.get("Content-Range"), digest]);
        }
        return answers;
    }, address, ranges);
    const here = await ask(page, ranges);
    // The same of the server: a page that the worker does not control.
    const kept = await page.evaluate(async () => {
        const cache = await caches.open("kept"), whole = [];
        for (const key of await cache.keys()) whole.push([key.url, await (await cache.match(key)).blob()]);
        window.whole = whole;
        await caches.delete("kept");
        return whole.length;
    });
    assert.ok(kept >= 6);
    await page.reload();  // the worker forgets what it had at hand when it is stopped; the page asks the network then
    await find(page, "button", "Settings");
    await row("Erster", "kept offline").catch(() => {});
    const there = await ask(page, ranges);
    for (let i = 0; i < ranges.length; ++i) assert.deepEqual(here[i], there[i], `Range: ${ranges[i]}`);
    for (const title of ["Erster", "Zweiter"]) await row(title, "kept offline");
});

test("Without a network the page opens, shows what is kept, and plays it, on into the next article", async t => {
    await daemon.call("play", {id: first.id});
    await daemon.call("pause");
    await daemon.call("seek", {to_ms: 500});  // saved at once
    // What the page knows to be the newest is what the daemon saved.
    await eventually(async () => {
        const {revision} = await daemon.call("list");
        return await page.evaluate(() => JSON.parse(localStorage.getItem("offline")).revision) === revision && (await daemon.status()).state === "paused";
    }, "the page does not know where it was paused");
    await it.killServer();
    await page.reload();
    await until(page, () => document.body.innerText.includes("what was kept here can be heard"), "it does not say that there is no connection");
    assert.deepEqual(await titles(), ["Erster", "Zweiter"]);
    const {sound: whole} = await daemon.speech(first.id);
    const recording = await recorder(sound);
    await press(page, "button", "Erster*");
    await until(page, () => document.querySelector("audio").currentTime > 3, "it does not play");
    let likeness = 0;
    await eventually(() => {
        const to = recording.size();
        likeness = findSound(recording.samples(to - rate, to), whole).likeness;
        return likeness > 0.6;
    }, () => `what is heard is not the article: ${likeness}`, 10);
    t.diagnostic(`likeness ${likeness.toFixed(2)}`);
    await until(page, () => document.querySelector("article").dataset.word, "no word is highlighted");
    // Near the end: on into the next.
    await page.evaluate(() => {
        const slider = document.querySelector("input[aria-label='Place in the article']");
        slider.value = slider.max - 3;
        slider.dispatchEvent(new Event("input", {bubbles: true}));
        slider.dispatchEvent(new Event("change", {bubbles: true}));
    });
    await until(page, () => document.querySelector("[data-state=current]")?.textContent.includes("Zweiter"), "the next article does not follow");
    await until(page, () => Number(document.querySelector("input[aria-label='Place in the article']").value) >= 2, "it does not play on");
    await press(page, "button", "Pause");
    await recording.close();
});

test("With the network back the places are the daemon's", async () => {
    await it.startServer();
    await until(page, () => document.querySelectorAll(".row-title").length === 3, "the whole list is not back", 30);
    const {entries} = await daemon.call("list");
    assert.equal(entries.find(e => e.id === first.id).state, "heard");
    assert.equal(entries.find(e => e.id === second.id).state, "started", JSON.stringify(entries));
});

test("A place that was heard elsewhere meanwhile stays, and the page says so", async () => {
    await it.killServer();
    await page.reload();
    await until(page, () => document.body.innerText.includes("what was kept here can be heard"), "it does not say that there is no connection");
    await press(page, "button", "Zweiter*");
    await until(page, () => document.querySelector("audio").currentTime > 1 && !document.querySelector("audio").paused, "it does not play");
    await press(page, "button", "Pause");
    await daemon.call("play", {id: second.id});
    await daemon.call("seek", {to_ms: 9000});
    await daemon.call("pause");
    await it.startServer();
    await says(page, "was heard elsewhere meanwhile");
    const {entries} = await daemon.call("list");
    const place = entries.find(e => e.id === second.id).position_ms;
    assert.ok(place >= 8500 && place < 12000, `its place is ${place}`);
});

const choose = (label, value) => page.evaluate((l, v) => {
    const select = [...document.querySelectorAll("label.setting")].find(e => e.textContent.startsWith(l)).querySelector("select");
    select.value = v;
    select.dispatchEvent(new Event("change"));
}, label, value);
const shown = words => page.evaluate(w => [...document.querySelectorAll("li")].filter(e => e.textContent.includes(w))
    .map(e => e.querySelector(".row-title").textContent), words);
const rows = (words, titles) => eventually(async () => JSON.stringify((await shown(words)).sort()) === JSON.stringify(titles), async () =>
    `«${words}» is said of ${JSON.stringify(await shown(words))}, not of ${titles}`);

test("The newest are kept by themselves, as far as there is room", async () => {
    for (const title of ["Erster", "Zweiter"]) {
        await press(page, "button", `More about “${title}”`);
        await press(page, "button", "Do not keep offline");
    }
    await rows("kept", []);
    await daemon.add(text("Vierter"));
    await press(page, "button", "Settings");
    await choose("Keep the newest articles", "3");
    await page.keyboard.press("Escape");
    // What was heard to its end is not among them.
    await rows("kept offline", ["Dritter", "Vierter", "Zweiter"]);
    // A new one takes the place of the oldest.
    await daemon.add(text("Fünfter"));
    await rows("kept offline", ["Dritter", "Fünfter", "Vierter"]);
    // Room for one and a half: a listener's choices are larger, so it is written where the page remembers it.
    await page.evaluate(async () => {
        const records = (await (await caches.open("kept")).keys()).filter(k => new URL(k.url).pathname.startsWith("/kept/"));
        const {bytes} = await (await caches.match(records[0])).json();
        localStorage.setItem("offline", JSON.stringify({...JSON.parse(localStorage.getItem("offline")), budget: bytes * 1.5}));
        await caches.delete("kept");
    });
    await page.reload();
    await rows("kept offline", ["Fünfter"]);
    await rows("waits to be kept", ["Dritter", "Vierter"]);
    await says(page, "there is no more room");
});

test("Of the page the worker has one version, and a device that leaves has nothing kept", async () => {
    const before = await page.evaluate(() => caches.keys());
    assert.equal(before.filter(name => name.startsWith("page-")).length, 1, before.join(" "));
    await press(page, "button", "Settings");
    await press(page, "button", "Forget this device");
    await find(page, "textbox", "Code");
    await until(page, async () => (await (await caches.open("kept")).keys()).length === 0, "what was kept is still there");
    assert.equal(JSON.parse(await page.evaluate(() => localStorage.getItem("offline"))).list.length, 0);
});

test("A new version of the page is there at the next opening, whole or not at all", async () => {
    const between = await proxy(it.port);
    const version = () => other.evaluate(() => document.documentElement.dataset.version ?? "first");
    const sets = () => other.evaluate(async () => (await caches.keys()).filter(name => name.startsWith("page-")));
    // Another version: other bytes of the page, and so another digest in the worker. `broken`: one of its files cannot be had.
    const publish = (name, broken) => {
        between.altered = (path, text) => path === "/" ? text.replace("<html", `<html data-version="${name}"`)
            : path === "/worker.js" ? text.replace(/[0-9a-f]{24}/, name.padEnd(24, "0").replace(/[^0-9a-f]/g, "e"))
            : path === broken ? null : text;
    };
    const address = await it.newAddress();
    const other = await browser.newPage();
    await other.goto(between.origin + address.slice(address.indexOf("/#")));
    await find(other, "button", "Settings");
    await until(other, () => Boolean(navigator.serviceWorker.controller), "no service worker controls the page");
    const [first] = await sets();
    try {
        publish("broken", "/style.css");
        await other.evaluate(async () => (await navigator.serviceWorker.getRegistration()).update().catch(() => {}));
        await until(other, async () => {
            const {installing, waiting} = await navigator.serviceWorker.getRegistration();
            return !installing && !waiting;
        }, "the broken version is still being installed");
        await until(other, async () => (await (await caches.open((await caches.keys()).find(n => n.startsWith("page-")))).keys()).length > 4, "the first version is not whole");
        assert.ok((await sets()).includes(first), "the first version is gone though the second one is broken");
        publish("second");
        await other.reload();
        assert.equal(await version(), "second", "the network's version is shown");
        await until(other, async before => (await caches.keys()).filter(n => n.startsWith("page-")).length === 1 && !(await caches.keys()).includes(before), "the new version does not take the first one's place", first);
        await between.close();
        await other.reload();
        assert.equal(await version(), "second", "without a network the new version is shown");
        await find(other, "button", "Settings");
        assert.equal(await other.evaluate(() => getComputedStyle(document.querySelector(".dock")).display !== "inline"), true);
    } finally {
        await other.close();
        await between.close().catch(() => {});
    }
});
