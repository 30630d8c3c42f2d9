// One place plays. It goes from the loudspeaker to a tab, to another tab, and back when that one is gone.
import assert from "node:assert/strict";
import {after, before, test} from "node:test";
import {launch} from "./support/browsers.js";
import {find, open, press, says, until} from "./support/page.js";
import {eventually} from "./support/processes.js";
import {loudness, rate, recorder, soundServer} from "./support/sound.js";
import {vorleser} from "./support/vorleser.js";

let sound, it, daemon, browser, page, other, recording;
const text = name => `${name}\n\n` + `Dies ist ein längerer Text mit dem Namen ${name}, der vorgelesen wird. `.repeat(30);

before(async () => {
    sound = await soundServer();
    recording = await recorder(sound);
    it = await vorleser(sound);
    daemon = await it.connect();
    await daemon.add(text("Übergabe"));
    browser = await launch(sound);
    page = await open(browser, it.address);
});
after(async () => {
    await browser?.close();
    daemon?.close();
    await it?.close();
    await recording?.close();
    await sound?.close();
});

const status = holds => eventually(async () => {
    const now = await daemon.status();
    return holds(now) && now;
}, async () => JSON.stringify(await daemon.status()));

async function heard() {
    const from = recording.size();
    await recording.wait(from + rate);
    return loudness(recording.samples(from)) > 200;
}

async function takeOver(tab) {
    await press(tab, "button", "Plays on:*");
    await press(tab, "button", "Here, in this browser*");
}

test("From the loudspeaker to the tab, at the same word", async t => {
    await daemon.call("play");
    await status(s => s.position_ms > 3000);
    const before = await daemon.status();
    await takeOver(page);
    const now = await status(s => s.output.kind === "client" && s.state === "playing" && s.position_ms > before.position_ms);
    t.diagnostic(`left at ${before.position_ms} ms, first told ${now.position_ms} ms`);
    const media = await until(page, () => !document.querySelector("audio").paused && document.querySelector("audio").currentTime * 1000, "the tab does not play");
    assert.ok(media >= before.position_ms - 1500 && media < before.position_ms + 6000, `the tab plays at ${media} ms, the loudspeaker was at ${before.position_ms}`);
    assert.ok(await heard(), "nothing is heard");
});

test("Commands from elsewhere control the tab", async () => {
    await daemon.call("pause");
    await until(page, () => document.querySelector("audio").paused, "it plays on");
    await eventually(async () => !await heard(), "something is heard though it is paused");
    await daemon.call("seek", {to_ms: 20000});
    await daemon.call("resume");
    await until(page, () => !document.querySelector("audio").paused && document.querySelector("audio").currentTime > 20, "it does not play at 20 s");
});

test("To a second tab: the first one says where it went", async () => {
    other = await browser.newPage();
    await other.goto(it.origin);
    await find(other, "button", "Settings");
    await takeOver(other);
    await says(page, "Now plays on");
    await until(page, () => document.querySelector("audio").paused, "both play");
    await status(s => s.output.kind === "client" && s.state === "playing");
    const media = await until(other, () => !document.querySelector("audio").paused && document.querySelector("audio").currentTime, "the second tab does not play");
    assert.ok(media > 19 && media < 40, `the second tab plays at ${media} s`);
});

test("The tab is closed: the state says so, and anybody takes over where it was", async () => {
    const before = await other.evaluate(() => document.querySelector("audio").currentTime * 1000);
    await other.close();
    const gone = await status(s => s.state === "interrupted");
    assert.equal(gone.output.present, false);
    assert.match(gone.reason, /reach/);
    await daemon.call("play");
    const now = await status(s => s.state === "playing" && s.output.kind === "loudspeaker");
    assert.ok(Math.abs(now.position_ms - before) < 7000, `it was at ${before} ms, and goes on at ${now.position_ms}`);
    assert.ok(await heard(), "nothing is heard");
});

test("Where the browser wants a press first, a button says so, and nothing is lost", async () => {
    await daemon.call("seek", {to_ms: 30000});
    await page.evaluate(() => {
        const play = HTMLMediaElement.prototype.play;
        window.allow = () => { HTMLMediaElement.prototype.play = play; };
        HTMLMediaElement.prototype.play = () => Promise.reject(new DOMException("a gesture is needed", "NotAllowedError"));
    });
    await takeOver(page);
    await find(page, "button", "Go on listening");
    const blocked = await status(s => s.state === "interrupted");
    assert.ok(Math.abs(blocked.position_ms - 30000) < 3000, `the place is lost: ${blocked.position_ms}`);
    await page.evaluate(() => window.allow());
    await press(page, "button", "Go on listening");
    await status(s => s.state === "playing" && s.output.kind === "client");
    await until(page, () => document.querySelector("audio").currentTime > 30, "it does not go on where it was");
});

test("A daemon that is started anew: the page is connected again by itself, and goes on", async () => {
    await it.killDaemon();
    await until(page, () => true, "");
    await it.startDaemon();
    daemon = await it.connect();
    await status(s => s.output.kind === "client" && s.output.present);
    await daemon.call("play");
    await status(s => s.state === "playing" && s.position_ms > 25000);
    await until(page, () => !document.querySelector("audio").paused, "the tab does not play");
});
