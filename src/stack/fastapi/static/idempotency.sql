-- Requests that were carried out, and what was answered
CREATE TABLE idempotency_keys (
    operation text NOT NULL,
    caller text NOT NULL,
    key text NOT NULL,
    request text NOT NULL,
    answer jsonb NOT NULL,
    answered_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (operation, caller, key)
);
