// Between a browser and the server: what the server sends can be made that of another version, or fail.
import {once} from "node:events";
import http from "node:http";
import net from "node:net";

// `altered(path, text)` gives what is sent instead of a text, or null: an error.
export async function proxy(port) {
    const it = {altered: (path, text) => text, close: null, origin: null};
    const server = http.createServer((request, answer) => {
        const {method, url, headers} = request;
        const passed = http.request({host: "127.0.0.1", port, method, path: url, headers: {...headers, "accept-encoding": "identity"}}, async from => {
            const text = /text\/|javascript/.test(from.headers["content-type"] ?? "");
            if (!text) {
                answer.writeHead(from.statusCode, from.headers);
                return void from.pipe(answer);
            }
            const pieces = [];
            for await (const piece of from) pieces.push(piece);
            const body = it.altered(url, Buffer.concat(pieces).toString());
            const {etag, "content-length": length, ...fields} = from.headers;
            answer.writeHead(body === null ? 500 : from.statusCode, fields);
            answer.end(body ?? "");
        });
        passed.on("error", () => answer.destroy());
        request.pipe(passed);
    });
    server.on("upgrade", (request, socket, head) => {
        const to = net.connect(port, "127.0.0.1", () => {
            const fields = [];
            for (let i = 0; i < request.rawHeaders.length; i += 2) fields.push(`${request.rawHeaders[i]}: ${request.rawHeaders[i + 1]}`);
            to.write(`${request.method} ${request.url} HTTP/1.1\r\n${fields.join("\r\n")}\r\n\r\n`);
            to.write(head);
            to.pipe(socket).pipe(to);
        });
        for (const end of [to, socket]) end.on("error", () => (to.destroy(), socket.destroy()));
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    it.origin = `http://127.0.0.1:${server.address().port}`;
    const open = new Set();  // WebSockets are none of the server's own any more
    server.on("connection", socket => open.add(socket).size && socket.on("close", () => open.delete(socket)));
    it.close = () => new Promise(resolve => {
        server.close(resolve);
        for (const socket of open) socket.destroy();
    });
    return it;
}
