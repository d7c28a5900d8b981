-- What is done later: written with the change that asks for it, done at least once
CREATE TABLE jobs (
    id uuid PRIMARY KEY,
    job text NOT NULL,
    payload jsonb NOT NULL,
    request_id text,
    run_at timestamptz NOT NULL,
    scheduled_at timestamptz NOT NULL DEFAULT now(),
    attempts integer NOT NULL DEFAULT 0,
    next_attempt_at timestamptz NOT NULL,
    last_error text,
    done_at timestamptz,
    dead_at timestamptz
);

CREATE INDEX jobs_due ON jobs (next_attempt_at) WHERE done_at IS NULL AND dead_at IS NULL;
