#!/usr/bin/python3
"""Makes files of known texts with real programs, each started once: LibreOffice, Chromium, Python's mails.

    make_files.py TEXTS DIRECTORY

TEXTS holds *.txt: the title, then paragraphs with an empty line between them; "# " begins a heading. Of NAME.txt come
in DIRECTORY: NAME.office1.pdf, .office2.pdf (one and two columns, header and footer, hyphenated), NAME.browser1.pdf,
.browser2.pdf (with the browser's own header and footer), NAME.mhtml, NAME.eml.
"""
import base64
import email.message
import email.utils
import html
import json
import os
import pathlib
import subprocess
import sys
import tempfile

NAMESPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{urn}:1.0"'
    for name, urn in [("office", "office"), ("style", "style"), ("text", "text"), ("fo", "xsl-fo-compatible")])


def parse(path):
    """The title and [(kind, text)]."""
    blocks = [block.strip() for block in path.read_text(encoding="utf-8").split("\n\n") if block.strip()]
    return blocks[0], [("heading", b[2:]) if b.startswith("# ") else ("paragraph", b) for b in blocks[1:]]


def flat_document(title, blocks, columns):
    """An OpenDocument text in one XML file."""
    def paragraph(kind, text):
        return f'<text:p text:style-name="{kind}">{html.escape(text, quote=False)}</text:p>'
    body = paragraph("title", title) + '<text:section text:style-name="columns" text:name="body">' + \
        "".join(paragraph(kind, text) for kind, text in blocks) + "</text:section>"
    style = '<style:style style:name="{}" style:family="paragraph"><style:paragraph-properties fo:margin-bottom="{}" ' \
        'fo:text-align="{}"/><style:text-properties fo:font-size="{}" fo:font-weight="{}" style:font-name="serif" ' \
        'fo:language="de" fo:country="DE" fo:hyphenate="{}" fo:hyphenation-remain-char-count="2" ' \
        'fo:hyphenation-push-char-count="2"/></style:style>'
    styles = style.format("title", "0.5cm", "start", "20pt", "bold", "false") + \
        style.format("heading", "0.2cm", "start", "14pt", "bold", "false") + \
        style.format("paragraph", "0.25cm", "justify", "11pt", "normal", "true")
    section = '<style:style style:name="columns" style:family="section"><style:section-properties ' \
        f'text:dont-balance-text-columns="false"><style:columns fo:column-count="{columns}" fo:column-gap="0.7cm"/>' \
        "</style:section-properties></style:style>"
    page = '<style:page-layout style:name="page"><style:page-layout-properties fo:page-width="21cm" ' \
        'fo:page-height="16cm" fo:margin="2cm"/><style:header-style><style:header-footer-properties ' \
        'fo:margin-bottom="0.5cm" fo:min-height="0.5cm"/></style:header-style><style:footer-style>' \
        '<style:header-footer-properties fo:margin-top="0.5cm" fo:min-height="0.5cm"/></style:footer-style>' \
        "</style:page-layout>"
    master = '<style:master-page style:name="Standard" style:page-layout-name="page"><style:header><text:p>' \
        "Der Morgenbote · Nachrichten aus aller Welt</text:p></style:header><style:footer><text:p>Seite " \
        "<text:page-number>1</text:page-number> von <text:page-count>1</text:page-count></text:p></style:footer>" \
        "</style:master-page>"
    return f'<?xml version="1.0" encoding="UTF-8"?><office:document {NAMESPACES} office:version="1.3" ' \
        'office:mimetype="application/vnd.oasis.opendocument.text"><office:font-face-decls><style:font-face ' \
        'style:name="serif" style:font-family-generic="roman" style:font-pitch="variable"/></office:font-face-decls>' \
        f"<office:styles>{styles}</office:styles><office:automatic-styles>{section}{page}</office:automatic-styles>" \
        f"<office:master-styles>{master}</office:master-styles><office:body><office:text>{body}</office:text>" \
        "</office:body></office:document>"


def page_source(title, blocks, columns):
    """A news page, with what stands around articles."""
    tags = {"heading": "h2", "paragraph": "p"}
    body = "".join(f"<{tags[kind]}>{html.escape(text)}</{tags[kind]}>\n" for kind, text in blocks)
    return f"""<!doctype html><html lang="de"><head><meta charset="utf-8"><title>{html.escape(title)} – Morgenbote</title>
<style>article div {{ column-count: {columns}; column-gap: 7mm; text-align: justify; hyphens: auto }}
@media print {{ nav, footer {{ display: none }} }}</style></head><body>
<nav><ul><li><a href="/politik">Politik</a></li><li><a href="/sport">Sport</a></li></ul></nav>
<article><h1>{html.escape(title)}</h1><div>{body}</div></article>
<footer><a href="/impressum">Impressum</a> <a href="/datenschutz">Datenschutz</a></footer></body></html>"""


def run_office(sources, out):
    """All of LibreOffice's work in one start."""
    with tempfile.TemporaryDirectory() as home:
        subprocess.run(["soffice", "--headless", "--norestore", f"-env:UserInstallation=file://{home}", "--convert-to",
                        "pdf", "--outdir", str(out), *map(str, sources)],
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=240)


class Browser:
    """Chromium, driven through its debugging pipe: messages of JSON, each ended by a zero."""

    def __init__(self, home):
        reading, self.to_browser = os.pipe()
        self.from_browser, writing = os.pipe()
        command = f"exec chromium --headless --no-sandbox --disable-gpu --disable-dev-shm-usage --no-first-run " \
            f"--remote-debugging-pipe --user-data-dir={home} about:blank 3<&{reading} 4>&{writing}"
        self.process = subprocess.Popen(["sh", "-c", command], pass_fds=(reading, writing),
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(reading)
        os.close(writing)
        self.buffer, self.number, self.session = b"", 0, None
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.call("Page.enable")

    def message(self):
        while b"\0" not in self.buffer:
            more = os.read(self.from_browser, 1 << 20)
            if not more:
                raise RuntimeError("the browser has ended")
            self.buffer += more
        line, self.buffer = self.buffer.split(b"\0", 1)
        return json.loads(line)

    def call(self, method, until=None, **params):
        self.number += 1
        call = {"id": self.number, "method": method, "params": params}
        if self.session:
            call["sessionId"] = self.session
        line = json.dumps(call).encode() + b"\0"
        while line:
            line = line[os.write(self.to_browser, line):]
        answer, seen = None, until is None
        while answer is None or not seen:
            message = self.message()
            if message.get("id") == self.number:
                if "error" in message:
                    raise RuntimeError(message["error"])
                answer = message["result"]
            seen = seen or message.get("method") == until
        return answer

    def close(self):
        self.call("Browser.close")
        self.process.wait(30)


def make_pages(pages, out):
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        browser = Browser(home)
        for name, columns, source in pages:
            path = pathlib.Path(home) / f"{name}.html"
            path.write_text(source, encoding="utf-8")
            browser.call("Page.navigate", until="Page.loadEventFired", url=path.as_uri())
            printed = browser.call("Page.printToPDF", displayHeaderFooter=True, paperHeight=7, marginTop=0.7,
                                   marginBottom=0.7)
            (out / f"{name}.browser{columns}.pdf").write_bytes(base64.b64decode(printed["data"]))
            if columns == 1:
                snapshot = browser.call("Page.captureSnapshot", format="mhtml")["data"]
                (out / f"{name}.mhtml").write_bytes(snapshot.encode())
        browser.close()


def make_mail(name, title, blocks, source, out):
    message = email.message.EmailMessage()
    message["Subject"] = title
    message["From"] = email.utils.formataddr(("Der Morgenbote", "brief@example.org"))
    message["To"] = "leserin@example.org"
    message["Date"] = "Tue, 12 Mar 2024 17:26:00 +0100"
    message["Message-ID"] = f"<{name}@example.org>"
    text = "\n\n".join(text for _, text in blocks)
    narrow = len(blocks) % 2 and text.encode("windows-1252", "ignore").decode("windows-1252") == text
    message.set_content(text, charset="windows-1252" if narrow else "utf-8", cte="quoted-printable")
    message.add_alternative(source, subtype="html", cte="base64")
    (out / f"{name}.eml").write_bytes(message.as_bytes())


def main():
    texts, out = map(pathlib.Path, sys.argv[1:3])
    out.mkdir(parents=True, exist_ok=True)
    sources, pages = [], []
    for path in sorted(texts.glob("*.txt")):
        name = path.stem
        title, blocks = parse(path)
        for columns in (1, 2):
            source = out / f"{name}.office{columns}.fodt"
            source.write_text(flat_document(title, blocks, columns), encoding="utf-8")
            sources.append(source)
            pages.append((name, columns, page_source(title, blocks, columns)))
        make_mail(name, title, blocks, page_source(title, blocks, 1), out)
    run_office(sources, out)
    make_pages(pages, out)


if __name__ == "__main__":
    main()
