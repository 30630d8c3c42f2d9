// A daemon and a server for browsers of a test's own, and what one says to the daemon beside a browser.
import assert from "node:assert/strict";
import {once} from "node:events";
import fs from "node:fs";
import net from "node:net";
import path from "node:path";
import readline from "node:readline";
import {accepts, end, eventually, run, temporaryDirectory} from "./processes.js";

const built = process.env.VORLESER_BINARY_DIR;

async function freePort() {
    const server = net.createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const {port} = server.address();
    server.close();
    await once(server, "close");
    return port;
}

export async function vorleser(sound) {
    const directory = temporaryDirectory("web");
    const at = name => path.join(directory, name);
    for (const name of ["run", "state", "config", "cache"]) fs.mkdirSync(at(name), {mode: 0o700});
    const variables = {HOME: directory, XDG_RUNTIME_DIR: at("run"), XDG_STATE_HOME: at("state"), XDG_CONFIG_HOME: at("config"),
                       XDG_CACHE_HOME: at("cache"), ...sound.variables};
    const socket = at("run/vorleser/socket"), log = at("log");
    const port = await freePort();
    let daemon, server;

    async function startDaemon() {
        daemon = run([path.join(built, "daemon/vorleserd")], {log, variables});
        await eventually(() => accepts(socket), () => `vorleserd did not start: ${fs.readFileSync(log, "utf8")}`);
    }
    // A server's first line is its address with a code in it.
    async function serve(on) {
        const child = run([path.join(built, "client/vorleser-web"), "web", "--no-browser", "--port", String(on)], {log, variables, read: true});
        let address = null;
        readline.createInterface({input: child.stdout}).on("line", line => {
            address ??= /(http:\S+#pair=\S+)/.exec(line)?.[1] ?? null;
        });
        await eventually(() => address ?? child.exitCode !== null, "vorleser web printed no address");
        if (!address) throw new Error(`vorleser web ended: ${fs.readFileSync(log, "utf8")}`);
        return {child, address};
    }
    await startDaemon();
    server = await serve(port);

    const it = {
        directory, variables, port,
        origin: `http://127.0.0.1:${port}`,
        // To be opened by a browser that is new here.
        address: server.address,
        // The same once more: codes are in a file that all servers of a listener share.
        async newAddress() {
            const other = await serve(await freePort());
            await end(other.child);
            return `${it.origin}/${other.address.slice(other.address.indexOf("#"))}`;
        },
        connect: () => connect(socket),
        killDaemon: () => end(daemon),
        startDaemon,
        killServer: () => end(server.child),
        async startServer() {
            server = await serve(port);
        },
        log: () => fs.readFileSync(log, "utf8"),
        async close() {
            await end(server.child);
            await end(daemon, "SIGTERM");
        },
    };
    return it;
}

// A client of the daemon's socket: call(), and what it was told (events, the newest last).
export async function connect(socket) {
    const stream = net.connect(socket);
    await once(stream, "connect");
    const waiting = new Map();
    const events = [];
    const parts = new Map();
    let last = 0;
    readline.createInterface({input: stream}).on("line", line => {
        const message = JSON.parse(line);
        if (message.method === "part") return void parts.get(message.params.id)?.push(message.params);
        if (message.method) return void events.push(message);
        const {resolve, reject} = waiting.get(message.id);
        if (message.error) reject(Object.assign(new Error(message.error.message), {kind: message.error.data?.kind}));
        else resolve(message.result);
    });
    function call(method, params = {}, into) {
        const id = ++last;
        if (into) parts.set(id, into);
        return new Promise((resolve, reject) => {
            waiting.set(id, {resolve, reject});
            stream.write(JSON.stringify({jsonrpc: "2.0", id, method, params}) + "\n");
        });
    }
    return {
        call, events,
        // Adds a text, and waits until its length is known exactly.
        async add(text) {
            const {entry} = await call("add", {text, as: "text"});
            return eventually(async () => (await call("list")).entries.find(e => e.id === entry.id && e.exact), "it was not measured", 60);
        },
        // The article as the daemon speaks it: its samples, and when each word begins: [{sample, begin, end}].
        async speech(id) {
            const told = [];
            await call("speech", {id, from_ms: 0}, told);
            const words = [], pieces = [];
            let at = 0, pause = 0;
            for (const {utterance, samples} of told) {
                if (utterance?.words) {
                    pieces.push(new Int16Array(pause));
                    at += pause;
                    assert.equal(utterance.at, at, "utterances follow each other");
                    for (const word of utterance.words) words.push({sample: at + word.sample, begin: word.begin, end: word.end});
                    pause = utterance.pause;
                } else if (samples && typeof samples === "string") {
                    const bytes = Buffer.from(samples, "base64");
                    const piece = Int16Array.from({length: bytes.length / 2}, (_, i) => bytes.readInt16LE(2 * i));
                    pieces.push(piece);
                    at += piece.length;
                }
            }
            const sound = new Int16Array(at + pause);
            let filled = 0;
            for (const piece of pieces) {
                sound.set(piece, filled);
                filled += piece.length;
            }
            return {sound, words};
        },
        status: () => call("status"),
        close: () => stream.destroy(),
    };
}
