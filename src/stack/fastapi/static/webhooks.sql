-- Calls that go out with events: each is tried until its receiver has taken it
CREATE TABLE webhook_deliveries (
    webhook text NOT NULL,
    event_id uuid NOT NULL,
    event text NOT NULL,
    payload jsonb NOT NULL,
    occurred_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    attempts integer NOT NULL DEFAULT 0,
    next_attempt_at timestamptz NOT NULL DEFAULT now(),
    delivered_at timestamptz,
    given_up_at timestamptz,
    PRIMARY KEY (webhook, event_id)
);

CREATE INDEX webhook_deliveries_due ON webhook_deliveries (next_attempt_at)
WHERE delivered_at IS NULL AND given_up_at IS NULL;
