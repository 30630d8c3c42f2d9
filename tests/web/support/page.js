// The page as a listener uses it: what is pressed is found by its role and name.
import {eventually} from "./processes.js";

// Element of a role whose accessible name is `name`, or begins so if it ends in *.
async function look(page, role, name) {
    if (!name.endsWith("*")) return page.$(`aria/${name}[role="${role}"]`);
    const begin = name.slice(0, -1);
    const roots = {button: "button, summary", slider: "input[type=range]", list: "ul, ol", listitem: "li", dialog: "dialog, [role=dialog]"};
    for (const element of await page.$$(roots[role] ?? `[role=${role}]`)) {
        const own = await element.evaluate(e => (e.getAttribute("aria-label") ?? e.textContent).trim());
        if (own.startsWith(begin) && await element.isVisible()) return element;
    }
    return null;
}

export function find(page, role, name, seconds = 20) {
    return eventually(() => look(page, role, name).catch(() => null), () => described(page, `there is no ${role} «${name}»`), seconds);
}

export async function press(page, role, name) {
    const element = await find(page, role, name);
    await element.evaluate(e => e.scrollIntoView({block: "nearest"}));
    // A sheet slides in: what moves is not where it was looked for.
    await element.evaluate(e => new Promise(resolve => {
        const look = before => {
            const now = JSON.stringify(e.getBoundingClientRect());
            if (now === before) resolve();
            else setTimeout(look, 40, now);
        };
        look();
    }));
    await element.click();
}

async function described(page, what) {
    const seen = await page.evaluate(() => document.body.innerText.replace(/\s+/g, " ").slice(0, 600)).catch(() => "(no page)");
    return `${what}; the page shows: ${seen}`;
}

// Waits until `holds`, a function in the page, gives something true: a value, not an element (Firefox sends none).
export function until(page, holds, what, ...values) {
    return eventually(() => page.evaluate(holds, ...values).catch(() => null), () => described(page, what));
}

export const text = page => page.evaluate(() => document.body.innerText);

// What the page says in its live region.
export const says = (page, words) =>
    until(page, w => [...document.querySelectorAll("[role=status],[role=alert],.hindrance")].some(e => e.textContent.includes(w)), `it does not say «${words}»`, words);

// The code points of the word that is highlighted: {begin, end}, or null.
export const highlighted = page => page.evaluate(() => {
    const told = document.querySelector("article")?.dataset.word;
    if (!told) return null;
    const [begin, end] = told.split("-").map(Number);
    return {begin, end};
});

// What the page of a device that is new here looks like, paired and connected.
export async function open(browser, address, settings = {}) {
    const page = await browser.newPage();
    page.setDefaultTimeout(20000);
    await settings.before?.(page);
    await page.goto(address, {waitUntil: "load"});
    await find(page, "button", "Settings");
    return page;
}
