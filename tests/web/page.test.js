// A device is paired, an article added, and heard here, in the browser: what is highlighted is what is heard.
import assert from "node:assert/strict";
import {after, before, test} from "node:test";
import {launch, which} from "./support/browsers.js";
import {open, press, find, says, until, highlighted} from "./support/page.js";
import {eventually} from "./support/processes.js";
import {envelope, find as findSound, rate, recorder, soundServer} from "./support/sound.js";
import {vorleser} from "./support/vorleser.js";

let sound, it, daemon, browser, page;
before(async () => {
    sound = await soundServer();
    it = await vorleser(sound);
    daemon = await it.connect();
    browser = await launch(sound);
});
after(async () => {
    await browser?.close();
    daemon?.close();
    await it?.close();
    await sound?.close();
});

test("A device is paired by the address with a code, which is good once", async () => {
    page = await open(browser, it.address);
    assert.equal(await page.evaluate(() => location.hash), "", "the code is out of the address");
    const other = await launch(null);
    try {
        const stranger = await other.newPage();
        await stranger.goto(it.address);
        await find(stranger, "textbox", "Code");
    } finally {
        await other.close();
    }
});

const article = "Der Zug nach Norden\n\nDer Zug fährt heute wieder nach Norden. Gestern stand er wegen eines Sturms in Hamburg still, " +
    "und viele Reisende mussten warten.\n\nAm Bahnhof verteilte die Bahn warme Getränke und Decken. Niemand wusste, wie lange es " +
    "dauern würde. Gegen Abend kam endlich die Nachricht, dass die Strecke frei sei.\n\nHeute früh rollten die ersten Züge. Die " +
    "Fahrgäste freuten sich, und der Lokführer winkte aus seinem Fenster. Bis zum Mittag sollen alle Verspätungen abgebaut sein.";
let entry, spoken;

test("A pasted text is added, and shown in the list", async () => {
    await press(page, "button", "Add*");
    const field = await find(page, "textbox", "Address or text");
    await field.evaluate((e, text) => { e.value = text; }, article);
    await press(page, "button", "Add to the list");
    await until(page, () => [...document.querySelectorAll("li")].some(e => e.textContent.includes("Der Zug nach Norden")), "the list does not show it");
    entry = await eventually(async () => (await daemon.call("list")).entries.find(e => e.exact), "it was not measured", 60);
    spoken = await daemon.speech(entry.id);
});

test("What becomes of what was heard is set, and shown as it is set elsewhere", async () => {
    const pressed = name => until(page, n => [...document.querySelectorAll("button.pill[aria-pressed=true]")].some(e => e.textContent === n),
                                  `«${name}» is not shown as set`, name);
    await press(page, "button", "Settings");
    await pressed("Stays in the list");
    await press(page, "button", "Is kept");
    await pressed("Is kept");
    assert.equal((await daemon.call("status")).finished, "kept");
    await daemon.call("finished", {then: "stays"});
    await pressed("Stays in the list");
    await page.keyboard.press("Escape");
    await until(page, () => !document.querySelector("dialog[open]"), "the sheet does not close");
});

test("An article is saved as a sound file", async () => {
    const answers = [];
    page.on("response", answer => answers.push({address: new URL(answer.url()).pathname, status: answer.status()}));
    await press(page, "button", "More about*");
    await press(page, "button", "Save as a sound file");
    await press(page, "button", "Opus*");
    await says(page, "is being saved");
    const made = answers.filter(({address}) => address.endsWith(".opus") && address.startsWith("/sound/"));
    assert.equal(made.find(({status}) => status < 300)?.status, 206, JSON.stringify(answers));
});

// Where `seconds` of the recording up to now lie in the article: its sample at the recording's end, and that time.
async function heardNow(recording, seconds = 1.2) {
    const to = recording.size();
    const {at, likeness} = findSound(recording.samples(to - Math.round(seconds * rate), to), spoken.sound);
    return {sample: at + Math.round(seconds * rate), likeness, size: to};
}

test("Chosen here, it is heard here: from the very beginning", async t => {
    const recording = await recorder(sound);
    await press(page, "button", "Plays on:*");
    await press(page, "button", "Here, in this browser*");
    await eventually(async () => (await daemon.status()).state === "playing" && (await daemon.status()).position_ms > 1500, async () => JSON.stringify(await daemon.status()));
    const status = await daemon.status();
    assert.equal(status.output.kind, "client");
    const {sample, likeness} = await heardNow(recording);
    t.diagnostic(`likeness ${likeness.toFixed(2)}, sample ${sample}, status ${status.position_ms} ms`);
    assert.ok(likeness > 0.6, `what is heard is not the article: ${likeness}`);
    await recording.close();
});

// In the page: when which word was highlighted, and where the media element was then.
const watchWords = () => {
    const element = document.querySelector("article"), audio = document.querySelector("audio");
    window.wordsSeen = [];
    window.wordsWatched?.disconnect();
    window.wordsWatched = new MutationObserver(() => {
        const [begin, end] = (element.dataset.word ?? "").split("-").map(Number);
        window.wordsSeen.push({begin, end, time: performance.timeOrigin + performance.now(), media: audio.currentTime, seeking: audio.seeking});
    });
    window.wordsWatched.observe(element, {attributes: true, attributeFilter: ["data-word"]});
};
const seekBySlider = seconds => {
    const slider = document.querySelector("input[type=range][aria-label='Place in the article']");
    slider.value = seconds;
    slider.dispatchEvent(new Event("input", {bubbles: true}));
    slider.dispatchEvent(new Event("change", {bubbles: true}));
};
const wordAt = begin => spoken.words.find(word => word.begin === begin);

test("After any of 20 seeks the word that is heard is the one that is highlighted", async t => {
    const recording = await recorder(sound);
    await until(page, () => document.querySelector("article")?.dataset.word, "no word is highlighted");
    const seed = Number(process.env.SEED ?? Date.now() % 2147483647);
    t.diagnostic(`seed ${seed}`);
    let state = seed || 1;
    const random = () => (state = state * 48271 % 2147483647) / 2147483647;
    const latest = Math.floor(spoken.sound.length / rate) - 4;
    const errors = [];
    for (let i = 0; i < 20; ++i) {
        const seconds = Math.floor(random() * latest);
        await page.evaluate(watchWords);
        await page.evaluate(seekBySlider, seconds);
        // Four words are highlighted one after the other, at or behind the place that was asked for.
        const seen = await until(page, from => {
            const settled = window.wordsSeen.filter(w => !w.seeking && w.begin >= 0 && w.media >= from - 0.5 && w.media < from + 4);
            return settled.length >= 4 && settled;
        }, `no words are highlighted behind second ${seconds}`, seconds);
        const now = recording.size();
        await recording.wait(now + rate / 10);
        const first = Math.max(recording.at(seen[1].time), 0), last = recording.at(seen.at(-1).time);
        const from = Math.max(0, seconds - 3) * rate, around = spoken.sound.subarray(from, (seconds + 8) * rate);
        const {at, likeness} = findSound(recording.samples(first, Math.max(last, first + rate / 2)), around);
        assert.ok(likeness > 0.5, `seek to ${seconds} s: what is heard is not there (likeness ${likeness.toFixed(2)})`);
        for (const word of seen.slice(1)) {
            const heard = from + at + recording.at(word.time) - first;  // sample of the article at that moment
            errors.push({seconds, error: (heard - wordAt(word.begin).sample) / rate * 1000});
        }
    }
    const worst = errors.reduce((a, b) => Math.abs(a.error) > Math.abs(b.error) ? a : b);
    const sorted = errors.map(e => e.error).sort((a, b) => a - b);
    t.diagnostic(`${errors.length} words: median ${sorted[sorted.length >> 1].toFixed(0)} ms, from ${sorted[0].toFixed(0)} to ${sorted.at(-1).toFixed(0)} ms`);
    assert.ok(Math.abs(worst.error) <= 80, `a word is highlighted ${worst.error.toFixed(0)} ms after it is heard, after the seek to ${worst.seconds} s`);
    await recording.close();
});

test("At other speeds, too", async t => {
    const recording = await recorder(sound);
    const hop = 220;  // 10 ms
    for (const percent of [150, 80]) {
        await daemon.call("speed", {percent});
        await until(page, rate => document.querySelector("audio").playbackRate === rate, `the speed is not ${percent} %`, percent / 100);
        await page.evaluate(watchWords);
        await page.evaluate(seekBySlider, 5);
        const seen = await until(page, () => {
            const settled = window.wordsSeen.filter(w => !w.seeking && w.media > 5);
            return settled.length >= 8 && settled;
        }, "no words are highlighted");
        await recording.wait(recording.size() + rate / 5);
        const first = recording.at(seen[1].time), last = recording.at(seen.at(-1).time);
        const {at, likeness} = findSound(envelope(recording.samples(first, last), hop),
                                         envelope(spoken.sound.subarray(3 * rate, 14 * rate), hop * percent / 100));
        const errors = seen.slice(2).map(word => (3 + (at * hop / rate + (recording.at(word.time) - first) / rate) * percent / 100
                                                  - wordAt(word.begin).sample / rate) * 1000 / (percent / 100));
        t.diagnostic(`${percent} %: likeness ${likeness.toFixed(2)}, from ${Math.min(...errors).toFixed(0)} to ${Math.max(...errors).toFixed(0)} ms`);
        assert.ok(likeness > 0.6, `what is heard is not there (likeness of its loudness ${likeness.toFixed(2)})`);
        assert.ok(Math.max(...errors.map(Math.abs)) <= 100, `highlighted ${errors.map(Math.round)} ms after it is heard`);
    }
    await daemon.call("speed", {percent: 100});
    await recording.close();
});

test("In a hidden tab, with timers throttled, the next article follows at its border, in the same sound, shuffled, too", async t => {
    const second = await daemon.add("Zweiter Text\n\n" + "Hier beginnt der zweite Text auf der Liste, und er handelt vom Wetter an der See. ".repeat(8));
    await daemon.call("pause");
    await daemon.call("repeat", {mode: "all"});  // of two the other one follows, whatever the order
    await daemon.call("shuffle", {on: true});
    const length = Math.floor(spoken.sound.length / rate);
    await until(page, of => document.querySelector("audio").duration > 2 * of, "the sound has not all of the list", length);
    await page.evaluate(seekBySlider, length - 5);
    const source = await page.evaluate(() => document.querySelector("audio").src);
    await daemon.call("resume");
    const other = await browser.newPage();
    await other.goto("about:blank");
    await other.bringToFront();
    const hidden = await page.evaluate(() => document.visibilityState);
    t.diagnostic(`the tab is ${hidden}`);
    const element = () => page.evaluate(() => {
        const {currentTime, duration, paused, seeking, ended, readyState, networkState, src} = document.querySelector("audio");
        return {currentTime, duration, paused, seeking, ended, readyState, networkState, src};
    });
    await eventually(async () => (await daemon.status()).entry.id === second.id && (await daemon.status()).position_ms > 1000, async () => JSON.stringify([await element(), await daemon.status()]), 30);
    assert.equal((await daemon.status()).state, "playing");
    assert.equal((await element()).src, source);
    await other.close();
    await page.bringToFront();
    assert.equal((await daemon.call("list")).entries[0].state, "heard");
});
