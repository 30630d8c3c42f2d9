// Without a network: what was kept is there, is heard, and the places come back by the list's revision.
import assert from "node:assert/strict";
import {after, before, test} from "node:test";
import {launch, which} from "./support/browsers.js";
import {find, open, press, says, until} from "./support/page.js";
import {eventually} from "./support/processes.js";
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

test("Of the page the worker has one version, and a device that leaves has nothing kept", async () => {
    const before = await page.evaluate(() => caches.keys());
    assert.equal(before.filter(name => name.startsWith("page-")).length, 1, before.join(" "));
    await press(page, "button", "Settings");
    await press(page, "button", "Forget this device");
    await find(page, "textbox", "Code");
    await until(page, async () => (await (await caches.open("kept")).keys()).length === 0, "what was kept is still there");
    assert.equal(JSON.parse(await page.evaluate(() => localStorage.getItem("offline"))).list.length, 0);
});
