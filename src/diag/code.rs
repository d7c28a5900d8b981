//! The table of codes: one row a code, one page a row.
//!
//! A page (`book/src/codes/Cxxxx.md`) is both the book's page and what `contract explain` prints. A code is never used
//! again and never changes its meaning.

use super::Level;

/// A kind of finding.
#[derive(Debug, PartialEq, Eq)]
pub struct Code {
    /// `C` and four digits: two for the layer, two for the finding.
    pub id: &'static str,
    /// The same in words; may be used wherever the id may.
    pub slug: &'static str,
    /// The level it has by itself.
    pub level: Level,
    /// What it finds, in one line.
    pub summary: &'static str,
    /// The page that explains it, as Markdown.
    pub page: &'static str,
}

/// What codes speak of: the first two of their digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Layer(u32);

impl Layer {
    /// Whether a text can be read, and has the form of what it declares.
    pub const FORM: Layer = Layer(0);
    /// Whether names are declared.
    pub const NAMES: Layer = Layer(1);
    /// Whether types fit.
    pub const TYPES: Layer = Layer(2);
    /// What policies allow and deny.
    pub const POLICIES: Layer = Layer(8);
    /// Who may do what.
    pub const ACCESS: Layer = Layer(9);
    /// What must not get out.
    pub const SECURITY: Layer = Layer(14);
    /// How things are called and laid out.
    pub const STYLE: Layer = Layer(16);

    /// The layer of a word such as `C07`, in any case, where some code is of it.
    pub fn find(word: &str) -> Option<Layer> {
        let digits = word.strip_prefix(['C', 'c']).filter(|rest| rest.len() == 2)?;
        let layer = Layer(digits.parse().ok()?);
        CODES.iter().any(|code| code.layer() == layer).then_some(layer)
    }

    /// Whether its errors leave open what a set means, so that they can be neither lowered nor suppressed nor kept in a baseline.
    pub fn is_firm(self) -> bool {
        self <= Layer::TYPES
    }
}

impl Code {
    /// Its layer.
    pub fn layer(&self) -> Layer {
        Layer(self.id.get(1..3).and_then(|digits| digits.parse().ok()).unwrap_or(0))
    }

    /// Whether it is an error of form, of names or of types: see [`Layer::is_firm`].
    pub fn is_firm(&self) -> bool {
        self.level == Level::Error && self.layer().is_firm()
    }

    /// Whether it speaks of how the tool is told to judge, so that a baseline cannot hold it.
    pub fn is_about_settings(&self) -> bool {
        [&C1904, &C1908].iter().any(|own| own.id == self.id)
    }

    /// The code with this id or slug, in any case.
    pub fn find(name: &str) -> Option<&'static Code> {
        CODES.iter().copied().find(|code| code.id.eq_ignore_ascii_case(name) || code.slug.eq_ignore_ascii_case(name))
    }
}

macro_rules! codes {
    ($($id:ident $slug:literal $level:ident $summary:literal;)*) => {
        $(
            #[doc = $summary]
            pub static $id: Code = Code {
                id: stringify!($id),
                slug: $slug,
                level: Level::$level,
                summary: $summary,
                page: include_str!(concat!("../../book/src/codes/", stringify!($id), ".md")),
            };
        )*
        /// All codes, in order.
        pub static CODES: &[&Code] = &[$(&$id),*];
    };
}

codes! {
    C0001 "yaml-syntax" Error "the file is not valid YAML";
    C0002 "duplicate-key" Error "one key stands twice in the same map";
    C0003 "unknown-section" Error "a top-level key that no kind of declaration uses";
    C0004 "unknown-field" Error "a key that its element does not have";
    C0005 "missing-field" Error "a required key is absent";
    C0006 "wrong-node-kind" Error "a value of another form than the key takes: text for a list, and the like";
    C0007 "implicit-scalar" Warning "a plain scalar that YAML reads as a number or boolean where text is meant";
    C0008 "empty-value" Hint "a key without a value";
    C0009 "yaml-feature" Error "a YAML feature that contract sets do not use: anchors, aliases, merge keys, tags, several documents";
    C0010 "file-in-wrong-folder" Hint "a section in a folder of another layer";
    C0011 "encoding" Error "the file is not UTF-8 text, or holds control or bidirectional characters";
    C0012 "contract-syntax" Error "the text is not in the form of the contract language";
    C0013 "unreadable" Error "a file or folder cannot be read";
    C0014 "unknown-value" Error "a value that is not one of those its key takes";
    C0015 "empty-set" Error "there is no contract file at all";
    C0016 "beyond-v0" Error "a key or value that v0 does not know stops a conversion to v0";
    C0017 "json-syntax" Error "the engagement contract is not valid JSON";
    C0018 "no-place-in-json" Error "a comment or a declaration for which JSON has no place stops a conversion to JSON";
    C0101 "unresolved-reference" Error "a name that nothing declares";
    C0102 "duplicate-id" Error "two declarations of one kind have one name";
    C0103 "wrong-kind" Error "the name is declared, but as another kind";
    C0104 "ambiguous-reference" Error "a bare name that two kinds declare";
    C0105 "case-mismatch" Error "the name differs from a declared one only by case or separators";
    C0106 "cyclic-type" Error "values that hold each other without end";
    C0107 "reserved-id" Error "a name that means something else already";
    C0108 "repeated-item" Warning "one thing is said twice in a list";
    C0201 "unknown-type" Error "a type that is neither built in nor declared";
    C0202 "type-mismatch" Error "fields that hold the same thing and have different types";
    C0203 "optionality-mismatch" Warning "something that must be there, taken from something that may be absent";
    C0204 "invalid-default" Error "a default that is not of its type";
    C0205 "duplicate-field" Error "one name stands twice in a list of fields";
    C0206 "untyped-json" Hint "`json` where a declared value or entity has the same name";
    C0207 "enum-in-prose" Warning "values that only a description lists";
    C0208 "default-drift" Hint "a default that one of two linked places does not know";
    C0209 "default-on-required" Hint "a required field with a default";
    C0210 "literal-type" Error "a literal that is not of the type of its field";
    C0211 "open-status" Warning "a state that may be any text";
    C0212 "unit-mismatch" Warning "one quantity in two units";
    C0213 "binary-as-string" Hint "binary data that is typed as text";
    C0214 "money-as-float" Warning "an amount of money in numbers that are rounded";
    C0301 "duplicate-route" Error "two routes with one method and one path";
    C0302 "ambiguous-route" Warning "two paths that one request fits";
    C0303 "unbound-path-parameter" Error "a path parameter that the operation does not take, or a brace too many";
    C0304 "missing-input" Error "a required input of the operation that nothing supplies";
    C0305 "unproduced-response-field" Error "a response field that the operation does not return";
    C0306 "response-type-mismatch" Error "a response field of another type than the operation returns";
    C0307 "ignored-request-field" Warning "a request field that the operation does not take";
    C0308 "method-misuse" Warning "a method that does not fit the operation or what the request carries";
    C0309 "unrouted-operation" Hint "a command or query that nothing leads to";
    C0310 "auth-mismatch" Error "a route lets in others than its operation does";
    C0311 "no-auth-scheme" Warning "callers have to say who they are, but nothing says how";
    C0312 "list-without-paging" Hint "a query that answers with a list of any length";
    C0313 "dropped-return" Hint "a returned field that the response leaves out";
    C0314 "identity-from-client" Warning "the client says who it is";
    C0315 "moment-from-client" Warning "callers say themselves when what they ask for happens";
    C0316 "cors-method" Warning "a method or a header that pages of other sites may not use";
    C0402 "unknown-effect-parameter" Error "a parameter of a step that is spelled in a way nothing reads";
    C0404 "effect-entity-table" Error "a step that writes an entity into the table of another";
    C0405 "unproduced-column" Error "a row is stored without a value for a required field";
    C0406 "used-before-produced" Error "a value is used before the step that gives it";
    C0407 "external-call-in-transaction" Warning "a call of an outside service inside of a transaction";
    C0408 "irreversible-before-commit" Warning "something that cannot be taken back, before a step that can fail";
    C0409 "write-without-key" Warning "a row is changed or deleted, and nothing says which";
    C0410 "unknown-template-variable" Error "a name in a template that stands for nothing there";
    C0411 "payload-mismatch" Error "what is sent or told does not fit what is wanted";
    C0412 "foreign-operation" Error "an operation that belongs to another integration than the one called";
    C0413 "optional-into-required" Error "the only source of something required may be absent";
    C0414 "unused-input" Warning "an input that nothing reads";
    C0415 "unproduced-return" Error "a returned value that nothing gives";
    C0416 "redundant-effect" Warning "a value that the next step writes over";
    C0417 "write-in-query" Error "a query that changes something";
    C0418 "redundant-input" Warning "an input that another input or the caller decides";
    C0419 "no-effects" Hint "a command that changes nothing";
    C0420 "empty-update" Warning "a change of a row that does not say what changes";
    C0421 "error-undoes-record" Warning "an error rolls back the record of the failure";
    C0422 "retry-unsafe" Hint "a second try does something again";
    C0423 "filled-by-convention" Hint "a stored value that a convention fills";
    C0424 "told-too-early" Warning "a step outside is told or stored as done before it is";
    C0425 "exchanged-id" Error "the id of one thing where that of another is wanted";
    C0426 "filter-without-value" Error "a filter that is given nothing to compare with";
    C0427 "writes-apart" Warning "several writes that are not one transaction";
    C0428 "stale-answer" Warning "a write that leaves answers which are kept and no longer right";
    C0501 "emits-without-effect" Error "an event that a command lists but nothing emits";
    C0502 "effect-without-emits" Error "an event that a command emits but does not list";
    C0503 "unfilled-payload" Error "an event tells what is not known when it is emitted";
    C0504 "never-emitted" Warning "an event that nothing emits";
    C0506 "double-emission" Warning "one call tells one event twice";
    C0507 "transition-event-not-in-emits" Error "an event of a transition that its command does not list";
    C0508 "event-cycle" Warning "an event that leads to itself";
    C0510 "no-correlation-key" Hint "an event that does not tell what it is about";
    C0511 "wrong-copy" Warning "a projection keeps another value than is written with its event";
    C0602 "unreachable-state" Warning "a state that no life reaches";
    C0603 "dead-end" Warning "a state without a way out that is not final";
    C0604 "final-with-exit" Error "a final state with a way out";
    C0605 "nondeterministic" Error "one trigger leads from one state to two, and nothing decides which";
    C0606 "chained-trigger" Error "one trigger leads on from the state to which it led";
    C0607 "no-state-field" Error "nothing says which field of an entity keeps the state of its workflow";
    C0608 "state-outside-enum" Error "a state that the field for it cannot hold";
    C0609 "guard-gap" Hint "a transition without the guards of its siblings";
    C0610 "unhandled-command" Warning "a live state in which a command has no transition, and no error answers";
    C0611 "initial-never-entered" Warning "nothing makes the entity of a workflow";
    C0612 "duplicate-transition" Error "one transition stands twice";
    C0613 "state-of-deleted-row" Warning "a state of a row that the command deletes";
    C0614 "no-recovery" Hint "a final state for a failure that may pass";
    C0615 "transition-not-persisted" Warning "a command that moves a workflow on and writes no state";
    C0616 "no-invalid-state-error" Warning "a command of some states, without an error for the others";
    C0617 "trap" Warning "a circle of states from which no final state can be reached";
    C0618 "nobody-may-move" Error "a transition that no role may bring about";
    C0619 "state-differs" Error "a command or a transition writes another state than the transition leads to";
    C0620 "guard-differs" Warning "a command is guarded by other states than its transitions leave";
    C0621 "transient-state" Warning "a first state that each row leaves with the call that makes it";
    C0701 "incomplete" Error "a decision table has no row for some combination of its inputs";
    C0702 "conflicting-rows" Error "two rows of a decision table match the same case and give different answers";
    C0703 "overlapping-rows" Hint "two rows of a decision table match the same case and give the same answer";
    C0704 "shadowed-row" Warning "a row of a decision table that never counts, as earlier rows take all of its cases";
    C0705 "unbound-input" Error "an input of a rule that nothing fills";
    C0706 "unassigned-output" Error "a row of a decision table leaves out an output";
    C0707 "unused-output" Warning "an answer of a rule that nothing reads";
    C0708 "impossible-condition" Error "a condition that no value of its input can meet";
    C0709 "dead-row" Warning "a row that asks for null where a value is required";
    C0710 "unused-rule-input" Warning "an input of a rule that no row looks at";
    C0711 "constant-output" Hint "an answer of a rule that is the same in every row";
    C0712 "incomparable-operands" Warning "two ids or quantities that are compared and are not of one kind";
    C0713 "no-hit-policy" Hint "several rows can match at once, and no hit policy says which one counts";
    C0714 "no-consequence" Warning "nothing follows from what a rule decides";
    C0715 "expression-syntax" Hint "half an expression in braces in place of a condition";
    C0716 "toothless-severity" Warning "a rule that only warns of what is an error elsewhere";
    C0717 "subsumed-by-guard" Hint "rows for callers that the guard lets in never";
    C0801 "unknown-policy-field" Error "a condition on something that is not there";
    C0802 "tautology" Error "a condition that always holds";
    C0803 "contradiction" Error "conditions that can never hold";
    C0804 "inverted-condition" Error "a policy that denies what should pass";
    C0805 "allow-without-default" Warning "an allowance that is meant to keep others out, and does not";
    C0806 "subsumed-policy" Error "a policy that a broader one makes void";
    C0807 "allow-deny-conflict" Error "a policy denies all that another one allows";
    C0808 "path-like-literal" Warning "a text that looks like the name of something";
    C0809 "unknown-actor-attribute" Error "an attribute of the caller that nobody knows";
    C0810 "deny-without-error" Warning "a denial that does not say which error follows";
    C0811 "scope-too-broad" Warning "a policy for one role that speaks of every caller";
    C0812 "uncovered-operation" Error "a query over rows that belong to people, which no policy or rule covers";
    C0902 "unknown-resource" Hint "a permission about something that nothing declares";
    C0903 "guard-permission-mismatch" Warning "guards, required roles and permissions name different roles";
    C0904 "permission-never-checked" Warning "a permission for an operation that asks for nothing";
    C0905 "operation-without-permission" Warning "a guarded operation that is in no permission";
    C0906 "equal-permissions" Warning "one permission under two names";
    C0907 "inert-permission" Warning "a permission with which nothing can be done";
    C0908 "own-without-condition" Error "a permission for one's own things that grants all of them";
    C0910 "unbound-permission" Warning "a permission that no role has, or a role that has none";
    C0911 "nobody-can-call" Error "every role is kept out by something";
    C0913 "repeated-authority" Hint "one decision about access is written down in four places";
    C1001 "nullability-drift" Error "a field that may be absent in the entity or in the table only";
    C1002 "type-incompatible" Error "a column that cannot hold the type of its field";
    C1003 "missing-column" Error "a field without a column, or a column without a field";
    C1004 "default-only-on-one-side" Hint "a default that the entity or the table does not know";
    C1005 "unique-drift" Warning "a unique rule that the entity or the table does not know";
    C1006 "reference-without-fk" Warning "an id that points somewhere, and nothing says where";
    C1007 "unindexed-fk" Hint "a foreign key that no index finds";
    C1008 "redundant-index" Hint "an index that another rule or index makes needless";
    C1009 "suspicious-datasource" Warning "a datasource that is not used, is there twice, or is not what its name says";
    C1010 "decimal-without-scale" Hint "a decimal column that does not say how many digits it keeps";
    C1011 "timestamp-without-zone" Hint "a moment that is kept without its zone";
    C1012 "missing-natural-key" Hint "an index on what looks like a key that lets two rows have the same";
    C1013 "entity-without-table" Warning "a written entity without a table, or a table without an entity";
    C1014 "default-datasource" Error "several default datasources, or none where one is needed";
    C1015 "environment-value" Hint "an address that holds in one environment only";
    C1016 "fk-target" Error "a foreign key that points at what is no key";
    C1017 "entity-without-key" Warning "an entity without a field that tells one from another";
    C1018 "across-databases" Error "one transaction or one foreign key over two databases";
    C1101 "resource-operation-owner" Error "a bucket lists an operation of another integration";
    C1102 "no-operations" Error "an integration that is called and declares no operation";
    C1103 "no-credentials" Warning "a way to authenticate without a secret";
    C1104 "empty-secret" Error "a key for a secret that names none";
    C1105 "unlinked-provider" Warning "an email provider and an integration that do not know of each other";
    C1106 "path-template-variable" Error "a name in the path of a file that nothing fills";
    C1107 "no-timeout" Hint "an outside service without any timeout";
    C1108 "response-gap" Error "an answer that cannot fill the value it is promised as";
    C1109 "failure-not-modelled" Warning "an outside step that can fail, and no error for that";
    C1110 "incomplete-email" Error "a mail without a recipient, a text or a provider";
    C1111 "operation-path-parameter" Error "a parameter in the path of an outside operation that is not sent";
    C1112 "no-tls" Hint "a connection that nothing says is encrypted";
    C1113 "weak-protection" Warning "a signature or an encryption that protects from nothing";
    C1114 "file-key" Warning "a key that does not lead to the file it is for";
    C1201 "undeclared-error" Error "a step expects an error that its operation does not have";
    C1202 "unknown-actor" Warning "an actor of a scenario that is no role";
    C1203 "actor-cannot-call" Error "a scenario expects success of somebody who is refused";
    C1204 "step-input" Error "a step gives an input that is none, or leaves out a required one";
    C1205 "unknown-expectation" Error "a step expects a field that is not returned";
    C1206 "placeholder-literal" Warning "a value in a step that is not of its type";
    C1208 "unreachable-precondition" Warning "a scenario begins in a state that nothing else leads to";
    C1209 "coverage" Hint "scenarios in which nobody is refused, and what else they do not show";
    C1210 "contradicted-scenario" Error "a rule decides otherwise than a step expects";
    C1211 "unfulfilled-postcondition" Warning "something should have happened that no step does";
    C1212 "own-not-actor" Warning "a scenario about one's own things with anybody's id";
    C1213 "citation-without-requirement" Warning "a rule that a scenario cites and nothing is";
    C1214 "unasserted-outcome" Hint "a scenario of a failure that does not look at what it leaves behind";
    C1301 "guard-error-undeclared" Warning "a guard can refuse, and no listed error says so";
    C1302 "status-category" Warning "a status that does not fit the kind of failure";
    C1303 "duplicate-error-code" Error "two errors with one code";
    C1304 "indistinguishable-errors" Hint "two errors of a command that a caller cannot tell apart";
    C1305 "constraint-without-error" Warning "a write can break a rule of the database, and no listed error says so";
    C1306 "invalid-status" Error "a status that is none of an error";
    C1307 "absence-unnoticed" Warning "an error that something is not there, and nothing looks for it in time";
    C1308 "error-never-raised" Hint "an error that is listed, and that nothing in the operation can raise";
    C1401 "secret-in-plain-text" Error "a password, key or token in the contract itself";
    C1402 "unclassified-pii" Hint "personal data that is not marked";
    C1403 "insecure-direct-reference" Error "rows that belong to people, reached by any id the caller chooses";
    C1404 "storage-url-exposed" Warning "the address in a store, beside a signed link";
    C1405 "unbounded-lifetime" Warning "a lifetime that callers choose without a limit";
    C1406 "pii-in-event" Hint "personal data in an event";
    C1407 "unauthenticated-write" Warning "a command that everybody can call";
    C1408 "credential-kept" Warning "a password or the code of a card, kept or handed out as it is";
    C1501 "unused-declaration" Warning "a declaration that nothing names";
    C1503 "entity-never-written" Warning "an entity that is read or pointed at and never created";
    C1504 "field-never-written" Hint "an optional field that no step sets";
    C1601 "id-convention" Warning "a name in another form than the others of its kind";
    C1602 "synonym-fields" Hint "one fact under two names";
    C1603 "tag-vocabulary" Hint "tags that differ by number, case or separator only";
    C1604 "description-drift" Hint "a description that speaks of something else";
    C1605 "mixed-language" Hint "texts in another language than the rest";
    C1609 "path-style" Hint "a path that is written in another way than the others";
    C1610 "verb-mismatch" Hint "a name that says one thing of an operation that does another";
    C1611 "glossary-conflict" Hint "entries of the glossary that do not fit together";
    C1701 "conflicting-limits" Error "limits that contradict each other";
    C1702 "number-in-prose" Warning "a text that says another number than the limit";
    C1703 "unit-confusion" Warning "a number whose name says another unit";
    C1901 "unused-suppression" Warning "a comment that sets a finding aside, where there is none";
    C1902 "unknown-code" Warning "a setting or a comment names a code that there is not";
    C1903 "suppression-without-reason" Warning "a finding is set aside without a reason";
    C1904 "stale-baseline" Hint "the baseline knows findings that there are no more";
    C1905 "limit-reached" Warning "something is too large to be looked at in full";
    C1907 "firm-level" Warning "an error of form or reference is to be lowered or set aside";
    C1908 "unreadable-setting" Error "`contract.toml`, a baseline or a comment for it is not in its form";
    C2001 "no-code" Error "something that no code can be made for";
    C2002 "no-source" Error "a value that code needs, and nothing says what it is";
    C2003 "network-between-writes" Error "a call of a service between two writes";
    C2004 "makes-no-code" Hint "a declaration of which no code is made";
    C2101 "gate-twice" Warning "two scan gates count the same findings";
    C2102 "gate-never-decides" Warning "a scan gate that only fires when another one does";
    C2103 "clauses-contradict" Error "two clauses of an engagement cannot both hold";
    C2104 "coverage-without-minimum" Warning "coverage must be met, and nothing says how much";
    C2105 "retention-too-short" Warning "evidence is kept for less time than a framework needs";
    C2106 "open-production-gate" Warning "nobody approves what goes into production, and a framework is in force";
    C2107 "outside-residency" Error "something lies in a region where data must not be";
    C2108 "unknown-schema-version" Warning "a version of the engagement schema that nothing knows";
    C2109 "clause-out-of-bounds" Error "a number or a text in a clause that can never be met";
    C2110 "forbidden-service" Error "the system, or the engagement itself, uses what a clause forbids";
    C2111 "foreign-secrets-store" Error "a secret is kept where the engagement does not keep secrets";
    C2112 "personal-data-unhandled" Warning "personal data is kept, and no clause says how it is handled";
    C2113 "soft-delete" Error "a mark of deletion where only real deletion is allowed";
    C2114 "foreign-stack" Warning "the system is built with another language than the engagement says";
}
