// What is kept, remembered places, and looking for something in all lists.
import assert from "node:assert/strict";
import {after, before, test} from "node:test";
import {launch} from "./support/browsers.js";
import {find, open, press, says, until} from "./support/page.js";
import {eventually} from "./support/processes.js";
import {soundServer} from "./support/sound.js";
import {vorleser} from "./support/vorleser.js";

let sound, it, daemon, browser, page, train, sky;

before(async () => {
    sound = await soundServer();
    it = await vorleser(sound);
    daemon = await it.connect();
    train = await daemon.add("Der Zug nach Norden\n\nDer Zug fährt heute wieder nach Norden. Viele Reisende mussten lange warten.\n\n"
        + "Am Bahnhof verteilte die Bahn Getränke. Die Bundestagswahl war kein Thema.");
    sky = await daemon.add("Warum der Himmel rot ist\n\nDas Licht der Sonne hat am Abend einen langen Weg durch die Luft.");
    browser = await launch(sound);
    page = await open(browser, it.address);
});
after(async () => {
    await browser?.close();
    daemon?.close();
    await it?.close();
    await sound?.close();
});

const rows = list => page.evaluate(name => [...document.querySelectorAll(`ul[aria-label="${name}"] .row-title`)].map(e => e.textContent), list);
const shows = (list, titles) => eventually(async () => JSON.stringify(await rows(list)) === JSON.stringify(titles), async () => `${list} shows ${await rows(list)}, not ${titles}`);

test("One press moves an article to what is kept, one press back, and it can be in both", async () => {
    await press(page, "button", "Move “Warum der Himmel rot ist” to what is kept");
    await shows("Playlist", ["Der Zug nach Norden"]);
    await press(page, "button", "Undo");
    await shows("Playlist", ["Der Zug nach Norden", "Warum der Himmel rot ist"]);
    await press(page, "button", "Move “Warum der Himmel rot ist” to what is kept");
    await shows("Playlist", ["Der Zug nach Norden"]);
    await press(page, "button", "More about “Der Zug nach Norden”");
    await press(page, "button", "Keep as well");
    await press(page, "button", "Kept");
    await eventually(async () => (await rows("Kept")).length === 2, "both are not kept");
    await press(page, "button", "Move “Warum der Himmel rot ist” to the playlist");
    await shows("Kept", ["Der Zug nach Norden"]);
    const {entries} = await daemon.call("list");
    assert.deepEqual(entries.map(e => [e.title, Boolean(e.kept)]), [["Der Zug nach Norden", true], ["Warum der Himmel rot ist", false]]);
});

test("Tags and what is unread choose what is shown", async () => {
    await daemon.call("keep", {ids: [sky.id]});
    await daemon.call("tag", {ids: [sky.id], add: ["Physik"]});
    await press(page, "button", "#Physik*");
    await shows("Kept", ["Warum der Himmel rot ist"]);
    await press(page, "button", "#Physik*");
    await press(page, "button", "More about “Warum der Himmel rot ist”");
    await press(page, "button", "Mark as read");
    await press(page, "button", "Unread");
    await shows("Kept", ["Der Zug nach Norden"]);
    await press(page, "button", "Unread");
    await press(page, "button", "More about “Der Zug nach Norden”");
    await press(page, "button", "Tags");
    await (await find(page, "combobox", "New tag")).type("Bahn");
    await page.keyboard.press("Enter");
    await find(page, "button", "Take the tag “Bahn” away");
    await page.keyboard.press("Escape");
    assert.deepEqual((await daemon.call("tags")).tags.map(({name}) => name).sort(), ["Bahn", "Physik"]);
});

test("A place is remembered by a key, with a note, and is shown in its text and in the list", async () => {
    await daemon.call("play", {id: train.id});
    await daemon.call("pause");
    await daemon.call("seek", {to_text: "Getränke"});
    await until(page, () => document.querySelector("article")?.dataset.word, "no word is highlighted");
    await page.evaluate(() => document.activeElement.blur());
    await page.keyboard.press("m");
    await says(page, "Am Bahnhof verteilte die Bahn Getränke.");
    await press(page, "button", "Add a note");
    await (await find(page, "textbox", "Note")).type("nachlesen");
    await press(page, "button", "Save the note");
    await find(page, "button", "Remembered place: nachlesen");
    await press(page, "button", "Places");
    await shows("Remembered places", ["nachlesen"]);
    const {marks: [mark]} = await daemon.call("marks");
    assert.equal(mark.note, "nachlesen");
    assert.equal(mark.sentence.trim(), "Am Bahnhof verteilte die Bahn Getränke.");
    await daemon.call("seek", {to_ms: 0});
    await press(page, "button", "nachlesen*");
    await eventually(async () => (await daemon.status()).sentence?.text.includes("Getränke"), async () => JSON.stringify(await daemon.status()));
    await daemon.call("pause");
});

test("What is searched is found in all lists, with its sentence, and read from there", async () => {
    await daemon.call("remove", {id: sky.id});
    await page.keyboard.press("/");
    await (await find(page, "searchbox", "Search in all articles")).type("Wahl");
    await until(page, () => document.querySelector(".row-quote mark")?.textContent === "Bundestagswahl", "the compound is not found");
    await press(page, "button", "Der Zug nach Norden*");
    await eventually(async () => (await daemon.status()).sentence?.text.includes("Bundestagswahl"), async () => JSON.stringify(await daemon.status()));
    await daemon.call("pause");
});

test("A remembered place is found by its note, and read from there", async () => {
    await daemon.call("seek", {to_ms: 0});
    await page.evaluate(() => document.activeElement.blur());
    await page.keyboard.press("/");
    await (await find(page, "searchbox", "Search in all articles")).type("nachlesen");
    await press(page, "button", "nachlesen*");
    await eventually(async () => (await daemon.status()).sentence?.text.includes("Getränke"), async () => JSON.stringify(await daemon.status()));
    await daemon.call("pause");
});
