//! How the parts are put together.
//!
//! In: a system. Out: `app/services.py`, `app/finishers.py`, `overrides.py` and `service.py`.

use super::module::{Module, Whole};
use super::names::{self, Of};
use super::operation::folder;
use super::python::{self, Expr};
use super::settings;
use crate::ir::{Kind, Operation, Service, System};
use crate::unit::Unit;

/// A client of another system.
struct Client {
    origin: String,
    port: String,
    protocol: String,
    class: String,
}

fn clients(whole: Whole) -> Vec<Client> {
    let mut all = Vec::new();
    for own in &whole.system.integrations {
        match &own.service {
            Service::Smtp { mail } => all.extend(mail.iter().map(|mail| Client {
                origin: mail.origin.clone(),
                port: whole.names.port(&mail.name),
                protocol: "Mailer".to_owned(),
                class: format!("{}Mailer", names::class(&mail.name)),
            })),
            _ => all.push(Client {
                origin: own.origin.clone(),
                port: whole.names.port(&own.name),
                protocol: names::class(&own.name),
                class: format!("{}Client", names::class(&own.name)),
            }),
        }
    }
    all.sort_by(|one, other| one.port.cmp(&other.port));
    all
}

/// The modules that put the parts together.
pub fn units(whole: Whole) -> Vec<Unit> {
    let mut all = vec![services(whole), overrides(whole), service(whole)];
    if !super::held::of(whole.system).is_empty() {
        all.push(finishers(whole));
    }
    all
}

fn services(whole: Whole) -> Unit {
    let mut module = Module::new(whole, "app", "The parts of the service that operations work with", "");
    let clients = clients(whole);
    module.imports().name("dataclasses", "dataclass");
    module.imports().name("typing", "TYPE_CHECKING");
    let known = whole.system.actor.is_some();
    if known {
        module.own("http.auth", "Authenticator");
    }
    module.own("persistence.database", "Pool");
    module.own("settings", "Settings");
    module.own("app.clock", "Clock");
    if !clients.is_empty() {
        module.own("app", "ports");
    }
    if !whole.system.caches.is_empty() {
        module.own("persistence.cache", "Cache");
    }
    let limited = !whole.system.security.rates.is_empty();
    if limited {
        module.own("app.rates", "Rates");
    }
    let caches: Vec<(String, String)> =
        whole.system.caches.iter().map(|own| (own.origin.clone(), whole.names.port(&own.name))).collect();
    let out = module.body();
    out.block("if TYPE_CHECKING:", |out| out.line("from ..overrides import Overrides"));
    out.apart();
    out.line("@dataclass(frozen=True, slots=True)");
    out.block("class Services:", |out| {
        out.doc("Made once, when the service starts");
        out.gap();
        out.line("settings: Settings");
        out.line("pool: Pool");
        if known {
            out.line("authenticator: Authenticator");
        }
        out.line("clock: Clock");
        if limited {
            out.line("rates: Rates");
        }
        out.line("overrides: Overrides");
        for (origin, name) in &caches {
            out.from(origin, |out| out.line(format!("{name}: Cache")));
        }
        for own in &clients {
            out.from(&own.origin, |out| out.line(format!("{}: ports.{}", own.port, own.protocol)));
        }
        out.gap();
        out.function("async def close", &["self".into()], "None", "Close what is open; the database last", |out| {
            for own in &clients {
                out.line(format!("await self.{}.close()", own.port));
            }
            for (_, name) in &caches {
                out.line(format!("await self.{name}.close()"));
            }
            out.line("await self.pool.close()");
        });
    });
    module.unit("services")
}

/// The operations, commands first, each kind by its names.
fn operations(system: &System) -> Vec<&Operation> {
    let mut all: Vec<&Operation> = system.operations.iter().collect();
    all.sort_by_key(|own| (own.kind == Kind::Query, names::module(&own.name)));
    all
}

fn overrides(whole: Whole) -> Unit {
    let doc = "What hand-written code may put in place of generated parts";
    let mut module = Module::new(whole, "", doc, "");
    let clients = clients(whole);
    module.imports().name("collections.abc", "Awaitable");
    module.imports().name("collections.abc", "Callable");
    module.imports().name("dataclasses", "dataclass");
    module.imports().name("typing", "TypeAlias");
    let known = whole.system.actor.is_some();
    let events = !whole.system.events.is_empty();
    if known {
        module.own("policy.actor", "Actor");
    }
    if events {
        module.imports().name("collections.abc", "Sequence");
        module.own("outbox.relay", "Subscriber");
    }
    let mut lines = Vec::new();
    for own in operations(whole.system) {
        let name = names::module(&own.name);
        let from = format!("app.{}.{name}", folder(own));
        let class = format!("Perform{}", whole.names.class(Of::Operation, &own.name));
        module.own_as(&from, "Perform", &class);
        let function = module.own_as(&whole.body_of(own), "perform", &format!("perform_{name}"));
        lines.push((own.origin.clone(), format!("{name}: {class} = {function}")));
    }
    if !clients.is_empty() {
        module.own("app", "ports");
        module.own("settings", "Settings");
    }
    for own in &clients {
        module.own(&format!("integrations.{}", own.port), &own.class);
    }
    let caller = match (known, whole.system.operations.iter().any(|own| own.access.open)) {
        (true, true) => "Actor | None",
        (true, false) => "Actor",
        (false, _) => "None",
    };
    let out = module.body();
    out.line(format!("Before: TypeAlias = Callable[[str, {caller}, object], Awaitable[None]]"));
    out.line("\"\"\"Is given the name of an operation, the caller and the request.\"\"\"");
    out.gap();
    out.line(format!("After: TypeAlias = Callable[[str, {caller}, object, object], Awaitable[None]]"));
    out.line("\"\"\"Is given the name of an operation, the caller, the request and the result.\"\"\"");
    let heads = |more: &[&str]| {
        let mut all = vec!["operation: str".to_owned(), format!("actor: {caller}"), "request: object".to_owned()];
        all.extend(more.iter().map(|own| (*own).to_owned()));
        all
    };
    out.apart();
    out.function("async def _nothing_before", &heads(&[]), "None", "Nothing", |_| {});
    out.apart();
    out.function("async def _nothing_after", &heads(&["result: object"]), "None", "Nothing", |_| {});
    out.apart();
    out.line("@dataclass(frozen=True, slots=True, kw_only=True)");
    out.block("class Overrides:", |out| {
        out.doc("The parts of the service that can be exchanged; each is the generated one by default");
        out.gap();
        out.comment("Hooks around every operation, once the caller may do what they ask for");
        out.line("before: Before = _nothing_before");
        out.line("after: After = _nothing_after");
        if events {
            out.comment("Who is told of events");
            out.line("subscribers: Sequence[Subscriber] = ()");
        }
        if !clients.is_empty() {
            out.comment("Clients of other systems");
        }
        for own in &clients {
            out.from(&own.origin, |out| {
                let line = format!("{}: Callable[[Settings], ports.{}] = {}", own.port, own.protocol, own.class);
                out.line(line);
            });
        }
        if !lines.is_empty() {
            out.comment("Bodies of operations");
        }
        for (origin, line) in &lines {
            out.from(origin, |out| out.line(line));
        }
    });
    module.unit("overrides")
}

fn finishers(whole: Whole) -> Unit {
    let mut module = Module::new(whole, "app", "How operations that were cut off are finished", "");
    module.imports().name("collections.abc", "Mapping");
    module.own("outbox.reconciler", "Finisher");
    let mut lines = Vec::new();
    for own in operations(whole.system).into_iter().filter(|own| own.phases.hold.is_some()) {
        let name = names::module(&own.name);
        let finish = module.own_as(&whole.body_of(own), "finish", &format!("finish_{name}"));
        lines.push((own.origin.clone(), format!("{}: {finish},", python::text(&own.name))));
    }
    let out = module.body();
    out.line("FINISHERS: Mapping[str, Finisher] = {");
    out.indented(|out| {
        for (origin, line) in &lines {
            out.from(origin, |out| out.line(line));
        }
    });
    out.line("}");
    module.unit("finishers")
}

/// The connections to the database, spoken to as the contract says.
fn pool(system: &System) -> Expr {
    let database = &system.database;
    let setting = |name: &str| Expr::Atom(format!("settings.database_{}", name.to_lowercase()));
    let mut given = vec![setting("url"), setting("pool_size"), setting("sslmode").named("sslmode")];
    if database.pool_min.is_some() {
        given.push(setting("pool_min_size").named("min_size"));
    }
    let own = |name: &str| name.to_lowercase().trim_end_matches("_ms").to_owned();
    for (name, ..) in settings::patience(database) {
        given.push(setting(name).named(&own(name)));
    }
    if let Some(name) = &database.application_name {
        given.push(Expr::Atom(python::text(name)).named("application_name"));
    }
    Expr::call("open_pool", given)
}

fn service(whole: Whole) -> Unit {
    let system = whole.system;
    let doc = "The service: its parts, its routes, and what runs beside the requests";
    let mut module = Module::new(whole, "", doc, "");
    let clients = clients(whole);
    let (known, events, held) =
        (system.actor.is_some(), !system.events.is_empty(), !super::held::of(system).is_empty());
    let hooks = !system.webhooks.is_empty();
    let jobs = super::jobs::any(system);
    let kept = settings::kept(system);
    let beside = events || held || hooks || jobs || !kept.is_empty();
    module.imports().name("collections.abc", "AsyncIterator");
    module.imports().name("contextlib", "asynccontextmanager");
    module.imports().name("fastapi", "FastAPI");
    if beside {
        module.imports().module("asyncio");
    }
    let tags = super::api::tags(whole);
    for tag in &tags {
        module.own("api", &tag.module);
    }
    module.own("limits", "BODY_LIMITS");
    module.own("app.clock", "Clock");
    module.own("app.services", "Services");
    let too_large = module.failure("PayloadTooLarge");
    for name in ["faults", "health", "logs"] {
        module.own("http", name);
    }
    if known {
        module.own("http.auth", "Authenticator");
    }
    module.own("http.body_limit", "BodyLimitMiddleware");
    module.own("migrate", "migrate");
    module.own("overrides", "Overrides");
    module.own("persistence.database", "open_pool");
    module.own("settings", "Settings");
    if events {
        module.own("outbox", "relay");
    }
    if jobs {
        module.own("jobs", "worker");
        module.own("jobs.handlers", "HANDLERS");
    }
    if !kept.is_empty() {
        module.own("persistence", "sweeper");
    }
    if held {
        module.own("app.finishers", "FINISHERS");
        module.own("outbox", "reconciler");
    }
    if hooks {
        module.own("outbox", "webhooks");
        module.own("outbox.receivers", "RECEIVERS");
    }
    let mut routers: Vec<Expr> = tags
        .iter()
        .flat_map(|tag| tag.routers.iter().map(|router| Expr::Atom(format!("{}.{router}", tag.module))))
        .collect();
    if system.graphql.is_some() {
        module.own("api", "graphql");
        routers.push(Expr::atom("graphql.router"));
    }
    let mut parts = vec![("settings".to_owned(), Expr::atom("settings")), ("pool".to_owned(), Expr::atom("pool"))];
    if known {
        parts.push(("authenticator".to_owned(), Expr::atom("authenticator")));
    }
    parts.push(("clock".to_owned(), Expr::atom("Clock()")));
    let (limited, hides) = (!system.security.rates.is_empty(), !system.security.masks.is_empty());
    if limited {
        parts.push(("rates".to_owned(), Expr::atom("rates")));
        module.own("app.rates", "Rates");
        module.own("http.rate_limit", "RateLimitMiddleware");
    }
    if hides {
        module.own("hidden", "MASKS");
    }
    let cors = super::running::cors(system);
    if cors.is_some() {
        module.imports().name("fastapi.middleware.cors", "CORSMiddleware");
    }
    if super::running::measures(system) {
        module.own("http", "metrics");
        module.own("observed", "ASKED");
    }
    let pool = pool(system);
    parts.push(("overrides".to_owned(), Expr::atom("overrides")));
    for own in &system.caches {
        let cache = module.own("persistence.cache", "Cache");
        let url = format!("settings.{}_url", names::snake(&own.name));
        parts.push((whole.names.port(&own.name), Expr::call(cache, vec![Expr::Atom(url)])));
    }
    for own in &clients {
        parts.push((own.port.clone(), Expr::Atom(format!("overrides.{}(settings)", own.port))));
    }
    let made = Expr::named_call("Services", parts);
    let mut about = vec![("title".to_owned(), Expr::Atom(python::text(&system.name)))];
    if !system.release.is_empty() {
        about.push(("version".to_owned(), Expr::Atom(python::text(&system.release))));
    }
    if !system.description.is_empty() {
        about.push(("description".to_owned(), Expr::Atom(python::text(&python::plain(&system.description)))));
    }
    about.push(("lifespan".to_owned(), Expr::atom("lifespan")));
    let about = Expr::named_call("FastAPI", about);
    let out = module.body();
    let routed = !routers.is_empty();
    if routed {
        out.statement("ROUTERS = ", &Expr::list(routers), "");
        out.apart();
    }
    out.function("def build", &["overrides: Overrides".into()], "FastAPI", "The service of the contract", |out| {
        out.line("settings = Settings.load()");
        out.line(if hides {
            "logs.configure(settings.log_level, MASKS)"
        } else {
            "logs.configure(settings.log_level)"
        });
        if limited {
            out.line("rates = Rates(settings)");
        }
        if known {
            out.line("authenticator = Authenticator(settings)");
        }
        out.gap();
        out.line("@asynccontextmanager");
        out.function("async def lifespan", &["app: FastAPI".into()], "AsyncIterator[None]", "", |out| {
            out.line("await migrate(settings.database_url, settings.database_sslmode)");
            out.from(&system.database.origin, |out| out.statement("pool = await ", &pool, ""));
            out.statement("services = ", &made, "");
            out.line("app.state.services = services");
            if beside {
                out.line("beside = [");
                out.indented(|out| {
                    if events {
                        out.line("asyncio.create_task(relay.run(pool, overrides.subscribers)),");
                    }
                    if hooks {
                        out.line("asyncio.create_task(webhooks.run(pool, settings, RECEIVERS)),");
                    }
                    if jobs {
                        out.line("asyncio.create_task(worker.run(services, HANDLERS)),");
                    }
                    if !kept.is_empty() {
                        let seconds = |variable: &str| Expr::Atom(format!("settings.{}", names::snake(variable)));
                        let entry =
                            |(table, variable): (&str, &str)| (Expr::Atom(python::text(table)), seconds(variable));
                        let kept = kept.iter().map(|(table, variable, ..)| entry((table, variable))).collect();
                        let run = Expr::call("sweeper.run", vec![Expr::atom("pool"), Expr::dictionary(kept)]);
                        out.statement("", &Expr::call("asyncio.create_task", vec![run]), ",");
                    }
                    if held {
                        let parts = ["pool", "FINISHERS", "settings.pending_timeout_seconds"].map(Expr::atom).to_vec();
                        let run = Expr::call("asyncio.create_task", vec![Expr::call("reconciler.run", parts)]);
                        out.statement("", &run, ",");
                    }
                });
                out.line("]");
            }
            out.block("try:", |out| out.line("yield"));
            out.block("finally:", |out| {
                if beside {
                    out.block("for task in beside:", |out| out.line("task.cancel()"));
                    out.line("await asyncio.gather(*beside, return_exceptions=True)");
                }
                out.line("await services.close()");
            });
        });
        out.gap();
        out.statement("app = ", &about, "");
        out.line("faults.install(app)");
        out.line("app.include_router(health.router)");
        if super::running::measures(system) {
            out.line("app.include_router(metrics.router_of(ASKED))");
        }
        if routed {
            out.block("for router in ROUTERS:", |out| out.line("app.include_router(router)"));
        }
        out.line(format!("app.add_middleware(BodyLimitMiddleware, limits=BODY_LIMITS, error={too_large})"));
        if limited {
            out.line("app.add_middleware(RateLimitMiddleware, rules=rates.rules())");
        }
        if let Some(own) = &cors {
            out.statement("", own, "");
        }
        out.comment("The outermost one: whatever happens inside is logged and answered");
        out.line("app.add_middleware(logs.RequestLogMiddleware)");
        out.line("return app");
    });
    module.unit("service")
}
