-- How often each caller has used a quota in the present stretch of time
CREATE TABLE quota_uses (
    quota text NOT NULL,
    caller text NOT NULL,
    since timestamptz NOT NULL,
    uses integer NOT NULL,
    PRIMARY KEY (quota, caller)
);
