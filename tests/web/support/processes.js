// Processes that end with this one, whatever happens to it, and directories that go with them.
import {spawn} from "node:child_process";
import {once} from "node:events";
import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import {setTimeout as pause} from "node:timers/promises";

// What of this machine's desktop must not come into a test.
const foreign = /^(PULSE_|ALSA_|XDG_|DBUS_SESSION_BUS_ADDRESS$|HOME$|LD_PRELOAD$|LANG|LC_)/;

export function environment(changes) {
    const own = Object.entries(process.env).filter(([name]) => !foreign.test(name));
    return {...Object.fromEntries(own), LANG: "C.UTF-8", ...changes};
}

export function temporaryDirectory(name) {
    const directory = fs.mkdtempSync(path.join(os.tmpdir(), `vorleser-${name}-`));
    process.on("exit", () => fs.rmSync(directory, {recursive: true, force: true, maxRetries: 5}));
    return directory;
}

// Its standard output is a stream if `read`, else goes with the errors into `log`.
export function run(command, {log, variables = {}, read = false}) {
    const errors = fs.openSync(log, "a");
    const child = spawn("setpriv", ["--pdeathsig", "KILL", "--", ...command],
                        {stdio: ["ignore", read ? "pipe" : errors, errors], env: environment(variables)});
    fs.closeSync(errors);
    return child;
}

export async function end(child, signal = "SIGKILL") {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, "exit");
    child.kill(signal);
    await gone;
}

// Polls `holds` until it gives something true, which is returned. Fails after `seconds` with what `said` tells.
export async function eventually(holds, said = "it did not happen", seconds = 20) {
    const limit = Date.now() + seconds * 1000;
    for (;;) {
        const value = await holds();
        if (value) return value;
        if (Date.now() > limit) {
            throw new Error(`within ${seconds} s: ${typeof said === "function" ? await said() : said}`);
        }
        await pause(10);
    }
}

export function accepts(where) {
    return new Promise(resolve => {
        const socket = net.connect(where);
        socket.once("connect", () => resolve(socket.destroy() && true));
        socket.once("error", () => resolve(false));
    });
}
