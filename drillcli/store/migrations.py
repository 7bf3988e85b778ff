"""How the format of the database came about: the SQL of each step."""

from collections.abc import Mapping

MIGRATIONS: Mapping[int, str] = {
    2: """
        CREATE TABLE exercise_run (  -- one row a run of a training program
            id       INTEGER PRIMARY KEY,
            at_ms    INTEGER NOT NULL,  -- when it began
            device   INTEGER NOT NULL REFERENCES device,
            offset   INTEGER NOT NULL,
            day      INTEGER NOT NULL,
            exercise TEXT NOT NULL,
            request  TEXT NOT NULL,     -- JSON: what was asked for, as far as the choice of settings depends on it
            likeness TEXT,              -- JSON: equal for runs whose figures may be compared; null: not complete
            seconds  REAL,              -- of training; null: a target was missed, or there was none
            report   TEXT NOT NULL      -- JSON
        ) STRICT;
        CREATE INDEX run_by_exercise ON exercise_run (exercise);
    """,
    3: """
        CREATE TABLE spread (  -- how the answers of a study day spread over bins; see store/spread.py
            kind     INTEGER NOT NULL,  -- 1 hour of the day, 2 answer time, 3 predicted recall
            deck     INTEGER NOT NULL REFERENCES deck,
            day      INTEGER NOT NULL,  -- 0: the sum of all days
            bin      INTEGER NOT NULL,
            n        INTEGER NOT NULL,  -- answers
            tested   INTEGER NOT NULL,  -- first answers of the day to cards in review
            recalled INTEGER NOT NULL,  -- of these, not Again
            amount   INTEGER NOT NULL,  -- sum of ms (kind 2), of predicted recall in millionths (kind 3)
            PRIMARY KEY (day, kind, bin, deck)
        ) STRICT, WITHOUT ROWID;

        ALTER TABLE parameters ADD COLUMN decks TEXT NOT NULL DEFAULT '[]';   -- JSON; none: the collection
        ALTER TABLE parameters ADD COLUMN report TEXT NOT NULL DEFAULT '{}';  -- JSON: what it was fitted on, its scores
        CREATE TABLE in_force (  -- which parameter set schedules which deck
            deck       TEXT NOT NULL,  -- slug; '': every deck without a row, a row for each model
            model      TEXT NOT NULL,
            parameters INTEGER NOT NULL,  -- 0: the model's defaults
            at_ms      INTEGER NOT NULL,
            PRIMARY KEY (deck, model)
        ) STRICT, WITHOUT ROWID;
        INSERT INTO in_force SELECT '', model, max(id), at_ms FROM parameters GROUP BY model;
        DROP TABLE computed;  -- whatever it said, the roll-ups must be made anew
        CREATE TABLE computed (  -- what the memory columns of `card` were computed with
            one        INTEGER PRIMARY KEY CHECK (one = 1),
            scheduling TEXT NOT NULL  -- JSON: deck ('' for the others) -> [model, parameter set]
        ) STRICT;

        CREATE TABLE exam (  -- dates that are planned toward
            id      INTEGER PRIMARY KEY,
            at_ms   INTEGER NOT NULL,  -- when it was made
            device  INTEGER NOT NULL REFERENCES device,
            offset  INTEGER NOT NULL,
            day     INTEGER NOT NULL,  -- of the exam
            decks   TEXT NOT NULL,     -- JSON list of slugs
            minutes REAL NOT NULL,     -- a day
            plan    TEXT               -- JSON: what the last look ahead found; a cache
        ) STRICT;
    """,
    4: """
        CREATE TABLE imported (  -- what notes of other programs became; see store/imported.py
            guid  TEXT PRIMARY KEY,  -- the identity in the source
            deck  INTEGER NOT NULL REFERENCES deck,
            note  TEXT NOT NULL,
            hash  BLOB,              -- of the text in the deck file as it was imported
            fresh BLOB               -- of a text that is about to be written there
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE imported_deck (  -- what decks of other programs became
            titles TEXT PRIMARY KEY,  -- JSON: the path of titles
            deck   INTEGER NOT NULL REFERENCES deck
        ) STRICT, WITHOUT ROWID;
    """,
    5: """
        -- What `drill sync` needs; see store/exchange.py. A later version that reads a new kind of line empties
        -- `received`, so that all files are read again.
        ALTER TABLE device ADD COLUMN since_ms INTEGER DEFAULT -1;  -- rows newer than this are ours to send; NULL: none
        ALTER TABLE device ADD COLUMN imports INTEGER NOT NULL DEFAULT 0;  -- how often an import wrote its rows here
        UPDATE device SET imports = 1 WHERE uuid LIKE 'import:%';
        CREATE TABLE received (  -- how far the files of other machines were read
            folder  TEXT NOT NULL,     -- the uuid of the machine whose folder they lie in
            stream  TEXT NOT NULL,     -- the uuid of the device whose rows they are
            segment INTEGER NOT NULL,
            offset  INTEGER NOT NULL,  -- the next byte to read
            PRIMARY KEY (folder, stream)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE setting_5 (
            name  TEXT PRIMARY KEY,
            value TEXT,              -- NULL: taken out
            at_ms INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        INSERT INTO setting_5 SELECT name, value, at_ms FROM setting;
        DROP TABLE setting;
        ALTER TABLE setting_5 RENAME TO setting;
        -- In `in_force`, '' in the place of the model: the deck follows the collection again.
        ALTER TABLE exam ADD COLUMN removed INTEGER NOT NULL DEFAULT 0;  -- `at_ms` is when it was last changed
    """,
}
"""Version -> the SQL that leads to it from the version before. Version 1 is `schema.sql`."""
