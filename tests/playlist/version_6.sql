PRAGMA application_id = 1447842640;
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE entry (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    rank INTEGER NOT NULL,
    title TEXT NOT NULL,
    kicker TEXT NOT NULL,
    source TEXT NOT NULL,
    language TEXT NOT NULL,
    added_at INTEGER NOT NULL,
    heard INTEGER NOT NULL,
    code_point INTEGER NOT NULL,
    fraction REAL NOT NULL,
    position_ms INTEGER NOT NULL,
    duration_ms INTEGER NOT NULL,
    exact INTEGER NOT NULL
, last_heard_at INTEGER NOT NULL DEFAULT 0, left_at INTEGER NOT NULL DEFAULT 0, departure INTEGER NOT NULL DEFAULT 0, url TEXT NOT NULL DEFAULT '', sum INTEGER NOT NULL DEFAULT 0, digest TEXT NOT NULL DEFAULT '', shuffle_seed INTEGER NOT NULL DEFAULT 0, shuffled_rank INTEGER NOT NULL DEFAULT 0) STRICT;
INSERT INTO entry VALUES(1,4294967296,'Der Apfelbaum','','Mühlenblatt','de',1795837876,0,155,0.0,10737,14105,1,1795837880,0,0,'https://example.org/Apfelbaum',121963114438325385,'df72a08bb25b40f6',0,0);
INSERT INTO entry VALUES(2,8589934592,'Die Fähre','','Mühlenblatt','de',1795837876,0,62,0.0,5078,11001,1,1795837876,0,0,'https://example.org/Fähre',2487380416664598837,'406cc35fe91569a3',0,0);
INSERT INTO entry VALUES(3,0,'Der Brief','','Mühlenblatt','de',1795837876,1,0,0.0,0,9972,1,1795837877,0,0,'https://example.org/Brief',6531550344067072123,'33f0d745fe94b9b0',0,0);
INSERT INTO entry VALUES(4,17179869184,'Schnee im Mai','','Mühlenblatt','de',1795837876,0,0,0.011818620356970574794,4,8407,0,1795837879,1795837879,1,'https://example.org/Mai',-7910322119342770988,'d0c789139d73132e',0,0);
INSERT INTO entry VALUES(5,21474836480,'Das Uhrwerk','','Mühlenblatt','de',1795837876,0,0,0.0,0,8841,1,0,0,0,'https://example.org/Uhrwerk',-5347305934583997039,'f3bee1eb8430873f',0,0);
CREATE TABLE article (
    entry INTEGER PRIMARY KEY REFERENCES entry ON DELETE CASCADE,
    json TEXT NOT NULL
, dropped TEXT NOT NULL DEFAULT '[]', sum INTEGER NOT NULL DEFAULT 0) STRICT;
INSERT INTO article VALUES(1,'{"title":"Der Apfelbaum","kicker":"","teaser":"","authors":"","source":"Mühlenblatt","url":"https://example.org/Apfelbaum","date":"","language":"de","body":[{"kind":"paragraph","text":"Im Garten hinter der Mühle steht ein alter Apfelbaum. Niemand weiß, wer ihn gepflanzt hat."},{"kind":"paragraph","text":"Im Herbst sammeln die Kinder die Äpfel ein. Der Müller macht Saft daraus."}]}','[]',933541516404668210);
INSERT INTO article VALUES(2,'{"title":"Die Fähre","kicker":"","teaser":"","authors":"","source":"Mühlenblatt","url":"https://example.org/Fähre","date":"","language":"de","body":[{"kind":"paragraph","text":"Die Fähre fährt um acht Uhr ab. Wer zu spät kommt, wartet bis Mittag."},{"kind":"paragraph","text":"Am Ufer gegenüber liegt ein kleines Dorf."}]}','[]',-895010971920563354);
INSERT INTO article VALUES(3,'{"title":"Der Brief","kicker":"","teaser":"","authors":"","source":"Mühlenblatt","url":"https://example.org/Brief","date":"","language":"de","body":[{"kind":"paragraph","text":"Gestern kam ein Brief ohne Absender an. Darin lag nur eine getrocknete Blume."},{"kind":"paragraph","text":"Niemand erkannte die Schrift."}]}','[]',4393476661017665635);
INSERT INTO article VALUES(4,'{"title":"Schnee im Mai","kicker":"","teaser":"","authors":"","source":"Mühlenblatt","url":"https://example.org/Mai","date":"","language":"de","body":[{"kind":"paragraph","text":"In den Bergen hat es noch einmal geschneit. Die Straße über den Pass ist gesperrt."}]}','[]',8119839109583754249);
INSERT INTO article VALUES(5,'{"title":"Das Uhrwerk","kicker":"","teaser":"","authors":"","source":"Mühlenblatt","url":"https://example.org/Uhrwerk","date":"","language":"de","body":[{"kind":"paragraph","text":"Der Uhrmacher öffnet das Gehäuse. Ein Zahnrad ist gebrochen."},{"kind":"paragraph","text":"Er feilt ein neues."}]}','[]',-8869818832623035556);
CREATE TABLE lengths (
    entry INTEGER PRIMARY KEY REFERENCES entry ON DELETE CASCADE,
    key TEXT NOT NULL,
    samples BLOB NOT NULL  -- 32 bits for each utterance, little-endian
, sum INTEGER NOT NULL DEFAULT 0) STRICT;
INSERT INTO lengths VALUES(1,'1.51 7 de de 165 46 50 100 120 220 350 650 700 1000 1000 900 2000 en en+f2 165 46 50 85 120 220 350 650 700 1000 1000 900 2000 fr fr 165 46 50 120 120 220 350 650 700 1000 1000 900 2000',X'05000000ecbe0400000000008a4500006ff4000013c400002fca000002800000',1985816276724293513);
INSERT INTO lengths VALUES(2,'1.51 7 de de 165 46 50 100 120 220 350 650 700 1000 1000 900 2000 en en+f2 165 46 50 85 120 220 350 650 700 1000 1000 900 2000 fr fr 165 46 50 120 120 220 350 650 700 1000 1000 900 2000',X'0400000094b30300000000008b2c00007e920000cdd9000035c20000',1313097354984659481);
INSERT INTO lengths VALUES(3,'1.51 7 de de 165 46 50 100 120 220 350 650 700 1000 1000 900 2000 en en+f2 165 46 50 85 120 220 350 650 700 1000 1000 900 2000 fr fr 165 46 50 120 120 220 350 650 700 1000 1000 900 2000',X'04000000f95a0300000000002f2a0000e4b80000b4a70000a9770000',7597784010909011578);
INSERT INTO lengths VALUES(4,'1.51 7 de de+Annie 165 50 50 100 120 220 350 650 700 1000 1000 900 2000 en en+f2 165 50 50 85 120 220 350 650 700 1000 1000 900 2000 fr fr 165 50 50 120 120 220 350 650 700 1000 1000 900 2000',X'030000002bd4020000000000dc460000dcb90000e7b20000',-1964839632831474894);
INSERT INTO lengths VALUES(5,'1.51 7 de de 165 46 50 100 120 220 350 650 700 1000 1000 900 2000 en en+f2 165 46 50 85 120 220 350 650 700 1000 1000 900 2000 fr fr 165 46 50 120 120 220 350 650 700 1000 1000 900 2000',X'0400000082f9020000000000a53b0000998c0000fc7d0000bf5a0000',-8584899642433712416);
CREATE TABLE session (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    current INTEGER REFERENCES entry ON DELETE SET NULL,
    playing INTEGER NOT NULL,
    boot_id TEXT NOT NULL,
    saved_at INTEGER NOT NULL,
    speed_percent INTEGER NOT NULL,
    volume_percent INTEGER NOT NULL,
    voice TEXT NOT NULL
, pitch INTEGER NOT NULL DEFAULT 0, repeat INTEGER NOT NULL DEFAULT 0, shuffle INTEGER NOT NULL DEFAULT 0, device TEXT NOT NULL DEFAULT '', sleep_at INTEGER NOT NULL DEFAULT 0, sleep_at_end INTEGER NOT NULL DEFAULT 0, sum INTEGER NOT NULL DEFAULT 0) STRICT;
INSERT INTO session VALUES(1,1,2,'8f857d6c-29be-4fc7-b1f1-cf757607b251',15325,130,100,'jonas emma louis',-4,2,0,'',0,0,8840058703202211333);
CREATE TABLE return_to (
    depth INTEGER PRIMARY KEY,
    entry INTEGER NOT NULL REFERENCES entry ON DELETE CASCADE
, sum INTEGER NOT NULL DEFAULT 0) STRICT;
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES('entry',5);
CREATE INDEX entry_by_rank ON entry (rank);
CREATE INDEX listed_by_rank ON entry (rank) WHERE left_at = 0;
CREATE INDEX departed_by_time ON entry (left_at) WHERE left_at <> 0;
CREATE INDEX entry_by_last_heard ON entry (last_heard_at) WHERE last_heard_at <> 0;
CREATE INDEX entry_by_digest ON entry (digest);
COMMIT;
PRAGMA user_version = 6;
