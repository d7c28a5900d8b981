-- Which rows an operation works on while no transaction is open
CREATE TABLE operation_claims (
    subject text NOT NULL,
    subject_id text NOT NULL,
    operation text NOT NULL,
    pending jsonb NOT NULL,
    claimed_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (subject, subject_id)
);

CREATE INDEX operation_claims_age ON operation_claims (claimed_at);
