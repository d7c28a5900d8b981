//! `security.auth_mechanism`: whether routes of an API ask for who calls.
//!
//! In: routes and methods of API Gateway in Terraform. Out: one outcome. Known are `cognito_jwt` (`JWT` or `COGNITO_USER_POOLS`) and `aws_iam`
//! (`AWS_IAM`): each route must name it; `OPTIONS` needs nothing. Anything else, and a repository without such routes, is not evaluated: code
//! does not show who is let in.

use super::cloud::{Resource, resources_of};
use super::looked::{Looked, count, holds, not_evaluated, plain};
use crate::engage::repository::{Data, Reports, Repository};
use crate::engage::terms::Terms;
use crate::engage::verdict::Outcome;

const CLAUSE: &str = "security.auth_mechanism";

/// Looks at the routes.
pub(super) fn check(terms: &Terms, repository: &Repository, _: &Reports) -> Vec<Outcome> {
    let name = &terms.security.auth_mechanism;
    let wanted: &[&str] = match plain(name).as_str() {
        "cognito_jwt" | "cognito" => &["JWT", "COGNITO_USER_POOLS"],
        "aws_iam" | "iam" => &["AWS_IAM"],
        _ => return vec![not_evaluated(CLAUSE, format!("no checker knows `{name}`"))],
    };
    let mut looked = Looked::default();
    let resources = resources_of(repository, &mut looked);
    let routes: Vec<_> = resources.iter().filter(|one| is_route(one)).collect();
    for route in &routes {
        let key = if route.kind == "aws_api_gateway_method" { "authorization" } else { "authorization_type" };
        let said = route.body.entry(key);
        let text = said.and_then(|entry| entry.value.text()).unwrap_or("NONE");
        let is_open = said.is_none() || said.is_some_and(|entry| entry.value.text().is_some());
        if is_open && !wanted.contains(&text) {
            let place = said.map_or(route.place, |entry| (entry.line, entry.column));
            looked.add(route.file, place, format!("the route is open to `{text}`, not to `{name}`"));
        }
    }
    if looked.found.is_empty() && looked.holes.is_empty() {
        return vec![match routes.len() {
            0 => not_evaluated(CLAUSE, "no route of an API is declared"),
            routes => holds(CLAUSE, "auth", format!("`{name}` is asked for by {}", count(routes, "route"))),
        }];
    }
    vec![looked.outcome(CLAUSE, "auth", "route")]
}

fn is_route(resource: &Resource<'_>) -> bool {
    let is_options = |key| {
        let text = resource.body.get(key).and_then(Data::text);
        text.is_some_and(|text| text.starts_with("OPTIONS"))
    };
    match resource.kind {
        "aws_api_gateway_method" => !is_options("http_method"),
        "aws_apigatewayv2_route" => !is_options("route_key"),
        _ => false,
    }
}
