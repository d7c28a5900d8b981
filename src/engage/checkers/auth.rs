//! `security.auth_mechanism`: whether routes of an API ask for who calls.
//!
//! In: routes and methods of API Gateway and addresses of functions, in Terraform and CloudFormation. Out: one outcome. Known are `cognito_jwt` (`JWT` or `COGNITO_USER_POOLS`) and `aws_iam`
//! (`AWS_IAM`): each route must name it; `OPTIONS` needs nothing. Routes that a function opens by its events (SAM, Serverless) are holes. Anything else, and a repository without such routes, is not evaluated: code
//! does not show who is let in.

use super::Subject;
use super::cloud::Resource;
use super::looked::{count, not_evaluated, plain};
use crate::engage::repository::Data;
use crate::engage::verdict::Outcome;

const CLAUSE: &str = "security.auth_mechanism";

/// Looks at the routes.
pub(super) fn check(Subject { terms, cloud, .. }: &Subject<'_>) -> Vec<Outcome> {
    let name = &terms.security.auth_mechanism;
    let wanted: &[&str] = match plain(name).as_str() {
        "cognito_jwt" | "cognito" => &["JWT", "COGNITO_USER_POOLS"],
        "aws_iam" | "iam" => &["AWS_IAM"],
        _ => return vec![not_evaluated(CLAUSE, format!("no checker knows `{name}`"))],
    };
    let (resources, mut looked) = cloud.resources();
    let routes: Vec<_> = resources.iter().filter(|one| is_route(one)).collect();
    for own in resources.iter().filter(|one| one.kind == "AWS::Serverless::Function" && opens_routes(one)) {
        let why = "opens routes by the events of a function, which are not read";
        looked.holes.push(format!("`{}:{}` {why}", own.file.path, own.place.0));
    }
    for route in &routes {
        let keys = ["authorization", "authorization_type", "AuthorizationType", "AuthType"];
        let body = route.body.get("Properties").unwrap_or(route.body);
        let said = keys.iter().find_map(|key| body.entry(key));
        let text = said.and_then(|entry| entry.value.text()).unwrap_or("NONE");
        let is_open = said.is_none() || said.is_some_and(|entry| entry.value.text().is_some());
        if is_open && !wanted.contains(&text) {
            let place = said.map_or(route.place, |entry| (entry.line, entry.column));
            looked.add(route.file, place, format!("the route is open to `{text}`, not to `{name}`"));
        }
    }
    let holds = format!("`{name}` is asked for by {}", count(routes.len(), "route"));
    vec![looked.counted(CLAUSE, "auth", routes.len(), "no route of an API is declared", holds)]
}

fn is_route(resource: &Resource<'_>) -> bool {
    let is_options = |key| {
        let text = resource.body.get(key).and_then(Data::text);
        text.is_some_and(|text| text.starts_with("OPTIONS"))
    };
    match resource.kind {
        "aws_api_gateway_method" => !is_options("http_method"),
        "aws_apigatewayv2_route" => !is_options("route_key"),
        "AWS::ApiGateway::Method" => !resource.says(&["HttpMethod"], "OPTIONS"),
        "aws_lambda_function_url" | "AWS::ApiGatewayV2::Route" | "AWS::Lambda::Url" => true,
        _ => false,
    }
}

/// Whether requests come in by an event of a function.
fn opens_routes(function: &Resource<'_>) -> bool {
    let mut opens = ["Api", "HttpApi"].iter().any(|kind| function.says(&["Type"], kind));
    function.body.each(&mut |above, entry| {
        opens |= matches!(entry.key.as_str(), "http" | "httpApi") && above.first() == Some(&"events");
    });
    opens
}
