// What these tests hear with: a sound that a browser plays is found in the recording.
import assert from "node:assert/strict";
import http from "node:http";
import {after, before, test} from "node:test";
import {launch, which} from "./support/browsers.js";
import {find, rate, recorder, soundServer} from "./support/sound.js";

let server, browser;
before(async () => {
    server = await soundServer();
    browser = await launch(server);
});
after(async () => {
    await browser?.close();
    await server?.close();
});

// Noise that is never the same twice: it can be at one place only.
function noise(samples) {
    let state = 1;
    return Int16Array.from({length: samples}, () => (state = state * 48271 % 2147483647) % 20000 - 10000);
}

function wave(sound) {
    const bytes = Buffer.alloc(44 + 2 * sound.length);
    bytes.write("RIFF", 0), bytes.writeUInt32LE(36 + 2 * sound.length, 4), bytes.write("WAVEfmt ", 8);
    bytes.writeUInt32LE(16, 16), bytes.writeUInt16LE(1, 20), bytes.writeUInt16LE(1, 22), bytes.writeUInt32LE(rate, 24);
    bytes.writeUInt32LE(2 * rate, 28), bytes.writeUInt16LE(2, 32), bytes.writeUInt16LE(16, 34);
    bytes.write("data", 36), bytes.writeUInt32LE(2 * sound.length, 40);
    sound.forEach((sample, i) => bytes.writeInt16LE(sample, 44 + 2 * i));
    return bytes;
}

test(`What ${which} plays is found in the recording`, async t => {
    const sound = noise(4 * rate);
    const site = http.createServer((request, response) => {
        const isSound = request.url === "/a.wav";
        response.setHeader("Content-Type", isSound ? "audio/wav" : "text/html");
        response.end(isSound ? wave(sound) : "<!doctype html><title>x</title><audio src=a.wav></audio>");
    });
    await new Promise(resolve => site.listen(0, "127.0.0.1", resolve));
    try {
        const recording = await recorder(server);
        const page = await browser.newPage();
        await page.goto(`http://127.0.0.1:${site.address().port}/`);
        const from = recording.size();
        const began = await page.evaluate(async () => {
            const audio = document.querySelector("audio");
            await audio.play();
            await new Promise(resolve => audio.addEventListener("ended", resolve));
            return performance.timeOrigin + performance.now() - 1000 * audio.duration;
        });
        await recording.wait(recording.size() + rate / 2);
        const {at, likeness} = find(sound.subarray(rate, 2 * rate), recording.samples(from));
        t.diagnostic(`likeness ${likeness.toFixed(3)}, ${((from + at - rate - recording.at(began)) / rate * 1000).toFixed(0)} ms after the page said so`);
        // Chromium resamples, and noise loses its highest part by that.
        assert.ok(likeness > 0.7, `the likeness is ${likeness}`);
        await recording.close();
    } finally {
        site.close();
    }
});
