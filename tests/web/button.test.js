// The browser's button hands over pages as the browser shows them, and says what came of it.
import assert from "node:assert/strict";
import {once} from "node:events";
import fs from "node:fs";
import http from "node:http";
import {after, before, test} from "node:test";
import {which} from "./support/browsers.js";
import {launchWithButton, listener} from "./support/button.js";
import {eventually} from "./support/processes.js";

// Firefox speaks the language that it was installed in.
const german = which === "chromium";

const text = "Die alte Brücke über den Fluss wurde am Morgen wieder für Züge geöffnet, und viele Leute standen am Ufer. "
    + "Sie sahen dem ersten Zug nach, bis er hinter dem Wald verschwunden war, und gingen dann langsam nach Hause.";
const pages = {
    // Its text comes from scripting alone, some of it into a shadow tree; it is there for whoever has the cookie.
    "/artikel": `<h1>Ein Zug nach Norden</h1><article id="page"></article><story-part></story-part><script>
        document.querySelector("article").innerHTML = "<p>${text}</p><p>${text.replace("alte", "neue")}</p>";
        document.querySelector("story-part").attachShadow({mode: "closed"}).innerHTML = "<p>Im Schatten steht: ${text}</p>";
        </script>`,
    "/auswahl": `<h1>Viele Meldungen</h1><p>Ein Satz davor.</p><div id="selection"><h2>1. Die <em>gewählte</em> Meldung</h2><p>Nur *dieser* Satz
        wird<br>gewählt.</p><p style="display: none">Ihn sieht niemand.</p><ul><li>Anmelden<li>Teilen &amp; #folgen</ul><blockquote><p>Ein Zitat.</p></blockquote></div>
        <p>Ein anderer Satz.</p><p><a id="link" href="/verlinkt">Dorthin</a></p>`,
    "/verlinkt": `<h1>Die verlinkte Seite</h1><p>${text}</p>`,
    "/anmelden": "<h1>Willkommen</h1><form><input name=user><input type=password name=word><button>Anmelden</button></form>",
};
const pdf = "%PDF-1.1\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj "
    + "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>endobj\ntrailer<</Root 1 0 R>>";
let server, origin, who, it, page, daemon;

before(async () => {
    server = http.createServer((request, answer) => {
        if (request.url === "/pdf") return void answer.setHeader("content-type", "application/pdf").end(pdf);
        const open = request.url !== "/artikel" || /sitzung=1/.test(request.headers.cookie ?? "");
        answer.setHeader("content-type", "text/html; charset=utf-8");
        answer.end(`<!doctype html><html lang="de"><head><title>Zeitung</title></head><body>${pages[open ? request.url : "/anmelden"] ?? ""}</body></html>`);
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    origin = `http://127.0.0.1:${server.address().port}`;
    who = await listener();
    it = await launchWithButton(who, {language: german ? "de" : "en-US"});
    page = await it.newPage();
});
after(async () => {
    await it?.browser.close();
    await daemon?.call("quit");
    daemon?.close();
    server?.close();
});

const list = async () => (await daemon.call("list")).entries;
async function textOf(entry) {
    const {blocks} = await daemon.call("show", {id: entry.id});
    return blocks.map(each => each.text).join("\n");
}

test("“Later” queues the page with what scripting made of it, logged in, and starts the daemon", async () => {
    await page.goto(`${origin}/anmelden`);
    await page.evaluate(() => { document.cookie = "sitzung=1"; });
    await page.goto(`${origin}/artikel`);
    const said = await it.press(page, "queue");
    assert.deepEqual(said, {wrong: false, text: `Ein Zug nach Norden\n${german ? "In der Liste, Nummer 1" : "In the list, number 1"}`});
    daemon = await who.daemon();
    const [entry] = await list();
    assert.equal(entry.url, `${origin}/artikel`);
    const read = await textOf(entry);
    assert.ok(read.includes("Die neue Brücke"), read);
    assert.ok(read.includes("Im Schatten steht"), read);
    assert.equal((await daemon.status()).state, "stopped");
});

test("What is in the list already is said to be", async () => {
    const said = await it.press(page, "queue");
    assert.equal(said.text.split("\n")[1], german ? "Schon in der Liste, Nummer 1" : "Already in the list, number 1");
    assert.equal((await list()).length, 1);
});

test("“Keep” keeps it, “Read aloud” plays it", async () => {
    assert.match((await it.press(page, "keep")).text, german ? /Gemerkt$/ : /Kept$/);
    assert.equal((await daemon.call("kept")).total, 1);
    await it.press(page, "play");
    await eventually(async () => (await daemon.status()).state === "playing", "it is not played");
    await daemon.call("pause");
});

test("The menu on a selection takes every word of it and nothing else, as it is ordered", async () => {
    await page.goto(`${origin}/auswahl`);
    await page.evaluate(() => getSelection().selectAllChildren(document.getElementById("selection")));
    const said = await it.menu(page, "selection", "queue");
    assert.match(said.text, /^Zeitung\n.*2$/);
    const entry = (await list())[1];
    assert.equal(entry.url, `${origin}/auswahl`);
    const {blocks} = await daemon.call("show", {id: entry.id});
    assert.deepEqual(blocks.slice(1).map(each => [each.kind, each.text]), [
        ["heading", "1. Die gewählte Meldung"], ["paragraph", "Nur *dieser* Satz wird gewählt."], ["list_item", "Anmelden"],
        ["list_item", "Teilen & #folgen"], ["quotation", "Ein Zitat."]]);
});

test("A part of a sentence is selected to the letter", async () => {
    await page.evaluate(() => {
        const words = document.querySelector("#selection em").firstChild;
        getSelection().setBaseAndExtent(words, 2, document.querySelector("#selection p").firstChild, 12);
    });
    await it.menu(page, "selection", "keep");
    const [entry] = (await daemon.call("kept")).entries;
    assert.equal((await textOf(entry)).split("\n").slice(1).join("|"), "wählte Meldung|Nur *dieser*");
});

test("The menu on a link has that page fetched", async () => {
    await page.evaluate(() => getSelection().removeAllRanges());
    const said = await it.menu(page, "link", "queue", {linkUrl: `${origin}/verlinkt`});
    assert.match(said.text, /^Die verlinkte Seite\n.*3$/);
});

test("What the daemon refuses is said in the browser's language", async () => {
    await page.goto(`${origin}/anmelden`);
    const said = await it.press(page, "play");
    assert.equal(said.wrong, true);
    assert.match(said.text, german ? /^[Dd]iese Seite verlangt/ : /^this page asks for a login/);
    assert.equal((await list()).length, 3);
});

test("What the browser hands over to nobody is refused with what to do", async () => {
    await page.goto(which === "chromium" ? "chrome://version" : `${origin}/pdf`);
    const said = await it.press(page, "queue");
    assert.equal(said.wrong, true);
    assert.match(said.text, /vorleser add/);
});

test("What no article is as large as is not handed over", async () => {
    await page.goto(`${origin}/verlinkt`);
    await page.evaluate(() => document.body.append(document.createComment("x".repeat(33 << 20))));
    const said = await it.press(page, "queue");
    assert.equal(said.wrong, true);
    assert.match(said.text, /32 MB/);
});

test("The popup is for everyone", {skip: which === "firefox"}, async () => {
    await page.goto(`${origin}/verlinkt`);
    const wrong = await it.judge(page);
    assert.deepEqual(wrong, []);
});

test("Without Vorleser on the machine it says what is missing", async () => {
    // One that is not there, and not none: where the package is installed the browser would find its.
    for (const each of who.hosts)
        fs.writeFileSync(each, JSON.stringify({...JSON.parse(fs.readFileSync(each, "utf8")), path: "/nowhere/vorleser-browser"}));
    await page.goto(`${origin}/verlinkt`);
    const said = await it.press(page, "queue");
    assert.equal(said.wrong, true);
    assert.match(said.text, german ? /Ist das Paket »vorleser« installiert/ : /Is the package “vorleser” installed/);
});
