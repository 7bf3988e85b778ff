-- The data of one learner. Days are study days (days since 1970-01-01), `_ms` is epoch milliseconds (UTC),
-- offsets are minutes east of UTC, intervals are minutes. `revlog` and `act` are facts, only ever added to;
-- `card` and `day` are caches of them that `drill doctor` proves and can rebuild; `load` follows `card` by trigger.

CREATE TABLE device (
    id      INTEGER PRIMARY KEY,  -- 1 is the device this file lives on
    uuid    TEXT NOT NULL UNIQUE,
    last_ms INTEGER NOT NULL      -- the newest key the device has written; keys only grow
) STRICT;

CREATE TABLE deck (
    id   INTEGER PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE,
    hash TEXT NOT NULL            -- of the deck file whose cards the rows of `card` reflect
) STRICT;

CREATE TABLE card (
    id          INTEGER PRIMARY KEY,
    deck        INTEGER NOT NULL REFERENCES deck,
    name        TEXT NOT NULL,               -- note, or note#part
    position    INTEGER,                     -- place in the deck file; NULL: no longer there (an orphan)
    phase       INTEGER NOT NULL DEFAULT 0,  -- 0 new, 1 learning, 2 review, 3 relearning
    step        INTEGER NOT NULL DEFAULT 0,
    interval    INTEGER NOT NULL DEFAULT 0,
    due_day     INTEGER NOT NULL DEFAULT 0,
    due_ms      INTEGER,                     -- only where the card is due within the day
    m0          REAL,                        -- memory of the model: FSRS-6 stability, difficulty;
    m1          REAL,                        -- FSRS-7 slow and fast stability, difficulty
    m2          REAL,
    last_ms     INTEGER NOT NULL DEFAULT 0,  -- the last review
    last_day    INTEGER NOT NULL DEFAULT 0,
    last_offset INTEGER NOT NULL DEFAULT 0,
    reps        INTEGER NOT NULL DEFAULT 0,
    lapses      INTEGER NOT NULL DEFAULT 0,
    suspended   INTEGER NOT NULL DEFAULT 0,
    flagged     INTEGER NOT NULL DEFAULT 0,
    buried_day  INTEGER NOT NULL DEFAULT 0,  -- the last study day on which it is hidden
    -- where the card counts: its phase, 8 when suspended, 9 when orphaned
    bucket      INTEGER GENERATED ALWAYS AS
                (CASE WHEN position IS NULL THEN 9 WHEN suspended THEN 8 ELSE phase END) VIRTUAL,
    UNIQUE (deck, name)
) STRICT;
CREATE INDEX card_queue ON card (deck, due_day) WHERE bucket BETWEEN 1 AND 3;
CREATE INDEX card_new ON card (deck, position) WHERE bucket = 0;

CREATE TABLE load (  -- how many cards of a deck are in a bucket and due on a day
    deck    INTEGER NOT NULL,
    bucket  INTEGER NOT NULL,
    due_day INTEGER NOT NULL,
    n       INTEGER NOT NULL,
    PRIMARY KEY (deck, bucket, due_day)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER card_added AFTER INSERT ON card BEGIN
    INSERT INTO load VALUES (new.deck, new.bucket, new.due_day, 1) ON CONFLICT DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER card_removed AFTER DELETE ON card BEGIN
    UPDATE load SET n = n - 1 WHERE deck = old.deck AND bucket = old.bucket AND due_day = old.due_day;
    DELETE FROM load WHERE deck = old.deck AND bucket = old.bucket AND due_day = old.due_day AND n = 0;
END;
CREATE TRIGGER card_changed AFTER UPDATE ON card
WHEN old.bucket <> new.bucket OR old.due_day <> new.due_day BEGIN
    UPDATE load SET n = n - 1 WHERE deck = old.deck AND bucket = old.bucket AND due_day = old.due_day;
    DELETE FROM load WHERE deck = old.deck AND bucket = old.bucket AND due_day = old.due_day AND n = 0;
    INSERT INTO load VALUES (new.deck, new.bucket, new.due_day, 1) ON CONFLICT DO UPDATE SET n = n + 1;
END;

CREATE TABLE revlog (  -- one row a review; grouped by card, so that replaying a card reads one place
    card     INTEGER NOT NULL REFERENCES card,
    at_ms    INTEGER NOT NULL,
    device   INTEGER NOT NULL REFERENCES device,
    rating   INTEGER NOT NULL,  -- 1 Again, 2 Hard, 3 Good, 4 Easy; 0 forget
    took_ms  INTEGER NOT NULL,
    offset   INTEGER NOT NULL,
    day      INTEGER NOT NULL,
    mode     INTEGER NOT NULL,  -- 0 study, 1 cram, 2 exam, 3 import
    interval INTEGER NOT NULL,  -- the one that was given
    PRIMARY KEY (card, at_ms, device)
) STRICT, WITHOUT ROWID;

CREATE TABLE act (  -- everything else a learner does to a card
    at_ms        INTEGER NOT NULL,
    device       INTEGER NOT NULL REFERENCES device,
    kind         INTEGER NOT NULL,  -- 1 undo, 2 suspend, 3 unsuspend, 4 bury, 5 flag, 6 unflag, 7 take over a history
    card         INTEGER NOT NULL REFERENCES card,
    other        INTEGER,           -- undo: the at_ms taken back; take over: the card it comes from; bury: until when
    other_device INTEGER,           -- undo: the device of the row taken back
    offset       INTEGER NOT NULL,
    day          INTEGER NOT NULL,
    PRIMARY KEY (at_ms, device)
) STRICT, WITHOUT ROWID;
CREATE INDEX act_card ON act (card);

CREATE TABLE day (  -- what was answered on a study day, undone and cram left out
    day             INTEGER NOT NULL,
    deck            INTEGER NOT NULL REFERENCES deck,
    reviews         INTEGER NOT NULL,
    again           INTEGER NOT NULL,
    hard            INTEGER NOT NULL,
    good            INTEGER NOT NULL,
    easy            INTEGER NOT NULL,
    took_ms         INTEGER NOT NULL,
    introduced      INTEGER NOT NULL,  -- cards seen for the first time
    young           INTEGER NOT NULL,  -- first answers of the day to cards in review, interval below 21 days
    young_recalled  INTEGER NOT NULL,
    mature          INTEGER NOT NULL,  -- the same from 21 days on
    mature_recalled INTEGER NOT NULL,
    PRIMARY KEY (day, deck)
) STRICT, WITHOUT ROWID;

CREATE TABLE setting (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL,
    at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE parameters (  -- parameter sets of memory models
    id     INTEGER PRIMARY KEY,
    model  TEXT NOT NULL,
    weights TEXT NOT NULL,  -- JSON list
    at_ms  INTEGER NOT NULL
) STRICT;

CREATE TABLE computed (  -- the model and parameter set that the memory columns of `card` were computed with
    one        INTEGER PRIMARY KEY CHECK (one = 1),
    model      TEXT NOT NULL,
    parameters INTEGER NOT NULL  -- 0: the model's defaults
) STRICT;
