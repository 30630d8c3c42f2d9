// Mails and pages saved as one file.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "daemon/readers/mime.hpp"
#include "daemon/readers/readers.hpp"

namespace vorleser::documents {
namespace {

const std::string head =
    "From: Ada Ufer <ada@example.org>\r\nTo: max@example.org\r\nSubject: Der Hafen\r\n"
    "Date: Tue, 12 Mar 2024 17:26:00 +0100\r\nMessage-ID: <1@example.org>\r\nMIME-Version: 1.0\r\n";

const std::string plain_text =
    "Der Stadtrat hat am Dienstag beschlossen, den alten Hafen umzubauen.\r\n\r\n"
    "Dort sollen neue Wohnungen entstehen, obwohl die Kosten hoch sind.\r\n";

const std::string page =
    "<html><head><title>Rundbrief</title></head><body><table><tr><td><h1>Der Hafen wird umgebaut</h1>"
    "<p>Der Stadtrat hat am Dienstag beschlossen, den alten Hafen umzubauen. Das teilte die Verwaltung am "
    "Abend mit.</p>"
    "<p>Dort sollen neue Wohnungen entstehen, obwohl die Kosten hoch sind und das Wasser in jedem Winter bis "
    "an die "
    "Speicher steht.</p><p>Der Umbau beginnt im Herbst und dauert vier Jahre, wie die Baudezernentin auf "
    "Anfrage sagte."
    "</p></td></tr></table><p><a href=\"https://example.org/u\">Newsletter abbestellen</a></p></body></html>";

std::string part(const std::string& type, const std::string& body, const std::string& more = "") {
    return "Content-Type: " + type + "\r\n" + more + "\r\n" + body + "\r\n";
}

std::string multipart(const std::string& kind, const std::vector<std::string>& parts,
                      const std::string& border = "b") {
    std::string text;
    for (const std::string& each : parts) text += "--" + border + "\r\n" + each;
    return part("multipart/" + kind + "; boundary=" + border, text + "--" + border + "--\r\n");
}

Result<Reading> mail(const std::string& body) {
    return read_mail(head + body, {});
}

std::string body_of(const Result<Reading>& reading) {
    if (!reading) return "refused: " + std::string(reading.error().message);
    std::string text;
    for (const Block& block : reading->article.body)
        text += (block.kind == BlockKind::heading ? "# " : "") + block.text + "\n";
    return text;
}

const std::string both_paragraphs =
    "Der Stadtrat hat am Dienstag beschlossen, den alten Hafen umzubauen.\n"
    "Dort sollen neue Wohnungen entstehen, obwohl die Kosten hoch sind.\n";

TEST(Mail, WithoutAWordInItsSubjectIsRead) {
    const Result<Reading> reading =
        read_mail("From: Ada Ufer <ada@example.org>\r\nSubject: ???\r\nMIME-Version: 1.0\r\n" +
                      part("text/plain; charset=utf-8", plain_text),
                  {});
    ASSERT_TRUE(reading) << reading.error().message;
    EXPECT_EQ(reading->article.title, "Der Stadtrat hat am Dienstag beschlossen, den alten Hafen umzubauen.");
}

TEST(Mail, TellsItsSubjectSenderAndDate) {
    const Result<Reading> reading = mail(part("text/plain; charset=utf-8", plain_text));
    ASSERT_TRUE(reading);
    EXPECT_EQ(reading->article.title, "Der Hafen");
    EXPECT_EQ(reading->article.source, "Ada Ufer");
    EXPECT_EQ(reading->article.authors, "Ada Ufer");
    EXPECT_EQ(reading->article.date, "2024-03-12");
    EXPECT_EQ(body_of(reading), both_paragraphs);
}

TEST(Mail, WordsOfFieldsAreDecodedWhateverCutThem) {
    EXPECT_EQ(decoded_field("=?iso-8859-1?Q?Stra=DFe_gesperrt?="), "Straße gesperrt");
    EXPECT_EQ(decoded_field("=?utf-8?B?U3RyYcOf?=\r\n =?utf-8?B?ZQ==?="), "Straße");
    EXPECT_EQ(decoded_field("=?utf-8?Q?Stra=C3?= =?utf-8?Q?=9Fe?="), "Straße");  // within a letter
    EXPECT_EQ(decoded_field("AW: =?utf-8*de?q?M=C3=BCll?= im Hafen"), "AW: Müll im Hafen");
    EXPECT_EQ(decoded_field("Stra\xDF"
                            "e"),
              "Straße");
    EXPECT_EQ(decoded_field("=?utf-8?Q?"), "=?utf-8?Q?");
    EXPECT_EQ(decoded_field("=?what?X?abc?="), "=?what?X?abc?=");
    EXPECT_EQ(sender_of("\"Ufer, Ada\" <ada@example.org>"), "Ufer, Ada");
    EXPECT_EQ(sender_of("=?utf-8?Q?M=C3=BCller?= <m@example.org>"), "Müller");
    EXPECT_EQ(sender_of("ada@example.org (Ada Ufer)"), "Ada Ufer");
    EXPECT_EQ(sender_of("<ada@example.org>"), "ada@example.org");
    EXPECT_EQ(sender_of("ada@example.org ("), "ada@example.org (");
}

TEST(Mail, OfANewsletterIsReadAsAPage) {
    const Result<Reading> reading =
        mail(multipart("alternative", {part("text/plain; charset=utf-8", plain_text),
                                       part("text/html; charset=utf-8", page)}));
    const std::string body = body_of(reading);
    EXPECT_TRUE(body.starts_with("# Der Hafen wird umgebaut\nDer Stadtrat")) << body;
    EXPECT_NE(body.find("vier Jahre"), body.npos) << body;
    EXPECT_EQ(body.find("abbestellen"), body.npos) << body;
    EXPECT_EQ(reading->article.title, "Der Hafen");
}

TEST(Mail, WhosePageHoldsLessThanItsTextIsReadAsText) {
    const std::string link =
        "<html><body><p><a href=\"https://example.org\">Im Browser lesen</a></p></body></html>";
    EXPECT_EQ(
        body_of(mail(multipart("alternative", {part("text/plain", plain_text), part("text/html", link)}))),
        both_paragraphs);
}

TEST(Mail, IsDecodedByItsOwnEncoding) {
    const std::string quoted = "Die Stra=DFe am Hafen ist gesperrt, weil dort ge=\r\nbaut wird.\r\n";
    const std::string wanted = "Die Straße am Hafen ist gesperrt, weil dort gebaut wird.\n";
    EXPECT_EQ(body_of(mail(part("text/plain; charset=iso-8859-15", quoted,
                                "Content-Transfer-Encoding: quoted-printable\r\n"))),
              wanted);
    const std::string base64 = "RGllIFN0cmHfZSBhbSBIYWZlbiBpc3QgZ2VzcGVycnQsIHdlaWwgZG9ydCBnZWJhdXQgd2lyZC4K";
    EXPECT_EQ(body_of(mail(part("text/plain; charset=\"windows-1252\"", base64,
                                "Content-Transfer-Encoding: base64\r\n"))),
              wanted);
}

TEST(Mail, LinesThatFlowArePutTogether) {
    EXPECT_EQ(
        body_of(mail(part("text/plain; format=flowed",
                          "Der Stadtrat hat am Dienstag \r\nbeschlossen, den alten \r\nHafen umzubauen.\r\n"
                          "Dort sollen neue Wohnungen entstehen, obwohl die Kosten hoch sind.\r\n"))),
        both_paragraphs);
    EXPECT_EQ(
        body_of(mail(part("text/plain; format=flowed; delsp=yes",
                          "Der Stadtrat hat am Dienstag beschlossen, den alten Ha \r\nfen umzubauen.\r\n\r\n"
                          " Dort sollen neue Wohnungen entstehen, obwohl die Kosten hoch sind.\r\n"))),
        both_paragraphs);
}

TEST(Mail, QuotationsAndSignaturesAreNotRead) {
    const std::string answer =
        "Am 3. März 2024 um 12:00 schrieb Max Muster:\r\n> Wird der Hafen nun umgebaut?\r\n>\r\n> "
        "Max\r\n\r\n" +
        plain_text + "\r\n-- \r\nAda Ufer\r\nHafenstraße 1\r\n";
    const Result<Reading> reading = mail(part("text/plain; charset=utf-8", answer));
    EXPECT_EQ(body_of(reading), both_paragraphs);
    EXPECT_EQ(reading->dropped.front(), "Am 3. März 2024 um 12:00 schrieb Max Muster:");
    EXPECT_EQ(
        body_of(mail(part("text/plain",
                          plain_text + "\r\n-----Original Message-----\r\nFrom: Max\r\n\r\nWird er?\r\n"))),
        both_paragraphs);
}

TEST(Mail, ThatIsNothingButAQuotationIsRead) {
    EXPECT_EQ(
        body_of(mail(part("text/plain",
                          "> Der Stadtrat hat am Dienstag beschlossen, den alten Hafen umzubauen.\r\n>\r\n"
                          "> Dort sollen neue Wohnungen entstehen, obwohl die Kosten hoch sind.\r\n"))),
        both_paragraphs);
}

TEST(Mail, SentAlongIsReadWhereTheOuterOneSaysLittle) {
    const std::string inner =
        "From: Die Zeitung <brief@example.org>\r\nSubject: Drinnen\r\nMIME-Version: 1.0\r\n" +
        part("text/plain", plain_text);
    const Result<Reading> reading =
        mail(multipart("mixed", {part("text/plain", "Lies mal!\r\n"), part("message/rfc822", inner)}));
    EXPECT_EQ(body_of(reading), both_paragraphs);
    EXPECT_EQ(reading->article.title, "Drinnen");
    EXPECT_EQ(reading->article.source, "Die Zeitung");
}

TEST(Mail, AttachedFilesAreNotRead) {
    const std::string file = part("text/plain", "Das steht in der Datei.\r\n",
                                  "Content-Disposition: attachment; filename=a.txt\r\n");
    EXPECT_EQ(body_of(mail(multipart("mixed", {file, part("text/plain", plain_text)}))), both_paragraphs);
}

TEST(Mail, ThatIsEncryptedSaysSo) {
    const std::string wanted =
        "refused: it is encrypted: open it in your mail program, copy its text and add that";
    EXPECT_EQ(body_of(mail(
                  multipart("encrypted; protocol=\"application/pgp-encrypted\"",
                            {part("application/pgp-encrypted", "Version: 1\r\n"),
                             part("application/octet-stream", "-----BEGIN PGP MESSAGE-----\r\nabc\r\n")}))),
              wanted);
    EXPECT_EQ(body_of(mail(part("application/pkcs7-mime; smime-type=enveloped-data", "AAAA",
                                "Content-Transfer-Encoding: base64\r\n"))),
              wanted);
    EXPECT_EQ(
        body_of(mail(part("text/plain",
                          "-----BEGIN PGP MESSAGE-----\r\n\r\nhQEMA1\r\n-----END PGP MESSAGE-----\r\n"))),
        wanted);
}

TEST(Mail, ThatIsSignedIsReadWithoutItsSignature) {
    EXPECT_EQ(
        body_of(mail(multipart("signed; protocol=\"application/pgp-signature\"",
                               {part("text/plain", plain_text),
                                part("application/pgp-signature", "-----BEGIN PGP SIGNATURE-----\r\n")}))),
        both_paragraphs);
    EXPECT_EQ(body_of(mail(
                  part("text/plain",
                       "-----BEGIN PGP SIGNED MESSAGE-----\r\nHash: SHA256\r\n\r\n" + plain_text +
                           "-----BEGIN PGP SIGNATURE-----\r\n\r\niQEz\r\n-----END PGP SIGNATURE-----\r\n"))),
              both_paragraphs);
}

TEST(Mail, WithoutTextSaysSo) {
    EXPECT_EQ(body_of(mail(part("image/png", "abc"))), "refused: there is no text in it to be read aloud");
    EXPECT_EQ(body_of(read_mail(head, {})), "refused: there is no text in it to be read aloud");
}

TEST(Mail, PartsInPartsEnd) {
    std::string text = head;
    constexpr int levels = 3000;
    for (int i = 0; i < levels; ++i)
        text += "Content-Type: multipart/mixed; boundary=b" + std::to_string(i) + "\r\n\r\n--b" +
                std::to_string(i) + "\r\n";
    text += part("text/plain", plain_text);
    EXPECT_FALSE(read_mail(text, {}));
    std::string messages = head;
    for (int i = 0; i < levels; ++i) messages += "Content-Type: message/rfc822\r\n\r\nSubject: x\r\n";
    EXPECT_FALSE(read_mail(messages + part("text/plain", plain_text), {}));
}

TEST(Mail, OfMillionsOfPartsOrFieldsIsRefused) {
    std::string parts = head + "Content-Type: multipart/mixed; boundary=b\r\n\r\n";
    for (int i = 0; i < 1'000'000; ++i) parts += "--b\r\n\r\n";
    EXPECT_TRUE(body_of(read_mail(parts, {})).starts_with("refused: it is made of more parts"));
    std::string fields = head;
    for (int i = 0; i < 1'000'000; ++i) fields += "a:b\r\n";
    EXPECT_TRUE(
        body_of(read_mail(fields + "\r\nText\r\n", {})).starts_with("refused: it is made of more parts"));
}

// -- MHTML

const std::string saved =
    "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://example.org/hafen\r\nSubject: "
    "Hafen\r\nMIME-Version: 1.0\r\n";

std::string long_page(const std::string& charset, const std::string& word) {
    return "<html><head><meta charset=\"" + charset +
           "\"><title>Der Hafen wird umgebaut</title></head><body><article>"
           "<h1>Der Hafen wird umgebaut</h1><p>Die " +
           word +
           " am Hafen ist seit Dienstag gesperrt, weil der Stadtrat beschlossen hat, dort "
           "neue Wohnungen zu bauen.</p><p>Der Umbau beginnt im Herbst und dauert vier Jahre, wie die "
           "Baudezernentin auf Anfrage sagte. "
           "Das Land zahlt einen Teil der Kosten.</p></article></body></html>";
}

TEST(Mhtml, TheFirstPageIsReadAndKnowsItsAddress) {
    const Result<Reading> reading =
        read_mhtml(saved + multipart("related; type=\"text/html\"",
                                     {part("text/html", long_page("utf-8", "Straße"),
                                           "Content-Location: https://example.org/hafen\r\n"),
                                      part("text/css", "p { color: red }"),
                                      part("text/html", long_page("utf-8", "Werbung"))}),
                   {});
    ASSERT_TRUE(reading) << body_of(reading);
    EXPECT_EQ(reading->article.title, "Der Hafen wird umgebaut");
    EXPECT_EQ(reading->article.url, "https://example.org/hafen");
    EXPECT_TRUE(body_of(reading).starts_with("Die Straße am Hafen")) << body_of(reading);
}

TEST(Mhtml, TheCharsetIsThePartsOrThePages) {
    EXPECT_TRUE(body_of(read_mhtml(saved + multipart("related", {part("text/html", long_page("iso-8859-1",
                                                                                             "Stra\xDF"
                                                                                             "e"))}),
                                   {}))
                    .starts_with("Die Straße am"));
    EXPECT_TRUE(body_of(read_mhtml(saved + multipart("related", {part("text/html; charset=iso-8859-1",
                                                                      long_page("utf-8",
                                                                                "Stra\xDF"
                                                                                "e"))}),
                                   {}))
                    .starts_with("Die Straße am"));
}

TEST(Mhtml, ThePageIsWhereItSaysThatItBegins) {
    const Result<Reading> reading = read_mhtml(
        saved +
            multipart(
                "related; start=\"<second@example.org>\"",
                {part("text/html", long_page("utf-8", "Werbung"), "Content-ID: <first@example.org>\r\n"),
                 part("text/html", long_page("utf-8", "Straße"), "Content-ID: <second@example.org>\r\n")}),
        {});
    EXPECT_TRUE(body_of(reading).starts_with("Die Straße am")) << body_of(reading);
}

TEST(Mhtml, WithoutAPageIsRefused) {
    EXPECT_EQ(body_of(read_mhtml(saved + multipart("related", {part("image/png", "abc")}), {})),
              "refused: it holds no page: save the page anew and add that");
}

}  // namespace
}  // namespace vorleser::documents
