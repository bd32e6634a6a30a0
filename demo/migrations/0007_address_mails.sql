-- The mails that confirm an address, for a day each: whoever asked for them may have taken the wish back, or be gone.
CREATE TABLE address_mails (
    address TEXT NOT NULL,
    sent_at BIGINT NOT NULL
);

CREATE INDEX address_mails_by_address ON address_mails (address, sent_at);
CREATE INDEX address_mails_by_time ON address_mails (sent_at);
