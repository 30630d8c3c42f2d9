// A private sound server with a sink of 22,050 Hz mono that plays into nothing at the pace of a real device, and what
// a listener would hear of it (tests/support/sound_server.hpp says why it is as it is).
import fs from "node:fs";
import path from "node:path";
import {accepts, end, eventually, run, temporaryDirectory} from "./processes.js";

export const rate = 22050;

export async function soundServer() {
    const directory = temporaryDirectory("sound");
    const socket = path.join(directory, "native");
    const log = path.join(directory, "log");
    fs.writeFileSync(path.join(directory, "asound.conf"),
                     `pcm.!default { type pulse server "unix:${socket}" }\nctl.!default { type pulse server "unix:${socket}" }\n`);
    fs.writeFileSync(path.join(directory, "client.conf"), "autospawn = no\nenable-shm = no\n");
    const own = {HOME: directory, XDG_RUNTIME_DIR: directory, PULSE_COOKIE: path.join(directory, "cookie")};
    const server = run(["pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no", "--realtime=no",
                        "--high-priority=no", "--disable-shm=yes",
                        "-L", `module-null-sink sink_name=out rate=${rate} channels=1 channel_map=mono format=s16le`,
                        "-L", `module-native-protocol-unix auth-anonymous=1 socket=${socket}`],
                       {log, variables: own});
    await eventually(() => accepts(socket), () => `PulseAudio did not start: ${fs.readFileSync(log, "utf8")}`);
    const variables = {
        ALSA_CONFIG_PATH: `/usr/share/alsa/alsa.conf:${path.join(directory, "asound.conf")}`,
        PULSE_SERVER: `unix:${socket}`,
        PULSE_COOKIE: own.PULSE_COOKIE,
        PULSE_CLIENTCONFIG: path.join(directory, "client.conf"),
    };
    return {variables, directory, close: () => end(server)};
}

// Records from the call on, also the silence. Resolves when sound flows as fast as it is played.
export async function recorder(server) {
    const log = path.join(server.directory, "recorder.log");
    const child = run(["parec", "-d", "out.monitor", "--raw", "--latency-msec=5", `--rate=${rate}`, "--channels=1",
                       "--channel-map=mono", "--format=s16le"],
                      {log, read: true, variables: {...server.variables, HOME: server.directory, XDG_RUNTIME_DIR: server.directory}});
    let samples = new Int16Array(rate * 60);
    let size = 0;
    let odd = Buffer.alloc(0);
    // For each piece that arrived: how many samples there were then, and when (ms since 1970).
    const arrivals = [];
    child.stdout.on("data", data => {
        const bytes = odd.length ? Buffer.concat([odd, data]) : data;
        const count = bytes.length >> 1;
        if (size + count > samples.length) {
            const larger = new Int16Array(2 * (size + count));
            larger.set(samples.subarray(0, size));
            samples = larger;
        }
        for (let i = 0; i < count; ++i) samples[size + i] = bytes.readInt16LE(2 * i);
        odd = bytes.subarray(2 * count);
        size += count;
        arrivals.push({size, time: performance.timeOrigin + performance.now()});
    });
    const wait = (count, seconds = 20) =>
        eventually(() => size >= count, () => `only ${size} of ${count} samples were recorded`, seconds);
    await wait(2 * rate);
    return {
        size: () => size,
        samples: (from = 0, to = size) => samples.slice(from, to),
        wait,
        // The sample that was recorded at a time: pieces arrive late, never early, so of those around it the earliest tells.
        at(time) {
            const near = arrivals.filter(a => Math.abs(a.time - time) < 1500);
            if (!near.length) throw new Error("nothing was recorded around that time");
            const offset = Math.max(...near.map(a => a.size - a.time * rate / 1000));
            return Math.round(time * rate / 1000 + offset);
        },
        close: () => end(child),
    };
}

// --- looking at recordings

export function loudness(sound) {
    let sum = 0;
    for (const sample of sound) sum += sample * sample;
    return Math.sqrt(sum / Math.max(1, sound.length));
}

// Where `heard` stands in `whole`: {at, likeness}, the best of all places; a likeness of 1 is the very sound.
// By Fourier transform, so that a second is found in minutes.
export function find(heard, whole) {
    let size = 1;
    while (size < whole.length + heard.length) size *= 2;
    const a = transform(whole, size);
    const b = transform(heard, size);
    for (let i = 0; i < size; ++i) {  // a times b's conjugate
        const re = a.re[i] * b.re[i] + a.im[i] * b.im[i];
        a.im[i] = a.im[i] * b.re[i] - a.re[i] * b.im[i];
        a.re[i] = re;
    }
    fourier(a.re, a.im, -1);
    let norm = 0;
    for (const sample of heard) norm += sample * sample;
    let energy = 0;
    for (let i = 0; i < heard.length && i < whole.length; ++i) energy += whole[i] * whole[i];
    let best = {at: -1, likeness: -1};
    for (let at = 0; at + heard.length <= whole.length; ++at) {
        const likeness = a.re[at] / size / Math.sqrt(Math.max(1, norm) * Math.max(1, energy));
        if (likeness > best.likeness) best = {at, likeness};
        const gone = whole[at], come = whole[at + heard.length] ?? 0;
        energy += come * come - gone * gone;
    }
    return best;
}

// How loud it is, every `hop` samples, about its mean: that of speech is the same, but for its scale, at every speed.
export function envelope(sound, hop) {
    const values = Float64Array.from({length: Math.floor(sound.length / hop)}, (_, i) => Math.sqrt(loudness(sound.subarray(Math.floor(i * hop), Math.floor((i + 1) * hop)))));
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    return values.map(value => value - mean);
}

function transform(sound, size) {
    const re = new Float64Array(size), im = new Float64Array(size);
    re.set(sound);
    fourier(re, im, 1);
    return {re, im};
}

function fourier(re, im, sign) {
    const n = re.length;
    for (let i = 1, j = 0; i < n; ++i) {
        let bit = n >> 1;
        for (; j & bit; bit >>= 1) j ^= bit;
        j ^= bit;
        if (i < j) {
            [re[i], re[j]] = [re[j], re[i]];
            [im[i], im[j]] = [im[j], im[i]];
        }
    }
    for (let length = 2; length <= n; length *= 2) {
        const half = length / 2;
        const cos = new Float64Array(half), sin = new Float64Array(half);
        for (let k = 0; k < half; ++k) {
            cos[k] = Math.cos(2 * Math.PI * k / length);
            sin[k] = -sign * Math.sin(2 * Math.PI * k / length);
        }
        for (let i = 0; i < n; i += length) {
            for (let k = 0; k < half; ++k) {
                const p = i + k, q = p + half;
                const x = re[q] * cos[k] - im[q] * sin[k];
                const y = re[q] * sin[k] + im[q] * cos[k];
                re[q] = re[p] - x;
                im[q] = im[p] - y;
                re[p] += x;
                im[p] += y;
            }
        }
    }
}
