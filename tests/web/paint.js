// How soon the page is seen on a slow phone, and what comes over the wire for that; run by hand (README.md). Chromium with a
// fourth of this machine's speed behind 150 ms and 1.6 Mbit/s («slow 4G»), nothing cached, the list filled.
import {launch} from "./support/browsers.js";
import {open} from "./support/page.js";
import {soundServer} from "./support/sound.js";
import {vorleser} from "./support/vorleser.js";

const times = Number(process.argv[2] ?? 5);
const sound = await soundServer();
const it = await vorleser(sound);
const daemon = await it.connect();
for (let i = 0; i < 20; ++i) await daemon.call("add", {text: `Text ${i}\n\n${"Dies ist ein Satz. ".repeat(40)}`, as: "text"});
const browser = await launch(sound);
await (await open(browser, it.address)).close();  // is paired
const all = [];
for (let i = 0; i < times; ++i) {
    const page = await browser.newPage();
    await page.setViewport({width: 360, height: 740, isMobile: true, hasTouch: true});
    const told = await page.createCDPSession();
    const seen = {bytes: 0, requests: 0};
    told.on("Network.loadingFinished", ({encodedDataLength}) => { seen.bytes += encodedDataLength; ++seen.requests; });
    await told.send("Network.enable");
    await told.send("Network.clearBrowserCache");
    await told.send("Network.setBypassServiceWorker", {bypass: true});
    await told.send("Network.emulateNetworkConditions",
                    {offline: false, latency: 150, downloadThroughput: 1.6 * 1024 * 1024 / 8, uploadThroughput: 750 * 1024 / 8});
    await told.send("Emulation.setCPUThrottlingRate", {rate: 4});
    await page.evaluateOnNewDocument(() => {
        window.rows = new Promise(resolve => new MutationObserver(() => {
            if (document.querySelector("li.row")) resolve(performance.now());
        }).observe(document, {subtree: true, childList: true}));
    });
    await page.goto(it.origin);
    seen.list = await page.evaluate(() => window.rows);
    seen.paint = await page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0].startTime);
    all.push(seen);
    await page.close();
}
const median = of => all.map(seen => seen[of]).sort((a, b) => a - b)[times >> 1];
console.log(`first paint ${median("paint").toFixed(0)} ms, the list ${median("list").toFixed(0)} ms, `
            + `${median("bytes")} bytes in ${median("requests")} requests (median of ${times})`);
await browser.close();
daemon.close();
await it.close();
await sound.close();
